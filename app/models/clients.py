"""Client companies, their dated contract terms and their months."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Yen, one_of


class Client(Row):
    """A company with a contract."""

    __tablename__ = "client"
    __table_args__ = (STRICT,)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    #: how tables and charts name it
    short_name: Mapped[str] = mapped_column(String(30))
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    #: where the network delivers invoices for machines to, `0188:7123456789012`; empty where the company is on none
    peppol_id: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[dt.datetime]
    archived_at: Mapped[dt.datetime | None]


class ContractTerms(Row):
    """The terms from one month on; a later row follows an earlier one and never rewrites it."""

    __tablename__ = "contract_terms"
    __table_args__ = (
        UniqueConstraint("client_id", "valid_from"),
        CheckConstraint("base_fee_yen BETWEEN 0 AND 1000000000", name="base_fee_range"),
        CheckConstraint("included_min BETWEEN 0 AND 600000", name="included_range"),
        CheckConstraint("overage_yen_per_hour BETWEEN 0 AND 1000000", name="overage_rate_range"),
        CheckConstraint("overage_step_min IN (1, 5, 6, 10, 15, 30, 60)", name="overage_step"),
        one_of("overage_rounding", ("up", "nearest", "down")),
        one_of("carry_over", ("none", "first_month", "next_month", "months", "days", "unlimited")),
        one_of("consume", ("carried_first", "base_first")),
        one_of("tax_rounding", ("down", "half_up", "up")),
        one_of("due_shift", ("none", "previous", "next")),
        CheckConstraint("due_month_offset BETWEEN 0 AND 3", name="due_month_offset_range"),
        CheckConstraint("due_day BETWEEN 1 AND 31", name="due_day_range"),
        CheckConstraint("overage_consent_min >= 0", name="overage_consent_range"),
        CheckConstraint("team_size > 0", name="team_size_range"),
        CheckConstraint("metered_yen_per_hour BETWEEN 0 AND 1000000", name="metered_range"),
        CheckConstraint("metered_yen_per_hour = 0 OR included_min = 0", name="metered_or_package"),
        CheckConstraint("least_billed_min BETWEEN 0 AND 600000", name="least_billed_range"),
        CheckConstraint("set_up_yen BETWEEN 0 AND 1000000000", name="set_up_range"),
        CheckConstraint("management_pct BETWEEN 0 AND 100", name="management_range"),
        CheckConstraint("months_ahead BETWEEN 0 AND 2", name="months_ahead_range"),
        one_of("first_month", ("whole", "daily", "anniversary")),
        CheckConstraint("first_month = 'whole' OR begins_on IS NOT NULL", name="first_day_known"),
        CheckConstraint("overage_multiple_pct BETWEEN 100 AND 1000", name="overage_multiple_range"),
        CheckConstraint("overage_multiple_pct IS NULL OR included_min > 0", name="multiple_of_package"),
        CheckConstraint("overage_multiple_pct IS NULL OR overage_yen_per_hour = 0", name="one_overage_price"),
        one_of("overage_scope", ("entry", "task_day", "month")),
        one_of("consent", ("automatic", "warn", "before")),
        CheckConstraint("(consent = 'before') = (overage_consent_min IS NOT NULL)", name="consent_has_minutes"),
        CheckConstraint("top_up_min BETWEEN 1 AND 600000", name="top_up_range"),
        CheckConstraint("carry_life BETWEEN 0 AND 1000", name="carry_life_range"),
        CheckConstraint("(carry_over IN ('months', 'days')) = (carry_life > 0)", name="carry_life_needed"),
        CheckConstraint("carry_cap_pct BETWEEN 0 AND 100", name="carry_cap_pct_range"),
        CheckConstraint("carry_cap_min BETWEEN 0 AND 600000", name="carry_cap_min_range"),
        CheckConstraint("carry_cap_pct IS NULL OR carry_cap_min IS NULL", name="one_carry_cap"),
        CheckConstraint("carry_above_min BETWEEN 0 AND 600000", name="carry_above_range"),
        CheckConstraint("carry_fee_yen_per_hour BETWEEN 0 AND 1000000", name="carry_fee_range"),
        one_of("bands_weigh", ("minutes", "price")),
        CheckConstraint("closing_day BETWEEN 1 AND 31", name="closing_day_range"),
        one_of("issue_kind", ("any_day", "calendar_day", "business_day")),
        CheckConstraint("issue_day BETWEEN 0 AND 31", name="issue_day_range"),
        CheckConstraint("(issue_kind = 'any_day') = (issue_day = 0)", name="issue_day_needed"),
        CheckConstraint("due_days_after_issue BETWEEN 0 AND 120", name="due_days_after_issue_range"),
        CheckConstraint("question_days BETWEEN 1 AND 120", name="question_days_range"),
        CheckConstraint("NOT is_prepaid OR base_fee_yen > 0", name="prepaid_has_fee"),
        CheckConstraint("length_months BETWEEN 0 AND 60", name="length_range"),
        CheckConstraint("renewal_months BETWEEN 0 AND 60", name="renewal_range"),
        CheckConstraint("renewal_months = 0 OR length_months > 0", name="renewal_of_length"),
        CheckConstraint("least_months BETWEEN 0 AND 60", name="least_months_range"),
        one_of("notice_kind", ("none", "months", "day")),
        CheckConstraint("notice_months BETWEEN 0 AND 12", name="notice_months_range"),
        CheckConstraint("notice_day BETWEEN 0 AND 31", name="notice_day_range"),
        CheckConstraint("(notice_kind = 'day') = (notice_day > 0)", name="notice_day_needed"),
        CheckConstraint("cooling_off_days BETWEEN 0 AND 60", name="cooling_off_range"),
        CheckConstraint("lower_days BETWEEN 0 AND 60", name="lower_days_range"),
        CheckConstraint("ends_with >= valid_from", name="ends_after_begin"),
        STRICT,
    )

    id: Mapped[RowId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    valid_from: Mapped[Month]
    base_fee_yen: Mapped[Yen]
    included_min: Mapped[Minutes]
    overage_yen_per_hour: Mapped[Yen]
    overage_step_min: Mapped[Minutes]
    overage_rounding: Mapped[str] = mapped_column(String(10))
    #: minutes of overage the client has agreed to beforehand; None where overage is automatic
    overage_consent_min: Mapped[Minutes | None] = mapped_column(Integer)
    carry_over: Mapped[str] = mapped_column(String(12))
    consume: Mapped[str] = mapped_column(String(14))
    tax_rounding: Mapped[str] = mapped_column(String(8))
    due_month_offset: Mapped[int] = mapped_column(Integer)
    #: day of that month; 31 is its last
    due_day: Mapped[int] = mapped_column(Integer)
    due_shift: Mapped[str] = mapped_column(String(8))
    #: most assistants who may work for the client in a month; None for any number
    team_size: Mapped[int | None] = mapped_column(Integer)
    #: price of every hour worked; only without a package
    metered_yen_per_hour: Mapped[Yen]
    least_billed_min: Mapped[Minutes]
    set_up_yen: Mapped[Yen]
    #: on base fee and metered hours together
    management_pct: Mapped[int] = mapped_column(Integer)
    #: how many months ahead of the closed month its invoice charges the base fee
    months_ahead: Mapped[int] = mapped_column(Integer)
    first_month: Mapped[str] = mapped_column(String(12))
    #: the contract's first day, where it is not the first of a period
    begins_on: Mapped[dt.date | None]
    #: overage as a multiple of the package's own price of an hour; None for the fixed price
    overage_multiple_pct: Mapped[int | None] = mapped_column(Integer)
    overage_scope: Mapped[str] = mapped_column(String(10))
    consent: Mapped[str] = mapped_column(String(10))
    #: minutes bought at a time when nothing is left; None where overage is charged as it is worked
    top_up_min: Mapped[Minutes | None] = mapped_column(Integer)
    is_overage_month_later: Mapped[bool]
    #: months or days that minutes live beyond their own, where `carry_over` counts them
    carry_life: Mapped[int] = mapped_column(Integer)
    carry_cap_pct: Mapped[int | None] = mapped_column(Integer)
    carry_cap_min: Mapped[Minutes | None] = mapped_column(Integer)
    #: only larger packages carry anything
    carry_above_min: Mapped[Minutes]
    carry_fee_yen_per_hour: Mapped[Yen]
    #: whether minutes above the package are taken from the next month
    owes: Mapped[bool]
    #: `[{"days": ["weekday", "weekend", "holiday"], "starts_min": 1080, "stops_min": 1320, "multiple_pct": 125}]`
    bands: Mapped[list[Any]]
    bands_weigh: Mapped[str] = mapped_column(String(8))
    #: `{"work": "counted", "meeting": "billed", "training": "paid", ...}`; one that is not named is counted
    activities: Mapped[dict[str, Any]]
    #: last day of a period; 31 is the month's last
    closing_day: Mapped[int] = mapped_column(Integer)
    issue_kind: Mapped[str] = mapped_column(String(14))
    issue_day: Mapped[int] = mapped_column(Integer)
    due_days_after_issue: Mapped[int | None] = mapped_column(Integer)
    #: days after issue in which the client may question a line
    question_days: Mapped[int | None] = mapped_column(Integer)
    #: whether the client's departments share the package
    is_shared: Mapped[bool]
    #: whether a month's fee is paid before its work is charged
    is_prepaid: Mapped[bool]
    #: from the first month on; 0 for no end of its own
    length_months: Mapped[int] = mapped_column(Integer)
    #: of each renewal that comes by itself; 0 for none
    renewal_months: Mapped[int] = mapped_column(Integer)
    least_months: Mapped[int] = mapped_column(Integer)
    notice_kind: Mapped[str] = mapped_column(String(8))
    notice_months: Mapped[int] = mapped_column(Integer)
    #: of the month, 1 to 31, under `day`; otherwise 0
    notice_day: Mapped[int] = mapped_column(Integer)
    cooling_off_days: Mapped[int] = mapped_column(Integer)
    #: days from the first on in which a smaller package may be chosen
    lower_days: Mapped[int] = mapped_column(Integer)
    changes_at_renewal: Mapped[bool]
    #: the last month, where the end is settled
    ends_with: Mapped[Month | None]
    created_at: Mapped[dt.datetime]


class ClientMonth(Row):
    """The gate of a client's month: writers of hours share its lock, the closer takes it alone."""

    __tablename__ = "client_month"
    __table_args__ = (one_of("state", ("open", "closed")), STRICT)

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class PrepaidMonth(Row):
    """The fee of a client's month that came in before any invoice charged it; taken out again where that was wrong."""

    __tablename__ = "prepaid_month"
    __table_args__ = (CheckConstraint("amount_yen > 0", name="amount_above_zero"), STRICT)

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    received_on: Mapped[dt.date]
    #: with tax, as it came in
    amount_yen: Mapped[Yen]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    recorded_at: Mapped[dt.datetime]


class PackageAlert(Row):
    """A share of the package that was reached and told of, once a month; minutes bought since arm it again."""

    __tablename__ = "package_alert"
    __table_args__ = (
        UniqueConstraint("client_id", "month", "threshold_pct", "top_ups"),
        CheckConstraint("threshold_pct IN (80, 100)", name="threshold"),
        CheckConstraint("top_ups >= 0", name="top_ups_range"),
        STRICT,
    )

    id: Mapped[RowId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    month: Mapped[Month]
    threshold_pct: Mapped[int] = mapped_column(Integer)
    #: how often minutes had been bought in the month when it fired
    top_ups: Mapped[int] = mapped_column(Integer)
    used_min: Mapped[Minutes]
    available_min: Mapped[Minutes]
    fired_at: Mapped[dt.datetime]
