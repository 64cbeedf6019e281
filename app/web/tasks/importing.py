"""A spreadsheet becomes an inventory: upload, see how it was read, set the columns right, store."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.import_sheet import ask_import, keep_sheet
from app.adapters.spreadsheets import MAX_SHEET_BYTES, FileRefused
from app.adapters.spreadsheets.reader import check_size, too_large_sheet
from app.domain.errors import AlreadyExists
from app.domain.tasks.columns import ColumnChoice
from app.queries import tasks as tasks_queries
from app.queries.clients import ClientView
from app.queries.standing import standing
from app.queries.tasks import SheetView
from app.web.access import current_scope, roles
from app.web.forms.tasks import SheetForm, StoreForm
from app.web.months import now
from app.web.progress import to_job
from app.web.request import current_session, services
from app.web.tasks.blueprint import KEEPERS, ClientChoice, bp, chosen_client, clients_in_scope, meant_client
from app.web.tasks.comparing import taken_as_new, ticked
from app.web.tasks.reading import Reading, chosen, read, shown
from app.web.uploads import too_large_at


@bp.get("/tasks/import")
@roles(*KEEPERS)
def import_start() -> ResponseReturnValue:
    """The page to choose a file on."""
    return _upload_page(SheetForm(), chosen_client(clients_in_scope(), request.args.get("client")))


@bp.post("/tasks/import")
@roles(*KEEPERS)
def import_upload() -> ResponseReturnValue:
    """Keeps the file and shows how it is read; a file that is no sheet is refused beside its field."""
    form = SheetForm()
    is_sound = form.is_sent_and_sound()
    client = meant_client(clients_in_scope(), request.form.get("client", ""))
    file = request.files.get("file")
    if not is_sound or client is None or file is None or not file.filename:
        if file is None or not file.filename:
            form.file.errors = [gettext("ファイルを選んでください。")]
        return _upload_page(form, client, request.form.get("client", ""), lacks_client=client is None), 400
    try:
        check_size(file.stream.seek(0, 2))
        file.stream.seek(0)
        kept = keep_sheet(
            current_session(),
            scope=current_scope(),
            client_public_id=client.public_id,
            data=file.stream.read(),
            filename=file.filename,
            now=now(),
            new_id=services().new_id,
        )
    except FileRefused as refused:
        form.show(refused)
        return _upload_page(form, client), 400
    return redirect(url_for("tasks.import_preview", public_id=kept))


@too_large_at("tasks.import_upload")
def too_large() -> str:
    """The page to choose a file on, and how large one may be."""
    form = SheetForm(formdata=None)
    form.show(too_large_sheet())
    return _upload_page(form, chosen_client(clients_in_scope(), request.args.get("client")))


@bp.get("/tasks/import/<public_id>")
@roles(*KEEPERS)
def import_preview(public_id: str) -> ResponseReturnValue:
    """How the sheet was read, with its columns to be set right; nothing is stored."""
    kept = tasks_queries.sheet(current_session(), current_scope(), public_id)
    return _preview_page(kept, StoreForm(formdata=None), chosen(request.args))


@bp.post("/tasks/import/<public_id>")
@roles(*KEEPERS)
def import_store(public_id: str) -> ResponseReturnValue:
    """Asks for the rows to be made tasks: all of them, or those that could be read where that was ticked.

    What is known at once is said at once: the sheet is read once here, as for its preview.
    """
    form, choice = StoreForm(), chosen(request.form)
    kept = tasks_queries.sheet(current_session(), current_scope(), public_id)
    if not form.is_sent_and_sound():
        return _preview_page(kept, form, choice, status=400)
    reading = _read(kept, choice)
    if reading.preview is None:
        return _preview_page(kept, form, choice, status=409)
    if reading.preview.reading.problems and not form.good_rows_only.data:
        form.good_rows_only.errors = [
            gettext("読み取れない行があります。読み取れた行だけ取り込むか、直したファイルを選びなおしてください。")
        ]
        return _preview_page(kept, form, choice, status=400)
    as_new = taken_as_new(form)
    if not reading.preview.fresh and not as_new:
        form.known.errors = [
            gettext("新しい業務がありません。すでにある業務を新しい業務として取り込むときだけ、選んでください。")
        ]
        return _preview_page(kept, form, choice, status=400)
    return _asked(kept, form, choice, as_new)


def _asked(
    kept: SheetView, form: StoreForm, choice: ColumnChoice | None, as_new: frozenset[int]
) -> ResponseReturnValue:
    session, scope = current_session(), current_scope()
    try:
        job = ask_import(
            session,
            scope=scope,
            sheet_public_id=kept.public_id,
            now=now(),
            new_id=services().new_id,
            choice=choice,
            good_rows_only=bool(form.good_rows_only.data),
            as_new=as_new,
        )
    except AlreadyExists:
        return _preview_page(tasks_queries.sheet(session, scope, kept.public_id), form, choice, status=409)
    client = _client_of(kept).public_id if scope.is_staff else None
    return to_job(job, otherwise=url_for("tasks.index", client=client))


def _client_of(kept: SheetView) -> ClientView:
    return next(each for each in clients_in_scope() if each.id == kept.client_id)


def _upload_page(form: SheetForm, client: ClientView | None, typed: str = "", *, lacks_client: bool = False) -> str:
    companies = clients_in_scope()
    return render_template(
        "tasks/upload.html",
        form=form,
        companies=companies,
        client=client,
        choice=ClientChoice(companies, client, typed, lacks_client),
        most_bytes=MAX_SHEET_BYTES,
    )


def _read(kept: SheetView, choice: ColumnChoice | None) -> Reading:
    return read(kept, choice, standing(current_session(), current_scope(), kept.client_id, but_of_sheet=kept.id))


def _preview_page(
    kept: SheetView, form: StoreForm, choice: ColumnChoice | None, *, status: int = 200
) -> ResponseReturnValue:
    page = shown(current_session(), _read(kept, choice))
    form.offer(new=page.row_count, known=page.known.count)
    html = render_template(
        "tasks/preview.html",
        kept=kept,
        form=form,
        client=_client_of(kept),
        page=page,
        ticked=ticked(),
        chooses_columns=bool(page.refused or request.args.get("columns")),
    )
    return html, status
