"""Consumption tax: its rates by date, and its sums by rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.domain.errors import InvalidInput
from app.domain.invoicing.lines import InvoiceLine, TaxCategory, TaxGroup
from app.domain.money import TaxRounding, tax_of

#: First day of a rate, then its standard and reduced percent; the newest first. A change of the law is one more row.
_RATES = ((dt.date(2019, 10, 1), 10, 8), (dt.date(2014, 4, 1), 8, 8), (dt.date(1997, 4, 1), 5, 5))


def tax_rate_pct(on: dt.date, category: TaxCategory = TaxCategory.STANDARD) -> int:
    """The consumption tax rate in percent of a service completed on that day.

    Args:
        on: the last day of the service period; a month closed after a change bears the new rate as a whole.
        category: what is sold.

    Raises:
        InvalidInput: `date_too_early`, before the oldest rate known here.

    Source: 消費税法基本通達 9-1-5.
    """
    if category is TaxCategory.EXEMPT:
        return 0
    for since, standard_pct, reduced_pct in _RATES:
        if on >= since:
            return reduced_pct if category is TaxCategory.REDUCED else standard_pct
    raise InvalidInput("date", "date_too_early", date=on.isoformat())


def taxed_as(on: dt.date, category: TaxCategory = TaxCategory.STANDARD) -> tuple[int, TaxCategory]:
    """The rate in percent of a service completed on that day, and its category: before a reduced rate there was, all
    that was taxed bore the one rate.

    Args:
        on: the last day of the period the line is for. A fee charged in advance, or overage charged later, bears the
            rate of its own period, not of the invoice it stands on.
        category: what is sold.

    Raises:
        InvalidInput: as `tax_rate_pct`.

    Source: 消費税法基本通達 9-1-5; 国税庁「消費税率等に関する経過措置の取扱いQ&A【具体的事例編】」(October 2018):
    service completed month by month is taxed by the last day of each, also from 21 September to 20 October 2019.
    """
    rate_pct = tax_rate_pct(on, category)
    if category is TaxCategory.REDUCED and rate_pct == tax_rate_pct(on):
        return rate_pct, TaxCategory.STANDARD
    return rate_pct, category


def tax_groups(lines: Iterable[InvoiceLine], rounding: TaxRounding) -> tuple[TaxGroup, ...]:
    """Lines summed by rate, highest rate first, each sum taxed once.

    Source: 消費税法 57条の4 1項 4号, 5号; 消費税法施行令 70条の10.
    """
    sums_yen: dict[tuple[int, TaxCategory], int] = {}
    for line in lines:
        key = (line.tax_rate_pct, line.category)
        sums_yen[key] = sums_yen.get(key, 0) + line.amount_yen
    ordered = sorted(sums_yen.items(), key=lambda item: (-item[0][0], item[0][1] is not TaxCategory.STANDARD))
    return tuple(
        TaxGroup(rate_pct, category, taxable_yen, tax_of(taxable_yen, rate_pct, rounding))
        for (rate_pct, category), taxable_yen in ordered
    )
