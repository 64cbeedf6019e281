"""What a taken back entry leaves behind in the audit trail, and what a credit note keeps from being taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.reverse import reverse_entry
from app.actions.invoices.close import close_client_month
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from app.domain.worktime import TOKYO
from app.queries import audit as audit_queries
from app.queries import invoices as invoices_queries
from app.queries.check import check
from app.queries.invoices.crediting import creditable_entries
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from app.queries.audit import HistoryLine
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))


def told(world: World, *entries: str) -> list[HistoryLine]:
    return audit_queries.history(world.session, HOUSE, [f"entry:{each}" for each in entries])


def reverse(world: World, entry: str, reason: str = "誤入力") -> None:
    reverse_entry(world.session, scope=HOUSE, public_id=entry, reason=reason, now=world.clock.now(), new_id=world.ids)


def test_taking_back_is_on_the_audit_trail_with_its_reason(world: World) -> None:
    (entry,) = world.log("受注入力", DAY, minutes=90)

    reverse(world, entry)

    (line,) = told(world, entry)
    assert (line.action, line.reason) == ("entry.reverse", "誤入力")
    assert line.before == {
        "work_date": "2026-10-05",
        "month": "2026-10",
        "activity": "work",
        "counting": "counted",
        "worked_min": 90,
        "charged_min": 90,
        "cost_min": 90,
    }
    assert line.after.keys() == {"reversal", "given_back_min"}
    assert line.after["given_back_min"] == 90
    assert list(check(world.session)) == []


def test_an_edit_is_on_the_trail_with_what_was_written_instead(world: World) -> None:
    (entry,) = world.log("受注入力", DAY, minutes=90)
    data = EditData(world.ids(), entry, "書き間違い", DAY, minutes=60)

    (instead,) = edit_entry(world.session, scope=HOUSE, data=data, now=world.clock.now(), new_id=world.ids)

    (line,) = told(world, entry)
    assert (line.action, line.reason, line.after["replaced_by"]) == ("entry.reverse", "書き間違い", instead)
    assert list(check(world.session)) == []


def test_an_edit_that_is_refused_leaves_nothing_on_the_trail(world: World) -> None:
    (entry,) = world.log("受注入力", DAY, minutes=90)
    data = EditData(world.ids(), entry, "書き間違い", dt.date(2026, 10, 21), minutes=60)  # tomorrow

    with pytest.raises(errors.FutureEntry):
        edit_entry(world.session, scope=HOUSE, data=data, now=world.clock.now(), new_id=world.ids)

    assert told(world, entry) == []


@pytest.mark.parametrize("minutes_go", list(MinutesGo))
def test_what_a_credit_note_gave_back_is_not_taken_back_again(world: World, minutes_go: MinutesGo) -> None:
    (given_back,) = world.log("受注入力", DAY, minutes=90)
    (billed,) = world.log("受注入力", DAY, minutes=30)
    credit_first_entry(world, minutes_go)

    with pytest.raises(errors.EntryCredited):
        reverse(world, given_back)
    with pytest.raises(errors.MonthClosed):
        reverse(world, billed)

    assert told(world, given_back, billed) == []
    assert list(check(world.session)) == []


def credit_first_entry(world: World, minutes_go: MinutesGo) -> None:
    """October of ALPHA closed and issued on 2 November, its first entry re-opened by a credit note."""
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    now = world.clock.now()
    closed = close_client_month(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        month=OCTOBER,
        now=now,
        new_id=world.ids,
    )
    assert closed.invoice_public_id
    invoice = closed.invoice_public_id
    issue_invoice(world.session, scope=HOUSE, public_id=invoice, now=now, new_id=world.ids)
    head = invoices_queries.invoice(world.session, scope=HOUSE, public_id=invoice).head
    found = creditable_entries(world.session, head.id)
    data = CreditData(entry_ids=[found[0].id], minutes_go=minutes_go, reason="記録の誤り")
    credit_invoice(world.session, scope=HOUSE, public_id=invoice, data=data, now=now, new_id=world.ids)
