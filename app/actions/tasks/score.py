"""Score tasks, and store new weights to score with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.actions.tasks.storing import add_weights, judge, score_row, store_weights, weights_in_force
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import ManyProblems, Problem, WeightsChanged
from app.domain.jobs import score_order
from app.models.jobs import ask
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from optimizer.scoring import DEFAULT_WEIGHTS
from optimizer.scoring.weights import CRITERIA, TOTAL

#: Tasks scored in one transaction: others write in between, and a job that is begun again goes on from there.
PIECE = 200

Progress = Callable[[float, str], None]


def score_tasks(
    session: Session,
    *,
    scope: Scope,
    client_id: int | None,
    now: dt.datetime,
    since: dt.datetime | None = None,
    progress: Progress | None = None,
) -> int:
    """How many tasks got a new score; the old ones stay.

    Args:
        session: writes a piece of the tasks at a time.
        scope: staff.
        client_id: whose tasks; None for everybody's.
        now: the instant they are scored.
        since: tasks scored after this instant are left as they are; `now` otherwise.
        progress: told the part done, 0 to 1, and a code of what is being done.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    ids = tasks_queries.tasks_to_score(session, scope, client_id=client_id, since=since or now)
    return score_rows(session, ids, now=now, progress=progress)


def score_rows(session: Session, ids: Sequence[int], *, now: dt.datetime, progress: Progress | None = None) -> int:
    """How many tasks got a new score, of these row ids; a piece of them in a transaction."""
    tell = progress or (lambda _part, _code: None)
    for first in range(0, len(ids), PIECE):
        session.rollback()
        tell(first / len(ids), "score")
        with transaction(session):
            weights = weights_in_force(session)
            store_weights(session, weights, now=now)
            entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
            rows = tasks_queries.task_rows(session, ids[first : first + PIECE])
            session.add_all([score_row(row, judge(row, entries, weights), now) for row in rows])
    return len(ids)


def ask_scores(
    session: Session, *, scope: Scope, client_public_id: str | None, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the job that scores a client's tasks, or everybody's.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
    """
    scope.require_staff()
    client_id = None
    if client_public_id is not None:
        client_id = clients_queries.client(session, scope, public_id=client_public_id).id
    order = score_order(client_public_id, client_id, now, weights_in_force(session).version)
    with transaction(session):
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


def current_weights(session: Session) -> tuple[int, dict[str, int]]:
    """Version and weights the next score is made with; before any are stored, the defaults that will be version 1."""
    stored = tasks_queries.newest_weights(session)
    if stored is not None:
        return stored.version, stored.weights
    return DEFAULT_WEIGHTS.version, {str(name): weight for name, weight in DEFAULT_WEIGHTS.by_criterion.items()}


def refuse_newer_weights(session: Session, seen_version: int | None) -> None:
    """Nothing, where that version is in force, or nobody says which one they saw.

    Raises:
        WeightsChanged: a newer one is.
    """
    version, _weights = current_weights(session)
    if seen_version is not None and seen_version != version:
        raise WeightsChanged(version=version)


def save_weights(
    session: Session,
    *,
    scope: Scope,
    weights: Mapping[str, int],
    now: dt.datetime,
    seen_version: int | None = None,
) -> int:
    """The number of the new version; tasks keep their scores until they are scored again.

    Args:
        session: writes the version.
        scope: an administrator.
        weights: criterion -> weight, 100 together.
        now: the instant of the version.
        seen_version: which one was changed; None where nobody looked.

    Raises:
        Forbidden: the scope is not an administrator.
        WeightsChanged: a newer version than the one seen is in force.
        ManyProblems: a criterion is missing or below 0, or they do not add up to 100.
    """
    scope.require(Role.ADMINISTRATOR)
    problems = [Problem("too_small", name, params={"least": 0}) for name in CRITERIA if weights.get(name, -1) < 0]
    if not problems and sum(weights[name] for name in CRITERIA) != TOTAL:
        total = sum(weights[name] for name in CRITERIA)
        problems.append(Problem("weights_total", params={"total": total, "wanted": TOTAL}))
    if problems:
        raise ManyProblems(problems)
    with transaction(session):
        refuse_newer_weights(session, seen_version)
        return add_weights(session, {name: weights[name] for name in CRITERIA}, created_by=scope.account_id, now=now)
