"""Months of invented operations for the benchmarks: many clients, few hours, both packages and assistants scarce."""

from __future__ import annotations

import random

from optimizer import Assistant, Package, Pair, Problem, Task

SKILLS = ("経理", "総務", "人事", "営業事務", "画像", "英語", "サイト", "秘書", "調査", "入力")
TASKS_PER_ASSISTANT = 33
PAIRS_PER_TASK = 15


def operation(seed: int, tasks: int, *, listed: bool = False) -> Problem:
    """A month of about this many tasks for clients with 2 to 40 of them and packages of 10 to 100 hours.

    About seven tenths of the work can be bought, and nine tenths of that can be worked. With `listed`, fifteen pairs a
    task are listed, each with a value of its own.
    """
    chance = random.Random(seed)
    assistants = max(4, tasks // TASKS_PER_ASSISTANT)
    people = [f"a{i}" for i in range(assistants)]
    rows: list[Task] = []
    packages: list[Package] = []
    while len(rows) < tasks:
        own = _tasks_of(chance, f"c{len(packages)}", min(chance.randint(2, 40), tasks - len(rows)), people, len(rows))
        wanted = sum(task.minutes for task in own)
        packages.append(_package(chance, own[0].client or "", wanted))
        rows += own
    workable = 0.9 * sum(min(package.minutes, sum_of) for package, sum_of in zip(packages, _wanted(rows), strict=True))
    shares = [chance.uniform(0.5, 1.5) for _ in people]
    minutes = [int(workable * share / sum(shares)) for share in shares]
    staff = tuple(_assistant(chance, who, own) for who, own in zip(people, minutes, strict=True))
    return Problem("2026-11", tuple(packages), staff, tuple(rows), _pairs(chance, rows, people) if listed else ())


def _wanted(rows: list[Task]) -> list[int]:
    wanted: dict[str | None, int] = {}
    for task in rows:
        wanted[task.client] = wanted.get(task.client, 0) + task.minutes
    return list(wanted.values())


def _package(chance: random.Random, client: str, wanted: int) -> Package:
    hours = min(100, max(10, round(wanted * chance.uniform(0.4, 1.0) / 60)))
    return Package(
        client,
        60 * hours,
        overage_minutes=chance.choice([0, 0, 120, 300]),
        overage_cost_per_hour=chance.choice([40, 60, 80]),
        team_size=chance.choice([None, None, 4, 6]),
    )


def _tasks_of(chance: random.Random, client: str, count: int, people: list[str], first: int) -> list[Task]:
    circle = chance.sample(people, min(3, len(people)))
    asked = chance.sample(SKILLS, 3)
    return [_task(chance, f"t{first + nth}", client, circle, asked) for nth in range(count)]


def _task(chance: random.Random, name: str, client: str, circle: list[str], asked: list[str]) -> Task:
    return Task(
        name,
        10 * chance.randint(3, 36),
        client,
        value_per_hour=float(chance.randint(20, 100)),
        skills={chance.choice(asked): chance.randint(1, 4)} if chance.random() < 0.9 else {},
        must=chance.random() < 0.03,
        previous=chance.choice(circle) if chance.random() < 0.6 else None,
    )


def _assistant(chance: random.Random, who: str, minutes: int) -> Assistant:
    known = chance.sample(SKILLS, chance.randint(3, 7))
    return Assistant(who, minutes, skills={skill: chance.randint(2, 5) for skill in known})


def _pairs(chance: random.Random, rows: list[Task], people: list[str]) -> tuple[Pair, ...]:
    """Clients have circles of people who know them; each is better at some of the work than at other work."""
    circles: dict[str | None, list[str]] = {}
    pairs: list[Pair] = []
    for task in rows:
        circle = circles.setdefault(task.client, chance.sample(people, min(PAIRS_PER_TASK, len(people))))
        worth = task.value_per_hour * task.minutes / 60
        pairs += [Pair(task.id, who, value=worth * chance.uniform(0.7, 1.0)) for who in circle]
    return tuple(pairs)
