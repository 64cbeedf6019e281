"""`check` on a month that was closed and issued: nothing on the sound books, and each tampering found and named.

The database's own walls are taken down first: this is somebody at the files, not somebody at the pages.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.reverse import reverse_entry
from app.actions.invoices.close import close_all
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.actions.tasks.attach import FileData, attach_file, remove_file
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries import invoices as invoices_queries
from app.queries.check import check, count_rules
from tests.app.queries.check.tampering import Tamper, played, tampering
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Database
    from tests.worlds import World

MONDAY = dt.date(2026, 10, 5)
ALPHA, BETA = "client_id = 1", "client_id = 2"
#: The invoices of the world below: ALPHA's is the first, BETA's the second.
FIRST, SECOND = "id = 1", "id = 2"


def play(world: World) -> None:
    """October closed and issued with PDFs: ALPHA 20:10 of 20:00, BETA 5:00 and 15:00 carried; November begun; files."""
    world.with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", MONDAY, minutes=1150)
    world.log("受注入力", dt.date(2026, 10, 6), starts=dt.time(9), stops=dt.time(10))
    world.log("名刺入力", MONDAY, minutes=300, assistant="mori")
    taken_back = world.log("名刺入力", dt.date(2026, 10, 7), starts=dt.time(9), stops=dt.time(9, 30))
    reverse_entry(
        world.session,
        scope=HOUSE,
        public_id=taken_back[0],
        reason="書き間違い",
        now=world.clock.now(),
        new_id=world.ids,
    )
    world.at(dt.datetime(2026, 11, 2, 20, tzinfo=TOKYO))
    close_all(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    for head in invoices_queries.invoices(world.session, HOUSE, state="draft"):
        issue_invoice(world.session, scope=HOUSE, public_id=head.public_id, now=world.clock.now(), new_id=world.ids)
        invoice_pdf(world.session, scope=HOUSE, public_id=head.public_id, now=world.clock.now())
    world.with_plan(NOVEMBER)
    world.log("受注入力", dt.date(2026, 11, 2), starts=dt.time(9), stops=dt.time(10))
    told = {"scope": HOUSE, "task_public_id": world.tasks["受注入力"], "now": world.clock.now()}
    removed = attach_file(world.session, data=FileData("古い.txt", b"old"), new_id=world.ids, **told)
    remove_file(world.session, public_id=removed, **told)
    attach_file(world.session, data=FileData("見本.txt", b"abc"), new_id=world.ids, **told)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The month above, played once an engine: each test tampers in a transaction of its own that is taken back."""
    yield from played(request, tmp_path_factory, play)


@pytest.fixture
def tamper(books: Database) -> Iterator[Tamper]:
    """Runs statements past the walls, each changing one row, and gives what does not hold then, by rule."""
    yield from tampering(books)


def test_sound_books_hold(tamper: Tamper) -> None:
    assert tamper() == {}


def test_an_empty_house_holds(database: Database) -> None:
    with database.session() as session:
        assert list(check(session)) == []


def test_every_rule_is_counted() -> None:
    assert count_rules() == 29


def test_ledger_minutes_that_were_changed_are_found(tamper: Tamper) -> None:
    found = tamper(f"UPDATE ledger_row SET minutes = 240 WHERE account = 'used' AND minutes = 300 AND {BETA}")

    assert (found["posting"].params["found"], found["posting"].params["wanted"]) == (-60, 0)
    assert (found["entry_posting"].params["found"], found["entry_posting"].params["wanted"]) == (240, 300)


def test_a_whole_posting_that_was_changed_is_found_by_its_entry(tamper: Tamper) -> None:
    # Both lines, so that the posting still balances.
    found = tamper(
        f"UPDATE ledger_row SET minutes = 240 WHERE account = 'used' AND minutes = 300 AND {BETA}",
        f"UPDATE ledger_row SET minutes = -240 WHERE account = 'available' AND minutes = -300 AND {BETA}",
    )

    assert "posting" not in found
    assert found["entry_posting"].params["found"] == 240


def test_a_ledger_row_that_was_deleted_is_found(tamper: Tamper) -> None:
    found = tamper(f"DELETE FROM ledger_row WHERE account = 'used' AND minutes = 300 AND {BETA}")

    assert found["posting"].params["found"] == -300
    assert (found["entry_posting"].params["found"], found["entry_posting"].params["wanted"]) == (0, 300)


def test_entry_minutes_that_were_changed_are_found(tamper: Tamper) -> None:
    found = tamper("UPDATE time_entry SET minutes = 1100 WHERE minutes = 1150")

    assert (found["cost"].params["found"], found["cost"].params["wanted"]) == (1150, 1100)


def test_an_entry_that_waits_for_nothing_is_found(tamper: Tamper) -> None:
    found = tamper("DELETE FROM entry_waiting WHERE time_entry_id = (SELECT min(time_entry_id) FROM entry_waiting)")

    assert found["waiting"].params["month"] == "2026-10"


