"""What an invoice has to say where whole yen cannot add up: a reader who recomputes it must find out why."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.invoicing.lines import InvoiceLine, TaxGroup, Unit
from app.domain.money import TaxRounding, tax_of

#: Printed where hours times price is not a whole yen.
FRACTION_DROPPED = "時間×単価の1円未満の端数は切り捨てています。"
#: Printed where tax worked out line by line would come to something else.
TAX_BY_RATE = "消費税は税率ごとの合計額から1回だけ計算しているため、行ごとに計算した額の合計とは一致しません。"

#: Printed on a credit note that takes back the rest of a tax of which earlier ones took a part.
REST_OF_TAX = "消費税額は、これまでの返還の合計に対する額から、すでに返還した額を差し引いています。"


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
