"""A file of hours: kept, looked at with what its names mean and all its problems, then stored or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.hours.import_csv import HoursPreview, import_kept, keep_hours_file, preview_hours
from app.adapters.spreadsheets import MAX_SHEET_BYTES
from app.adapters.spreadsheets.reader import check_size, too_large_sheet
from app.domain.errors import AlreadyExists, DomainError, Forbidden, NotFound, Problem
from app.domain.timesheet.dates import DateOrder
from app.domain.timesheet.matching import Match
from app.queries import timesheets
from app.queries.timesheets import KeptFile
from app.translations.hours import ACTIVITIES, TOOLS
from app.translations.inventory import ENCODINGS
from app.web.access import current_scope
from app.web.formats import NOTHING
from app.web.months import month_of_request, now
from app.web.request import current_session, services
from app.web.saying import language
from app.web.sentences import sentence_of, sentences_of
from app.web.uploads import too_large_at

ROWS_SHOWN, PROBLEMS_SHOWN = 100, 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview."""

    match: Match
    minutes: int
    clock: str
    is_known: bool


def import_start() -> ResponseReturnValue:
    """The page to choose a file on."""
    return _start([])


def import_upload() -> ResponseReturnValue:
    """Keeps the file and leads to what it says; a file that is no sheet of hours is refused beside its field."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _start([gettext("ファイルを選んでください。")]), 400
    try:
        check_size(file.stream.seek(0, 2))
        file.stream.seek(0)
        kept = keep_hours_file(
            current_session(),
            scope=current_scope(),
            data=file.stream.read(),
            filename=file.filename,
            now=now(),
            new_id=services().new_id,
        )
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        return _start(sentences_of(error)), 400
    return redirect(url_for("hours.import_preview", public_id=kept))


@too_large_at("hours.import_csv")
def too_large() -> str:
    """The page to choose a file on, and how large one may be."""
    return _start(sentences_of(too_large_sheet()))


def import_preview(public_id: str) -> ResponseReturnValue:
    """What the file says; nothing is stored."""
    return _preview(
        timesheets.kept_file(current_session(), current_scope(), public_id), _order(request.args.get("order"))
    )


def import_store(public_id: str) -> ResponseReturnValue:
    """Stores every row, or none and shows what is wrong with which."""
    session, scope = current_session(), current_scope()
    order = _order(request.form.get("order"))
    try:
        done = import_kept(session, scope=scope, public_id=public_id, now=now(), new_id=services().new_id, order=order)
    except AlreadyExists:
        return _preview(timesheets.kept_file(session, scope, public_id), order), 409
    if done.problems:
        return _preview(timesheets.kept_file(session, scope, public_id), order, done.problems), 400
    flash(
        gettext(
            "%(stored)s件を取り込みました。すでにあった記録は%(known)s件です。",
            stored=done.stored,
            known=done.already_there,
        )
    )
    return redirect(url_for("hours.index"))


def _start(sentences: Sequence[str]) -> str:
    return render_template(
        "hours/import.html",
        month=month_of_request(),
        sentences=sentences,
        most_bytes=MAX_SHEET_BYTES,
        is_staff=current_scope().is_staff,
    )


def _preview(kept: KeptFile, order: DateOrder | None, refused: Sequence[Problem] = ()) -> str:
    scope, say = current_scope(), language()
    preview = preview_hours(
        current_session(), scope=scope, data=kept.content, filename=kept.filename, now=now(), order=order
    )
    problems = [*preview.problems, *(each for each in refused if each not in preview.problems)]
    return render_template(
        "hours/preview.html",
        month=month_of_request(),
        kept=kept,
        preview=preview,
        rows=_rows(preview),
        tool=say(TOOLS[preview.tool]),
        encoding=say(ENCODINGS.get(preview.encoding, preview.encoding)) or "xlsx",
        activities={activity: say(word) for activity, word in ACTIVITIES.items()},
        order=str(order) if order else "",
        problems=[sentence_of(problem) for problem in problems[:PROBLEMS_SHOWN]],
        problem_count=len(problems),
        bad_rows={problem.row for problem in problems},
        is_staff=scope.is_staff,
    )


def _rows(preview: HoursPreview) -> list[Shown]:
    rows = [*((match, False) for match in preview.fresh), *((match, True) for match in preview.known)]
    rows.sort(key=lambda pair: pair[0].row.number)
    return [
        Shown(match, sum(match.worked_min.values()), _clock(match), is_known) for match, is_known in rows[:ROWS_SHOWN]
    ]


def _clock(match: Match) -> str:
    starts, stops = match.row.starts, match.row.stops
    if starts is None or stops is None:
        return NOTHING
    return f"{starts.hour}:{starts.minute:02d}–{stops.hour}:{stops.minute:02d}"


def _order(text: str | None) -> DateOrder | None:
    return DateOrder(text) if text in set(DateOrder) else None
