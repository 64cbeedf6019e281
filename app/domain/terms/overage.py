"""Work above the package: its price, how it is rounded, who is asked before, what is bought when nothing is left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.terms.limits import MOST_HOURLY_YEN, MOST_MIN, broken, outside
from app.domain.terms.rounding import STEPS_MIN, Rounding, RoundingScope

MOST_MULTIPLE_PCT = 1_000


class Consent(StrEnum):
    """Who is asked before the package is exceeded.

    `automatic`: nobody. `warn`: nobody, but people are told. `before`: the client, and `consent_min` were agreed to.
    """

    AUTOMATIC = "automatic"
    WARN = "warn"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Overage:
    """Minutes above the package; the rounding is also that of metered hours.

    Attributes:
        yen_per_hour: a fixed price without tax; 0 where `multiple_pct` is set.
        multiple_pct: the price as a multiple of the package's own price of an hour, 120 for 1.2 times.
        step_min: charged time is a multiple of this, one of `STEPS_MIN`.
        rounding: where minutes go that lie between two steps.
        scope: what is rounded once.
        consent: who is asked before.
        consent_min: overage agreed to beforehand; counts under `before` only.
        top_up_min: minutes bought at a time, at the price of overage, when nothing is left; what is left of them stays
            usable. None where overage is charged as it is worked.
        is_month_later: whether it is on the invoice of the month after.
    """

    yen_per_hour: int = 0
    multiple_pct: int | None = None
    step_min: int = 1
    rounding: Rounding = Rounding.UP
    scope: RoundingScope = RoundingScope.MONTH
    consent: Consent = Consent.AUTOMATIC
    consent_min: int = 0
    top_up_min: int | None = None
    is_month_later: bool = False

    @property
    def limit_min(self) -> int | None:
        """Most minutes of overage that may be worked; None where no consent is needed."""
        return self.consent_min if self.consent is Consent.BEFORE else None

    def price_yen_per_hour(self, base_yen: int, included_min: int) -> int:
        """An hour of overage without tax; of a multiple a fraction of a yen is dropped, for the client.

        Args:
            base_yen: fee of the package the multiple is taken of.
            included_min: its minutes, more than 0.
        """
        if self.multiple_pct is None:
            return self.yen_per_hour
        return base_yen * 60 * self.multiple_pct // (included_min * 100)

    def problems(self, included_min: int) -> list[Problem]:
        """What is wrong with it beside a package of so many minutes; empty where nothing is."""
        return [
            *outside("overage_yen_per_hour", self.yen_per_hour, 0, MOST_HOURLY_YEN),
            *outside("overage_multiple_pct", self.multiple_pct, 100, MOST_MULTIPLE_PCT),
            *broken(self.multiple_pct is not None and included_min == 0, "multiple_of_nothing", "overage_multiple_pct"),
            *broken(self.multiple_pct is not None and self.yen_per_hour > 0, "one_price_only", "overage_multiple_pct"),
            *broken(self.step_min not in STEPS_MIN, "not_a_choice", "overage_step_min"),
            *outside("overage_consent_min", self.consent_min, 0, MOST_MIN),
            *outside("top_up_min", self.top_up_min, 1, MOST_MIN),
        ]
