"""Hours of the month that are worked already and that no row of the plan covers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.queries.plans.ties import Worked


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes worked beside the plan, by public ids; who has none is left out.

    Attributes:
        clients: client -> minutes of its package that are gone, as its ledger counts them.
        assistants: assistant -> minutes of their month that are gone, as they worked them.
    """

    clients: Mapping[str, int] = field(default_factory=dict)
    assistants: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holding:
    """A task in the hands of one assistant: pinned to them, begun by them, or given to them by a plan.

    `carries_on` is for who has worked most on it. What others did of it then counts into it; who takes it over is
    given the whole of it, as nobody has told how much of it is done.
    """

    client: str
    assistant: str
    minutes: int
    carries_on: bool


def spent(used_min: Mapping[str, int], worked: Collection[Worked], held: Mapping[str, Holding]) -> Spent:
    """What is worked beside the plan.

    client: used - sum over its held tasks of min(charged of the task, minutes of the task), at least 0;
    assistant: worked - the same over the tasks held by them. Of a task that somebody takes over only their own counts.

    Args:
        used_min: client -> minutes its ledger says are used.
        worked: who has worked how long on which task.
        held: task -> in whose hands it is.
    """
    covered_min: dict[str, int] = {}
    worked_min: dict[str, int] = {}
    for each in worked:
        hold = held.get(each.task)
        own = hold is not None and hold.assistant == each.assistant
        kept_min = min(each.minutes, hold.minutes) if hold and own else 0
        worked_min[each.assistant] = worked_min.get(each.assistant, 0) + each.minutes - kept_min
    for task, minutes in done(worked, held).items():
        client = held[task].client
        covered_min[client] = covered_min.get(client, 0) + minutes
    return Spent(
        {client: rest for client, used in used_min.items() if (rest := used - covered_min.get(client, 0)) > 0},
        {assistant: minutes for assistant, minutes in worked_min.items() if minutes > 0},
    )


def done(worked: Iterable[Worked], held: Mapping[str, Holding]) -> dict[str, int]:
    """Held task -> minutes charged for it that count into its minutes, and no more than those."""
    done_min: dict[str, int] = {}
    for each in worked:
        hold = held.get(each.task)
        if hold and (hold.carries_on or hold.assistant == each.assistant):
            done_min[each.task] = done_min.get(each.task, 0) + each.charged_min
    return {task: max(0, min(minutes, held[task].minutes)) for task, minutes in done_min.items()}
