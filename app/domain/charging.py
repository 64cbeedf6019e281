"""May this be charged to this package, and how many minutes: the one answer for form, timer, week, import and edit.

Three figures of an entry are kept apart: minutes worked (what happened), charged (what the package is drawn for) and
cost (what the assistant is paid for). A cut out of goodwill changes the second and leaves the other two alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import ContractOver, InvalidInput, NotPrepaid, PackageExhausted
from app.domain.terms import Terms
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.rounding import Rounding, RoundingScope, rounded_min
from app.domain.worktime import Month

#: Days after its invoice in which a client may question a line, where the contract says nothing. Source: Best Agent
#: Business, whose clients have ten days after the month's report of hours.
QUESTION_DAYS = 10
#: An agreed charge replaces what a rule gives.
AGREED = "agreed"
#: A day at ten times its price, the most a contract may say, and a step.
MOST_CHARGED_MIN = 10 * 24 * 60 + 60


#: What entries are rounded by; a month's total is rounded by the close instead.
_SCOPES = (RoundingScope.ENTRY, RoundingScope.TASK_DAY)


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """How weighed minutes become charged ones. A contract that rounds the month's total rounds no entry: step 1.

    Attributes:
        step_min: charged minutes are multiples of it, at least 1.
        rounding: which way to the step.
        scope: each entry by itself, or all of a task and day together.
    """

    step_min: int = 1
    rounding: Rounding = Rounding.UP
    scope: RoundingScope = RoundingScope.ENTRY

    @property
    def rule(self) -> str:
        """Its id, kept with every entry it was applied to; the number names the version of the rule's text."""
        return f"1/{self.step_min}/{self.rounding}/{self.scope}"

    @classmethod
    def of_rule(cls, rule: str) -> RoundingRule:
        """The rounding with that id; an agreed charge counts as one that was not rounded.

        Raises:
            InvalidInput: `not_a_choice` for an id nobody gave.
        """
        if rule == AGREED:
            return cls()
        try:
            version, step, rounding, scope = rule.split("/")
            found = cls(int(step), Rounding(rounding), RoundingScope(scope))
        except ValueError:
            raise InvalidInput("rounding_rule", "not_a_choice") from None
        if version != "1" or found.step_min < 1 or found.scope not in _SCOPES:
            raise InvalidInput("rounding_rule", "not_a_choice")
        return found

    def apply(self, minutes: int) -> int:
        """The minutes on the step, at least 0; what lies on it is not moved."""
        return rounded_min(minutes, self.step_min, self.rounding)


@dataclass(frozen=True, slots=True)
class ChargingRules:
    """What a contract says of charging: who pays for which activity, and how an entry is rounded."""

    activities: Activities = field(default_factory=Activities)
    rounding: RoundingRule = field(default_factory=RoundingRule)


def rules_of(terms: Terms) -> ChargingRules:
    """What the terms say of charging. A contract that rounds the month's total rounds no entry."""
    overage = terms.overage
    if overage.scope is RoundingScope.MONTH:
        return ChargingRules(terms.activities)
    return ChargingRules(terms.activities, RoundingRule(overage.step_min, overage.rounding, overage.scope))


class Gate(StrEnum):
    """Whether a month's package may be drawn on at all: yes, not before its fee is paid, or its contract has ended."""

    OPEN = "open"
    UNPAID = "unpaid"
    OVER = "over"


def gate_of(terms: Terms, *, is_over: bool, is_fee_paid: bool) -> Gate:
    """The gate of a month under these terms.

    Source: BizWorkers, bizworkers.jp/faq (work starts after payment); Virtually Your PA (retainer prepaid).
    """
    if is_over:
        return Gate.OVER
    return Gate.UNPAID if terms.fee.is_prepaid and not is_fee_paid else Gate.OPEN


@dataclass(frozen=True, slots=True)
class TaskDay:
    """What a task's charged entries of one day under one rule come to: weighed minutes and charged ones."""

    weighed_min: int = 0
    charged_min: int = 0


NOTHING_YET = TaskDay()


