"""What a plan says of itself: its value, how far that is proven, the use of packages, the tiers below value."""

from __future__ import annotations

from collections import Counter
from math import comb, fsum, isclose
from typing import TYPE_CHECKING

from optimizer.check.rows import Violation, by_client, by_task, growths
from optimizer.result import Status, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.problem import Package, Problem
    from optimizer.result import PackageUse, PlanResult

ROUNDING = 1e-6
_PROVEN = (Status.OPTIMAL, Status.WITHIN_GAP)


def wrong_value(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """The objective is what the assignments are worth less overage, and no bound lies below it."""
    parts = list(_worth(problem, plan))
    objective = fsum(parts)
    if abs(plan.objective - objective) > ROUNDING + 1e-9 * fsum(map(abs, parts)):
        yield Violation("wrong_objective", "objective", plan.objective - objective)
    if plan.bound is not None and plan.bound < plan.objective - ROUNDING:
        yield Violation("bound_below_objective", "bound", plan.objective - plan.bound)


def _worth(problem: Problem, plan: PlanResult) -> Iterator[float]:
    """Give what every row is worth, and what overage costs of every package as less than nothing."""
    own = {(pair.task, pair.assistant): pair.value for pair in problem.pairs if pair.value is not None}
    for task, of_task in by_task(problem, plan):
        worth = task.value_per_hour * task.minutes / 60
        for row in of_task:
            part = row.minutes / task.minutes if len(of_task) > 1 else 1
            yield part * own.get((row.task, row.assistant), worth)
    rows = by_client(problem, plan)
    for package in problem.packages:
        used = sum(row.minutes for row in rows.get(package.client, ()))
        yield -_overage_cost(package, used)


def _overage_cost(package: Package, used: int) -> float:
    return max(0, used - package.minutes) * package.overage_cost_per_hour / 60


def wrong_proof(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """The gap is that between value and bound, and a status that speaks of proof has some.

    The value meant is that before the tiers below it gave any up: between the objective and it plus all that was lost.
    """
    if plan.status is Status.NOTHING_TO_PLAN and problem.tasks and problem.assistants:
        yield Violation("something_to_plan", "status")
    if plan.status in _PROVEN and (plan.bound is None or plan.gap is None):
        yield Violation("nothing_proven", "status")
    if plan.gap is None:
        return
    if plan.bound is None:
        yield Violation("gap_without_bound", "gap", plan.gap)
        return
    lost = max(0.0, fsum(tier.value_lost for tier in plan.tiers))
    if plan.status is Status.OPTIMAL and plan.gap > ROUNDING and plan.bound - plan.objective - lost > 2 * ROUNDING:
        yield Violation("not_optimal", "status", plan.gap)
    least, most = _gap(plan.objective + lost, plan.bound), _gap(plan.objective, plan.bound)
    if not least - ROUNDING <= plan.gap <= most + ROUNDING:
        yield Violation("wrong_gap", "gap", plan.gap - most)


def _gap(value: float, bound: float) -> float:
    """Give the missing part of the larger of the two by size."""
    return (bound - value) / max(abs(bound), abs(value)) if bound > value else 0.0


def wrong_packages(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """Every package that the plan speaks of is the problem's, stands once, and is used as the plan says."""
    rows, grown = by_client(problem, plan), growths(problem, plan)
    packages = {package.client: package for package in problem.packages}
    times = Counter(use.client for use in plan.packages)
    yield from (Violation("package_more_than_once", client, many) for client, many in times.items() if many > 1)
    for use in plan.packages:
        if use.client in packages:
            used = sum(row.minutes for row in rows.get(use.client, ()))
            yield from _wrong_use(use, packages[use.client], used, grown.get(use.client, []))
        else:
            yield Violation("unknown_package", use.client)


def _wrong_use(use: PackageUse, package: Package, used: int, grown: Sequence[int]) -> Iterator[Violation]:
    told = (use.minutes, use.overage_minutes, use.protected_minutes)
    if told != (used, max(0, used - package.minutes), sum(grown[: package.protection])):
        yield Violation("wrong_package_use", use.client, use.minutes - used)
    if not isclose(use.overage_cost, _overage_cost(package, used), rel_tol=1e-9, abs_tol=ROUNDING):
        yield Violation("wrong_overage_cost", use.client, use.overage_cost - _overage_cost(package, used))
    chance = _chance(grown, package.minutes + package.overage_minutes - used) if package.protection else None
    is_told = use.overrun_chance is not None
    if is_told != (chance is not None) or not isclose(use.overrun_chance or 0.0, chance or 0.0, abs_tol=1e-12):
        yield Violation("wrong_overrun_chance", use.client)


def _chance(grown: Sequence[int], spare: int) -> float:
    """Give the bound of Bertsimas and Sim: of n tasks, k of which the spare minutes hold, by counting heads.

    It is the chance of more than (n + k) / 2 heads in n tosses, and of half of those that are just so many, or all of
    them where n + k is even.
    """
    many, held, taken = len(grown), 0, 0
    while held < many and taken + grown[held] <= spare:
        taken += grown[held]
        held += 1
    if held == many:
        return 0.0
    heads = range((held + many) // 2, many + 1)
    ways = [comb(many, one) for one in heads]
    twice = 2 * sum(ways) - (ways[0] if (held + many) % 2 else 0)
    return float(twice / 2 ** (many + 1))


def wrong_tiers(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """Every tier that the plan speaks of stands once and came as far as the plan says."""
    amounts = {
        Tier.CHANGES: _changes(problem, plan),
        Tier.CONTINUITY: _changed_hands(problem, plan),
        Tier.LOAD: _highest_load_pct(problem, plan),
    }
    times = Counter(use.tier for use in plan.tiers)
    yield from (Violation("tier_more_than_once", tier, many) for tier, many in times.items() if many > 1)
    for use in plan.tiers:
        if not isclose(use.amount, amounts[use.tier], rel_tol=1e-9, abs_tol=ROUNDING):
            yield Violation("wrong_tier", use.tier, use.amount - amounts[use.tier])


def _changes(problem: Problem, plan: PlanResult) -> int:
    """Count the pairs that are published and not in the plan."""
    now = {(row.task, row.assistant) for row in plan.assignments}
    return len({(row.task, row.assistant) for row in problem.published} - now)


def _changed_hands(problem: Problem, plan: PlanResult) -> int:
    """Count the tasks of the plan that somebody did last month who has no part of them now."""
    return sum(
        task.previous is not None and task.previous not in {row.assistant for row in rows}
        for task, rows in by_task(problem, plan)
        if rows
    )


def _highest_load_pct(problem: Problem, plan: PlanResult) -> float:
    load: Counter[str] = Counter()
    for row in plan.assignments:
        load[row.assistant] += row.minutes
    wished = {who.id: who.minutes if who.wished_minutes is None else who.wished_minutes for who in problem.assistants}
    return max((100 * minutes / max(1, wished[who]) for who, minutes in load.items()), default=0.0)


def whys_of_nobody(_: Problem, plan: PlanResult) -> Iterator[Violation]:
    """Reasons are given only for assignments of the plan."""
    given = {(row.task, row.assistant) for row in plan.assignments}
    yield from (
        Violation("why_of_nobody", f"{why.task} / {why.assistant}")
        for why in plan.why
        if (why.task, why.assistant) not in given
    )
