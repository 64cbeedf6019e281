"""kill -9 at every statement of what changes the books: nothing is half done, and again completes it.

The usual run counts what writes and commits, `make soak` what reads as well.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import close_client_month
from app.actions.invoices.issue import issue_invoice
from app.domain.accounts import HOUSE, Role
from app.queries import invoices as invoices_queries
from tests.faults.crowds import findings
from tests.faults.months import OVER, log, used_min, with_work
from tests.topology.day_of_kinds import books
from tests.topology.sizes import SIZES
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.worlds import MakeWorld, World

ROOT = Path(__file__).parents[2]
DYING = Path(__file__).with_name("dying.py")
MOST_STATEMENTS = 200
COUNTED = "all" if SIZES.is_soak else "writes"


@contextmanager
def dying(world: World, what: str, public_id: str) -> Iterator[Callable[[int], str]]:
    """Does it and dies at that statement; told is what became of it."""
    command = [sys.executable, str(DYING), world.database.url, world.clock.now().isoformat(), what, public_id, COUNTED]
    with subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said, told = process.stdout, process.stdin

        def at(statement: int) -> str:
            print(statement, file=told, flush=True)
            return said.readline().strip()

        yield at
        told.close()


def killed_everywhere(world: World, what: str, public_id: str) -> int:
    """How many statements it died at; the books were those of before each time, and are others in the end."""
    world.session.rollback()
    before = books(world.database)
    with dying(world, what, public_id) as at:
        for statement in range(1, MOST_STATEMENTS):
            came = at(statement)
            if came.startswith("done"):
                break
            assert came == "killed"
            assert books(world.database) == before, f"half done when killed at statement {statement} of {what}"
    assert came == f"done {statement - 1}"
    assert books(world.database) != before
    assert findings(world.database) == []
    return statement - 1


def dialect(world: World) -> str:
    return world.database.engine.dialect.name


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """October is over, with 21 hours worked for ALPHA: an hour more than the package."""
    world = make_world().at(OVER)
    world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    item = with_work(world, "ALPHA")
    for day in (5, 6, 7):
        log(world.session, world, item, dt.date(2026, 10, day), 420)
    return world


def test_a_close_killed_at_any_statement_is_done_by_the_next(world: World) -> None:
    deaths = killed_everywhere(world, "close", world.clients["ALPHA"])

    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    again = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
    (bill,) = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    print(f"\n{dialect(world)}: a close killed at each of {deaths} statements, then ¥{bill.total_yen:,}")
    assert again.was_closed
    assert bill.total_yen == 58_300  # (50,000 + 3,000 for the hour above) × 1.1


def test_an_issue_killed_at_any_statement_gives_the_first_number(world: World) -> None:
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    draft = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)

    deaths = killed_everywhere(world, "issue", str(draft.invoice_public_id))

    bill = invoices_queries.invoice(world.session, HOUSE, public_id=draft.invoice_public_id)
    print(f"\n{dialect(world)}: an issue killed at each of {deaths} statements, then {bill.head.number}")
    assert bill.head.number == "INV-2026-0001"


def issued(world: World) -> str:
    """The public id of ALPHA's October, ¥58,300 with its number."""
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    draft = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
    issue_invoice(world.session, public_id=str(draft.invoice_public_id), **told)
    return str(draft.invoice_public_id)


def test_a_credit_note_killed_at_any_statement_takes_back_once(world: World) -> None:
    bill = issued(world)

    deaths = killed_everywhere(world, "credit", bill)

    heads = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    print(f"\n{dialect(world)}: a credit note killed at each of {deaths} statements")
    # Numbers without a gap, all of 58,300 taken back, and the 21 hours are November's, once.
    assert [(each.number, each.total_yen) for each in heads] == [
        ("INV-2026-0001", 58_300),
        ("INV-2026-0002", -58_300),
    ]
    assert used_min(world.database, world.client_id("ALPHA"), NOVEMBER) == 1260


def test_a_voiding_killed_at_any_statement_leaves_one_draft_in_its_place(world: World) -> None:
    bill = issued(world)

    deaths = killed_everywhere(world, "void", bill)

    heads = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    print(f"\n{dialect(world)}: a voiding killed at each of {deaths} statements")
    assert [(each.number, each.state, each.total_yen) for each in heads] == [
        ("INV-2026-0001", "void", 58_300),
        (None, "draft", 58_300),
    ]


def test_a_correction_killed_at_any_statement_gives_its_minutes_back_once(world: World) -> None:
    item = with_work(world, "BETA")
    entry = log(world.session, world, item, dt.date(2026, 10, 8), 90)

    deaths = killed_everywhere(world, "reverse", entry)

    print(f"\n{dialect(world)}: a correction killed at each of {deaths} statements")
    assert used_min(world.database, world.client_id("BETA"), OCTOBER) == 0
