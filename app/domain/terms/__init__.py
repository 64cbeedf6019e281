"""Contract terms: what a client pays and gets from one month on, until the next terms begin."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.errors import InvalidInput, ManyProblems, Problem
from app.domain.money import TaxRounding
from app.domain.terms.activities import Activities
from app.domain.terms.billing import Billing, DueRule
from app.domain.terms.carry import Carry, CarryOver, Consume
from app.domain.terms.clock import Clock
from app.domain.terms.duration import Duration
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.limits import LAST_DAY, broken, outside
from app.domain.terms.overage import Consent, Overage
from app.domain.terms.rounding import Rounding
from app.domain.worktime import Month

MOST_TEAM = 999


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract's conditions, by theme; sound by construction.

    Attributes:
        valid_from: first month they hold for.
        fee: the fee and its minutes.
        overage: work above them.
        carry: minutes that are left.
        clock: evenings, weekends, holidays.
        activities: what counts.
        billing: closing day, issue, payment, tax.
        team_size: most assistants who may work for the client in a month; None for any number.
        is_shared: whether the client's departments share the package.
        duration: how long the contract runs, and how it ends.

    Raises:
        InvalidInput: a rule of the terms is broken.
        ManyProblems: several are; `problems_of` lists them.
    """

    valid_from: Month
    fee: Fee = field(default_factory=Fee)
    overage: Overage = field(default_factory=Overage)
    carry: Carry = field(default_factory=Carry)
    clock: Clock = field(default_factory=Clock)
    activities: Activities = field(default_factory=Activities)
    billing: Billing = field(default_factory=Billing)
    team_size: int | None = None
    is_shared: bool = False
    duration: Duration = field(default_factory=Duration)

    def __post_init__(self) -> None:
        found = problems_of(self.fee, self.overage, self.carry, self.clock, self.billing, self.team_size, self.duration)
        found += broken(self._ends_before_it_begins, "ends_before_terms", "ends_with")
        if len(found) == 1:
            raise InvalidInput(found[0].field or "terms", found[0].code, **found[0].params)
        if found:
            raise ManyProblems(found)

    @property
    def _ends_before_it_begins(self) -> bool:
        return self.duration.ends_with is not None and self.duration.ends_with < self.valid_from

    @property
    def included_min(self) -> int:
        """Minutes the fee buys in a whole month."""
        return self.fee.included_min

    @property
    def overage_yen_per_hour(self) -> int:
        """Price of an hour above the package, or of a metered one, without tax."""
        if self.fee.is_metered:
            return self.fee.metered_yen_per_hour
        return self.overage.price_yen_per_hour(self.fee.base_yen, self.fee.included_min)


def problems_of(
    fee: Fee,
    overage: Overage,
    carry: Carry,
    clock: Clock,
    billing: Billing,
    team_size: int | None = None,
    duration: Duration | None = None,
) -> list[Problem]:
    """Everything that is wrong with terms of these parts, in the order of the form; empty where they are sound."""
    return [
        *fee.problems(),
        *overage.problems(fee.included_min),
        *carry.problems(),
        *clock.problems(),
        *billing.problems(),
        *broken(_is_off_anniversary(fee, billing), "closing_day_of_anniversary", "closing_day"),
        *outside("team_size", team_size, 1, MOST_TEAM),
        *(duration.problems() if duration else ()),
    ]


def _is_off_anniversary(fee: Fee, billing: Billing) -> bool:
    """Whether periods should run from the contract's own day and do not: they close the day before it."""
    if fee.first_month is not FirstMonth.ANNIVERSARY or fee.begins_on is None:
        return False
    return billing.closing_day != (fee.begins_on.day - 1 or LAST_DAY)


def package_terms(
    valid_from: Month,
    base_fee_yen: int,
    included_min: int,
    overage_yen_per_hour: int,
    overage_step_min: int = 1,
    overage_rounding: Rounding = Rounding.UP,
    carry_over: CarryOver = CarryOver.NONE,
    consume: Consume = Consume.CARRIED_FIRST,
    overage_consent_min: int | None = None,
    tax_rounding: TaxRounding = TaxRounding.DOWN,
    due: DueRule | None = None,
    team_size: int | None = None,
) -> Terms:
    """Terms of an ordinary monthly package: a fee, its minutes, a fixed price above, everything else as usual.

    `overage_consent_min` is the most overage that may be worked; None when no consent is needed.

    Raises:
        InvalidInput, ManyProblems: as `Terms`.
    """
    return Terms(
        valid_from,
        Fee(base_fee_yen, included_min),
        Overage(
            overage_yen_per_hour,
            step_min=overage_step_min,
            rounding=overage_rounding,
            consent=Consent.AUTOMATIC if overage_consent_min is None else Consent.BEFORE,
            consent_min=overage_consent_min or 0,
        ),
        Carry(carry_over, consume=consume),
        billing=Billing(due=due or DueRule(), tax_rounding=tax_rounding),
        team_size=team_size,
    )
