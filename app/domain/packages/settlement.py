"""The close of a month in minutes: work draws on lots, the rest is overage, bought or owed, what is left is carried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.errors import InvalidInput, PackageExhausted
from app.domain.packages.balance import MonthBalance
from app.domain.packages.lots import Lot, LotKind, capped, draw, in_order, merged
from app.domain.terms import Terms
from app.domain.terms.carry import NEVER
from app.domain.terms.overage import Consent
from app.domain.terms.rounding import RoundingScope, rounded_min
from app.domain.worktime import Month


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What a month's ledger says before it is settled.

    Attributes:
        month: which.
        period: its first and last day.
        is_first_month: whether it is the contract's first.
        granted_min: minutes that came with the fee, at least 0.
        carried: lots brought from earlier months.
        topped_up: lots bought in the month.
        used: minutes by the day they were worked on; a day is negative where more was taken back than worked.
        adjusted_min: agreed corrections; negative ones are drawn like work.
        owed_in_min: minutes the month before was ahead, at least 0.
    """

    month: Month
    period: tuple[dt.date, dt.date]
    is_first_month: bool
    granted_min: int
    carried: tuple[Lot, ...] = ()
    topped_up: tuple[Lot, ...] = ()
    used: Mapping[dt.date, int] = field(default_factory=dict)
    adjusted_min: int = 0
    owed_in_min: int = 0

    @property
    def used_min(self) -> int:
        """Minutes worked."""
        return sum(self.used.values())

    @property
    def available_min(self) -> int:
        """Minutes left of everything that came; negative once the package is exceeded."""
        came_min = self.granted_min + sum(lot.minutes for lot in (*self.carried, *self.topped_up))
        return came_min + self.adjusted_min - self.owed_in_min - self.used_min

    def with_more(self, minutes: int) -> MonthFacts:
        """The same month with minutes still to be worked, on its last day: what is planned, say."""
        last_day = self.period[1]
        return replace(self, used={**self.used, last_day: self.used.get(last_day, 0) + minutes})


@dataclass(frozen=True, slots=True)
class Settlement:
    """A month's balance, and the lots behind it; no lot is empty.

    Attributes:
        balance: where the minutes went.
        carried: lots that go on to the next month.
        expired: lots that end.
        bought: minutes topped up because nothing was left, the part worked and the part that stays; None for none.
    """

    balance: MonthBalance
    carried: tuple[Lot, ...]
    expired: tuple[Lot, ...]
    bought: Lot | None = None

    def newly_carried_min(self, month: Month) -> int:
        """Minutes carried out of the month that were granted in it: those a carry-over fee is for."""
        return _total_min(_own(self.carried, month))


def as_if_consented(terms: Terms) -> Terms:
    """The same terms with overage that nobody has to agree to: what a month comes to before the client is asked."""
    return replace(terms, overage=replace(terms.overage, consent=Consent.AUTOMATIC, consent_min=0))


def billed_overage_min(terms: Terms, overage_min: int) -> int:
    """Overage of a whole month in minutes after the contract's step; half a step goes up under `nearest`.

    A total that lies on a step is not moved. Where entries or days are rounded instead, the month's total is not.
    """
    if terms.overage.scope is not RoundingScope.MONTH:
        return overage_min
    return rounded_min(overage_min, terms.overage.step_min, terms.overage.rounding)


def billed_beside_min(terms: Terms, minutes: int) -> int:
    """Minutes of a whole month billed beside the package, or dearer by the clock, after the contract's step.

    The same rule as for overage, applied once to the month's sum of each line. What was taken back of an earlier month
    (below 0) is rounded as it was billed.
    """
    billed_min = billed_overage_min(terms, abs(minutes))
    return billed_min if minutes >= 0 else -billed_min


def month_rule(terms: Terms) -> str | None:
    """The id of the rule a month's sums are rounded by, as that of an entry; None where entries are rounded instead.

    The number names the version of the rule's text.
    """
    overage = terms.overage
    if overage.scope is not RoundingScope.MONTH:
        return None
    return f"1/{overage.step_min}/{overage.rounding}/{overage.scope}"


def room_min(terms: Terms, *, available_min: int) -> int | None:
    """Minutes that may still be worked in the month, at least 0; None when overage needs no consent.

    Args:
        terms: the month's terms.
        available_min: granted + carried in - used; negative once the package is exceeded.
    """
    if terms.overage.limit_min is None:
        return None
    return max(0, available_min + terms.overage.limit_min)


def settle(terms: Terms, facts: MonthFacts) -> Settlement:
    """The month's balance and its lots.

    Raises:
        InvalidInput: a figure that cannot be negative is.
        PackageExhausted: more overage was worked than the terms consent to; the month is not to be billed so.
    """
    _refuse_negative(facts)
    package = _package(terms, facts)
    lots = in_order((package, *facts.carried, *facts.topped_up), facts.month, terms.carry.consume)
    drawn = draw(lots, _drawn_by_day(facts))
    over = _over(terms, facts, drawn.lacking_min)
    left = [lot for lot in (*drawn.lots, *over.left) if lot.minutes]
    carried, expired = _parted(terms, facts, left)
    balance = MonthBalance(
        granted_min=facts.granted_min,
        carried_in_min=_total_min(facts.carried),
        used_min=facts.used_min,
        overage_min=over.overage_min,
        billed_overage_min=billed_overage_min(terms, over.overage_min),
        carried_out_min=_total_min(carried),
        expired_min=_total_min(expired),
        topped_up_min=_total_min(facts.topped_up) + (over.bought.minutes if over.bought else 0),
        adjusted_min=facts.adjusted_min,
        owed_in_min=facts.owed_in_min,
        owed_out_min=over.owed_min,
    )
    return Settlement(balance, carried, expired, over.bought)


