"""Problems for the planner's tests: a small hand-made one, random ones, and the search without its process."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from optimizer.child import find
from optimizer.problem import Assistant, Package, Pair, Problem, Proficiency, Task
from optimizer.result import Assignment, PlanResult, Reason, Status, Unassigned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.search import Found, Limits


def search_here(problem: Problem, limits: Limits, progress: Any = None) -> Found:
    """Search in this process: the same code without the start of a child."""
    return find(problem, limits)


def search_lost(problem: Problem, limits: Limits, progress: Any = None) -> None:
    """A search whose process was killed before it answered."""


def plan_of(problem: Problem, pairs: Iterable[tuple[str, str] | tuple[str, str, int]], **figures: Any) -> PlanResult:
    """A plan that gives these tasks their whole minutes, or those named, and leaves out the rest, however unsound."""
    minutes = {task.id: task.minutes for task in problem.tasks}
    rows = tuple(Assignment(task, who, own[0] if own else minutes[task]) for task, who, *own in pairs)
    given = {row.task for row in rows}
    rest = tuple(Unassigned(task.id, Reason.PACKAGE_FULL) for task in problem.tasks if task.id not in given)
    return PlanResult(Status.GREEDY, assignments=rows, unassigned=rest, **figures)


def random_problem(seed: int, *, tasks: int, assistants: int, clients: int, tight: bool = True) -> Problem:
    """A problem that uses every field the plan depends on; minutes in tens, so that ties and exact fits occur."""
    chance = random.Random(seed)
    skills, people = ["経理", "画像", "英語"], [f"a{i}" for i in range(assistants)]
    share = 4 if tight else 12
    return Problem(
        month="2026-11",
        packages=tuple(
            Package(
                client=f"c{i}",
                minutes=10 * chance.randint(0, share * 4),
                overage_minutes=chance.choice([0, 0, 30, 120]),
                overage_cost_per_hour=chance.choice([0, 45, 90]),
                team_size=chance.choice([None, None, 1, 2]),
            )
            for i in range(clients)
        ),
        assistants=tuple(
            Assistant(
                id=who,
                minutes=10 * chance.randint(0, share * 5),
                skills={skill: chance.randint(1, 5) for skill in skills if chance.random() < 0.8},
                excluded_clients=("c0",) if chance.random() < 0.15 else (),
                clearances=("給与",) if chance.random() < 0.7 else (),
                wished_minutes=chance.choice([None, 120, 300]),
            )
            for who in people
        ),
        tasks=tuple(_random_task(chance, nth, clients, people, skills) for nth in range(tasks)),
    )


def _random_task(chance: random.Random, nth: int, clients: int, people: list[str], skills: list[str]) -> Task:
    return Task(
        id=f"t{nth}",
        minutes=10 * chance.randint(1, 15),
        client=None if chance.random() < 0.1 else f"c{chance.randrange(clients)}",
        value_per_hour=chance.choice([0, 20, 36, 48, 60, 60, 90]),
        skills={chance.choice(skills): chance.randint(1, 4)} if chance.random() < 0.5 else {},
        must=chance.random() < 0.2,
        pinned_to=chance.choice(people) if chance.random() < 0.12 else None,
        forbidden=(chance.choice(people),) if chance.random() < 0.15 else (),
        previous=chance.choice(people) if chance.random() < 0.3 else None,
        clearances=("給与",) if chance.random() < 0.15 else (),
    )


def with_weeks(problem: Problem, seed: int) -> Problem:
    """The same problem with weeks told for most people, days of leave, and work due in most weeks, some week by week.

    A fifth of 50 is 10: whatever days are lost, minutes stay in tens.
    """
    chance = random.Random(seed)
    first = date.fromisoformat(f"{problem.month}-01")
    return replace(
        problem,
        assistants=tuple(
            replace(
                who,
                minutes_per_week=tuple(50 * chance.randint(0, 2) for _ in range(chance.choice([0, 3, 5, 6]))),
                leave=tuple(
                    sorted({first + timedelta(chance.randint(0, 12)) for _ in range(chance.choice([0, 0, 3, 12]))})
                ),
            )
            for who in problem.assistants
        ),
        tasks=tuple(
            _week_by_week(replace(task, due_week=chance.choice([None, 1, 2, 3, 5])), f"{seed} {task.id}")
            for task in problem.tasks
        ),
    )


def _week_by_week(task: Task, seed: str) -> Task:
    """The task, or a third of the time the same due in parts as well, in some of the weeks before its own."""
    chance, before = random.Random(seed), range(1, task.due_week or 6)
    early = tuple(week for week in before if chance.random() < 0.6) if chance.random() < 0.33 else ()
    return replace(task, early_weeks=early)


def with_splits(problem: Problem, seed: int) -> Problem:
    """The same problem with two thirds of its tasks splittable; halves of what is shorter than 120 are in tens too."""
    chance = random.Random(seed)

    def split(task: Task) -> Task:
        minutes = task.minutes if task.minutes >= 120 else 20 * (1 + task.minutes // 20)
        is_split = chance.random() < 0.67
        return replace(task, splittable=True, minutes=minutes, early_weeks=()) if is_split else task

    return replace(problem, tasks=tuple(map(split, problem.tasks)))


def with_practice(problem: Problem, seed: int) -> Problem:
    """The same problem with skill that makes work shorter.

    Of work in tens it may leave any number of minutes. Where tasks are shared too, minutes have to stay in tens: work
    that asks for skill is then made of forties, of which three quarters or a half are left.
    """
    chance = random.Random(seed)
    if not any(task.splittable for task in problem.tasks):
        return replace(problem, proficiency=Proficiency(chance.choice([3, 5, 10]), chance.choice([70, 85])))

    def even(task: Task) -> Task:
        return replace(task, minutes=40 * (1 + task.minutes // 40)) if task.skills else task

    return replace(problem, proficiency=Proficiency(25, 50), tasks=tuple(map(even, problem.tasks)))


def with_protection(problem: Problem, seed: int) -> Problem:
    """The same problem with packages that hold some tasks at their worst, and estimates that may be wrong."""
    chance = random.Random(seed)
    return replace(
        problem,
        packages=tuple(replace(package, protection=chance.choice([0, 1, 2, 9])) for package in problem.packages),
        tasks=tuple(replace(task, uncertainty=chance.choice([0.0, 0.07, 0.25, 1.5])) for task in problem.tasks),
    )


Variation = Callable[[Problem, int], Problem]
VARIATIONS: tuple[Variation, ...] = (with_weeks, with_splits, with_practice, with_protection)


def varied(problem: Problem, seed: int) -> Problem:
    """The same problem with one or several of the things that only some problems ask for."""
    chosen = random.Random(seed).randint(1, 2 ** len(VARIATIONS) - 1)
    for nth, variation in enumerate(VARIATIONS):
        if chosen >> nth & 1:
            problem = variation(problem, seed)
    return problem


def any_problem(seed: int, *, tasks: int, assistants: int, clients: int, tight: bool = True) -> Problem:
    """A random problem, every other one with what only some problems ask for."""
    problem = random_problem(seed, tasks=tasks, assistants=assistants, clients=clients, tight=tight)
    return varied(problem, seed) if seed % 2 else problem


def listed_pairs(problem: Problem, seed: int) -> Problem:
    """The same problem with about half of all pairs listed, some with minutes and value of their own."""
    chance = random.Random(seed)
    pairs = tuple(
        Pair(
            task=task.id,
            assistant=who.id,
            minutes=chance.choice([None, 10 * chance.randint(1, 15)]),
            value=chance.choice([None, float(chance.randint(0, 200))]),
        )
        for task in problem.tasks
        for who in problem.assistants
        if chance.random() < 0.5
    )
    return replace(problem, pairs=pairs)
