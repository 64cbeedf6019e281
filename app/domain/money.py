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
    hundredths = abs(taxable_yen) * rate_pct
    tax_yen, rest = divmod(hundredths, 100)
    if (rounding is TaxRounding.UP and rest > 0) or (rounding is TaxRounding.HALF_UP and rest >= 50):
        tax_yen += 1
    return tax_yen if taxable_yen >= 0 else -tax_yen


def format_yen(amount_yen: int) -> str:
    """`¥110,000`; a negative amount with a true minus sign, `−¥1,200`."""
    sign = "−" if amount_yen < 0 else ""
    return f"{sign}¥{abs(amount_yen):,}"
