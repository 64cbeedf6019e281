"""What a minute is worth where it is scarce, what no plan can exceed, and a first plan put together from that."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from optimizer.prices.descent import ROUNDS, descend, limits_of
from optimizer.prices.diving import dive
from optimizer.prices.eligible import eligible_of
from optimizer.prices.filling import Filling
from optimizer.prices.firm import firm_most
from optimizer.prices.refining import MOST_PAIRS, refine
from optimizer.prices.teams import teams_of
from optimizer.prices.trading import trade
from optimizer.result import Assignment
from optimizer.search import gap_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.prices.descent import Priced
    from optimizer.prices.eligible import Eligible
    from optimizer.prices.refining import Refined
    from optimizer.problem import Problem, Task


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices a minute, in the unit of the tasks' values, in the order of the problem's assistants and packages.

    `bound` is what the objective of no plan exceeds, whatever it serves. No plan serves more than `most_pinned` pinned
    tasks, and none that serves so many serves more than `most_must` other must tasks; the objective of a plan that
    serves so many of both does not exceed `firm_bound`. `plan` exceeds nothing, and its objective is `objective`.
    """

    assistants: tuple[float, ...]
    packages: tuple[float, ...]
    bound: float
    firm_bound: float
    most_pinned: int
    most_must: int
    plan: tuple[Assignment, ...]
    objective: float

    def bound_of(self, problem: Problem, served: Iterable[str]) -> float | None:
        """Give what no plan exceeds that serves the same pinned and must work as these tasks do.

        None unless it is proven that no plan serves more of it.
        """
        wanted = set(served)
        done = firm_count(task for task in problem.tasks if task.id in wanted)
        return self.firm_bound if done == (self.most_pinned, self.most_must) else None

    def to_json(self) -> dict[str, Any]:
        """Give the prices as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, source: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        rows = tuple(Assignment(**row) for row in source["plan"])
        given = {**source, "assistants": tuple(source["assistants"]), "packages": tuple(source["packages"])}
        return cls(**{**given, "plan": rows})


def firm_count(tasks: Iterable[Task]) -> tuple[int, int]:
    """Count the pinned tasks, and the must tasks that are not pinned."""
    firm = [task.pinned_to is not None for task in tasks if task.pinned_to is not None or task.must]
    return sum(firm), len(firm) - sum(firm)


def prices_of(
    problem: Problem,
    *,
    tick: Callable[[], None] | None = None,
    rounds: int = ROUNDS,
    eligible: Eligible | None = None,
    gap: float = 0.0,
) -> Prices:
    """Price the minutes of a sound problem; the same problem gives the same prices.

    `tick` is called every round. `eligible` is `eligible_of(problem)` where the caller has it. A first plan that is
    within `gap` of the bound is not improved.
    """
    tell = tick or (lambda: None)
    eligible = eligible or eligible_of(problem)
    most = firm_most(problem, eligible)
    limits = limits_of(problem, eligible, most.forced)
    first = descend(eligible, limits, tell, rounds)
    priced: Priced | Refined = first
    tell()
    best = _filling(problem, eligible, first)
    best.fill(range(len(problem.tasks)))
    if eligible.has_own_values and len(eligible.who) <= MOST_PAIRS:
        teams = teams_of(problem, eligible, limits)
        priced = refined = refine(teams, first, tell, rounds)
        rounded = _filling(problem, eligible, refined)
        dive(rounded, teams, refined, tell)
        best = max(best, rounded, key=_worth)
        if gap_between(best.room.objective(), priced.firm_bound) > gap:
            best = max(best, trade(best, teams, refined, tell), key=_worth)
    return Prices(
        tuple(priced.assistant.tolist()),
        tuple(priced.package.tolist()),
        bound=priced.bound,
        firm_bound=priced.firm_bound,
        most_pinned=most.pinned,
        most_must=most.must,
        plan=best.room.assignments(),
        objective=best.room.objective(),
    )


def _filling(problem: Problem, eligible: Eligible, priced: Priced | Refined) -> Filling:
    return Filling(problem, eligible, priced.assistant.tolist(), priced.package.tolist())


def _worth(filling: Filling) -> tuple[int, float]:
    """Rank plans: more firm work, then worth more."""
    room = filling.room
    return sum(room.weight[task] for task in room.done()), room.objective()
