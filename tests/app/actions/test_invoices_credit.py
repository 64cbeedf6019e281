"""Credit notes on both databases: exactly what they name comes back, once, and is billed again exactly."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts import save_issuer
from app.actions.invoices.credit import CreditData, credit_invoice, foresee_credit
from app.actions.invoices.issue import issue_invoice
from app.domain import errors
from app.domain.accounts import HOUSE, Role
from app.domain.crediting import MinutesGo
from app.domain.packages import Source
from app.domain.terms import package_terms
from app.domain.worktime import TOKYO, Month
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from app.queries.invoices import billing as billing_queries
from app.queries.invoices import crediting as crediting_queries
from tests.clocks import CountingIds
from tests.worlds import ISSUER, NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from app.queries.invoices.billing import BilledView
    from tests.worlds import MakeWorld, World

DAYS = [dt.date(2026, 10, day) for day in (5, 6, 7)]
WHY = "稼働の記録に誤りがあったため"


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """ALPHA's October: 20:10 of a 20 h package in three entries (10:00, 9:10, 1:00), issued on 5 November."""
    world = make_world(terms=package_terms(OCTOBER, 50_000, 1_200, 3_000, 15)).with_plan()
    world.at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    for day, minutes in zip(DAYS, (600, 550, 60), strict=True):
        world.log("受注入力", day, minutes=minutes)
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))
    bill(world)
    return world


def bill(world: World, month: Month = OCTOBER) -> str:
    """The public id of ALPHA's invoice for the month, closed and issued."""
    closed = world.close("ALPHA", month)
    assert closed.invoice_public_id is not None
    issue_invoice(
        world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now(), new_id=world.ids
    )
    return closed.invoice_public_id


def invoice_of(world: World, month: Month = OCTOBER) -> str:
    found = invoices_queries.invoices(world.session, HOUSE, month=month)
    return next(head.public_id for head in found if head.client_code == "ALPHA" and head.kind == "invoice")


def entries_of(world: World, public_id: str) -> list[BilledView]:
    head = invoices_queries.invoice(world.session, HOUSE, public_id=public_id).head
    return billing_queries.billed(world.session, HOUSE, head.id)


def take_back(world: World, **data: object) -> invoices_queries.InvoiceView:
    public_id = credit_invoice(
        world.session,
        scope=HOUSE,
        public_id=invoice_of(world),
        data=CreditData(**{"reason": WHY, **data}),  # type: ignore[arg-type]
        now=world.clock.now(),
        new_id=world.ids,
    )
    return invoices_queries.invoice(world.session, HOUSE, public_id=public_id)


def november(world: World) -> usage_queries.UsageView:
    found = usage_queries.usage(world.session, HOUSE, NOVEMBER)
    return next(each for each in found if each.client_code == "ALPHA")


def test_an_invoice_bills_every_entry_of_its_month_once(world: World) -> None:
    found = entries_of(world, invoice_of(world))

    assert [(each.work_date, each.minutes, each.is_live) for each in found] == [
        (DAYS[0], 600, True),
        (DAYS[1], 550, True),
        (DAYS[2], 60, True),
    ]
    assert list(check(world.session)) == []


def test_a_part_comes_back_as_overage_first_and_the_rest_as_minutes(world: World) -> None:
    last = entries_of(world, invoice_of(world))[2]

    note = take_back(world, entry_ids=[last.id])

    # Of 60 minutes 10 were overage: ¥750 and ¥75 tax. The other 50 come back to November's package.
    assert [line.amount_yen for line in note.lines] == [-750]
    assert (note.head.subtotal_yen, note.head.tax_yen, note.head.total_yen) == (-750, -75, -825)
    assert (note.head.kind, note.head.state, note.head.number) == ("credit_note", "issued", "INV-2026-0002")
    assert (november(world).available_min, november(world).used_min) == (1_250, 0)
    # 20:00 of the package and the 0:50: every part of the 20:50 is named.
    assert november(world).sources == ((Source.BASE, 1_200), (Source.GIVEN_BACK, 50))
    assert [each.is_live for each in entries_of(world, invoice_of(world))] == [True, True, False]
    assert list(check(world.session)) == []


