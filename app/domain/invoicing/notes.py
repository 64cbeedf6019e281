"""What an invoice has to say where whole yen cannot add up: a reader who recomputes it must find out why."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.invoicing.lines import InvoiceLine, LineKind, TaxGroup, Unit
from app.domain.money import TaxRounding, tax_of
from app.domain.terms import Terms
from app.domain.terms.rounding import Rounding, RoundingScope
from app.domain.terms.series import first_month, terms_for
from app.domain.worktime import Month

#: Printed where hours times price is not a whole yen.
FRACTION_DROPPED = "時間×単価の1円未満の端数は切り捨てています。"
#: Printed where tax worked out line by line would come to something else.
TAX_BY_RATE = "消費税は税率ごとの合計額から1回だけ計算しているため、行ごとに計算した額の合計とは一致しません。"

#: Printed on a credit note that takes back the rest of a tax of which earlier ones took a part.
REST_OF_TAX = "消費税額は、これまでの返還の合計に対する額から、すでに返還した額を差し引いています。"

#: What is charged in steps of the month's sum -> its name in the sentence that says so.
_BY_STEP = {
    LineKind.METERED: "稼働",
    LineKind.OVERAGE: "超過",
    LineKind.APART: "パッケージ外の作業",
    LineKind.SURCHARGE: "時間外割増",
}
_ROUNDED = {Rounding.UP: "切り上げて", Rounding.NEAREST: "四捨五入して", Rounding.DOWN: "切り捨てて"}


def month_rule_notes(lines: Sequence[InvoiceLine], series: Sequence[Terms], month: Month) -> tuple[str, ...]:
    """A sentence for each rule by which minutes of these lines were rounded as a month's sum; none where none was.

    Args:
        lines: of the invoice.
        series: all of the client's terms; overage that is charged a month later follows those of the month before.
        month: of the invoice.

    Raises:
        NoTerms: no contract covers the month.
    """
    named: dict[tuple[int, Rounding], list[str]] = {}
    for kind in dict.fromkeys(line.kind for line in lines if line.kind in _BY_STEP):
        overage = _terms_of(kind, series, month).overage
        if overage.scope is RoundingScope.MONTH and overage.step_min > 1:
            named.setdefault((overage.step_min, overage.rounding), []).append(_BY_STEP[kind])
    return tuple(
        f"{'・'.join(names)}の時間は、月の合計を{step_min}分単位で{_ROUNDED[rounding]}います。"
        for (step_min, rounding), names in named.items()
    )


def _terms_of(kind: LineKind, series: Sequence[Terms], month: Month) -> Terms:
    """The terms by which a line of that kind was charged."""
    if kind is LineKind.OVERAGE and month > first_month(series):
        before = terms_for(series, month.previous())
        if before.overage.is_month_later:
            return before
    return terms_for(series, month)


def notes_of(lines: Sequence[InvoiceLine], groups: Sequence[TaxGroup], rounding: TaxRounding) -> tuple[str, ...]:
    """The sentences this invoice needs, in the order to print; none where everything a reader can recompute agrees.

    Source: 消費税法施行令 70条の10, which allows one rounding per rate only.
    """
    found = []
    if any(line.unit is Unit.MINUTE and line.quantity * line.unit_price_yen % 60 for line in lines):
        found.append(FRACTION_DROPPED)
    if any(group.tax_yen != tax_of(group.taxable_yen, group.rate_pct, rounding) for group in groups):
        return (*found, REST_OF_TAX)
    by_line_yen: dict[tuple[int, str], int] = {}
    for line in lines:
        key = (line.tax_rate_pct, str(line.category))
        by_line_yen[key] = by_line_yen.get(key, 0) + tax_of(line.amount_yen, line.tax_rate_pct, rounding)
    if any(by_line_yen.get((group.rate_pct, str(group.category))) != group.tax_yen for group in groups):
        found.append(TAX_BY_RATE)
    return tuple(found)
