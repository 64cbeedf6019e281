"""Every possible plan of a small problem, tried one by one: the rules of `Problem`, and nothing of the planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from math import ceil

from optimizer.problem import Assistant, Problem, Task

Score = tuple[int, int, float]
Row = tuple[str, int, float]  # who, minutes, value
Way = tuple[Row, ...]  # one row for a whole task, several for a shared one, none for one left out
Done = tuple[tuple[Task, Way], ...]

UNIT_MIN = 10  # shares are tried in steps of this; minutes and capacities of the problem must be multiples of it


def best_by_enumeration(problem: Problem) -> Score:
    """Pinned tasks served, must tasks served, value less overage: the best of all plans in that order."""
    return max(score_of(problem, done) for done in every_plan(problem))


def every_plan(problem: Problem) -> Iterator[Done]:
    """All plans that break no rule."""

    def walk(nth: int, done: Done) -> Iterator[Done]:
        if nth == len(problem.tasks):
            yield done
            return
        yield from walk(nth + 1, done)
        task = problem.tasks[nth]
        for way in ways(problem, task):
            if is_within(problem, (*done, (task, way))):
                yield from walk(nth + 1, (*done, (task, way)))

    yield from walk(0, ())


def score_of(problem: Problem, done: Done) -> Score:
    """Pinned tasks served, must tasks served, value less overage."""
    pinned = sum(task.pinned_to is not None for task, _ in done)
    must = sum(task.must and task.pinned_to is None for task, _ in done)
    cost = sum(
        max(0, _used(done, package.client) - package.minutes) * package.overage_cost_per_hour / 60
        for package in problem.packages
    )
    return pinned, must, sum(value for _, way in done for _, _, value in way) - cost


def _used(done: Done, client: str) -> int:
    return sum(minutes for task, way in done if task.client == client for _, minutes, _ in way)


def ways(problem: Problem, task: Task) -> list[Way]:
    """All ways to do one task, whatever else is done."""
    pairs = {(pair.task, pair.assistant): pair for pair in problem.pairs}
    whole: list[Row] = []
    sharers: list[tuple[str, float]] = []
    for who in problem.assistants:
        pair = pairs.get((task.id, who.id))
        if is_barred(problem, task, who) or (pairs and pair is None):
            continue
        value = pair.value if pair and pair.value is not None else task.value_per_hour * task.minutes / 60
        own = pair.minutes if pair else None
        whole.append((who.id, practised(problem, task, who) if own is None else own, value))
        if own is None:
            sharers.append((who.id, value))
    return [(row,) for row in whole] + (list(_shared(task, sharers)) if task.splittable else [])


def practised(problem: Problem, task: Task, who: Assistant) -> int:
    """The minutes of the whole task: a given percentage less for each level above what is asked for."""
    if problem.proficiency is None or not task.skills:
        return task.minutes
    above = min(who.skills[skill] - level for skill, level in task.skills.items())
    percent = max(problem.proficiency.least_percent, 100 - problem.proficiency.percent_per_level * above)
    return max(1, int(Decimal(task.minutes * min(100, percent)).scaleb(-2).quantize(Decimal(1), ROUND_HALF_UP)))


def _shared(task: Task, sharers: list[tuple[str, float]]) -> Iterator[Way]:
    least = min(60, task.minutes // 2)
    for count in range(2, task.minutes // least + 1):
        for people in combinations(sharers, count):
            for sizes in _sizes(task.minutes, count, least):
                yield tuple(
                    (who, size, value * size / task.minutes) for (who, value), size in zip(people, sizes, strict=True)
                )


def _sizes(minutes: int, count: int, least: int) -> Iterator[tuple[int, ...]]:
    if count == 1:
        if minutes >= least:
            yield (minutes,)
        return
    for first in range(least, minutes - least + 1, UNIT_MIN):
        for rest in _sizes(minutes - first, count - 1, least):
            yield (first, *rest)


def is_barred(problem: Problem, task: Task, who: Assistant) -> bool:
    """Whether the assistant may not have the task, whatever else they have."""
    days = [day for week, own in calendar(problem.month).items() if week <= (task.due_week or 6) for day in own]
    return (
        any(who.skills.get(skill, 0) < level for skill, level in task.skills.items())
        or not set(task.clearances) <= set(who.clearances)
        or who.id in task.forbidden
        or task.client in who.excluded_clients
        or task.pinned_to not in (None, who.id)
        or (task.client is not None and task.client not in {package.client for package in problem.packages})
        or (days != [] and all(day in who.leave for day in days))
    )


def calendar(month: str | None) -> dict[int, list[date]]:
    """The working days of each week, by going through the month day by day."""
    if month is None:
        return {}
    day, week = date.fromisoformat(f"{month}-01"), 1
    days: dict[int, list[date]] = {}
    while day.isoformat().startswith(month):
        days.setdefault(week, []).append(day)
        week += day.strftime("%a") == "Sun"
        day += timedelta(days=1)
    return {week: [day for day in own if day.strftime("%a") not in ("Sat", "Sun")] or own for week, own in days.items()}


def is_within(problem: Problem, done: Done) -> bool:
    """Whether nothing is exceeded."""
    return _people_have_time(problem, done) and _clients_have_room(problem, done)


def _people_have_time(problem: Problem, done: Done) -> bool:
    load: Counter[str] = Counter()
    by_week: Counter[tuple[str, int]] = Counter()
    for task, way in done:
        for who, minutes, _ in way:
            load[who] += minutes
            due = [*task.early_weeks, task.due_week or 7]
            for week in range(due[0], 7):
                by_week[who, week] += minutes * sum(each <= week for each in due) // len(due)
    days = calendar(problem.month)
    for who in problem.assistants:
        had = 0
        for week in range(1, 7):
            told = who.minutes_per_week[week - 1] if week <= len(who.minutes_per_week) else 0
            own = days.get(week, [])
            had += told * (len(own) - sum(day in who.leave for day in own)) // len(own) if own else told
            if who.minutes_per_week and by_week[who.id, week] > had:
                return False
        if load[who.id] > who.minutes:
            return False
    return True


def _clients_have_room(problem: Problem, done: Done) -> bool:
    for package in problem.packages:
        team = {who for task, way in done if task.client == package.client for who, _, _ in way}
        if package.team_size is not None and len(team) > package.team_size:
            return False
        used = _used(done, package.client)
        growths = [
            ceil(Decimal(str(task.uncertainty)) * sum(minutes for _, minutes, _ in way))
            for task, way in done
            if task.client == package.client
        ]
        worst = max((sum(some) for some in combinations(growths, min(package.protection, len(growths)))), default=0)
        if used + worst > package.minutes + package.overage_minutes:
            return False
    return True