def test_what_is_charged_again_is_billed_again_exactly_and_nothing_else(world: World) -> None:
    last = entries_of(world, invoice_of(world))[2]
    take_back(world, entry_ids=[last.id], minutes_go=MinutesGo.AGAIN)
    assert (november(world).available_min, november(world).used_min) == (1_250, 60)
    world.with_plan(NOVEMBER)
    world.log("受注入力", dt.date(2026, 11, 2), minutes=30)
    world.at(dt.datetime(2026, 12, 1, 9, tzinfo=TOKYO))

    again = invoices_queries.invoice(world.session, HOUSE, public_id=bill(world, NOVEMBER))

    # The 60 minutes of October and the 30 of November, and none of the 1,150 that stayed on the first invoice.
    assert [(each.work_date, each.minutes) for each in entries_of(world, again.head.public_id)] == [
        (DAYS[2], 60),
        (dt.date(2026, 11, 2), 30),
    ]
    assert [(line.task, line.minutes) for line in again.hours] == [("受注入力", 90)]
    assert again.balance is not None
    assert (again.balance.granted_min, again.balance.adjusted_min, again.balance.used_min) == (1_200, 50, 90)
    assert list(check(world.session)) == []


def test_all_in_parts_returns_exactly_the_total_and_the_tax(world: World) -> None:
    first, second, third = entries_of(world, invoice_of(world))
    notes = [
        take_back(world, entry_ids=[third.id]),
        take_back(world, entry_ids=[first.id], amounts={1: 12_345}),
        take_back(world, is_whole=True),
    ]

    # ¥50,750 and ¥5,075 tax were billed.
    assert sum(note.head.subtotal_yen for note in notes) == -50_750
    assert sum(note.head.tax_yen for note in notes) == -5_075
    assert [each.is_live for each in entries_of(world, invoice_of(world))] == [False, False, False]
    assert second.id
    with pytest.raises(errors.NothingToCredit):
        take_back(world, is_whole=True)
    assert list(check(world.session)) == []


def test_with_the_fee_taken_back_no_minutes_come_back_to_the_package(world: World) -> None:
    take_back(world, is_whole=True)

    assert november(world).available_min == 1_200
    assert list(check(world.session)) == []


def test_the_dialog_foresees_what_is_issued_and_writes_nothing(world: World) -> None:
    last = entries_of(world, invoice_of(world))[2]
    data = CreditData(entry_ids=[last.id])

    foreseen = foresee_credit(world.session, scope=HOUSE, public_id=invoice_of(world), data=data)

    assert (foreseen.total_yen, foreseen.minutes, foreseen.package_min) == (-825, 60, 50)
    assert (foreseen.to_month, foreseen.may_be_omitted) == (NOVEMBER, True)
    assert crediting_queries.credits_of(world.session, HOUSE, 1) == []
    assert take_back(world, entry_ids=[last.id]).head.total_yen == foreseen.total_yen


def test_nothing_is_taken_back_twice(world: World) -> None:
    last = entries_of(world, invoice_of(world))[2]
    take_back(world, entry_ids=[last.id])

    with pytest.raises(errors.AlreadyCredited):
        take_back(world, entry_ids=[last.id])
    with pytest.raises(errors.OverCredited):
        take_back(world, amounts={2: 1})
    with pytest.raises(errors.InvalidInput):
        take_back(world, amounts={9: 1})


def test_the_same_note_sent_twice_is_issued_once(world: World) -> None:
    first = take_back(world, amounts={1: 1_000}, public_id="note-0001")
    again = take_back(world, amounts={1: 1_000}, public_id="note-0001")

    assert (first.head.public_id, again.head.public_id) == ("note-0001", "note-0001")
    view = invoices_queries.invoice(world.session, HOUSE, public_id=invoice_of(world))
    assert crediting_queries.creditable_lines(world.session, view)[0].credited_yen == 1_000


