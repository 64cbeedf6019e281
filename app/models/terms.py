"""Contract terms as a row: typed columns for figures, two lists as JSON that the domain reads and checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.money import TaxRounding
from app.domain.opendays import DueShift
from app.domain.terms import Terms
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.billing import Billing, DueRule, IssueKind, IssueRule
from app.domain.terms.carry import Carry, CarryOver, Consume
from app.domain.terms.clock import Band, Clock, DayKind, Weighs
from app.domain.terms.duration import Duration, Notice, NoticeKind
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.overage import Consent, Overage
from app.domain.terms.rounding import Rounding, RoundingScope
from app.models.clients import ContractTerms


def terms_of(row: ContractTerms) -> Terms:
    """The terms a row holds.

    Raises:
        InvalidInput, ManyProblems: the row was written by somebody else and breaks a rule.
    """
    return Terms(
        valid_from=row.valid_from,
        fee=_fee(row),
        overage=_overage(row),
        carry=_carry(row),
        clock=Clock(tuple(_band(each) for each in row.bands), Weighs(row.bands_weigh)),
        activities=_activities(row.activities),
        billing=_billing(row),
        team_size=row.team_size,
        is_shared=row.is_shared,
        duration=_duration(row),
    )


def terms_row(client_id: int, terms: Terms, now: dt.datetime) -> ContractTerms:
    """The terms as a row to add."""
    return ContractTerms(client_id=client_id, valid_from=terms.valid_from, created_at=now, **terms_columns(terms))


def terms_columns(terms: Terms) -> dict[str, Any]:
    """Column -> value of everything but whose the terms are and since when."""
    fee, overage, carry, billing, duration = terms.fee, terms.overage, terms.carry, terms.billing, terms.duration
    return {
        "base_fee_yen": fee.base_yen,
        "included_min": fee.included_min,
        "metered_yen_per_hour": fee.metered_yen_per_hour,
        "least_billed_min": fee.least_billed_min,
        "set_up_yen": fee.set_up_yen,
        "management_pct": fee.management_pct,
        "months_ahead": fee.months_ahead,
        "first_month": str(fee.first_month),
        "begins_on": fee.begins_on,
        "is_prepaid": fee.is_prepaid,
        "overage_yen_per_hour": overage.yen_per_hour,
        "overage_multiple_pct": overage.multiple_pct,
        "overage_step_min": overage.step_min,
        "overage_rounding": str(overage.rounding),
        "overage_scope": str(overage.scope),
        "consent": str(overage.consent),
        "overage_consent_min": overage.limit_min,
        "top_up_min": overage.top_up_min,
        "is_overage_month_later": overage.is_month_later,
        "carry_over": str(carry.over),
        "carry_life": carry.life,
        "carry_cap_pct": carry.cap_pct,
        "carry_cap_min": carry.cap_min,
        "carry_above_min": carry.above_min,
        "carry_fee_yen_per_hour": carry.fee_yen_per_hour,
        "consume": str(carry.consume),
        "owes": carry.owes,
        "bands": [_band_json(band) for band in terms.clock.bands],
        "bands_weigh": str(terms.clock.weighs),
        "activities": {str(each): str(terms.activities.counting(each)) for each in Activity},
        "closing_day": billing.closing_day,
        "issue_kind": str(billing.issue.kind),
        "issue_day": billing.issue.day,
        "due_month_offset": billing.due.month_offset,
        "due_day": billing.due.day,
        "due_shift": str(billing.due.shift),
        "due_days_after_issue": billing.due.days_after_issue,
        "tax_rounding": str(billing.tax_rounding),
        "question_days": billing.question_days,
        "team_size": terms.team_size,
        "is_shared": terms.is_shared,
        **_duration_columns(duration),
    }


def _duration_columns(duration: Duration) -> dict[str, Any]:
    return {
        "length_months": duration.length_months,
        "renewal_months": duration.renewal_months,
        "least_months": duration.least_months,
        "notice_kind": str(duration.notice.kind),
        "notice_months": duration.notice.months,
        "notice_day": duration.notice.day,
        "cooling_off_days": duration.cooling_off_days,
        "lower_days": duration.lower_days,
        "changes_at_renewal": duration.changes_at_renewal,
        "ends_with": duration.ends_with,
    }


def _duration(row: ContractTerms) -> Duration:
    return Duration(
        row.length_months,
        row.renewal_months,
        row.least_months,
        Notice(NoticeKind(row.notice_kind), row.notice_months, row.notice_day),
        row.cooling_off_days,
        row.lower_days,
        row.changes_at_renewal,
        row.ends_with,
    )


def _fee(row: ContractTerms) -> Fee:
    return Fee(
        row.base_fee_yen,
        row.included_min,
        row.metered_yen_per_hour,
        row.least_billed_min,
        row.set_up_yen,
        row.management_pct,
        row.months_ahead,
        FirstMonth(row.first_month),
        row.begins_on,
        row.is_prepaid,
    )


def _overage(row: ContractTerms) -> Overage:
    return Overage(
        row.overage_yen_per_hour,
        row.overage_multiple_pct,
        row.overage_step_min,
        Rounding(row.overage_rounding),
        RoundingScope(row.overage_scope),
        Consent(row.consent),
        row.overage_consent_min or 0,
        row.top_up_min,
        row.is_overage_month_later,
    )


def _carry(row: ContractTerms) -> Carry:
    return Carry(
        CarryOver(row.carry_over),
        row.carry_life,
        row.carry_cap_pct,
        row.carry_cap_min,
        row.carry_above_min,
        row.carry_fee_yen_per_hour,
        Consume(row.consume),
        row.owes,
    )


def _billing(row: ContractTerms) -> Billing:
    return Billing(
        row.closing_day,
        IssueRule(IssueKind(row.issue_kind), row.issue_day),
        DueRule(row.due_month_offset, row.due_day, DueShift(row.due_shift), row.due_days_after_issue),
        TaxRounding(row.tax_rounding),
        row.question_days,
    )


def _band(found: Mapping[str, Any]) -> Band:
    """A band of the list `[{"days": ["weekday"], "starts_min": 1080, "stops_min": 1320, "multiple_pct": 125}]`."""
    try:
        days = tuple(DayKind(day) for day in found["days"])
        return Band(days, int(found["starts_min"]), int(found["stops_min"]), int(found["multiple_pct"]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("bands", "not_a_choice") from error


def _band_json(band: Band) -> dict[str, Any]:
    return {
        "days": [str(day) for day in band.days],
        "starts_min": band.starts_min,
        "stops_min": band.stops_min,
        "multiple_pct": band.multiple_pct,
    }


def _activities(found: Mapping[str, str]) -> Activities:
    """Activities of the map `{"meeting": "counted", ...}`; one that is not named is counted."""
    try:
        return Activities(**{str(Activity(name)): Counting(counting) for name, counting in found.items()})
    except (TypeError, ValueError) as error:
        raise InvalidInput("activities", "not_a_choice") from error
