"""Payments on both databases: added, never changed; taken back by a counter row; once, however often they are sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment, reverse_payment
from app.database import transaction
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.payments import PaidState
from app.domain.worktime import TOKYO
from app.models import Payment
from app.queries import invoices as invoices_queries
from app.queries.check import check
from app.queries.invoices import payments as payments_queries

if TYPE_CHECKING:
    from app.queries.invoices.payments import Paid
    from tests.worlds import MakeWorld, World

TODAY = dt.date(2026, 11, 2)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """ALPHA's October: ¥55,000 with tax, issued on 2 November as INV-2026-0001, due on the 30th."""
    world = make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    closed = world.close("ALPHA")
    issue_invoice(
        world.session,
        scope=HOUSE,
        public_id=closed.invoice_public_id or "",
        now=world.clock.now(),
        new_id=world.ids,
    )
    return world


def head(world: World) -> invoices_queries.InvoiceHead:
    return invoices_queries.invoice(world.session, HOUSE, number="INV-2026-0001").head


def pay(world: World, amount_yen: int, public_id: str, day: dt.date = TODAY, *, may_exceed: bool = False) -> str:
    data = PaymentData(public_id, day, amount_yen, "ｱﾙﾌｧｼﾖｳﾃﾝ", may_exceed=may_exceed)
    return record_payment(
        world.session, scope=HOUSE, invoice_public_id=head(world).public_id, data=data, now=world.clock.now()
    )


def paid(world: World, day: dt.date = TODAY) -> Paid:
    return payments_queries.paid(world.session, [head(world)], day)[head(world).id]


def test_an_invoice_is_paid_in_part_and_then_in_whole(world: World) -> None:
    assert paid(world).state is PaidState.OPEN
    pay(world, 20_000, "p1")
    assert (paid(world).state, paid(world).open_yen) == (PaidState.PART, 35_000)
    assert paid(world, dt.date(2026, 12, 1)).state is PaidState.OVERDUE
    pay(world, 35_000, "p2")

    assert (paid(world).state, paid(world).last_on) == (PaidState.PAID, TODAY)
    assert list(check(world.session)) == []


def test_the_same_payment_sent_twice_is_stored_once(world: World) -> None:
    assert pay(world, 20_000, "p1") == pay(world, 20_000, "p1")

    assert paid(world).paid_yen == 20_000


def test_a_wrong_payment_is_taken_back_by_a_counter_row(world: World) -> None:
    pay(world, 20_000, "p1")
    reverse_payment(
        world.session, scope=HOUSE, public_id="p1", now=world.clock.now(), new_id=world.ids, reason="誤入力"
    )

    found = payments_queries.payments(world.session, HOUSE, head(world).id)
    assert [(each.amount_yen, each.is_reversed, each.is_reversal) for each in found] == [
        (20_000, True, False),
        (-20_000, False, True),
    ]
    with pytest.raises(errors.PaymentReversed):
        reverse_payment(world.session, scope=HOUSE, public_id="p1", now=world.clock.now(), new_id=world.ids)
    with pytest.raises(errors.PaymentReversed):
        reverse_payment(
            world.session, scope=HOUSE, public_id=found[1].public_id, now=world.clock.now(), new_id=world.ids
        )
    assert list(check(world.session)) == []


def test_a_payment_that_was_refunded_is_taken_back_after_its_refund_alone(world: World) -> None:
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    pay(world, 20_000, "p1")
    pay(world, -5_000, "back")
    with pytest.raises(errors.PaymentRefunded):  # 15,000 are there: without the 20,000 it were -5,000
        reverse_payment(world.session, public_id="p1", **told)  # type: ignore[arg-type]
    assert paid(world).paid_yen == 15_000

    reverse_payment(world.session, public_id="back", **told)  # type: ignore[arg-type]
    reverse_payment(world.session, public_id="p1", **told)  # type: ignore[arg-type]

    assert paid(world).paid_yen == 0
    assert list(check(world.session)) == []


def test_a_refund_can_always_be_taken_back(world: World) -> None:
    pay(world, 20_000, "p1")
    pay(world, -5_000, "back")
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    with transaction(world.session):  # as it could be before: the payment taken back, its refund not
        received = payments_queries.payment_row(world.session, "p1")
        facts = {"paid_on": TODAY, "amount_yen": -20_000, "note": "", "reverses_id": received.id, "recorded_by": None}
        ids = {"public_id": "counter", "client_id": received.client_id, "invoice_id": received.invoice_id}
        world.session.add(Payment(**facts, **ids, recorded_at=world.clock.now()))
    assert paid(world).paid_yen == -5_000

    reverse_payment(world.session, public_id="back", **told)  # type: ignore[arg-type]

    assert paid(world).paid_yen == 0


def test_what_a_credit_note_took_back_is_not_owed(world: World) -> None:
    credit_invoice(
        world.session,
        scope=HOUSE,
        public_id=head(world).public_id,
        data=CreditData(amounts={1: 10_000}, reason="値引き"),
        now=world.clock.now(),
        new_id=world.ids,
    )
    pay(world, 44_000, "p1")

    assert (paid(world).owed_yen, paid(world).state) == (44_000, PaidState.PAID)


def test_too_much_is_stored_where_it_is_meant_and_can_go_back_but_not_below_nothing(world: World) -> None:
    with pytest.raises(errors.InvalidInput) as refused:
        pay(world, 55_500, "p1")
    assert [(each.code, each.params) for each in refused.value.problems()] == [("paid_above_open", {"most": 55_000})]
    assert paid(world).paid_yen == 0
    pay(world, 55_500, "p1", may_exceed=True)
    assert (paid(world).state, paid(world).open_yen) == (PaidState.OVER, -500)
    pay(world, -500, "p2")
    assert paid(world).state is PaidState.PAID

    with pytest.raises(errors.InvalidInput):
        pay(world, -55_001, "p3")


def test_what_cannot_be_taken_is_named_field_by_field(world: World) -> None:
    with pytest.raises(errors.ManyProblems) as caught:
        pay(world, 0, "p1", day=dt.date(2026, 11, 3))

    assert [(each.code, each.field) for each in caught.value.problems()] == [
        ("out_of_range", "amount_yen"),
        ("paid_later", "paid_on"),
    ]


def test_clients_see_their_payments_and_record_none(world: World) -> None:
    pay(world, 20_000, "p1")

    assert len(payments_queries.payments(world.session, world.client_scope("ALPHA"), head(world).id)) == 1
    assert payments_queries.payments(world.session, world.client_scope("BETA"), head(world).id) == []
    with pytest.raises(errors.Forbidden):
        record_payment(
            world.session,
            scope=world.client_scope("ALPHA"),
            invoice_public_id=head(world).public_id,
            data=PaymentData("p2", TODAY, 1),
            now=world.clock.now(),
        )
