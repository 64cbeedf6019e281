"""Hour packages: what a month includes, what is carried over, what is overage. Minutes only, no clock, no tax."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput, NoTerms, PackageExhausted
from app.domain.money import TaxRounding
from app.domain.worktime import Month

OVERAGE_STEPS_MIN = (1, 5, 6, 10, 15, 30, 60)
LAST_DAY = 31


def _at_least(field: str, value: int, least: int) -> None:
    if value < least:
        raise InvalidInput(field, "too_small", least=least)


class OverageRounding(StrEnum):
    """How the month's overage total meets the billing step."""

    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class CarryOver(StrEnum):
    """Whether unused minutes of the package may be used in the next month."""

    NONE = "none"
    NEXT_MONTH = "next_month"


class Consume(StrEnum):
    """Which minutes work draws on first. Services differ: both orders are published."""

    CARRIED_FIRST = "carried_first"
    BASE_FIRST = "base_first"


class DueShift(StrEnum):
    """Where a due day moves that banks are closed on."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class DueRule:
    """When an invoice for a month is to be paid; by default at the end of the following month.

    Attributes:
        month_offset: months after the month of service, at least 0.
        day: day of that month, 1 to 31; a day the month does not have is its last day.
        shift: what happens when banks are closed on that day.
    """

    month_offset: int = 1
    day: int = LAST_DAY
    shift: DueShift = DueShift.NONE

    def __post_init__(self) -> None:
        _at_least("due_month_offset", self.month_offset, 0)
        if not 1 <= self.day <= LAST_DAY:
            raise InvalidInput("due_day", "out_of_range", least=1, most=LAST_DAY)


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract's conditions from one month on, until the next terms begin.

    Attributes:
        valid_from: first month they hold for.
        base_fee_yen: monthly fee without tax, at least 0.
        included_min: minutes the fee buys each month, at least 0.
        overage_yen_per_hour: price of an hour above the package without tax, at least 0.
        overage_step_min: overage is billed in multiples of this; one of `OVERAGE_STEPS_MIN`.
        overage_rounding: applied once to the month's total, never to an entry.
        carry_over: what becomes of unused minutes of the package.
        consume: what work draws on first.
        overage_consent_min: most minutes of overage that may be worked; None when no consent is needed.
        tax_rounding: the method printed on the client's invoices.
        due: the payment date.
        team_size: most assistants who may work for the client in a month; None for any number.
    """

    valid_from: Month
    base_fee_yen: int
    included_min: int
    overage_yen_per_hour: int
    overage_step_min: int = 1
    overage_rounding: OverageRounding = OverageRounding.UP
    carry_over: CarryOver = CarryOver.NONE
    consume: Consume = Consume.CARRIED_FIRST
    overage_consent_min: int | None = None
    tax_rounding: TaxRounding = TaxRounding.DOWN
    due: DueRule = DueRule()
    team_size: int | None = None

    def __post_init__(self) -> None:
        _at_least("base_fee_yen", self.base_fee_yen, 0)
        _at_least("included_min", self.included_min, 0)
        _at_least("overage_yen_per_hour", self.overage_yen_per_hour, 0)
        _at_least("overage_consent_min", self.overage_consent_min or 0, 0)
        if self.overage_step_min not in OVERAGE_STEPS_MIN:
            raise InvalidInput("overage_step_min", "not_a_choice")


@dataclass(frozen=True, slots=True)
class MonthBalance:
    """Where every minute of a closed month went; all values at least 0.

    granted + carried_in + overage = used + expired + carried_out. `billed_overage_min` is `overage_min` after the
    contract's rounding and stands outside of that identity: it is a price, not worked time.
    """

    granted_min: int
    carried_in_min: int
    used_min: int
    overage_min: int
    billed_overage_min: int
    carried_out_min: int
    expired_min: int


def terms_for(terms_series: Iterable[Terms], month: Month) -> Terms:
    """The terms that hold in `month`: those that began last, whatever the order given.

    Raises:
        NoTerms: the contract begins later, or there is none.
    """
    begun = [terms for terms in terms_series if terms.valid_from <= month]
    if not begun:
        raise NoTerms(month=str(month))
    return max(begun, key=lambda terms: terms.valid_from)


def first_unclosed(terms_series: Iterable[Terms], closed: Collection[Month], before: Month) -> Month | None:
    """The first month under contract before that one that is not closed, begun or not; None where there is none.

    Args:
        terms_series: every terms of the client, whatever the order given.
        closed: the client's closed months.
        before: the month that can only be closed after all of them.
    """
    month = min((terms.valid_from for terms in terms_series), default=before)
    while month < before:
        if month not in closed:
            return month
        month = month.next()
    return None


def billed_overage_min(terms: Terms, overage_min: int) -> int:
    """Overage of a whole month in minutes after the contract's step; half a step goes up under `nearest`.

    A total that lies on a step is not moved.
    """
    step = terms.overage_step_min
    if terms.overage_rounding is OverageRounding.UP:
        return -(-overage_min // step) * step
    if terms.overage_rounding is OverageRounding.NEAREST:
        return (2 * overage_min + step) // (2 * step) * step
    return overage_min // step * step


def room_min(terms: Terms, *, available_min: int) -> int | None:
    """Minutes that may still be worked in the month, at least 0; None when overage needs no consent.

    Args:
        terms: the month's terms.
        available_min: granted + carried in - used; negative once the package is exceeded.
    """
    if terms.overage_consent_min is None:
        return None
    return max(0, available_min + terms.overage_consent_min)


def close_month(terms: Terms, *, granted_min: int, carried_in_min: int, used_min: int) -> MonthBalance:
    """The month's balance. Unused minutes of the package are carried or expire; carried minutes live one month.

    Args:
        terms: the month's terms.
        granted_min: minutes granted for the month, at least 0.
        carried_in_min: minutes brought from the month before, at least 0.
        used_min: minutes worked, at least 0.

    Raises:
        PackageExhausted: more overage was worked than the terms consent to; the month is not to be billed so.
    """
    for name, value_min in (("granted_min", granted_min), ("carried_in_min", carried_in_min), ("used_min", used_min)):
        _at_least(name, value_min, 0)
    overage_min = max(0, used_min - granted_min - carried_in_min)
    consent_min = terms.overage_consent_min
    if consent_min is not None and overage_min > consent_min:
        raise PackageExhausted(overage_min=overage_min, consent_min=consent_min)

    drawn_min = used_min - overage_min
    if terms.consume is Consume.CARRIED_FIRST:
        from_base_min = max(0, drawn_min - carried_in_min)
    else:
        from_base_min = min(granted_min, drawn_min)
    left_base_min = granted_min - from_base_min
    left_carried_min = carried_in_min - (drawn_min - from_base_min)
    carried_out_min = left_base_min if terms.carry_over is CarryOver.NEXT_MONTH else 0
    return MonthBalance(
        granted_min=granted_min,
        carried_in_min=carried_in_min,
        used_min=used_min,
        overage_min=overage_min,
        billed_overage_min=billed_overage_min(terms, overage_min),
        carried_out_min=carried_out_min,
        expired_min=left_base_min + left_carried_min - carried_out_min,
    )