def test_a_charge_that_was_changed_is_found_by_its_rule_and_by_the_ledger(tamper: Tamper) -> None:
    found = tamper("UPDATE time_entry SET charged_min = 1100 WHERE minutes = 1150")

    assert (found["charge"].params["found"], found["charge"].params["wanted"]) == (1100, 1150)
    assert (found["entry_posting"].params["found"], found["entry_posting"].params["wanted"]) == (1150, 1100)


def test_an_entry_moved_to_another_month_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE time_entry SET work_date = '2026-11-05' WHERE minutes = 1150")

    assert found["entry_month"].params["month"] == "2026-10"


def test_a_reversal_that_takes_back_less_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE time_entry SET minutes = -20 WHERE minutes = -30")

    assert found["reversal"].params["found"] == -20


def test_a_span_that_was_deleted_is_found(tamper: Tamper) -> None:
    found = tamper("DELETE FROM worked_span WHERE time_entry_id = (SELECT min(time_entry_id) FROM worked_span)")

    assert set(found) == {"span"}


def test_a_span_that_was_moved_is_found(tamper: Tamper) -> None:
    found = tamper(
        "UPDATE worked_span SET stops_s = stops_s + 60"
        " WHERE time_entry_id = (SELECT min(time_entry_id) FROM worked_span)",
    )

    assert set(found) == {"span"}


def test_a_grant_that_was_changed_is_found(tamper: Tamper) -> None:
    found = tamper(
        f"UPDATE ledger_row SET minutes = -1300 WHERE account = 'granted' AND month = '2026-10' AND {ALPHA}",
        "UPDATE ledger_row SET minutes = 1300"
        f" WHERE account = 'available' AND kind = 'grant' AND month = '2026-10' AND {ALPHA}",
    )

    assert (found["grant"].params["found"], found["grant"].params["wanted"]) == (1300, 1200)


def test_terms_changed_behind_the_close_are_found(tamper: Tamper) -> None:
    found = tamper(f"UPDATE contract_terms SET overage_yen_per_hour = 6000 WHERE {ALPHA}")

    # 15 min at ¥6,000 an hour would be ¥1,500, the invoice says ¥750.
    assert set(found) == {"invoice_charges"}


def test_a_carried_row_that_was_changed_is_found(tamper: Tamper) -> None:
    found = tamper(
        f"UPDATE ledger_row SET minutes = -1000 WHERE account = 'carried' AND kind = 'carry_in' AND {BETA}",
        f"UPDATE ledger_row SET minutes = 1000 WHERE account = 'available' AND kind = 'carry_in' AND {BETA}",
    )

    # 1200 - 300 = 900 left October.
    assert found["carried"].params == {"client_id": 2, "month": "2026-10", "found": 1000, "wanted": 900}


def test_carried_rows_that_were_deleted_are_found(tamper: Tamper) -> None:
    found = tamper(
        f"DELETE FROM ledger_row WHERE account = 'carried' AND kind = 'carry_in' AND {BETA}",
        f"DELETE FROM ledger_row WHERE account = 'available' AND kind = 'carry_in' AND {BETA}",
    )

    assert found["carried"].params["found"] == 0


def test_a_closed_month_opened_again_is_found(tamper: Tamper) -> None:
    found = tamper(
        f"UPDATE client_month SET state = 'open', closed_at = NULL WHERE month = '2026-10' AND {BETA}",
    )

    assert {"open_month_settled", "month_invoice"} <= set(found)


def test_an_invoice_total_that_was_changed_is_found(tamper: Tamper) -> None:
    found = tamper(f"UPDATE invoice SET subtotal_yen = 40000, total_yen = 40000 + tax_yen WHERE {SECOND}")

    problem = found["invoice_total"]

    # ¥50,000 and 10 % tax.
    assert problem.params == {"invoice": "INV-2026-0002", "month": "2026-10", "found": 45_000, "wanted": 55_000}


def test_an_invoice_line_that_was_changed_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE invoice_line SET amount_yen = 1 WHERE invoice_id = 1 AND kind = 'overage'")

    assert {"invoice_total", "invoice_tax", "invoice_charges"} <= set(found)


def test_a_tax_that_was_changed_with_its_total_is_found(tamper: Tamper) -> None:
    found = tamper(
        "UPDATE invoice_tax SET tax_yen = 5076 WHERE invoice_id = 1",
        f"UPDATE invoice SET tax_yen = 5076, total_yen = subtotal_yen + 5076 WHERE {FIRST}",
    )

    # ¥50,750 at 10 % is ¥5,075, rounded once.
    assert set(found) == {"invoice_tax"}


def test_invoiced_hours_that_were_changed_are_found(tamper: Tamper) -> None:
    found = tamper("UPDATE invoice_hours SET minutes = 200 WHERE invoice_id = 2")

    problem = found["invoice_hours"]

    assert (problem.params["found"], problem.params["wanted"]) == (200, 300)


