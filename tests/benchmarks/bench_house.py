"""A house of 500 companies, 300 people and 100,000 hours, with `BENCH=full` a million: pages, close, papers, memory."""

from __future__ import annotations

import os
import resource
import time
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.log import EntryData, log_many
from app.actions.invoices.close import close_all, close_client_month
from app.actions.invoices.issue import issue_month
from app.actions.invoices.pdf import invoice_pdf
from app.domain.accounts import HOUSE
from app.queries import invoices as invoices_queries
from app.queries.check import check
from tests.benchmarks.houses import HUNDRED_THOUSAND, MILLION, live_in
from tests.benchmarks.pages import PAGES, browsers, explained, filled, look, statements
from tests.worlds import NOVEMBER

if TYPE_CHECKING:
    from pathlib import Path

    from app.database import Database
    from tests.clocks import CountingIds, FakeClock
    from tests.worlds import World

IS_FULL = os.environ.get("BENCH") == "full"  # noqa: TID251
SIZES = {"100,000": HUNDRED_THOUSAND, **({"1,000,000": MILLION} if IS_FULL else {})}
TIMES, PAPERS = 7, 500 if IS_FULL else 50
#: The targets of a page.
MOST_MS, MOST_STATEMENTS = 60.0, 20
SLOW_MS = 10.0


@pytest.mark.parametrize("size", SIZES)
def bench_house(database: Database, clock: FakeClock, ids: CountingIds, tmp_path: Path, size: str) -> None:
    begun = time.perf_counter()
    world = live_in(database, clock, ids, SIZES[size])
    with database.session() as session:
        (entries,) = session.connection().exec_driver_sql("SELECT count(*) FROM time_entry").one()
    print(f"\n{database.engine.dialect.name}, {entries:,} entries, made in {time.perf_counter() - begun:.0f} s")
    _pages(world, tmp_path)
    _months(world)


def _pages(world: World, folder: Path) -> None:
    people, database = browsers(world, folder), world.database
    print(f"{'page':42} {'role':14} {'SQL':>4} {'ms':>8} {'kB':>6}")
    for name, address in filled(world).items():
        for role in PAGES[name]:
            seen = look(database, people[role], role, name, address, times=TIMES)
            is_late = seen.median_ms > MOST_MS or seen.statements > MOST_STATEMENTS
            print(
                f"{name:42} {role.value:14} {seen.statements:4} {seen.median_ms:8.1f} {seen.html_kb:6.0f}"
                f"{'  <- above' if is_late else ''}"
            )
            if is_late:
                with statements(database) as said:
                    people[role].get(address)
                for statement, parameters, took_ms in said:
                    if took_ms > SLOW_MS:
                        plan = explained(database, statement, parameters)
                        print(f"    {took_ms:.1f} ms: {' '.join(statement.split())[:400]}\n      {plan[:1500]}")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _months(world: World) -> None:
    """A client-month of 200 entries, then everybody's, then the papers."""
    world.session.rollback()
    world.at(world.clock.now().replace(month=12, day=1))
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    _two_hundred(world)
    begun = time.perf_counter()
    close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=NOVEMBER, **told)
    print(f"a month of 200 entries closed and drafted in {1000 * (time.perf_counter() - begun):.0f} ms")
    begun = time.perf_counter()
    closed = close_all(world.session, month=NOVEMBER, **told)
    print(f"{len(closed)} months closed in {time.perf_counter() - begun:.1f} s")
    begun = time.perf_counter()
    numbers = issue_month(world.session, month=NOVEMBER, **told)
    print(f"{len(numbers)} invoices issued in {time.perf_counter() - begun:.1f} s")
    bills = invoices_queries.invoices(world.session, HOUSE, month=NOVEMBER)[:PAPERS]
    begun = time.perf_counter()
    for bill in bills:
        invoice_pdf(world.session, scope=HOUSE, public_id=bill.public_id, now=told["now"])
    print(f"{len(bills)} PDFs in {time.perf_counter() - begun:.1f} s")
    begun = time.perf_counter()
    assert list(check(world.session)) == []
    print(f"check in {time.perf_counter() - begun:.1f} s")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _two_hundred(world: World) -> None:
    """As many more as ALPHA lacks."""
    rows = [
        EntryData(
            world.ids(),
            world.item("受注入力", NOVEMBER),
            NOVEMBER.first_day.replace(day=1 + nth % 30),
            minutes=5,
            assistant_public_id=world.assistants["mori"],
        )
        for nth in range(100)
    ]
    log_many(world.session, scope=HOUSE, data=rows, now=world.clock.now(), new_id=world.ids)
