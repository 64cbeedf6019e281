"""Who may do which task: the gates a pair has to pass, and the pairs that pass them all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from optimizer.proficiency import part_of_minutes, percent_of
from optimizer.result import Reason
from optimizer.weeks import days_for, weeks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from optimizer.problem import Assistant, Pair, Problem, Proficiency, Task
    from optimizer.weeks import Weeks

    Gate = Callable[[Task, Assistant], bool]


@dataclass(frozen=True, slots=True)
class Offer:
    """A task that an assistant may take, as places in the problem's lists, with its minutes and whole value."""

    task: int
    assistant: int
    minutes: int
    value: float


def has_skills(task: Task, assistant: Assistant) -> bool:
    """Every skill of the task at its least level: level[a, s] >= need[t, s] for all s in S(t)."""
    return all(assistant.skills.get(skill, 0) >= level for skill, level in task.skills.items())


def has_clearances(task: Task, assistant: Assistant) -> bool:
    """Every clearance of the task is held: K(t) is a subset of K(a)."""
    return set(task.clearances) <= set(assistant.clearances)


def is_not_forbidden(task: Task, assistant: Assistant) -> bool:
    """The task does not forbid the assistant: a is not in F(t)."""
    return assistant.id not in task.forbidden


def is_not_excluded(task: Task, assistant: Assistant) -> bool:
    """The assistant does not exclude the client: client(t) is not in X(a)."""
    return task.client not in assistant.excluded_clients


GATES: tuple[tuple[Reason, Gate], ...] = (
    (Reason.NO_SKILL, has_skills),
    (Reason.NO_CLEARANCE, has_clearances),
    (Reason.FORBIDDEN, is_not_forbidden),
    (Reason.EXCLUDED, is_not_excluded),
)


def is_present(task: Task, assistant: Assistant, weeks: Weeks) -> bool:
    """A working day until the task is due is free of leave: D(t) is not a subset of L(a)."""
    return not assistant.leave or not set(days_for(task, weeks)) <= set(assistant.leave)


def gates_of(problem: Problem) -> tuple[tuple[Reason, Gate], ...]:
    """Give all gates of a problem: those of any problem, and where somebody is on leave, that of its calendar."""
    if problem.month is None or not any(who.leave for who in problem.assistants):
        return GATES
    return (*GATES, (Reason.ON_LEAVE, partial(is_present, weeks=weeks_of(problem.month))))


def is_pinned_away(task: Task, assistant: Assistant) -> bool:
    """The task is pinned to somebody else: pin(t) is set and a != pin(t)."""
    return task.pinned_to is not None and task.pinned_to != assistant.id


def firm_weight(problem: Problem) -> list[int]:
    """Give each task's weight in the first tier: 0 free, 1 must, and pinned more than all must work together."""
    pinned_weight = 1 + sum(task.must for task in problem.tasks)
    return [pinned_weight if task.pinned_to is not None else int(task.must) for task in problem.tasks]


def published_pairs(problem: Problem) -> frozenset[tuple[int, int]]:
    """Give the published plan as (task, assistant) by place; what the problem does not have is passed over."""
    if not problem.published:
        return frozenset()
    tasks = {task.id: nth for nth, task in enumerate(problem.tasks)}
    people = {one.id: nth for nth, one in enumerate(problem.assistants)}
    rows = [row for row in problem.published if row.task in tasks and row.assistant in people]
    return frozenset((tasks[row.task], people[row.assistant]) for row in rows)


def offers_of(problem: Problem) -> tuple[Offer, ...]:
    """Give every eligible pair, ordered by task and then assistant.

    A pair is eligible when it passes all gates, is listed if any pairs are listed, keeps to the pin, the client has a
    package (or the task has no client) and the minutes fit the assistant's month.
    """
    clients = {package.client for package in problem.packages}
    listed, gates, places = pairs_by_task(problem), gates_of(problem), places_of(problem)
    offers: list[Offer] = []
    for nth, task in enumerate(problem.tasks):
        if task.client is None or task.client in clients:
            offers.extend(offers_of_task(problem, nth, listed, gates, places))
    return tuple(offers)


def places_of(problem: Problem) -> dict[str, int]:
    """Give where each assistant stands in the problem's list."""
    return {assistant.id: place for place, assistant in enumerate(problem.assistants)}


def pairs_by_task(problem: Problem) -> dict[str, dict[str, Pair]] | None:
    """Give the listed pairs as task -> assistant -> pair; None when none are listed."""
    if not problem.pairs:
        return None
    listed: dict[str, dict[str, Pair]] = {}
    for pair in problem.pairs:
        listed.setdefault(pair.task, {})[pair.assistant] = pair
    return listed


def offers_of_task(
    problem: Problem,
    nth: int,
    listed: dict[str, dict[str, Pair]] | None,
    gates: Sequence[tuple[Reason, Gate]] | None = None,
    places: Mapping[str, int] | None = None,
) -> Iterator[Offer]:
    """Give the eligible pairs of one task, by assistant; the client's package is not asked.

    `listed` is `pairs_by_task(problem)`, `gates` are `gates_of(problem)` and `places` are `places_of(problem)`.
    """
    gates = gates_of(problem) if gates is None else gates
    task = problem.tasks[nth]
    own = None if listed is None else listed.get(task.id, {})
    for place in listed_places(problem, own, places):
        assistant = problem.assistants[place]
        if is_pinned_away(task, assistant):
            continue
        offer = offer_of(task, assistant, own, (nth, place), problem.proficiency)
        if offer.minutes <= assistant.minutes and all(gate(task, assistant) for _, gate in gates):
            yield offer


def listed_places(problem: Problem, own: Mapping[str, Pair] | None, places: Mapping[str, int] | None) -> Sequence[int]:
    """Give the places of all assistants, or of those whose pair is listed: of hundreds these are a few."""
    if own is None:
        return range(len(problem.assistants))
    places = places_of(problem) if places is None else places
    return sorted(places[who] for who in own)


def offer_of(
    task: Task,
    assistant: Assistant,
    own: dict[str, Pair] | None,
    places: tuple[int, int],
    practice: Proficiency | None = None,
) -> Offer:
    """Give the minutes and value of a pair: its own where it is listed with any, else the task's.

    The task's minutes are fewer for an assistant of more skill where the problem says so (`optimizer.proficiency`); its
    value stays what it is.
    """
    pair = own.get(assistant.id) if own else None
    if pair is None or pair.minutes is None:
        minutes = part_of_minutes(task.minutes, percent_of(task, assistant, practice))
    else:
        minutes = pair.minutes
    value = task.value_per_hour * task.minutes / 60 if pair is None or pair.value is None else pair.value
    return Offer(*places, minutes=minutes, value=value)