def test_a_number_that_was_changed_is_found(tamper: Tamper) -> None:
    found = tamper(f"UPDATE invoice SET number = 'INV-2026-0009' WHERE {SECOND}")

    assert found["number"].params["wanted"] == "INV-2026-0002"


def test_a_gap_in_the_numbers_is_found(tamper: Tamper) -> None:
    found = tamper(f"UPDATE invoice SET number = 'INV-2026-0003', sequence = 3 WHERE {SECOND}")

    assert found["number_gap"].params == {"invoice": "INV-2026-0003", "month": "2026-10", "wanted": 2}
    assert (found["counter"].params["found"], found["counter"].params["wanted"]) == (2, 3)


def test_a_counter_that_was_turned_back_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE invoice_counter SET last = 1")

    assert found["counter"].params == {"series": "INV-2026-{SEQ:4}", "found": 1, "wanted": 2}


def test_a_pdf_that_was_changed_is_found(tamper: Tamper) -> None:
    other = "(SELECT content FROM invoice_file WHERE invoice_id = 2 AND format = 'pdf')"

    found = tamper(f"UPDATE invoice_file SET content = {other} WHERE invoice_id = 1 AND format = 'pdf'")

    assert found["invoice_file"].params["invoice"] == "INV-2026-0001"


def test_an_invoice_that_was_deleted_is_found(tamper: Tamper) -> None:
    found = tamper(
        "DELETE FROM invoice_file WHERE invoice_id = 2 AND format = 'pdf'",
        "DELETE FROM invoice_file WHERE invoice_id = 2 AND format = 'xml'",
        "DELETE FROM billed_entry WHERE invoice_id = 2",
        "DELETE FROM invoice_hours WHERE invoice_id = 2",
        "DELETE FROM invoice_tax WHERE invoice_id = 2",
        "DELETE FROM invoice_line WHERE invoice_id = 2",
        f"DELETE FROM invoice WHERE {SECOND}",
    )

    assert found["month_invoice"].params == {"client_id": 2, "month": "2026-10"}
    assert (found["counter"].params["found"], found["counter"].params["wanted"]) == (2, 1)


def test_a_stopped_task_in_a_published_plan_is_found(tamper: Tamper) -> None:
    newest = "(SELECT max(id) FROM task_score WHERE task_id = 1)"

    found = tamper(f"UPDATE task_score SET is_stopped = NOT is_stopped WHERE id = {newest}")

    assert set(found) == {"stopped_task_assigned"}


def test_an_entry_that_was_deleted_is_found_by_its_posting(tamper: Tamper) -> None:
    found = tamper("DELETE FROM time_entry WHERE minutes = 1150")

    assert found["posting_without_entry"].params["found"] == 1150


def test_an_entry_whose_clock_time_was_moved_to_another_day_is_found(tamper: Tamper) -> None:
    found = tamper(
        "UPDATE time_entry SET starts_s = starts_s + 86400, stops_s = stops_s + 86400"
        " WHERE id = (SELECT min(time_entry_id) FROM worked_span)"
    )

    assert set(found) == {"entry_day", "span"}
    assert found["entry_day"].params["day"] == "2026-10-06"


def test_two_spans_moved_over_each_other_are_found(tamper: Tamper) -> None:
    other = "(SELECT max(starts_s) FROM worked_span)"

    found = tamper(
        f"UPDATE worked_span SET starts_s = {other} - 60, stops_s = {other} + 60"
        " WHERE time_entry_id = (SELECT min(time_entry_id) FROM worked_span)"
    )

    assert set(found) == {"span", "overlap"}


def test_overage_settled_otherwise_than_the_terms_say_is_found(tamper: Tamper) -> None:
    found = tamper(
        f"UPDATE ledger_row SET minutes = -20 WHERE account = 'overage' AND minutes = -10 AND {ALPHA}",
        "UPDATE ledger_row SET minutes = 20"
        f" WHERE account = 'available' AND kind = 'overage' AND minutes = 10 AND {ALPHA}",
    )

    # 1210 - 1200 = 10 minutes over.
    assert set(found) == {"close"}


def test_a_balance_on_an_invoice_that_was_changed_is_found(tamper: Tamper) -> None:
    # 15:00 were carried out; 20:00 are written instead.
    balance = (
        '{"granted_min": 1200, "carried_in_min": 0, "used_min": 300, "overage_min": 0,'
        ' "billed_overage_min": 0, "carried_out_min": 1200, "expired_min": 0}'
    )

    assert set(tamper(f"UPDATE invoice SET balance = '{balance}' WHERE {SECOND}")) == {"invoice_balance"}


@pytest.mark.parametrize(
    "changed",
    ["content = (SELECT content FROM invoice_file LIMIT 1)", f"sha256 = '{'0' * 64}'", "size_bytes = 4"],
)
def test_a_file_of_a_task_that_is_not_as_it_came_is_found(tamper: Tamper, changed: str) -> None:
    found = tamper(f"UPDATE task_file SET {changed} WHERE removed_at IS NULL")

    assert set(found) == {"task_file"}
    assert found["task_file"].params["client_id"] == 1
