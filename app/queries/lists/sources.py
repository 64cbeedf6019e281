"""The three lists: tasks of inventories, entries of hours, invoices with credit notes."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, select, true, type_coerce
from sqlalchemy.orm import aliased

from app.domain.accounts import Role, Scope
from app.models import (
    AssistantRow,
    Client,
    EntryApproval,
    InvoiceRow,
    TaskRow,
    TaskScore,
    TimeEntry,
    WorkItem,
)
from app.queries.invoices.payments import OPEN_YEN
from app.queries.lists import Column, Kind, Source
from app.queries.scope import own_assistant, own_client

STAFF = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})
NOT_ASSISTANTS = STAFF | {Role.CLIENT}
NOT_CLIENTS = STAFF | {Role.ASSISTANT}
TREATMENTS = ("outsource", "manual_first", "specialist", "automate", "reduce", "stop", "keep")
ACTIVITIES = ("work", "communication", "meeting", "hand_over", "training")

_YEARLY_MIN = TaskRow.minutes_per_run * TaskRow.runs_per_year
_NEWEST = select(func.max(TaskScore.id)).where(TaskScore.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery()


def _tasks(selection: Any, keys: AbstractSet[str]) -> Any:
    found = selection.select_from(TaskRow).join(Client, Client.id == TaskRow.client_id)
    return found.outerjoin(TaskScore, TaskScore.id == _NEWEST) if keys & {"suitability", "treatment"} else found


def _visible_tasks(scope: Scope) -> list[ColumnElement[bool]]:
    return [own_client(scope, TaskRow.client_id), TaskRow.archived_at.is_(None)]


TASKS = Source(
    columns=(
        Column("name", TaskRow.name),
        Column("client", Client.short_name, roles=STAFF),
        Column("number", TaskRow.number, Kind.NUMBER, is_usual=False),
        Column("department", TaskRow.department),
        Column("owner", TaskRow.owner, is_usual=False),
        Column("frequency", TaskRow.frequency_text),
        Column("per_run", TaskRow.minutes_per_run, Kind.MINUTES, is_usual=False),
        Column("runs", TaskRow.runs_per_year, Kind.NUMBER, is_usual=False),
        Column("monthly", (2 * _YEARLY_MIN + 12) // 24, Kind.MINUTES, is_summed=True),
        Column("suitability", TaskScore.suitability, Kind.NUMBER),
        Column("treatment", TaskScore.treatment, Kind.CHOICE, of_row=TREATMENTS),
        Column("wish", TaskRow.wish, Kind.CHOICE, is_usual=False, of_row=("requested", "withheld")),
        Column("priority", TaskRow.priority, Kind.NUMBER, is_usual=False),
        Column("judgement", TaskRow.judgement_pct, Kind.NUMBER, is_usual=False),
        Column("people", TaskRow.capable_people, Kind.NUMBER, is_usual=False),
        Column("tools", TaskRow.tools, is_usual=False),
    ),
    join=_tasks,
    visible=_visible_tasks,
    public_id=TaskRow.public_id,
    searched=(TaskRow.name, TaskRow.department, TaskRow.owner, Client.name, Client.short_name),
    client=Client.public_id,
    day=None,
    order=("suitability", True),
    tie=TaskRow.id,
)


_REVERSAL = aliased(TimeEntry)


def _hours(selection: Any, keys: AbstractSet[str]) -> Any:
    found = (
        selection.select_from(TimeEntry)
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == TimeEntry.client_id)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
    )
    if "state" not in keys:
        return found
    with_reversals = found.outerjoin(_REVERSAL, _REVERSAL.reverses_id == TimeEntry.id)
    return with_reversals.outerjoin(EntryApproval, EntryApproval.time_entry_id == TimeEntry.id)


def _visible_hours(scope: Scope) -> list[ColumnElement[bool]]:
    if scope.role is Role.ASSISTANT:
        return [own_assistant(scope, TimeEntry.assistant_id)]
    return [own_client(scope, TimeEntry.client_id)]


#: A pair of entry and reversal is out of every sum by itself: the one has the minutes of the other, negated.
_STATE = case(
    (TimeEntry.reverses_id.is_not(None), "reversal"),
    (_REVERSAL.id.is_not(None), "reversed"),
    (EntryApproval.time_entry_id.is_not(None), "approved"),
    else_="waiting",
)
HOURS = Source(
    columns=(
        Column("task", TaskRow.name),
        Column("day", TimeEntry.work_date, Kind.DAY),
        Column("client", Client.short_name, roles=NOT_CLIENTS),
        Column("assistant", AssistantRow.name, roles=NOT_ASSISTANTS),
        Column("minutes", TimeEntry.minutes, Kind.MINUTES, NOT_CLIENTS, is_summed=True),
        Column("charged", TimeEntry.charged_min, Kind.MINUTES, NOT_ASSISTANTS, is_summed=True),
        Column("cost", TimeEntry.cost_min, Kind.MINUTES, NOT_CLIENTS, is_usual=False, is_summed=True),
        Column("activity", TimeEntry.activity, Kind.CHOICE, is_usual=False, of_row=ACTIVITIES),
        Column("state", _STATE, Kind.CHOICE, of_row=("waiting", "approved", "reversed", "reversal")),
        Column("month", type_coerce(TimeEntry.month, String), Kind.MONTH, is_usual=False),
        Column("note", TimeEntry.note),
    ),
    join=_hours,
    visible=_visible_hours,
    public_id=TimeEntry.public_id,
    searched=(TaskRow.name, TimeEntry.note, Client.name, Client.short_name, AssistantRow.name),
    client=Client.public_id,
    day=TimeEntry.work_date,
    order=("day", True),
    tie=TimeEntry.id,
)


#: What is still to be paid of an issued invoice; below 0 where too much came in.
_OPEN = case(((InvoiceRow.state == "issued") & (InvoiceRow.kind == "invoice"), OPEN_YEN))
_PAYMENT = case((_OPEN > 0, "open"), (_OPEN == 0, "settled"), (_OPEN < 0, "above"))


def _invoices(selection: Any, _keys: AbstractSet[str]) -> Any:
    return selection.select_from(InvoiceRow).join(Client, Client.id == InvoiceRow.client_id)


def _visible_invoices(scope: Scope) -> list[ColumnElement[bool]]:
    return [own_client(scope, InvoiceRow.client_id), true() if scope.is_staff else InvoiceRow.number.is_not(None)]


INVOICES = Source(
    columns=(
        Column("number", InvoiceRow.number),
        Column("kind", InvoiceRow.kind, Kind.CHOICE, of_row=("invoice", "credit_note")),
        Column("client", Client.short_name, roles=STAFF),
        Column("month", type_coerce(InvoiceRow.month, String), Kind.MONTH),
        Column("issued", InvoiceRow.issue_date, Kind.DAY),
        Column("due", case((InvoiceRow.kind == "invoice", InvoiceRow.due_date)), Kind.DAY),  # a credit note has none
        Column("subtotal", InvoiceRow.subtotal_yen, Kind.YEN, is_usual=False, is_summed=True),
        Column("tax", InvoiceRow.tax_yen, Kind.YEN, is_usual=False, is_summed=True),
        Column("total", InvoiceRow.total_yen, Kind.YEN, is_summed=True),
        Column("open", _OPEN, Kind.YEN),  # no sum: what one paid above is not off what another owes
        Column("state", InvoiceRow.state, Kind.CHOICE, of_row=("draft", "issued", "void")),
        Column("payment", _PAYMENT, Kind.CHOICE, is_usual=False, of_row=("open", "settled", "above")),
    ),
    join=_invoices,
    visible=_visible_invoices,
    public_id=InvoiceRow.public_id,
    searched=(InvoiceRow.number, Client.name, Client.short_name, Client.code),
    client=Client.public_id,
    day=InvoiceRow.issue_date,
    order=("issued", True),
    tie=InvoiceRow.id,
)
