"""What the database itself refuses, whoever asks: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment
from app.actions.invoices.pdf import invoice_pdf
from app.actions.tasks.attach import FileData, attach_file, remove_file
from app.database import transaction
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """One issued invoice (ALPHA), paid and credited in part, one draft (BETA), one entry each, with clock times."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), starts=dt.time(9), stops=dt.time(10))
    world.log("名刺入力", dt.date(2026, 10, 5), starts=dt.time(10), stops=dt.time(11))
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    for code in ("ALPHA", "BETA"):
        closed = world.close(code)
        if code == "ALPHA":
            assert closed.invoice_public_id is not None
            issue_invoice(
                world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now(), new_id=world.ids
            )
            invoice_pdf(world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now())
            follow_up(world, closed.invoice_public_id)
    return world


def follow_up(world: World, public_id: str) -> None:
    """¥1,000 of the invoice are taken back, ¥10,000 paid."""
    credit_invoice(
        world.session,
        scope=HOUSE,
        public_id=public_id,
        data=CreditData(amounts={1: 1_000}, reason="値引き"),
        now=world.clock.now(),
        new_id=world.ids,
    )
    paid = PaymentData("payment-1", dt.date(2026, 11, 2), 10_000)
    record_payment(world.session, scope=HOUSE, invoice_public_id=public_id, data=paid, now=world.clock.now())


def run(world: World, statement: str) -> None:
    with transaction(world.session):
        world.session.execute(text(statement))


@pytest.mark.parametrize(
    "table",
    [
        "time_entry",
        "ledger_row",
        "task_score",
        "weights_version",
        "invoice_file",
        "audit_row",
        "credit_note",
        "payment",
    ],
)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_rows_that_are_only_added_are_neither_changed_nor_deleted(world: World, table: str, verb: str) -> None:
    column = {
        "weights_version": "created_at",
        "invoice_file": "made_at",
        "task_score": "scored_at",
        "audit_row": "reason",
        "credit_note": "reason",
        "payment": "amount_yen",
    }.get(table, "minutes")
    with pytest.raises(DBAPIError, match="only_added"):
        run(world, verb.format(table, column, column))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoice SET due_date = '2030-01-01' WHERE state = 'issued'",
        "DELETE FROM invoice WHERE state = 'issued'",
        "UPDATE invoice_line SET amount_yen = 1 WHERE invoice_id = 1",
        "DELETE FROM invoice_tax WHERE invoice_id = 1",
        "DELETE FROM invoice_hours WHERE invoice_id = 1",
        (
            "UPDATE invoice_tax SET invoice_id = 1, rate_pct = 8"
            " WHERE invoice_id = (SELECT id FROM invoice WHERE state = 'draft')"
        ),
        (
            "INSERT INTO invoice_tax (invoice_id, rate_pct, category, taxable_yen, tax_yen)"
            " SELECT id, 8, 'reduced', 0, 0 FROM invoice WHERE state = 'issued' AND kind = 'invoice'"
        ),
    ],
)
def test_an_issued_invoice_stays_as_it_is(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="issued_invoice"):
        run(world, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoice SET state = 'draft', number = NULL, sequence = NULL WHERE state = 'issued'",
        (
            "UPDATE invoice SET state = 'void', total_yen = 0, tax_yen = 0, subtotal_yen = 0 WHERE kind = 'invoice'"
            " AND state = 'issued'"
        ),
        "UPDATE invoice SET state = 'void' WHERE kind = 'credit_note'",
        "UPDATE billed_entry SET minutes = 1 WHERE invoice_id = 1",
        "UPDATE billed_entry SET reopened_at = '2026-11-02 00:00:00', time_entry_id = 2 WHERE invoice_id = 1",
        "DELETE FROM billed_entry WHERE invoice_id = 1",
        "INSERT INTO billed_entry (client_id, invoice_id, time_entry_id, minutes) VALUES (1, 1, 2, 60)",
    ],
)
def test_an_issued_document_changes_in_the_allowed_columns_only(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="issued_invoice"):
        run(world, statement)


def test_an_issued_invoice_may_become_void_and_nothing_else(world: World) -> None:
    run(world, "UPDATE invoice SET state = 'void' WHERE kind = 'invoice' AND state = 'issued'")

    with pytest.raises(DBAPIError, match="issued_invoice"):
        run(world, "UPDATE invoice SET state = 'issued' WHERE state = 'void'")


def test_an_entry_is_on_one_living_invoice_alone(world: World) -> None:
    copied = (
        "client_id, month, state, series, period_start, period_end, due_date, subtotal_yen, tax_yen, total_yen,"
        " tax_rounding, parties, balance, drafted_at"
    )
    run(
        world,
        f"INSERT INTO invoice (public_id, kind, {copied})"
        f" SELECT 'other', 'credit_note', {copied} FROM invoice WHERE state = 'draft'",
    )

    with pytest.raises(DBAPIError, match=r"uq_billed_entry_live|failed: billed_entry\.time_entry_id"):
        run(
            world,
            "INSERT INTO billed_entry (client_id, invoice_id, time_entry_id, minutes)"
            " SELECT client_id, (SELECT id FROM invoice WHERE public_id = 'other'), time_entry_id, minutes"
            " FROM billed_entry WHERE client_id = 2",
        )