@dataclass(frozen=True, slots=True)
class Charge:
    """What an entry comes to. All minutes at least 0; `rule` names how weighed minutes became charged ones."""

    activity: Activity
    counting: Counting
    worked_min: int
    weighed_min: int
    charged_min: int
    cost_min: int
    rule: str

    @property
    def drawn_min(self) -> int:
        """Minutes that come out of the package."""
        return self.charged_min if self.counting.draws_package else 0


def decide(
    rules: ChargingRules,
    *,
    activity: Activity,
    worked_min: int,
    weighed_min: int,
    room_min: int | None,
    gate: Gate = Gate.OPEN,
    so_far: TaskDay = NOTHING_YET,
    agreed_min: int | None = None,
) -> Charge:
    """What the entry comes to; one that uses no minutes of the package is never refused.

    Args:
        rules: the contract's, of the month the entry counts in.
        activity: what kind of work it was.
        worked_min: 1 to 1,440.
        weighed_min: the same after the multiples of evenings and holidays; the same figure where there are none.
        room_min: minutes that may still come out of the package; None where nothing stands in the way.
        gate: of the month; what draws nothing from the package passes it.
        so_far: the task's other entries of that day under the same rule, for rounding by task and day.
        agreed_min: what the operator agreed to charge instead; kept to 0 where the activity is not charged.

    Raises:
        InvalidInput: `out_of_range` for an agreed charge below 0 or above `MOST_CHARGED_MIN`.
        ContractOver: the month lies after the contract's end.
        NotPrepaid: the month's fee has to be paid first.
        PackageExhausted: there is no room for the charge; `params["room_min"]` says how much there is.
    """
    counting = rules.activities.counting(activity)
    if agreed_min is not None and not 0 <= agreed_min <= MOST_CHARGED_MIN:
        raise InvalidInput("charged_min", "minutes_range", least_min=0, most_hours=MOST_CHARGED_MIN // 60)
    is_agreed = counting.is_charged and agreed_min is not None
    charged_min = agreed_min if is_agreed else _charged_min(rules.rounding, counting, weighed_min, so_far)
    charge = Charge(
        activity,
        counting,
        worked_min,
        weighed_min,
        charged_min or 0,
        worked_min if counting.costs else 0,
        AGREED if is_agreed else rules.rounding.rule,
    )
    if charge.drawn_min and gate is not Gate.OPEN:
        raise ContractOver("minutes") if gate is Gate.OVER else NotPrepaid("minutes")
    if room_min is not None and charge.drawn_min > max(0, room_min):
        raise PackageExhausted("minutes", room_min=max(0, room_min))
    return charge


def _charged_min(rounding: RoundingRule, counting: Counting, weighed_min: int, so_far: TaskDay) -> int:
    if not counting.is_charged:
        return 0
    if rounding.scope is RoundingScope.ENTRY:
        return rounding.apply(weighed_min)
    return max(0, rounding.apply(so_far.weighed_min + weighed_min) - so_far.charged_min)


def given_back_min(counting: Counting, rule: str, *, weighed_min: int, charged_min: int, task_day: TaskDay) -> int:
    """Charged minutes that go back when an entry is taken back, at least 0.

    By the rule the entry was charged under, not by today's. Rounded with others of its task and day, it gives back
    what the others do not need; else what it was charged.

    Args:
        counting: the entry's.
        rule: the entry's.
        weighed_min: its weighed minutes.
        charged_min: its charged minutes.
        task_day: the task's entries of that day under the same rule, this one among them.
    """
    rounding = RoundingRule.of_rule(rule)
    if not counting.is_charged or rounding.scope is RoundingScope.ENTRY:
        return charged_min
    left_min = rounding.apply(max(0, task_day.weighed_min - weighed_min))
    return max(0, task_day.charged_min - left_min)


def counting_month(work_month: Month, closed: Collection[Month]) -> Month:
    """The month work counts in: that of its day, or the first one after it that is not closed; the work is then late.

    Source: product.md, hours belong to the month the work was done in; a closed month takes none any more.
    """
    month = work_month
    while month in closed:
        month = month.next()
    return month


def questions_end(issued_on: dt.date | None, days: int = QUESTION_DAYS) -> dt.date | None:
    """The last day on which the client may question a line: so many days after its invoice was issued.

    None before it is issued: until then nothing is settled.
    """
    return None if issued_on is None else issued_on + dt.timedelta(days=days)
