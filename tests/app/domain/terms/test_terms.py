from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.errors import InvalidInput, ManyProblems
from app.domain.terms import Terms, package_terms, problems_of
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.billing import Billing, IssueKind, IssueRule
from app.domain.terms.carry import Carry, CarryOver
from app.domain.terms.clock import Band, Clock, DayKind
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.overage import Overage
from app.domain.worktime import Month

SEPTEMBER = Month(2026, 9)
EVENING = Band((DayKind.WEEKDAY,), 1_080, 1_320, 125)


@pytest.mark.parametrize(
    ("part", "code", "field"),
    [
        ({"fee": Fee(-1)}, "too_small", "base_fee_yen"),
        ({"fee": Fee(included_min=60, metered_yen_per_hour=1)}, "metered_with_package", "metered_yen_per_hour"),
        ({"fee": Fee(least_billed_min=60)}, "least_without_metered", "least_billed_min"),
        ({"fee": Fee(management_pct=101)}, "out_of_range", "management_pct"),
        ({"fee": Fee(months_ahead=3)}, "out_of_range", "months_ahead"),
        ({"fee": Fee(first_month=FirstMonth.DAILY)}, "first_day_missing", "begins_on"),
        ({"overage": Overage(multiple_pct=120)}, "multiple_of_nothing", "overage_multiple_pct"),
        (
            {"fee": Fee(1, 60), "overage": Overage(1, multiple_pct=120)},
            "one_price_only",
            "overage_multiple_pct",
        ),
        ({"overage": Overage(step_min=7)}, "not_a_choice", "overage_step_min"),
        ({"overage": Overage(top_up_min=0)}, "too_small", "top_up_min"),
        ({"carry": Carry(CarryOver.MONTHS)}, "too_small", "carry_life"),
        ({"carry": Carry(CarryOver.NONE, 2)}, "out_of_range", "carry_life"),
        ({"carry": Carry(cap_pct=40, cap_min=60)}, "one_cap_only", "carry_cap_min"),
        ({"clock": Clock((Band((), 0, 60, 125),))}, "band_without_days", "bands"),
        ({"clock": Clock((Band((DayKind.WEEKEND,), 60, 60, 125),))}, "band_backward", "bands"),
        ({"clock": Clock((EVENING, Band((DayKind.WEEKDAY,), 1_319, 1_440, 150)))}, "bands_overlap", "bands"),
        ({"clock": Clock((Band((DayKind.WEEKDAY,), 0, 60, 99),))}, "too_small", "bands"),
        ({"billing": Billing(closing_day=32)}, "out_of_range", "closing_day"),
        ({"billing": Billing(issue=IssueRule(IssueKind.BUSINESS_DAY, 0))}, "too_small", "issue_day"),
        ({"team_size": 0}, "too_small", "team_size"),
        (
            {"fee": Fee(first_month=FirstMonth.ANNIVERSARY, begins_on=dt.date(2026, 7, 8))},
            "closing_day_of_anniversary",
            "closing_day",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_field(part: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Terms(SEPTEMBER, **part)

    assert [(problem.code, problem.field) for problem in caught.value.problems()] == [(code, field)]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    parts = Fee(-1, management_pct=200), Overage(step_min=7), Carry(), Clock(), Billing()

    found = problems_of(*parts)

    assert [problem.field for problem in found] == ["base_fee_yen", "management_pct", "overage_step_min"]
    with pytest.raises(ManyProblems) as caught:
        Terms(SEPTEMBER, *parts[:2])
    assert list(caught.value.problems()) == found


def test_bands_on_other_kinds_of_day_may_share_the_clock() -> None:
    weekend = Band((DayKind.WEEKEND,), 1_080, 1_320, 150)

    assert Clock((EVENING, weekend)).problems() == []


def test_a_multiple_of_the_packages_price_drops_the_fraction() -> None:
    terms = Terms(SEPTEMBER, Fee(100_000, 1_800), Overage(multiple_pct=120))

    # 100,000 / 30 x 1.2 = 4,000 exactly, although 100,000 / 30 is not a whole yen
    assert terms.overage_yen_per_hour == 4_000


def test_an_ordinary_package_counts_every_activity_and_asks_nobody() -> None:
    terms = package_terms(SEPTEMBER, 100_000, 1_800, 4_000)

    assert {terms.activities.counting(each) for each in Activity} == {Counting.COUNTED}
    assert terms.overage.limit_min is None
    assert terms.clock.bands == ()


def test_an_activity_can_be_paid_without_being_billed() -> None:
    activities = Activities().with_counting(Activity.TRAINING, Counting.PAID)

    counting = activities.counting(Activity.TRAINING)
    assert (counting.draws_package, counting.costs) == (False, True)
    assert activities.counting(Activity.WORK).draws_package
    assert not Counting.NOT_COUNTED.costs
