"""The operation's month: five lanes in the order of the work, and how far the months to be closed are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.database import Session
from app.domain.accounts import Scope
from app.domain.terms.deadlines import Reminder, reminder
from app.domain.worktime import TOKYO, Month
from app.queries import approvals as approvals_queries
from app.queries import clients as clients_queries
from app.queries import months as months_queries
from app.queries import plans as plans_queries
from app.queries import usage as usage_queries
from app.queries.clients import ClientView
from app.queries.plans import PlanCounts, PlanView
from app.web.bars import WARN_AT_PCT
from app.web.closing import counts_by_step, early_rows, month_to_close, rows_of, standings, words_by_step
from app.web.course import reminder_text
from app.web.months import now, today
from app.web.navigation import link_to
from app.web.request import current_session

NEW_FOR = dt.timedelta(days=7)
CARDS = 3
#: Of the months to be closed; the others are on the page that the table leads to.
ROWS = 20


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A draft that waits to be published, or a month without any plan (`plan` None)."""

    month: Month
    plan: PlanView | None
    counts: PlanCounts | None


@dataclass(frozen=True, slots=True)
class ContractReminder:
    """A contract to talk about with the client, and what to say."""

    client: ClientView
    reminder: Reminder
    text: str


def show_board(scope: Scope, month: Month) -> ResponseReturnValue:
    """The month board; of a house without clients, what to do first."""
    session, day = current_session(), today()
    closing_month = month_to_close(month, day)
    low_count, low = usage_queries.low_packages(session, scope, month, at_pct=WARN_AT_PCT, limit=CARDS)
    facts = months_queries.close_facts(session, scope, closing_month)
    found = standings(session, scope, closing_month, day, facts)
    if not found and not clients_queries.count_clients(session, scope):
        return render_template("home/begin.html", month=month, today=day, link=link_to)
    to_close = [each for each in found if each.row is not None]
    shown = found if len(found) <= ROWS else [*to_close, *(each for each in found if each.row is None)][:ROWS]
    early = early_rows(session, scope, month, day, facts.early_next) if month == Month.of(day) else []
    # A month that is not the shown one is looked at from its own evening, so that a past board says what was new then.
    seen_from = now() if month >= Month.of(day) else dt.datetime.combine(month.last_day, dt.time(23, 59), TOKYO)
    return render_template(
        "home/board.html",
        month=month,
        today=day,
        intake=months_queries.intake(session, scope, seen_from - NEW_FOR),
        plans=_waiting_plans(session, scope, month),
        waiting=approvals_queries.assistants_awaiting(session, scope, month),
        low=low,
        low_count=low_count,
        asked_count=sum(facts.wishes.values()),
        reminders=_reminders(session, scope, day),
        closing_month=closing_month,
        rows=found,
        counts=words_by_step(counts_by_step(found)),
        shown=[*early, *rows_of(session, scope, closing_month, shown)],
        early=early,
        to_close=[*early, *(each.row for each in to_close)],
        closed=len(found) - len(to_close),
        cards=CARDS,
        rows_most=ROWS,
        link=link_to,
    )


def _reminders(session: Session, scope: Scope, day: dt.date) -> list[ContractReminder]:
    """Contracts whose end or last day for notice is near, the nearest first."""
    companies = clients_queries.ending_clients(session, scope)
    series = clients_queries.terms_by_client(session, [company.id for company in companies])
    found = [(company, reminder(series[company.id], day)) for company in companies]
    near = [ContractReminder(company, each, reminder_text(each)) for company, each in found if each]
    return sorted(near, key=lambda each: (each.reminder.on, each.client.code))


def _waiting_plans(session: Session, scope: Scope, month: Month) -> list[PlanCard]:
    """Drafts of the shown month and the next, and the shown month if nobody has planned it or worked in it."""
    cards = []
    newest = plans_queries.newest_plans(session, scope, (month, month.next()))
    for each in (month, month.next()):
        plan = newest.get(each)
        if plan is not None and plan.state == "draft":
            cards.append(PlanCard(each, plan, plans_queries.plan_counts(session, scope, plan.id)))
        elif plan is None and each == month and not months_queries.has_hours(session, month):
            cards.append(PlanCard(each, None, None))
    return cards
