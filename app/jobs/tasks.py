"""Jobs on inventories: take a sheet in, score anew."""

from __future__ import annotations

import datetime as dt

from app.actions.tasks.import_sheet import import_sheet, what_was_imported
from app.actions.tasks.score import score_tasks
from app.domain.errors import AlreadyExists
from app.domain.tasks.columns import ColumnChoice
from app.domain.tasks.known import numbers_in
from app.jobs.work import Answer, Work
from app.queries import clients as clients_queries


def take_in(work: Work) -> Answer:
    """The kept sheet's rows are tasks, counted. A worker that died after it had stored them left only the counting."""
    told, public_id = work.arguments, work.arguments["sheet"]
    choice = ColumnChoice.from_json(told["choice"]) if told["choice"] else None
    try:
        done = import_sheet(
            work.session,
            scope=work.scope,
            sheet_public_id=public_id,
            now=work.now,
            new_id=work.new_id,
            choice=choice,
            good_rows_only=told["good_rows_only"],
            as_new=numbers_in(told.get("as_new", "")),  # asked for before there was such a choice: none
            progress=work.tell,
        )
    except AlreadyExists:
        done = what_was_imported(work.session, scope=work.scope, sheet_public_id=public_id, choice=choice)
    return {
        "stored": done.stored,
        "known": done.known,
        "stopped": done.stopped,
        "reported": done.reported,
        "skipped": done.skipped,
    }


def score(work: Work) -> Answer:
    """Every task of the client, or of all, has a score made since it was asked for."""
    client, session = work.arguments["client"], work.session
    client_id = clients_queries.client(session, work.scope, public_id=client).id if client else None
    count = score_tasks(
        session,
        scope=work.scope,
        client_id=client_id,
        now=work.now,
        since=dt.datetime.fromisoformat(work.arguments["asked_at"]),
        progress=work.tell,
    )
    return {"scored": count}
