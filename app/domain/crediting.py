"""Credit notes: what may still be taken back from an invoice, the tax of it, and what becomes of the minutes.

Everything is worked out from running totals, so that parts never drift: the tax of a note is the tax of all that was
taken back so far less what earlier notes took back. Once everything is taken back, exactly the invoice's tax has been.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.errors import InvalidInput, NothingToCredit, OverCredited
from app.domain.invoicing import InvoiceLine, LineKind, TaxCategory, TaxGroup, Unit
from app.domain.money import TaxRounding, running_tax

#: A return below this sum with tax needs no 適格返還請求書.
#: Source: 消費税法 57条の4 3項, 消費税法施行令 70条の9 3項2号.
MAY_BE_OMITTED_BELOW_YEN = 10_000
#: Lines that are paid for each minute above the package; a month without a package is metered from its first minute.
BY_THE_MINUTE = frozenset({LineKind.OVERAGE, LineKind.METERED})


class MinutesGo(StrEnum):
    """What becomes of minutes a credit note re-opens."""

    BACK = "back"
    """They are given back: what was drawn from the package comes back to it in the open month."""
    AGAIN = "again"
    """They were worked: the same, and they are charged again in the open month, whose invoice lists them."""


@dataclass(frozen=True, slots=True)
class CreditableLine:
    """A line of an invoice, and what of its amount without tax earlier notes took back, 0 to the amount."""

    position: int
    line: InvoiceLine
    credited_yen: int

    @property
    def left_yen(self) -> int:
        """What can still be taken back, without tax."""
        return self.line.amount_yen - self.credited_yen


@dataclass(frozen=True, slots=True)
class Reopening:
    """Minutes of one billed entry that a note re-opens.

    Attributes:
        billed_entry_id: which.
        minutes: all of it.
        overage_min: how many of them were paid for as overage; they come back as money.
        package_min: the others, which were drawn from the package and come back to it; 0 where the package's fee itself
            is taken back as a whole.
        is_apart: whether it was billed beside the package: it comes back as money and moves no minutes of the package.
    """

    billed_entry_id: int
    minutes: int
    overage_min: int
    package_min: int
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Reopened:
    """Minutes of one way of paying: all that the invoice bills, those re-opened before, those to be re-opened now."""

    total_min: int = 0
    before_min: int = 0
    now_min: int = 0

    def share_yen(self, credited: CreditableLine) -> int:
        """What re-opening the minutes takes back of a line for all of them, without tax: at most what is left."""
        before, after = (
            credited.line.amount_yen * min(minutes, self.total_min) // self.total_min
            for minutes in (self.before_min, self.before_min + self.now_min)
        )
        return max(0, min(credited.left_yen, after - before))


def proposed_yen(lines: Sequence[CreditableLine], over: Reopened, apart: Reopened = Reopened()) -> dict[int, int]:
    """Position -> yen without tax that re-opening minutes takes back: overage first, the package's fee never.

    Args:
        lines: of the invoice.
        over: minutes above the package in the invoice's month; re-opened are all that were drawn from the package.
        apart: minutes beside the package.
    """
    found: dict[int, int] = {}
    for each in lines:
        minutes = over if each.line.kind in BY_THE_MINUTE else apart if each.line.kind is LineKind.APART else None
        if minutes is not None and minutes.total_min > 0:
            found[each.position] = minutes.share_yen(each)
    return found


def reopenings(
    entries: Iterable[tuple[int, int]],
    *,
    overage_min: int,
    before_min: int,
    fee_is_taken_back: bool,
    apart: Collection[int] = (),
) -> tuple[Reopening, ...]:
    """What becomes of each entry (its id and minutes, at least 1), in the order given; overage is re-opened first.

    Args:
        entries: to be re-opened now.
        overage_min: minutes above the package in the invoice's month.
        before_min: minutes of the invoice, drawn from the package, that are re-opened already.
        fee_is_taken_back: whether the package's fee is taken back as a whole, which leaves no package to give back to.
        apart: ids of those that were billed beside the package.
    """
    found = []
    for billed_entry_id, minutes in entries:
        if billed_entry_id in apart:
            found.append(Reopening(billed_entry_id, minutes, 0, 0, is_apart=True))
            continue
        overage = min(before_min + minutes, overage_min) - min(before_min, overage_min)
        package = 0 if fee_is_taken_back else minutes - overage
        found.append(Reopening(billed_entry_id, minutes, overage, package))
        before_min += minutes
    return tuple(found)


def credit_lines(lines: Sequence[CreditableLine], amounts: Mapping[int, int]) -> tuple[tuple[int, InvoiceLine], ...]:
    """The lines of a credit note, each with the position of the line it takes back from; amounts are negative.

    Args:
        lines: of the invoice.
        amounts: position -> yen without tax to take back, of the line's sign; 0 takes nothing.

    Raises:
        OverCredited: more than is left of a line, or of the other sign.
        InvalidInput: an amount of no line.
    """
    known = {each.position: each for each in lines}
    found = []
    for position, amount_yen in sorted(amounts.items()):
        if position not in known:
            raise InvalidInput(f"amount_{position}", "not_a_choice")
        left_yen = known[position].left_yen
        if not min(0, left_yen) <= amount_yen <= max(0, left_yen):
            raise OverCredited(f"amount_{position}", most=left_yen)
        if amount_yen:
            found.append((position, _taken_back(known[position], amount_yen)))
    return tuple(found)


def credit_taxes(
    lines: Sequence[CreditableLine], amounts: Mapping[int, int], rounding: TaxRounding
) -> tuple[TaxGroup, ...]:
    """The sums of a credit note by rate, negative: tax on all that was taken back so far, less what was before.

    Source: 消費税法 57条の4 3項 4号, 5号; one rounding per rate, as on the invoice.
    """
    whole: dict[tuple[int, TaxCategory], int] = {}
    before: dict[tuple[int, TaxCategory], int] = {}
    now: dict[tuple[int, TaxCategory], int] = {}
    for each in lines:
        key = (each.line.tax_rate_pct, each.line.category)
        whole[key] = whole.get(key, 0) + each.line.amount_yen
        before[key] = before.get(key, 0) + each.credited_yen
        now[key] = now.get(key, 0) + amounts.get(each.position, 0)
    touched = {
        key for each in lines if amounts.get(each.position) for key in [(each.line.tax_rate_pct, each.line.category)]
    }
    return tuple(
        TaxGroup(
            rate_pct,
            category,
            -now[rate_pct, category],
            -_tax_between(
                before[rate_pct, category], now[rate_pct, category], rate_pct, rounding, whole[rate_pct, category]
            ),
        )
        for rate_pct, category in sorted(touched, key=lambda key: (-key[0], key[1] is not TaxCategory.STANDARD))
    )


def takes_back_fee(lines: Sequence[CreditableLine], amounts: Mapping[int, int]) -> bool:
    """Whether nothing is left of the package's fee after this note; False for an invoice without one."""
    fees = [each for each in lines if each.line.kind is LineKind.BASE_FEE]
    return bool(fees) and all(each.left_yen == amounts.get(each.position, 0) for each in fees)


def refuse_empty(amounts: Mapping[int, int], entries: Sequence[object]) -> None:
    """Nothing, if the note takes back money or re-opens an entry.

    Raises:
        NothingToCredit: it does neither.
    """
    if not any(amounts.values()) and not entries:
        raise NothingToCredit("amounts")


def may_be_omitted(total_yen: int) -> bool:
    """Whether the law asks for no credit note: below 10,000 yen with tax."""
    return abs(total_yen) < MAY_BE_OMITTED_BELOW_YEN


def _tax_between(before_yen: int, now_yen: int, rate_pct: int, rounding: TaxRounding, of_yen: int) -> int:
    before, after = (running_tax(yen, rate_pct, rounding, of_yen=of_yen) for yen in (before_yen, before_yen + now_yen))
    return after - before


def _taken_back(credited: CreditableLine, amount_yen: int) -> InvoiceLine:
    """The line with its amount negative; a part of it is one piece at its own price."""
    line = credited.line
    if amount_yen == line.amount_yen:
        return replace(line, quantity=-line.quantity, amount_yen=-amount_yen)
    return replace(line, quantity=-1, unit=Unit.SET, unit_price_yen=amount_yen, amount_yen=-amount_yen)
