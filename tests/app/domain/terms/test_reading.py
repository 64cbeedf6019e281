"""Terms out of tables: everything there is can be written, and everything wrong is said at once."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.errors import ManyProblems
from app.domain.opendays import DueShift
from app.domain.terms import Terms, package_terms
from app.domain.terms.activities import Activities, Counting
from app.domain.terms.billing import Billing, DueRule, IssueKind, IssueRule
from app.domain.terms.carry import Carry, CarryOver
from app.domain.terms.clock import Band, Clock, DayKind, Weighs
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.overage import Consent, Overage
from app.domain.terms.reading import place_of, read_terms, terms_table
from app.domain.worktime import Month

OCTOBER = Month(2026, 10)
RICH = Terms(
    OCTOBER,
    Fee(50_000, 1_200, set_up_yen=10_000, first_month=FirstMonth.DAILY, begins_on=dt.date(2026, 10, 8)),
    Overage(multiple_pct=120, step_min=5, consent=Consent.BEFORE, consent_min=300, top_up_min=60),
    Carry(CarryOver.MONTHS, 3, cap_pct=50),
    Clock((Band((DayKind.WEEKEND, DayKind.HOLIDAY), 0, 1_440, 150),), Weighs.PRICE),
    Activities(training=Counting.PAID),
    Billing(20, IssueRule(IssueKind.BUSINESS_DAY, 4), DueRule(2, 10, DueShift.NEXT), question_days=10),
    team_size=3,
    is_shared=True,
)


def places(table: dict[str, object]) -> list[tuple[str | None, str]]:
    with pytest.raises(ManyProblems) as refused:
        read_terms(table)
    return [(problem.field, problem.code) for problem in refused.value.problems()]


@pytest.mark.parametrize("terms", [RICH, package_terms(OCTOBER, 100_000, 1_800, 4_000)])
def test_what_is_written_reads_back_to_the_same_terms(terms: Terms) -> None:
    assert read_terms(terms_table(terms)) == terms


def test_what_a_table_leaves_out_is_as_usual() -> None:
    assert read_terms({"valid_from": "2026-10", "fee": {"base_yen": 1_000}}) == Terms(OCTOBER, Fee(1_000))


def test_everything_that_cannot_be_read_and_every_broken_rule_is_told_at_once() -> None:
    table: dict[str, object] = {
        "valid_from": "2026-13",
        "fee": {"base_yen": "10万", "bonus": 1},
        "carry": {"over": "months", "life": 0, "owes": "yes"},
        "clock": {"bands": [{"days": ["weekday", "sunday"], "starts_min": 0, "stops_min": 60}], "weighs": "price"},
        "billing": {"closing_day": 40, "due": {"day": 99}},
        "activities": 3,
        "team_size": 0,
    }

    assert places(table) == [
        ("valid_from", "month_format"),
        ("fee.bonus", "unknown_field"),
        ("fee.base_yen", "not_whole"),
        ("carry.owes", "not_yes_or_no"),
        ("clock.bands[1].multiple_pct", "required"),
        ("clock.bands[1].days[2]", "not_one_of"),
        ("activities", "not_a_table"),
        ("billing.due.day", "out_of_range"),
    ]


def test_rules_are_told_by_their_place_also_where_another_part_cannot_be_read() -> None:
    sound = {"valid_from": "2026-10", "fee": {"included_min": -1}, "carry": {"cap_pct": 101}}

    assert places(sound) == [("fee.included_min", "too_small"), ("carry.cap_pct", "out_of_range")]
    assert places({**sound, "overage": {"step_min": None}}) == [
        ("overage.step_min", "not_whole"),
        ("fee.included_min", "too_small"),
        ("carry.cap_pct", "out_of_range"),
    ]


def test_a_table_without_a_month_or_that_is_none_is_refused() -> None:
    assert places({}) == [("valid_from", "required")]
    assert places([]) == [("", "not_a_table")]  # type: ignore[arg-type]
    assert place_of("due_month_offset") == "billing.due.month_offset"
    assert place_of("base_fee_yen") == "fee.base_yen"
