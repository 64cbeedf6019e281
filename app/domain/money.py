"""Yen are integers; consumption tax is worked out in integers and rounded once per rate on an invoice."""

from __future__ import annotations

from enum import StrEnum


class TaxRounding(StrEnum):
    """What becomes of a fraction of a yen of tax. The law leaves the choice to the issuer."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


def tax_of(taxable_yen: int, rate_pct: int, rounding: TaxRounding) -> int:
    """Consumption tax in yen on an amount without tax, rounded once.

    A negative amount (a return) is taxed as its mirror image, so that a credit takes back exactly what was charged.

    Args:
        taxable_yen: sum of all lines of one rate on one invoice; never a single line of several.
        rate_pct: whole percent, at least 0.
        rounding: the issuer's method.

    Source: 消費税法施行令 70条の10, one rounding per rate and invoice.
    """
    return running_tax(taxable_yen, rate_pct, rounding, of_yen=taxable_yen)


def running_tax(taken_yen: int, rate_pct: int, rounding: TaxRounding, *, of_yen: int) -> int:
    """Tax on what was taken so far of a whole, rounded as the whole is; on the whole it is `tax_of`.

    It rounds to the same side over all numbers and not as a mirror image, so that the tax between any two sums lies
    within a yen of that of their difference, also where lines of the whole have either sign.

    Args:
        taken_yen: a part of the whole, without tax; of either sign where lines are.
        rate_pct: whole percent, at least 0.
        rounding: the issuer's method.
        of_yen: the whole without tax.
    """
    sign = 1 if of_yen >= 0 else -1
    hundredths = sign * taken_yen * rate_pct
    more = {TaxRounding.DOWN: 0, TaxRounding.HALF_UP: 50, TaxRounding.UP: 99}[rounding]
    return sign * ((hundredths + more) // 100)


def format_yen(amount_yen: int) -> str:
    """`¥110,000`; a negative amount with a true minus sign, `−¥1,200`."""
    sign = "−" if amount_yen < 0 else ""
    return f"{sign}¥{abs(amount_yen):,}"