def test_an_entry_that_was_reopened_is_not_freed_twice(world: World) -> None:
    run(world, "UPDATE billed_entry SET reopened_at = '2026-11-02 00:00:00' WHERE invoice_id = 1")

    with pytest.raises(DBAPIError, match="issued_invoice"):
        run(world, "UPDATE billed_entry SET reopened_at = '2026-11-03 00:00:00' WHERE invoice_id = 1")


def test_a_draft_can_still_change(world: World) -> None:
    run(world, "UPDATE invoice SET due_date = '2030-01-01' WHERE state = 'draft'")

    found = world.session.execute(text("SELECT due_date FROM invoice WHERE state = 'draft'")).scalar_one()
    assert str(found) == "2030-01-01"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE client_month SET state = 'open'",
        (
            "INSERT INTO ledger_row (posting_id, client_id, month, kind, account, minutes, posted_at)"
            " VALUES ('p', 1, '2026-10', 'adjust', 'adjusted', 5, '2026-11-02 00:00:00')"
        ),
    ],
)
def test_a_closed_month_neither_opens_nor_takes_rows(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="month_closed"):
        run(world, statement)


@pytest.mark.parametrize(
    "statement",
    [
        # Half an hour into the span of the entry before it.
        "UPDATE worked_span SET starts_s = starts_s - 1800",
        "UPDATE invoice SET total_yen = total_yen + 1 WHERE state = 'draft'",
        "UPDATE invoice SET number = 'X' WHERE state = 'draft'",
        "UPDATE client_month SET client_id = 99",
        (
            "INSERT INTO client_month (client_id, month, state, opened_at)"
            " VALUES (1, '2026-12', 'ajar', '2026-12-01 00:00:00')"
        ),
        "DELETE FROM client",
        "DELETE FROM assistant",
    ],
)
def test_rows_that_contradict_each_other_are_refused(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError):
        run(world, statement)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("value", ["1.5", "'abc'"])
def test_sqlite_refuses_what_is_no_whole_number(world: World, value: str) -> None:
    with pytest.raises(DBAPIError, match="cannot store"):
        run(world, f"UPDATE assistant SET monthly_min = {value}")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_replacing_a_row_does_not_pass_the_wall(world: World) -> None:
    with pytest.raises(DBAPIError, match=r"only_added|month_closed"):
        run(world, "INSERT OR REPLACE INTO ledger_row SELECT * FROM ledger_row WHERE id = 1")


def test_a_hidden_write_in_a_read_is_refused(world: World) -> None:
    with pytest.raises(DBAPIError):
        world.session.execute(text("UPDATE client SET name = 'X'"))


def test_a_transaction_that_fails_leaves_nothing(world: World) -> None:
    def fail() -> None:
        with transaction(world.session):
            world.session.execute(text("UPDATE client SET name = 'X'"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert world.session.execute(text("SELECT count(*) FROM client WHERE name = 'X'")).scalar() == 0


@pytest.fixture
def handed_in(make_world: MakeWorld) -> World:
    """A world with a file of a task that is there, and one that was removed."""
    world = make_world()
    told = {"scope": HOUSE, "task_public_id": world.tasks["受注入力"], "now": world.clock.now()}
    for number in range(2):
        data = FileData(f"{number}.txt", b"abc")
        public_id = attach_file(world.session, data=data, new_id=world.ids, **told)
    remove_file(world.session, public_id=public_id, **told)
    return world


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM task_file",
        "UPDATE task_file SET name = 'other.txt' WHERE removed_at IS NULL",
        f"UPDATE task_file SET sha256 = '{'0' * 64}' WHERE removed_at IS NULL",
        "UPDATE task_file SET content = 'abd' WHERE removed_at IS NULL",
        "UPDATE task_file SET content = 'abc', removed_at = NULL WHERE removed_at IS NOT NULL",
        "UPDATE task_file SET removed_by = NULL WHERE removed_at IS NOT NULL",
    ],
)
def test_what_a_file_was_never_changes(handed_in: World, statement: str) -> None:
    if handed_in.database.engine.dialect.name == "sqlite":
        statement = re.sub(r"content = '(\w+)'", r"content = CAST('\1' AS BLOB)", statement)

    with pytest.raises(DBAPIError, match="only_added"):
        run(handed_in, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE task_file SET content = NULL WHERE removed_at IS NULL",
        "UPDATE task_file SET removed_at = '2026-11-02 00:00:00' WHERE removed_at IS NULL",
        "UPDATE task_file SET reviewed_on = '2026-11-02' WHERE removed_at IS NULL",
    ],
)
def test_a_file_has_its_bytes_until_it_is_removed_and_only_a_manual_is_reviewed(
    handed_in: World, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="ck_task_file"):
        run(handed_in, statement)