def lots_left(terms: Terms, facts: MonthFacts) -> tuple[Lot, ...]:
    """What is left of each lot by the work so far, in the order it is drawn on; none is empty.

    Raises:
        InvalidInput: a figure that cannot be negative is.
    """
    _refuse_negative(facts)
    lots = in_order((_package(terms, facts), *facts.carried, *facts.topped_up), facts.month, terms.carry.consume)
    return merged(draw(lots, _drawn_by_day(facts)).lots)


def close_month(
    terms: Terms, *, granted_min: int, carried_in_min: int, used_min: int, is_first_month: bool = False
) -> MonthBalance:
    """The balance of an example month; its carried minutes live no longer, its work is done on its first day.

    Args:
        terms: the month's terms.
        granted_min: minutes granted for the month, at least 0.
        carried_in_min: minutes brought from the month before, at least 0.
        used_min: minutes worked, at least 0.
        is_first_month: whether it is the contract's first.

    Raises:
        InvalidInput: a figure is negative.
        PackageExhausted: more overage was worked than the terms consent to; the month is not to be billed so.
    """
    if used_min < 0:
        raise InvalidInput("used_min", "too_small", least=0)
    month = terms.valid_from
    first_day, last_day = terms.billing.period(month)
    carried = (Lot(LotKind.GRANTED, month.previous(), last_day, carried_in_min),)
    facts = MonthFacts(month, (first_day, last_day), is_first_month, granted_min, carried, used={first_day: used_min})
    return settle(terms, facts).balance


@dataclass(frozen=True, slots=True)
class _Over:
    """Work that no lot covered: as overage, owed to the next month, or bought, of which something may be left."""

    overage_min: int = 0
    owed_min: int = 0
    bought: Lot | None = None
    left: tuple[Lot, ...] = ()


def _over(terms: Terms, facts: MonthFacts, lacking_min: int) -> _Over:
    step_min = terms.overage.top_up_min
    if lacking_min and step_min:
        bought = Lot(LotKind.TOPPED_UP, facts.month, NEVER, -(-lacking_min // step_min) * step_min)
        return _Over(bought=bought, left=(replace(bought, minutes=bought.minutes - lacking_min),))
    consent_min = terms.overage.limit_min
    if consent_min is not None and lacking_min > consent_min:
        raise PackageExhausted(overage_min=lacking_min, consent_min=consent_min)
    return _Over(owed_min=lacking_min) if terms.carry.owes else _Over(overage_min=lacking_min)


def _package(terms: Terms, facts: MonthFacts) -> Lot:
    """The month's own minutes, with corrections that give and with what was taken back beyond the month's own work."""
    given_min = max(0, facts.adjusted_min) + max(0, -facts.used_min)
    expires_on = terms.carry.last_day(*facts.period, is_first_month=facts.is_first_month)
    return Lot(LotKind.GRANTED, facts.month, expires_on, facts.granted_min + given_min)


def _drawn_by_day(facts: MonthFacts) -> dict[dt.date, int]:
    """Minutes by day as they are drawn: debts first, late work on the first day, what was taken back off the last."""
    first_day, last_day = facts.period
    drawn: dict[dt.date, int] = {}
    for day, minutes in facts.used.items():
        within = min(max(day, first_day), last_day)
        drawn[within] = drawn.get(within, 0) + max(0, minutes)
    back_min = -sum(min(0, minutes) for minutes in facts.used.values())
    for day in sorted(drawn, reverse=True):
        taken_min = min(back_min, drawn[day])
        drawn[day] -= taken_min
        back_min -= taken_min
    drawn[first_day] = drawn.get(first_day, 0) + facts.owed_in_min + max(0, -facts.adjusted_min)
    return drawn


def _parted(terms: Terms, facts: MonthFacts, left: Iterable[Lot]) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """What goes on and what expires."""
    carry = terms.carry
    ending = [lot for lot in left if lot.expires_on <= facts.period[1]]
    living = [lot for lot in left if lot.expires_on > facts.period[1]]
    if terms.included_min <= carry.above_min and carry.above_min:
        small = _own(living, facts.month)
        ending += small
        living = [lot for lot in living if lot not in small]
    most_min = carry.cap_min if carry.cap_pct is None else facts.granted_min * carry.cap_pct // 100
    kept, lost = capped(living, most_min)
    return merged(kept), merged((*ending, *lost))


def _own(lots: Iterable[Lot], month: Month) -> list[Lot]:
    return [lot for lot in lots if lot.kind is LotKind.GRANTED and lot.month == month]


def _total_min(lots: Iterable[Lot]) -> int:
    return sum(lot.minutes for lot in lots)


def _refuse_negative(facts: MonthFacts) -> None:
    figures = {"granted_min": facts.granted_min, "owed_in_min": facts.owed_in_min}
    figures["carried_in_min"] = min((lot.minutes for lot in (*facts.carried, *facts.topped_up)), default=0)
    for name, value_min in figures.items():
        if value_min < 0:
            raise InvalidInput(name, "too_small", least=0)
