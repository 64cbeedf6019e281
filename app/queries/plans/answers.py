"""Reads of what was answered to the questions about a plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import AssistantRow, Client, PlanAnswer, TaskRow
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers about one plan, as the optimiser gave them in codes and figures.

    Attributes:
        next_hour, packages: client's public id -> answer, by client code.
        coverage: assistant's public id -> answer, by assistant code; for staff only.
        forced, change: public id of a task left out -> answer.
        unrestricted: the answer about the whole plan; None for others than staff, and where none was given.
        answered_at: when; None where nothing was answered yet.
    """

    next_hour: dict[str, dict[str, Any]] = field(default_factory=dict)
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)
    coverage: dict[str, dict[str, Any]] = field(default_factory=dict)
    forced: dict[str, dict[str, Any]] = field(default_factory=dict)
    change: dict[str, dict[str, Any]] = field(default_factory=dict)
    unrestricted: dict[str, Any] | None = None
    answered_at: dt.datetime | None = None


def answers(session: Session, scope: Scope, plan_id: int, *, client_id: int | None = None) -> Answers:
    """What was answered about a plan: clients see what is about themselves, assistants nothing.

    Args:
        session: reads only.
        scope: who asks.
        plan_id: the plan.
        client_id: only what is about this client.
    """
    wanted: Any = (
        select(
            PlanAnswer.kind,
            func.coalesce(TaskRow.public_id, AssistantRow.public_id, Client.public_id, ""),
            PlanAnswer.answer,
            PlanAnswer.answered_at,
        )
        .outerjoin(Client, Client.id == PlanAnswer.client_id)
        .outerjoin(AssistantRow, AssistantRow.id == PlanAnswer.assistant_id)
        .outerjoin(TaskRow, TaskRow.id == PlanAnswer.task_id)
        .where(PlanAnswer.plan_id == plan_id, own_client(scope, PlanAnswer.client_id))
        .order_by(Client.code, AssistantRow.code, TaskRow.number)
    )
    if client_id is not None:
        wanted = wanted.where(PlanAnswer.client_id == client_id)
    found: dict[str, Any] = {"next_hour": {}, "packages": {}, "coverage": {}, "forced": {}, "change": {}}
    for kind, about, answer, answered_at in session.execute(wanted):
        found["answered_at"] = answered_at
        if kind == "unrestricted":
            found[kind] = answer
        else:
            found[kind][about] = answer
    return Answers(**found)
