"""Reads of packages in a month: what came, what was used, what is planned and free."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.ledger import Balances
from app.domain.terms import Terms
from app.domain.terms.series import granted_in
from app.domain.worktime import Month
from app.models import AssignmentRow, ClientMonth, PlanRow, TimeEntry
from app.queries.clients import clients, terms_by_client
from app.queries.hours import balances_by_client


@dataclass(frozen=True, slots=True)
class UsageView:
    """A client's package in a month, all in minutes and at least 0.

    granted + carried in + beside = used + planned + free while the month is open and the package is not exceeded;
    `overage_min` is what was worked above it so far; `planned_min` what the published plan still expects;
    `carried_out_min` and `expired_min` are set by the close. `beside_min` is what was topped up and corrected, less
    what the month owes; only it may be negative. `has_terms` is False where no contract covers the month. `balance` is
    the month's ledger, `series` all of the client's terms: whoever goes on from here asks for neither again.
    """

    client_id: int
    client_public_id: str
    client_code: str
    client_name: str
    client_short_name: str
    month: Month
    state: str | None
    has_terms: bool
    granted_min: int
    carried_in_min: int
    used_min: int
    planned_min: int
    free_min: int
    overage_min: int
    carried_out_min: int
    expired_min: int
    beside_min: int = 0
    balance: Balances = field(default_factory=Balances)
    series: tuple[Terms, ...] = ()

    @property
    def available_min(self) -> int:
        """Everything that came: granted, carried in, and what came beside."""
        return self.granted_min + self.carried_in_min + self.beside_min


def usage(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> list[UsageView]:
    """The package of every client in the scope in a month, by client code, or of that one; assistants see none."""
    companies = [each for each in clients(session, scope) if client_id in {None, each.id}]
    ids = [company.id for company in companies]
    terms = terms_by_client(session, ids)
    states = dict(
        session.execute(
            select(ClientMonth.client_id, ClientMonth.state).where(
                ClientMonth.month == month, ClientMonth.client_id.in_(ids)
            )
        ).all()
    )
    ledger = balances_by_client(session, ids, month)
    planned = _still_planned(session, ids, month)
    views = []
    for company in companies:
        balance = ledger.get(company.id, Balances())
        state = states.get(company.id)
        begun = [each for each in terms.get(company.id, []) if each.valid_from <= month]
        granted = balance.granted_min if state else (granted_in(begun, month) if begun else 0)
        beside = balance.topped_up_min + balance.adjusted_min - balance.owed_in_min
        available = granted + balance.carried_in_min + beside
        left = max(0, available - balance.used_min)
        still_planned = 0 if state == "closed" else planned.get(company.id, 0)
        views.append(
            UsageView(
                client_id=company.id,
                client_public_id=company.public_id,
                client_code=company.code,
                client_name=company.name,
                client_short_name=company.short_name,
                month=month,
                state=state,
                has_terms=bool(begun),
                granted_min=granted,
                carried_in_min=balance.carried_in_min,
                used_min=balance.used_min,
                planned_min=still_planned,
                free_min=max(0, left - still_planned - balance.carried_out_min - balance.expired_min),
                overage_min=max(0, balance.used_min - available),
                carried_out_min=balance.carried_out_min,
                expired_min=balance.expired_min,
                beside_min=beside,
                balance=balance,
                series=tuple(terms.get(company.id, ())),
            )
        )
    return views


def _still_planned(session: Session, ids: list[int], month: Month) -> dict[int, int]:
    worked = (
        select(TimeEntry.work_item_id, func.sum(TimeEntry.minutes).label("minutes"))
        .where(TimeEntry.month == month)
        .group_by(TimeEntry.work_item_id)
        .subquery()
    )
    rows = session.execute(
        select(
            AssignmentRow.client_id, AssignmentRow.work_item_id, func.sum(AssignmentRow.planned_min), worked.c.minutes
        )
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .outerjoin(worked, worked.c.work_item_id == AssignmentRow.work_item_id)
        .where(PlanRow.month == month, PlanRow.state == "published", AssignmentRow.client_id.in_(ids))
        .group_by(AssignmentRow.client_id, AssignmentRow.work_item_id, worked.c.minutes)
    )
    planned: dict[int, int] = {}
    for client_id, _item, planned_min, used_min in rows:
        planned[client_id] = planned.get(client_id, 0) + max(0, planned_min - (used_min or 0))
    return planned
