from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from app.domain.receivables import ageing
from tests.app.adapters.exports.books import CREDIT_NOTE, INVOICE, PAYMENT

DUE = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("late_days", "bucket"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (400, 4)]
)
def test_what_is_owed_stands_in_the_bucket_of_its_age(late_days: int, bucket: int) -> None:
    (owed,) = ageing([INVOICE], [], DUE + dt.timedelta(days=late_days))

    assert owed.by_age_yen == tuple(114_064 if place == bucket else 0 for place in range(5))


def test_payments_and_credit_notes_stand_against_the_invoice_they_name() -> None:
    part = dataclasses.replace(PAYMENT, amount_yen=100_000)
    (owed,) = ageing([INVOICE, CREDIT_NOTE], [part], dt.date(2026, 12, 31))

    # 114,064 − 1,386 − 100,000, 31 days late
    assert (owed.by_age_yen, owed.credit_yen) == ((0, 0, 12_678, 0, 0), 0)


def test_a_client_who_owes_nothing_is_left_out() -> None:
    assert ageing([INVOICE], [PAYMENT], dt.date(2026, 12, 31)) == ()


def test_what_was_paid_too_much_is_credit() -> None:
    (owed,) = ageing([INVOICE, CREDIT_NOTE], [PAYMENT], dt.date(2026, 12, 31))

    assert (sum(owed.by_age_yen), owed.credit_yen, owed.total_yen) == (0, 1_386, -1_386)


def test_a_payment_taken_back_leaves_the_invoice_open() -> None:
    taken_back = dataclasses.replace(PAYMENT, amount_yen=-114_064)
    (owed,) = ageing([INVOICE], [PAYMENT, taken_back], DUE)

    assert owed.by_age_yen == (114_064, 0, 0, 0, 0)


def test_what_happens_later_does_not_count_yet() -> None:
    (owed,) = ageing([INVOICE, CREDIT_NOTE], [PAYMENT], dt.date(2026, 11, 20))

    assert owed.by_age_yen == (114_064, 0, 0, 0, 0)
    assert ageing([INVOICE], [], dt.date(2026, 11, 4)) == ()


def test_clients_come_by_their_code() -> None:
    other = dataclasses.replace(INVOICE, number="INV-2026-0144", client_code="A001", client_name="甲社")

    assert [owed.client_code for owed in ageing([INVOICE, other], [], DUE)] == ["A001", "AOZORA"]
