"""What an entry comes to: worked, charged and cost minutes apart, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.charging import (
    AGREED,
    Charge,
    ChargingRules,
    Gate,
    RoundingRule,
    TaskDay,
    counting_month,
    decide,
    gate_of,
    given_back_min,
    questions_end,
    rules_of,
)
from app.domain.errors import ContractOver, InvalidInput, NotPrepaid, PackageExhausted
from app.domain.terms import Terms
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.fees import Fee
from app.domain.terms.overage import Overage
from app.domain.terms.rounding import Rounding, RoundingScope
from app.domain.worktime import Month

UP_15 = RoundingRule(15, Rounding.UP)
DAY_15 = RoundingRule(15, Rounding.UP, RoundingScope.TASK_DAY)
STEPS = st.sampled_from([1, 5, 6, 10, 15, 30, 60])
SCOPES = st.sampled_from([RoundingScope.ENTRY, RoundingScope.TASK_DAY])
ROUNDINGS = st.builds(RoundingRule, STEPS, st.sampled_from(Rounding), st.just(RoundingScope.ENTRY))


def charge(rules: ChargingRules, minutes: int, **changes: object) -> Charge:
    wanted: dict[str, object] = {"activity": Activity.WORK, "room_min": None, "weighed_min": minutes, **changes}
    return decide(rules, worked_min=minutes, **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counting", "charged_min", "drawn_min", "cost_min"),
    [
        # 50 minutes: out of the package, beside it, at the operation's own cost, or only written down.
        (Counting.COUNTED, 60, 60, 50),
        (Counting.BILLED, 60, 0, 50),
        (Counting.PAID, 0, 0, 50),
        (Counting.NOT_COUNTED, 0, 0, 0),
    ],
)
def test_who_pays_decides_what_is_charged_drawn_and_paid(
    counting: Counting, charged_min: int, drawn_min: int, cost_min: int
) -> None:
    found = charge(ChargingRules(Activities(meeting=counting), UP_15), 50, activity=Activity.MEETING)

    assert (found.charged_min, found.drawn_min, found.cost_min) == (charged_min, drawn_min, cost_min)


@pytest.mark.parametrize("counting", [Counting.BILLED, Counting.PAID, Counting.NOT_COUNTED])
def test_work_that_uses_no_minutes_of_the_package_is_never_refused(counting: Counting) -> None:
    rules = ChargingRules(Activities(training=counting))

    assert charge(rules, 90, activity=Activity.TRAINING, room_min=0).worked_min == 90


def test_what_the_package_has_no_room_for_is_refused_with_the_room_there_is() -> None:
    with pytest.raises(PackageExhausted) as caught:
        charge(ChargingRules(rounding=UP_15), 46, room_min=59)  # 46 is charged as 60

    assert caught.value.params == {"room_min": 59}
    assert charge(ChargingRules(rounding=UP_15), 45, room_min=45).charged_min == 45


@pytest.mark.parametrize(("gate", "refusal"), [(Gate.UNPAID, NotPrepaid), (Gate.OVER, ContractOver)])
def test_nothing_is_drawn_before_the_fee_is_paid_or_after_the_contracts_end(
    gate: Gate, refusal: type[Exception]
) -> None:
    rules = ChargingRules(Activities(meeting=Counting.BILLED, training=Counting.PAID))

    with pytest.raises(refusal):
        charge(rules, 30, gate=gate)
    for activity in (Activity.MEETING, Activity.TRAINING):
        assert charge(rules, 30, gate=gate, activity=activity).worked_min == 30
    assert charge(rules, 30, gate=gate, agreed_min=0).drawn_min == 0  # a gift


@pytest.mark.parametrize(
    ("is_prepaid", "is_over", "is_fee_paid", "gate"),
    [
        (False, False, False, Gate.OPEN),
        (True, False, True, Gate.OPEN),
        (True, False, False, Gate.UNPAID),
        (True, True, True, Gate.OVER),
        (False, True, False, Gate.OVER),
    ],
)
def test_only_terms_that_say_so_ask_for_the_fee_first(
    is_prepaid: bool, is_over: bool, is_fee_paid: bool, gate: Gate
) -> None:
    """Source: bizworkers.jp/faq, work starts after payment."""
    terms = Terms(Month(2026, 9), Fee(96_000, 1_800, is_prepaid=is_prepaid))

    assert gate_of(terms, is_over=is_over, is_fee_paid=is_fee_paid) is gate


def test_a_cut_out_of_goodwill_leaves_worked_and_cost_alone() -> None:
    found = charge(ChargingRules(rounding=UP_15), 50, agreed_min=30)

    assert (found.worked_min, found.charged_min, found.cost_min, found.rule) == (50, 30, 50, AGREED)


def test_evenings_that_weigh_more_are_charged_and_not_paid_more() -> None:
    found = charge(ChargingRules(), 60, weighed_min=75)  # 60 × 1.25

    assert (found.worked_min, found.charged_min, found.cost_min) == (60, 75, 60)


@pytest.mark.parametrize(
    ("mode", "minutes", "rounded"),
    [
        (Rounding.UP, 1, 15),
        (Rounding.UP, 870, 870),  # 14:30 is not moved to 14:45 (solidtime #861)
        (Rounding.NEAREST, 22, 15),
        (Rounding.NEAREST, 23, 30),  # half of 15 is 7.5: 23 lies above 22.5
        (Rounding.DOWN, 29, 15),
        (Rounding.DOWN, 14, 0),
    ],
)
def test_minutes_go_to_the_step(mode: Rounding, minutes: int, rounded: int) -> None:
    assert RoundingRule(15, mode).apply(minutes) == rounded


@given(ROUNDINGS, st.integers(0, 1440))
def test_rounding_ends_on_a_step_within_one_step_and_moves_nothing_twice(rounding: RoundingRule, minutes: int) -> None:
    rounded = rounding.apply(minutes)

    assert rounded % rounding.step_min == 0
    assert abs(rounded - minutes) < rounding.step_min
    assert rounding.apply(rounded) == rounded


@given(
    st.builds(
        RoundingRule, STEPS, st.sampled_from(Rounding), st.sampled_from([RoundingScope.ENTRY, RoundingScope.TASK_DAY])
    )
)
def test_a_rule_is_known_again_by_its_id(rounding: RoundingRule) -> None:
    assert RoundingRule.of_rule(rounding.rule) == rounding


@pytest.mark.parametrize(
    "rule", ["", "2/15/up/entry", "1/0/up/entry", "1/15/sideways/entry", "1/15/up", "1/15/up/month"]
)
def test_an_id_that_nobody_gave_is_refused(rule: str) -> None:
    with pytest.raises(InvalidInput):
        RoundingRule.of_rule(rule)


@pytest.mark.parametrize(
    ("scope", "rule"),
    [
        (RoundingScope.ENTRY, "1/15/nearest/entry"),
        (RoundingScope.TASK_DAY, "1/15/nearest/task_day"),
        (RoundingScope.MONTH, "1/1/up/entry"),  # the close rounds the total; an entry stays as it is
    ],
)
def test_the_terms_say_how_an_entry_is_charged(scope: RoundingScope, rule: str) -> None:
    terms = Terms(
        Month(2026, 10),
        overage=Overage(3_000, step_min=15, rounding=Rounding.NEAREST, scope=scope),
        activities=Activities(meeting=Counting.BILLED),
    )

    found = rules_of(terms)

    assert found.rounding.rule == rule
    assert [found.activities.counting(each) for each in (Activity.WORK, Activity.MEETING)] == [
        Counting.COUNTED,
        Counting.BILLED,
    ]


def test_a_task_and_day_is_rounded_as_one() -> None:
    rules = ChargingRules(rounding=DAY_15)
    first = charge(rules, 10)
    second = charge(rules, 3, so_far=TaskDay(10, first.charged_min))
    third = charge(rules, 3, so_far=TaskDay(13, first.charged_min + second.charged_min))

    # 10 -> 15; 13 -> 15, nothing more; 16 -> 30, 15 more.
    assert [each.charged_min for each in (first, second, third)] == [15, 0, 15]


def test_an_entry_taken_back_leaves_what_the_others_of_the_day_need() -> None:
    # 10 and 3 minutes were charged 15 and 0; without the 10 the 3 need those 15.
    assert given_back_min(Counting.COUNTED, DAY_15.rule, weighed_min=10, charged_min=15, task_day=TaskDay(13, 15)) == 0
    assert given_back_min(Counting.COUNTED, DAY_15.rule, weighed_min=3, charged_min=0, task_day=TaskDay(3, 15)) == 15


@given(st.lists(st.tuples(st.integers(1, 600), st.booleans()), max_size=12), STEPS, st.sampled_from(Rounding))
def test_a_day_is_always_charged_its_total_rounded_once(
    worked: list[tuple[int, bool]], step_min: int, mode: Rounding
) -> None:
    """Whatever is recorded and taken back, in whatever order."""
    rules = ChargingRules(rounding=RoundingRule(step_min, mode, RoundingScope.TASK_DAY))
    live: list[Charge] = []
    weighed = charged = 0
    for minutes, takes_back in worked:
        if takes_back and live:
            gone = live.pop(0)
            charged -= given_back_min(
                gone.counting,
                gone.rule,
                weighed_min=gone.weighed_min,
                charged_min=gone.charged_min,
                task_day=TaskDay(weighed, charged),
            )
            weighed -= gone.weighed_min
        else:
            live.append(charge(rules, minutes, so_far=TaskDay(weighed, charged)))
            weighed += minutes
            charged += live[-1].charged_min
        assert charged == rules.rounding.apply(weighed)


def test_an_entry_charged_alone_gives_back_what_it_was_charged() -> None:
    for rule in (UP_15.rule, AGREED):
        assert given_back_min(Counting.BILLED, rule, weighed_min=50, charged_min=60, task_day=TaskDay(99, 99)) == 60


@pytest.mark.parametrize("agreed_min", [-1, 14_461])
def test_an_agreed_charge_has_its_bounds(agreed_min: int) -> None:
    with pytest.raises(InvalidInput):
        charge(ChargingRules(), 60, agreed_min=agreed_min)


def test_work_of_closed_months_counts_in_the_first_open_one() -> None:
    september, october, november = Month(2026, 9), Month(2026, 10), Month(2026, 11)

    assert counting_month(september, {september, october}) == november
    assert counting_month(september, {october}) == september


def test_a_line_may_be_questioned_ten_days_after_its_invoice() -> None:
    assert questions_end(dt.date(2026, 11, 1)) == dt.date(2026, 11, 11)
    assert questions_end(None) is None
