"""Files of a task: handed in by form, handed out as downloads, removed; the manual where it is a file."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.attach import FileData, attach_file, remove_file, review_manual_file, set_manual_file
from app.domain.errors import InvalidInput
from app.domain.tasks.files import FIELD, MAX_FILE_BYTES, MIB, check_size
from app.queries import taskfiles
from app.web.access import current_scope, roles, signed_in
from app.web.months import now
from app.web.request import current_session, services
from app.web.tasks.blueprint import KEEPERS, bp
from app.web.tasks.gathered import Typed, refused_with
from app.web.tasks.gathering import day_of
from app.web.tasks.showing import task_page
from app.web.uploads import too_large_at

MANUAL = "manual_file"
#: Endpoint -> the field that a file came in, however large it was.
FIELDS = {"tasks.attach": FIELD, "tasks.manual_file": MANUAL}
#: Whatever a file says it is, nothing of it is shown or run here; a reader that shows it all the same shows it caged.
CAGE = "default-src 'none'; sandbox"


@bp.post("/tasks/<public_id>/files")
@signed_in
def attach(public_id: str) -> ResponseReturnValue:
    """Keeps the file, or says beside its field why not; nothing is stored then."""
    try:
        attach_file(
            current_session(),
            scope=current_scope(),
            task_public_id=public_id,
            data=_handed_in(),
            now=now(),
            new_id=services().new_id,
        )
    except InvalidInput as refused:
        return task_page(public_id, refused_with(refused)), 400
    flash(gettext("ファイルを加えました。"))
    return _back(public_id, "h-files")


@bp.get("/tasks/<public_id>/files/<file_id>")
@signed_in
def download(public_id: str, file_id: str) -> ResponseReturnValue:
    """The file to be saved: never opened in the page, under its own name."""
    found = taskfiles.file_content(current_session(), current_scope(), public_id, file_id)
    answer = Response(found.content, mimetype="application/octet-stream")
    # RFC 6266: a name in ASCII for old readers, the whole one beside it.
    stem, _dot, ending = found.name.rpartition(".")
    plain = stem.encode("ascii", "ignore").decode().strip(". ") or "file"
    answer.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"{plain}.{ending}",
        **{"filename*": f"UTF-8''{quote(found.name, safe='')}"},
    )
    answer.headers["Content-Security-Policy"] = CAGE
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/tasks/<public_id>/files/<file_id>/remove")
@signed_in
def remove(public_id: str, file_id: str) -> ResponseReturnValue:
    """Takes the file away; the page goes on telling what it was."""
    remove_file(current_session(), scope=current_scope(), task_public_id=public_id, public_id=file_id, now=now())
    flash(gettext("ファイルを取り除きました。名前とハッシュ値の記録は残ります。"))
    return _back(public_id, "h-files")


@bp.post("/tasks/<public_id>/manual/file")
@roles(*KEEPERS)
def manual_file(public_id: str) -> ResponseReturnValue:
    """Keeps the file as the manual, in the place of the one before."""
    reviewed = request.form.get("file_reviewed_on", "").strip()
    try:
        set_manual_file(
            current_session(),
            scope=current_scope(),
            task_public_id=public_id,
            data=_handed_in(),
            reviewed_on=day_of(reviewed, "file_reviewed_on"),
            now=now(),
            new_id=services().new_id,
        )
    except InvalidInput as refused:
        return task_page(public_id, _of_manual(refused, reviewed)), 400
    flash(gettext("マニュアルのファイルを保存しました。"))
    return _back(public_id, "h-manual")


@bp.post("/tasks/<public_id>/manual/file/<file_id>/review")
@roles(*KEEPERS)
def review(public_id: str, file_id: str) -> ResponseReturnValue:
    """Keeps on which day the manual's file was last found right."""
    reviewed = request.form.get("file_reviewed_on", "").strip()
    try:
        review_manual_file(
            current_session(),
            scope=current_scope(),
            task_public_id=public_id,
            public_id=file_id,
            reviewed_on=day_of(reviewed, "file_reviewed_on"),
            now=now(),
        )
    except InvalidInput as refused:
        return task_page(public_id, _of_manual(refused, reviewed)), 400
    flash(gettext("マニュアルを確認した日を保存しました。"))
    return _back(public_id, "h-manual")


@too_large_at(*FIELDS)
def too_large() -> str:
    """The task's page, and beside the field that the file came in how large a file may be."""
    refused = InvalidInput(FIELDS[str(request.endpoint)], "attached_large", limit_mib=MAX_FILE_BYTES // MIB)
    return task_page(str((request.view_args or {})["public_id"]), refused_with(refused))


def _handed_in() -> FileData:
    """The file of the form, read only if it is not too large.

    Raises:
        InvalidInput: there is none, or it is empty or too large.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInput(FIELD, "attached_none")
    check_size(file.stream.seek(0, 2))
    file.stream.seek(0)
    return FileData(file.filename, file.stream.read())


def _of_manual(refused: InvalidInput, reviewed: str) -> Typed:
    """What was wrong, beside the fields of the manual; the other form has a field for a file as well."""
    beside = InvalidInput(MANUAL, refused.reason, **refused.params) if refused.field == FIELD else refused
    return refused_with(beside, file_reviewed_on=reviewed)


def _back(public_id: str, part: str) -> ResponseReturnValue:
    return redirect(url_for("tasks.show", public_id=public_id, month=request.args.get("month"), _anchor=part))
