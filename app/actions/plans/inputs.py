"""What a month's plan is made from, as the optimiser is told it, and the hash that names it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.actions.plans.letting_go import next_to_let_go
from app.actions.plans.spent import Holding, Spent, done, spent
from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.leave import less_the_first, spread_by_week
from app.domain.tasks.frequency import monthly_minutes
from app.domain.terms import Terms
from app.domain.terms.series import granted_in, terms_for
from app.domain.workdays import week_in_month
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries.assistants import AssistantView
from app.queries.clients import ClientView
from app.queries.plans import AssignmentView, PlaceView
from app.queries.plans.candidates import Candidate, candidates
from app.queries.plans.ties import Ties, Worked, ties
from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.result import Assignment
from optimizer.weeks import as_if_nobody_were_away, weeks_of

#: Priority that weighs once; 1 weighs a third of it, 5 five thirds.
USUAL_PRIORITY = 3
#: An hour above the package that costs as much as one inside it is worth planning for work of this suitability.
OVERAGE_POINTS = 60.0
NOTHING_POSTED = ledger.Balances()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a plan is made from, and the hash that names it.

    `begun` are the tasks that somebody has begun this month and therefore keeps: task -> assistant, by public ids.
    `let_go` are begun tasks that there are no minutes for: task -> minutes worked on it, which are no part of the task
    that the optimiser is told. `spent` is what is worked beside all that a plan can give. By clients' public ids, in
    minutes: `used_min` is what the ledger says is used, `paid_min` the month before anything is taken off.

    `closed` are ids of the clients that have closed the month. Their work is not planned: what the published plan gives
    of it, `kept`, stays as it is.
    """

    candidates: list[Candidate]
    terms: dict[int, Terms]
    problem: Problem
    input_hash: str
    companies: list[ClientView]
    people: list[AssistantView]
    ties: Ties
    begun: Mapping[str, str]
    let_go: Mapping[str, int]
    spent: Spent
    used_min: Mapping[str, int]
    paid_min: Mapping[str, int]
    closed: frozenset[int]
    kept: Sequence[AssignmentView]

    @property
    def is_closed(self) -> bool:
        """Whether every client under contract has closed the month."""
        return bool(self.closed) and self.closed >= self.terms.keys()


def load(session: Session, scope: Scope, month: Month) -> Inputs:
    """Everything a plan of the month depends on, as the optimiser is told it."""
    companies = clients_queries.clients(session, scope)
    closed = frozenset(clients_queries.closed_clients(session, month))
    doable = [each for each in candidates(session, month) if each.client_id not in closed]
    series = clients_queries.terms_by_client(session, [company.id for company in companies])
    terms = {client_id: terms_for(found, month) for client_id, found in series.items() if found[0].valid_from <= month}
    ledgers = hours_queries.balances_by_client(session, list(terms), month)
    people = assistants_queries.assistants(session, scope, month=month)
    active = {person.public_id: person for person in people if person.is_active}
    tied = ties(session, month)
    kept = _kept(session, scope, month, closed)
    kept_min = Counter[str]()
    for row in kept:
        kept_min[row.assistant_public_id] += row.planned_min
    used_min = {company.public_id: ledgers[company.id].used_min for company in companies if company.id in ledgers}
    paid_min = {
        company.public_id: paid_in(series[company.id], month, ledgers.get(company.id, NOTHING_POSTED))
        for company in companies
        if company.id in terms
    }
    open_terms = {one.public_id: terms[one.id] for one in companies if one.id in terms and one.id not in closed}
    begun, held = dict(_begun(doable, active, tied)), held_by(kept, tied.begun)
    due_weeks = {each.task_public_id: weeks for each in doable if any(weeks := (*_early_weeks(each), _due_week(each)))}

    own = _Month(month, open_terms, paid_min, used_min, active, kept_min, tied.worked, held, due_weeks)
    left, let_go = own.without_too_much(dict(_held(doable, active, tied, begun)))
    begun = {task: who for task, who in begun.items() if task not in let_go}
    done_min = done(tied.worked, let_go)
    problem = Problem(
        month=str(month),
        packages=left.packages,
        assistants=left.assistants,
        tasks=tuple(
            _rest(task, let_go[task.id].assistant, done_min[task.id], active) if task.id in let_go else task
            for task in (_task(candidate, active, tied, begun) for candidate in doable)
        ),
        published=tuple(Assignment(*row) for row in tied.published),
    )
    input_hash = _hash(problem, begun, [company.public_id for company in companies if company.id in closed])
    return Inputs(
        doable,
        terms,
        problem,
        input_hash,
        companies,
        people,
        tied,
        begun,
        done_min,
        left.gone,
        used_min,
        paid_min,
        closed,
        kept,
    )


