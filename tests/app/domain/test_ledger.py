from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import ledger
from app.domain.errors import InvalidInput
from app.domain.ledger import Account, Balances, Line, Posting, PostingKind
from app.domain.packages import Lot, LotKind, MonthFacts, settle
from app.domain.terms import Terms, package_terms
from app.domain.terms.carry import Carry, CarryOver, Consume
from app.domain.terms.fees import Fee
from app.domain.terms.overage import Overage
from app.domain.worktime import Month

OCTOBER = Month(2026, 10)
NOVEMBER = Month(2026, 11)
DAYS = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
Builder = Callable[[int, Month, int, str], Posting]
POSITIVE = st.integers(1, 10_000)
BUILDERS = [
    ledger.grant,
    ledger.use,
    ledger.reverse_use,
    ledger.overage,
    ledger.expire,
    ledger.carry_out,
    ledger.carry_in,
    ledger.adjust,
    ledger.top_up,
    ledger.owe_out,
    ledger.owe_in,
]


def balances_of(postings: list[Posting], month: Month) -> Balances:
    return ledger.balances(line for posting in postings if posting.month == month for line in posting.lines)


@pytest.mark.parametrize(
    ("build", "source", "target"),
    [
        (ledger.grant, Account.GRANTED, Account.AVAILABLE),
        (ledger.use, Account.AVAILABLE, Account.USED),
        (ledger.reverse_use, Account.USED, Account.AVAILABLE),
        (ledger.overage, Account.OVERAGE, Account.AVAILABLE),
        (ledger.expire, Account.AVAILABLE, Account.EXPIRED),
        (ledger.carry_out, Account.AVAILABLE, Account.CARRIED),
        (ledger.carry_in, Account.CARRIED, Account.AVAILABLE),
        (ledger.adjust, Account.ADJUSTED, Account.AVAILABLE),
        (ledger.top_up, Account.TOPPED_UP, Account.AVAILABLE),
        (ledger.owe_out, Account.OWED, Account.AVAILABLE),
        (ledger.owe_in, Account.AVAILABLE, Account.OWED),
    ],
)
def test_each_movement_leaves_one_account_and_enters_another(build: Builder, source: Account, target: Account) -> None:
    posting = build(7, OCTOBER, 90, "entry-1")

    assert posting.lines == (Line(source, -90), Line(target, 90))
    assert (posting.client_id, posting.month, posting.reference) == (7, OCTOBER, "entry-1")
    assert posting.kind.value == build.__name__  # a function per kind


def test_a_month_reads_as_its_movements() -> None:
    postings = [
        ledger.carry_in(7, OCTOBER, 120, "close-9"),
        ledger.grant(7, OCTOBER, 1_800, "terms-1"),
        ledger.use(7, OCTOBER, 1_000, "entry-1"),
        ledger.use(7, OCTOBER, 1_005, "entry-2"),
        ledger.use(7, OCTOBER, 30, "entry-3"),
        ledger.reverse_use(7, OCTOBER, 30, "entry-3"),
        ledger.adjust(7, OCTOBER, 15, "claim-1"),
    ]

    # 2:00 + 30:00 + 0:15 - 33:25 = -1:10
    assert balances_of(postings, OCTOBER) == Balances(
        granted_min=1_800, carried_in_min=120, used_min=2_005, adjusted_min=15, available_min=-70
    )


def test_a_close_empties_the_month_and_fills_the_next() -> None:
    terms = package_terms(OCTOBER, 100_000, 1_800, 4_000, carry_over=CarryOver.NEXT_MONTH)
    settled = settle(terms, MonthFacts(OCTOBER, DAYS, False, 1_800, used={DAYS[0]: 1_590}))
    postings = [
        ledger.grant(7, OCTOBER, 1_800, "terms-1"),
        ledger.use(7, OCTOBER, 1_590, "entry-1"),
        *ledger.close_postings(7, OCTOBER, settled, "close-10"),
    ]

    assert balances_of(postings, OCTOBER) == Balances(granted_min=1_800, used_min=1_590, carried_out_min=210)
    assert balances_of(postings, NOVEMBER) == Balances(carried_in_min=210, available_min=210)


@given(
    st.integers(0, 9_000),
    st.integers(0, 9_000),
    st.lists(POSITIVE),
    st.builds(
        Carry,
        st.sampled_from([CarryOver.NONE, CarryOver.NEXT_MONTH, CarryOver.UNLIMITED]),
        cap_min=st.none() | st.integers(0, 3_000),
        consume=st.sampled_from(Consume),
        owes=st.booleans(),
    ),
    st.none() | st.integers(1, 600),
)
def test_after_any_close_nothing_is_left_and_the_ledger_says_what_the_balance_says(
    granted_min: int, carried_in_min: int, entries_min: list[int], carry: Carry, top_up_min: int | None
) -> None:
    terms = Terms(OCTOBER, Fee(0, granted_min), Overage(top_up_min=top_up_min), carry)
    lot = Lot(LotKind.GRANTED, OCTOBER.previous(), DAYS[1], carried_in_min)
    settled = settle(terms, MonthFacts(OCTOBER, DAYS, False, granted_min, (lot,), used={DAYS[1]: sum(entries_min)}))
    balance = settled.balance
    postings = [ledger.grant(7, OCTOBER, granted_min, "terms")] if granted_min else []
    postings += [ledger.carry_in(7, OCTOBER, carried_in_min, "close-9")] if carried_in_min else []
    postings += [ledger.use(7, OCTOBER, minutes, f"entry-{index}") for index, minutes in enumerate(entries_min)]
    postings += ledger.close_postings(7, OCTOBER, settled, "close-10")

    read = balances_of(postings, OCTOBER)

    assert read == Balances(
        granted_min=balance.granted_min,
        carried_in_min=balance.carried_in_min,
        used_min=balance.used_min,
        overage_min=balance.overage_min,
        expired_min=balance.expired_min,
        carried_out_min=balance.carried_out_min,
        topped_up_min=balance.topped_up_min,
        owed_out_min=balance.owed_out_min,
    )
    assert balances_of(postings, NOVEMBER).available_min == balance.carried_out_min - balance.owed_out_min
    assert sum(line.minutes for posting in postings for line in posting.lines) == 0


def test_lines_summed_per_account_and_sign_read_the_same() -> None:
    lines = [Line(Account.CARRIED, -120), Line(Account.CARRIED, 210), Line(Account.AVAILABLE, -90)]

    assert ledger.balances(lines) == Balances(carried_in_min=120, carried_out_min=210, available_min=-90)


def test_a_posting_that_does_not_balance_is_refused() -> None:
    with pytest.raises(InvalidInput, match="lines"):
        Posting(7, OCTOBER, PostingKind.ADJUST, (Line(Account.GRANTED, -60), Line(Account.AVAILABLE, 59)), "x")


@pytest.mark.parametrize("lines", [(), (Line(Account.AVAILABLE, 0), Line(Account.USED, 0))])
def test_a_posting_of_nothing_is_refused(lines: tuple[Line, ...]) -> None:
    with pytest.raises(InvalidInput):
        Posting(7, OCTOBER, PostingKind.ADJUST, lines, "x")


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("minutes", [0, -5])
def test_only_an_adjustment_may_take_minutes_away(build: Builder, minutes: int) -> None:
    if build is ledger.adjust and minutes:
        assert build(7, OCTOBER, minutes, "x").lines == (Line(Account.ADJUSTED, 5), Line(Account.AVAILABLE, -5))
        return

    with pytest.raises(InvalidInput):
        build(7, OCTOBER, minutes, "x")
