"""Reads of how an assistant came to have a work item: the figures beside those of the next best."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import AssignmentRow, AssistantRow, TaskSkill, WorkItem


@dataclass(frozen=True, slots=True)
class Side:
    """What a plan has of an assistant with a work item.

    Attributes:
        assistant: their public id.
        minutes: how long it takes them.
        value, overage_cost: points, and points that overage would cost.
        changes: rows of the published plan that are not kept so.
        is_previous: whether they had it last month.
        load_percent: of the minutes they have in the month.
        missing_minutes: minutes they lack for it, in the month or until it is due; 0 where they have them.
        is_team_full: whether the client's team has no place for them.
    """

    assistant: str
    minutes: int
    value: float
    overage_cost: float
    changes: int
    is_previous: bool
    load_percent: int
    missing_minutes: int
    is_team_full: bool

    @property
    def points(self) -> float:
        """What it adds to the plan's points."""
        return self.value - self.overage_cost


@dataclass(frozen=True, slots=True)
class Beside:
    """Who has a work item, and the next best."""

    own: Side
    next_best: Side


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an assignment was decided by.

    Attributes:
        beside: the comparison with the next best; None where nothing was compared.
        skills: skill -> least level of it that the task needs.
    """

    beside: Beside | None
    skills: dict[str, int]


def grounds_of(
    session: Session, scope: Scope, plan_id: int, *, work_item_public_id: str, assistant_public_id: str
) -> Grounds:
    """What one assignment was decided by; of none that is in the plan, nothing. It tells of other people: staff only.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    rows = session.execute(
        select(AssignmentRow.beside, TaskSkill.skill, TaskSkill.level)
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .join(AssistantRow, AssistantRow.id == AssignmentRow.assistant_id)
        .outerjoin(TaskSkill, TaskSkill.task_id == WorkItem.task_id)
        .where(
            AssignmentRow.plan_id == plan_id,
            WorkItem.public_id == work_item_public_id,
            AssistantRow.public_id == assistant_public_id,
        )
    ).all()
    found = rows[0].beside if rows else None
    return Grounds(
        None if found is None else Beside(Side(**found["own"]), Side(**found["next_best"])),
        {skill: level for _, skill, level in rows if skill is not None},
    )
