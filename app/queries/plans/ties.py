"""Reads of what ties a task to assistants before a plan is made: who must not do it, who began it, who did it last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, literal, select, union, union_all
from sqlalchemy.orm import Session

from app.domain.worktime import Month
from app.models import AssignmentRow, AssistantRow, Client, PlanRow, TaskForbidden, TaskRow, TimeEntry, WorkItem


@dataclass(frozen=True, slots=True)
class Worked:
    """Time of one assistant on one task of the month, by public ids; its package was drawn for `charged_min`."""

    task: str
    assistant: str
    minutes: int
    charged_min: int


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties tasks to assistants; all by public ids, and where several come into question, in the order of codes.

    Attributes:
        forbidden: task -> the assistants no plan may give it.
        begun: task -> who has worked most on it in the month.
        previous: task -> to whom the plan published for the month before gives most of it.
        published: task, assistant and minutes of every row of the month's published plan.
        worked: what was worked on every task of the month, by whom.
    """

    forbidden: Mapping[str, tuple[str, ...]]
    begun: Mapping[str, str]
    previous: Mapping[str, str]
    published: tuple[tuple[str, str, int], ...]
    worked: tuple[Worked, ...] = ()


def ties(session: Session, month: Month) -> Ties:
    """Everything that ties tasks to assistants in the month, in one statement."""
    found: dict[str, dict[str, list[tuple[int, str, str]]]] = {
        "forbidden": {},
        "begun": {},
        "previous": {},
        "published": {},
    }
    parts = (_forbidden(), _begun(month), _given("previous", month.previous()), _given("published", month))
    worked = []
    for kind, task, assistant, code, minutes, charged_min in session.execute(union_all(*parts)):
        found[kind].setdefault(task, []).append((-minutes, code, assistant))
        if kind == "begun" and (minutes or charged_min):
            worked.append(Worked(task, assistant, minutes, charged_min))
    return Ties(
        {task: tuple(assistant for *_, assistant in sorted(rows)) for task, rows in sorted(found["forbidden"].items())},
        {task: most[2] for task, rows in found["begun"].items() if (most := min(rows))[0] < 0},
        {task: min(rows)[2] for task, rows in found["previous"].items()},
        tuple(
            (task, assistant, -negated_min)
            for task, rows in sorted(found["published"].items())
            for negated_min, _code, assistant in sorted(rows)
        ),
        tuple(sorted(worked, key=lambda each: (each.task, each.assistant))),
    )


def worked_in(session: Session, month: Month, *, clients: Collection[str], assistants: Collection[str]) -> list[Worked]:
    """What was worked on every task of the month for these clients and by these assistants, by task and person's code.

    Args:
        session: reads only.
        month: the month.
        clients: public ids.
        assistants: public ids.
    """
    # Two ways in, as either has an index of its own: the month's entries of a large house are many.
    owned = _begun(month).where(TimeEntry.client_id.in_(select(Client.id).where(Client.public_id.in_(clients))))
    own = _begun(month).where(
        TimeEntry.assistant_id.in_(select(AssistantRow.id).where(AssistantRow.public_id.in_(assistants)))
    )
    rows = sorted(session.execute(union(owned, own)), key=lambda row: (row[1], row[3]))
    return [
        Worked(task, assistant, minutes, charged_min)
        for _kind, task, assistant, _code, minutes, charged_min in rows
        if minutes or charged_min
    ]


def begun_by(worked: Iterable[Worked]) -> dict[str, str]:
    """Task -> who has worked most on it; of several, the first in `worked`."""
    most: dict[str, Worked] = {}
    for each in worked:
        if each.minutes > (most[each.task].minutes if each.task in most else 0):
            most[each.task] = each
    return {task: each.assistant for task, each in most.items()}


def _forbidden() -> Any:
    return (
        select(
            literal("forbidden"), TaskRow.public_id, AssistantRow.public_id, AssistantRow.code, literal(0), literal(0)
        )
        .join(TaskForbidden, TaskForbidden.task_id == TaskRow.id)
        .join(AssistantRow, AssistantRow.id == TaskForbidden.assistant_id)
        .where(TaskRow.archived_at.is_(None))
    )


def _begun(month: Month) -> Any:
    charged_min = func.sum(case((TimeEntry.counting == "counted", TimeEntry.charged_min), else_=0))
    wanted = select(*_who("begun"), func.sum(TimeEntry.minutes), charged_min).select_from(TimeEntry)
    wanted = wanted.join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
    return _grouped(wanted.where(TimeEntry.month == month, WorkItem.month == month), TimeEntry.assistant_id)


def _given(kind: str, month: Month) -> Any:
    wanted = select(*_who(kind), func.sum(AssignmentRow.planned_min), literal(0)).select_from(AssignmentRow)
    wanted = wanted.join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
    wanted = wanted.join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
    return _grouped(wanted.where(PlanRow.month == month, PlanRow.state == "published"), AssignmentRow.assistant_id)


def _who(kind: str) -> tuple[Any, ...]:
    return literal(kind), TaskRow.public_id, AssistantRow.public_id, AssistantRow.code


def _grouped(wanted: Any, assistant_id: Any) -> Any:
    return (
        wanted.join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(AssistantRow, AssistantRow.id == assistant_id)
        .group_by(TaskRow.public_id, AssistantRow.public_id, AssistantRow.code)
    )
