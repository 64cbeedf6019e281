"""Contract terms for tests: an ordinary package with one thing changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.terms import Terms
from app.domain.terms.overage import Consent

_PARTS = {
    "base_fee_yen": ("fee", "base_yen"),
    "included_min": ("fee", "included_min"),
    "overage_yen_per_hour": ("overage", "yen_per_hour"),
    "overage_step_min": ("overage", "step_min"),
    "overage_rounding": ("overage", "rounding"),
    "carry_over": ("carry", "over"),
    "consume": ("carry", "consume"),
    "tax_rounding": ("billing", "tax_rounding"),
    "due": ("billing", "due"),
}


def changed(terms: Terms, **figures: Any) -> Terms:
    """The terms with figures named as in `package_terms` changed, or with whole parts."""
    if "overage_consent_min" in figures:
        agreed_min = figures.pop("overage_consent_min")
        consent = Consent.AUTOMATIC if agreed_min is None else Consent.BEFORE
        terms = replace(terms, overage=replace(terms.overage, consent=consent, consent_min=agreed_min or 0))
    for name, value in figures.items():
        part, field = _PARTS.get(name, (name, ""))
        terms = replace(terms, **{part: replace(getattr(terms, part), **{field: value}) if field else value})
    return terms