@dataclass(frozen=True, slots=True)
class _Left:
    """What the month has left beside what goes on."""

    gone: Spent
    packages: tuple[Package, ...]
    assistants: tuple[Assistant, ...]


@dataclass(frozen=True, slots=True)
class _Month:
    """What there is before it is said which tasks go on; `held` is what closed clients keep.

    `due_weeks` are those of tasks with parts due before the last week of the month, which is None.
    """

    month: Month
    terms: Mapping[str, Terms]
    paid_min: Mapping[str, int]
    used_min: Mapping[str, int]
    active: Mapping[str, AssistantView]
    kept_min: Mapping[str, int]
    worked: Sequence[Worked]
    held: Mapping[str, Holding]
    due_weeks: Mapping[str, tuple[int | None, ...]]

    def without_too_much(self, going: dict[str, Holding]) -> tuple[_Left, dict[str, Holding]]:
        """What is left beside the tasks that go on, and those of them that must be let go of for it."""
        let_go: dict[str, Holding] = {}
        while True:
            left = self._beside(going)
            done_min = done(self.worked, going)
            loose = next_to_let_go(going, done_min, left.packages, left.assistants, self.due_weeks)
            if loose is None:
                return left, let_go
            let_go[loose] = going.pop(loose)

    def _beside(self, going: Mapping[str, Holding]) -> _Left:
        gone = spent(self.used_min, self.worked, {**self.held, **going})
        return _Left(
            gone,
            tuple(
                _package(client, own, self.paid_min[client] - gone.clients.get(client, 0))
                for client, own in self.terms.items()
            ),
            tuple(
                _assistant(
                    person,
                    self.month,
                    gone.assistants.get(who, 0) + self.kept_min.get(who, 0),
                    by_week=bool(self.due_weeks),
                )
                for who, person in self.active.items()
            ),
        )


def _hash(problem: Problem, begun: Mapping[str, str], closed: Sequence[str]) -> str:
    """The name of what a plan is made from.

    A pin of a person and work begun are the same to the planner, but are shown apart. The published plan only settles
    what is equal otherwise: to publish a draft does not make it out of date.
    """
    told = {**replace(problem, published=()).to_json(), "begun": begun}
    if closed:
        told["closed"] = closed
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def held_by(rows: Iterable[PlaceView], begun: Mapping[str, str]) -> dict[str, Holding]:
    """Task -> in whose hands a plan's rows give it; `begun`: task -> who has worked most on it."""
    return {
        row.task_public_id: Holding(
            row.client_public_id,
            row.assistant_public_id,
            row.planned_min,
            carries_on=begun.get(row.task_public_id) == row.assistant_public_id,
        )
        for row in rows
    }


def paid_in(series: Sequence[Terms], month: Month, found: ledger.Balances) -> int:
    """Minutes that are paid for in any case: the package and all that came beside it, or the metered least."""
    granted_min = granted_in(series, month) or terms_for(series, month).fee.least_billed_min
    beside_min = found.carried_in_min + found.topped_up_min + found.adjusted_min - found.owed_in_min
    return max(0, granted_min + beside_min)


def item_min(candidate: Candidate) -> int:
    """Minutes of the candidate's work item: as it stands, or those of the months that it is done for, at least 1."""
    minutes = monthly_minutes(candidate.minutes_per_run * candidate.months, candidate.runs_per_year)
    return candidate.item_min or max(1, minutes)


def overage_points_per_hour(terms: Terms) -> float:
    """What an hour of overage costs in points of the plan: `OVERAGE_POINTS`, times how much dearer than a package hour.

    A package without price or hours has no hour to compare with; then it counts as equally dear.
    """
    if not terms.fee.base_yen or not terms.included_min:
        return OVERAGE_POINTS
    return OVERAGE_POINTS * terms.overage_yen_per_hour * terms.included_min / (60 * terms.fee.base_yen)


def _kept(session: Session, scope: Scope, month: Month, closed: Collection[int]) -> list[AssignmentView]:
    published = plans_queries.published_plan(session, month) if closed else None
    if published is None:
        return []
    return [row for row in plans_queries.assignments(session, scope, published.id) if row.client_id in closed]


