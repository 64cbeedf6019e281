"""A month worked out under terms that are being written: where its minutes go and what its invoice says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext

from app.domain.invoicing import Expense, InvoiceLine, LineKind, beside_of, draft_settled, notes_of
from app.domain.packages import MonthFacts, as_if_consented, settle
from app.domain.terms import Terms
from app.domain.terms.duration import Duration
from app.domain.terms.series import granted_in, period_of
from app.domain.worktime import Month
from app.translations import N_
from app.web.formats import month_short

OVER_MIN, METERED_MIN = 90, 750
KINDS = {
    LineKind.SET_UP: N_("初期費用"),
    LineKind.BASE_FEE: N_("%(month)s分の月額"),
    LineKind.METERED: N_("稼働"),
    LineKind.MANAGEMENT: N_("管理費"),
    LineKind.OVERAGE: N_("超過"),
    LineKind.TOP_UP: N_("買い足した時間"),
    LineKind.APART: N_("パッケージ外の作業"),
    LineKind.SURCHARGE: N_("時間外割増"),
    LineKind.CARRY_FEE: N_("繰越手数料"),
    LineKind.EXPENSE: N_("実費"),
}


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A line of the example's invoice: its word, minutes where it is by the hour, yen without tax."""

    word: str
    minutes: int | None
    amount_yen: int


@dataclass(frozen=True, slots=True)
class Example:
    """An example month, the second of the contract, so that what only the first has does not hide what stays.

    Attributes:
        month: which.
        used_min: minutes worked in it.
        minutes: word and minutes of where they come from and go, those of 0 left out.
        lines: what is charged.
        subtotal_yen, tax_yen, total_yen: its sums.
        needs_consent_min: overage the client has not agreed to; 0 where nothing stands in the way.
        notes: sentences the invoice has to print.
    """

    month: Month
    used_min: int
    minutes: tuple[tuple[str, int], ...]
    lines: tuple[ChargeLine, ...]
    subtotal_yen: int
    tax_yen: int
    total_yen: int
    needs_consent_min: int
    notes: tuple[str, ...]


def example_of(terms: Terms, used_min: int | None = None, expenses: tuple[Expense, ...] = ()) -> Example:
    """The month after the terms begin, with so many minutes worked on its first day; by default a little too many."""
    month, series = terms.valid_from.next(), [replace(terms, duration=Duration())]
    worked_min = used_min if used_min is not None else _usual_min(terms)
    period = period_of(series, month)
    facts = MonthFacts(
        month, period, is_first_month=False, granted_min=granted_in(series, month), used={period[0]: worked_min}
    )
    settled = settle(as_if_consented(terms), facts)
    draft = draft_settled(terms, settled, month, beside_of(series, month), expenses)
    balance = settled.balance
    limit_min = terms.overage.limit_min
    minutes = (
        (gettext("毎月の時間"), balance.granted_min),
        (gettext("使った時間"), balance.used_min),
        (gettext("超過"), balance.overage_min),
        (gettext("請求する超過"), balance.billed_overage_min if not terms.fee.is_metered else 0),
        (gettext("買い足した時間"), balance.topped_up_min),
        (gettext("翌月から引く時間"), balance.owed_out_min),
        (gettext("翌月へ繰り越す時間"), balance.carried_out_min),
        (gettext("失効する時間"), balance.expired_min),
    )
    return Example(
        month,
        worked_min,
        tuple(each for each in minutes if each[1]),
        tuple(_line(line, month, terms) for line in draft.lines),
        draft.subtotal_yen,
        draft.tax_yen,
        draft.total_yen,
        max(0, balance.overage_min - limit_min) if limit_min is not None else 0,
        notes_of(draft.lines, draft.tax_groups, terms.billing.tax_rounding),
    )


def _usual_min(terms: Terms) -> int:
    return METERED_MIN if terms.fee.is_metered else terms.included_min + OVER_MIN


def _line(line: InvoiceLine, month: Month, terms: Terms) -> ChargeLine:
    word = gettext(KINDS[line.kind], month=month_short(month.plus(terms.fee.months_ahead)))
    is_by_hour = line.kind not in (LineKind.SET_UP, LineKind.BASE_FEE, LineKind.MANAGEMENT, LineKind.EXPENSE)
    return ChargeLine(word, line.quantity if is_by_hour else None, line.amount_yen)