def test_an_id_that_is_another_invoices_note_is_refused(world: World) -> None:
    take_back(world, amounts={1: 1_000}, public_id="note-0001")
    world.at(dt.datetime(2026, 12, 1, 9, tzinfo=TOKYO))
    november_public_id = bill(world, NOVEMBER)
    data = CreditData(amounts={1: 1_000}, reason=WHY, public_id="note-0001")

    with pytest.raises(errors.InvalidInput):
        credit_invoice(
            world.session,
            scope=HOUSE,
            public_id=november_public_id,
            data=data,
            now=world.clock.now(),
            new_id=world.ids,
        )


def test_entries_of_another_invoice_are_not_taken_back(world: World) -> None:
    with pytest.raises(errors.AlreadyCredited):
        take_back(world, entry_ids=[99])


def test_a_reason_is_asked_for(world: World) -> None:
    with pytest.raises(errors.InvalidInput) as caught:
        take_back(world, is_whole=True, reason="  ")
    assert caught.value.field == "reason"


def test_a_credit_note_and_a_draft_are_not_taken_back(world: World) -> None:
    note = take_back(world, amounts={1: 1_000})

    with pytest.raises(errors.NotIssued):
        foresee_credit(world.session, scope=HOUSE, public_id=note.head.public_id, data=CreditData(is_whole=True))


def test_credit_notes_may_have_a_series_of_their_own(world: World) -> None:
    save_issuer(world.session, scope=HOUSE, data=replace(ISSUER, credit_pattern="CN-{YYYY}-{SEQ:4}"))

    assert take_back(world, amounts={1: 1_000}).head.number == "CN-2026-0001"
    assert list(check(world.session)) == []


def test_the_client_is_told_and_sees_the_note(world: World) -> None:
    account_id = world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    note = take_back(world, amounts={1: 1_000})
    scope = replace(world.client_scope("ALPHA"), account_id=account_id)

    (notice,) = accounts_queries.notices(world.session, scope)
    assert (notice.topic, notice.params["number"], notice.params["credits"]) == (
        "credit_note_issued",
        note.head.number,
        "INV-2026-0001",
    )
    assert note.head.number in [head.number for head in invoices_queries.invoices(world.session, scope)]
    assert crediting_queries.credits_of(world.session, world.client_scope("BETA"), 1) == []


@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
def test_only_staff_take_back(world: World, role: Role) -> None:
    scope = world.client_scope("ALPHA") if role is Role.CLIENT else world.doer("受注入力")
    with pytest.raises(errors.Forbidden):
        credit_invoice(
            world.session,
            scope=scope,
            public_id=invoice_of(world),
            data=CreditData(is_whole=True, reason=WHY),
            now=world.clock.now(),
            new_id=world.ids,
        )


def test_twenty_at_once_take_the_same_entries_back_once(world: World) -> None:
    public_id = invoice_of(world)
    data = CreditData(entry_ids=[each.id for each in entries_of(world, public_id)][1:], reason=WHY)
    world.session.rollback()
    barrier, now = Barrier(20), world.clock.now()

    def press(place: int) -> str:
        with world.database.session() as session:
            barrier.wait()
            ids = CountingIds(10_000 * (place + 1))
            try:
                return credit_invoice(session, scope=HOUSE, public_id=public_id, data=data, now=now, new_id=ids)
            except errors.AlreadyCredited:
                return "refused"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))

    assert answers.count("refused") == 19
    # Of 610 minutes 10 were overage; 600 come back, once.
    assert november(world).available_min == 1_800
    assert list(check(world.session)) == []


def test_numbers_have_no_gap_where_a_note_was_refused(world: World) -> None:
    with pytest.raises(errors.OverCredited):
        take_back(world, amounts={1: 50_001})
    take_back(world, amounts={1: 1_000})

    numbers = sorted(head.number or "" for head in invoices_queries.invoices(world.session, HOUSE))
    assert numbers == ["INV-2026-0001", "INV-2026-0002"]