def _assistant(person: AssistantView, month: Month, gone_min: int, *, by_week: bool) -> Assistant:
    """A person with what is left of their month, also by weeks where anything is due before the last of them.

    Nobody has told in which weeks they work: their month is spread over the working days they are there on. What they
    have worked beside the plan comes off the first weeks.
    """
    left_min = max(0, person.monthly_min - gone_min)
    told = Assistant(person.public_id, left_min, skills=person.skills, leave=tuple(sorted(person.off)))
    if not by_week:
        return told
    weeks_min = less_the_first(spread_by_week(month, person.monthly_min, person.off), gone_min)
    return replace(told, minutes_per_week=as_if_nobody_were_away(told, weeks_min, weeks_of(str(month))))


def _due_week(candidate: Candidate) -> int | None:
    """The week of the month that the work is due in; None in the last, by which all of the month's work is."""
    due = candidate.due_date
    if due is None:
        return None
    week = week_in_month(due)
    return week if week < week_in_month(Month.of(due).last_day) else None


def _early_weeks(candidate: Candidate) -> tuple[int, ...]:
    """The weeks of the month in which parts of work that is due on a weekday are due before the last."""
    return tuple(week_in_month(day) for day in candidate.early_days)


def _package(client: str, terms: Terms, left_min: int) -> Package:
    """What is left of a client's month; below 0 it has gone from the overage that was consented to."""
    # Overage is planned only where the client has consented to an amount of it: to a client who need not be asked,
    # it happens, but no plan sets out to bill them more than their package.
    consent_min = max(0, (terms.overage.limit_min or 0) + min(0, left_min))
    return Package(
        client,
        max(0, left_min),
        overage_minutes=consent_min,
        overage_cost_per_hour=overage_points_per_hour(terms) if consent_min else 0.0,
        team_size=terms.team_size,
    )


def _begun(
    candidates: Iterable[Candidate], active: Mapping[str, AssistantView], tied: Ties
) -> Iterable[tuple[str, str]]:
    """Work begun stays with who began it, unless a person decided otherwise, or they can or may not do it any more."""
    for candidate in candidates:
        task = candidate.task_public_id
        person = active.get(tied.begun.get(task, ""))
        if person is not None and candidate.pinned_to not in active and _may(person, candidate, tied):
            yield task, person.public_id


def _may(person: AssistantView, candidate: Candidate, tied: Ties) -> bool:
    """Whether they are not forbidden the work and have its skills."""
    is_able = all(person.skills.get(skill, 0) >= level for skill, level in candidate.skills.items())
    return is_able and person.public_id not in tied.forbidden.get(candidate.task_public_id, ())


def _held(
    candidates: Iterable[Candidate], active: Mapping[str, AssistantView], tied: Ties, begun: Mapping[str, str]
) -> Iterable[tuple[str, Holding]]:
    """Tasks that are pinned or go on, with who alone can get them."""
    for candidate in candidates:
        task = candidate.task_public_id
        who = candidate.pinned_to if candidate.pinned_to in active else begun.get(task)
        if who is not None and _may(active[who], candidate, tied):
            carries_on = tied.begun.get(task) == who
            yield task, Holding(candidate.client_public_id, who, item_min(candidate), carries_on)


def _task(candidate: Candidate, active: Mapping[str, AssistantView], tied: Ties, begun: Mapping[str, str]) -> Task:
    task = candidate.task_public_id
    pinned_to = candidate.pinned_to if candidate.pinned_to in active else None  # who has left is nobody's choice now
    return Task(
        task,
        item_min(candidate),
        client=candidate.client_public_id,
        value_per_hour=candidate.suitability * candidate.priority / USUAL_PRIORITY,
        skills=candidate.skills,
        due_week=_due_week(candidate),
        pinned_to=pinned_to or begun.get(task),
        forbidden=tuple(each for each in tied.forbidden.get(task, ()) if each in active),
        previous=tied.previous.get(task),
        early_weeks=_early_weeks(candidate),
    )


def _rest(task: Task, who: str, done_min: int, active: Mapping[str, AssistantView]) -> Task:
    """What is left to do of a task that was let go of: for who has it alone, and nothing that must be planned."""
    others = tuple(one for one in active if one != who)
    return replace(task, minutes=task.minutes - done_min, pinned_to=None, forbidden=others)
