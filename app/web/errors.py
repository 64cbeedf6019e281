"""Broken rules and failures as pages: one table from error to status, one look for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, abort, after_this_request, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.adapters import logs
from app.adapters.failures import DATABASE_ERRORS, Trouble, cause_of, trouble_of
from app.database import Condition, DatabaseUnfit, DatabaseUnreachable
from app.domain import errors as broken
from app.translations import N_
from app.translations.database import CONDITIONS, TROUBLES
from app.web.access import answer_to_unproven, go_on_unknown
from app.web.addresses import page_sent_from
from app.web.request import services
from app.web.sentences import sentences_of
from app.web.staying import beside_the_page, is_taken_in_place

STATUS: dict[type[broken.DomainError], int] = {
    broken.NotFound: 404,
    broken.Forbidden: 403,
    broken.WrongPassword: 403,
    broken.InvalidInput: 400,
    broken.ManyProblems: 400,
    broken.DomainError: 409,
}
"""Every other broken rule is a conflict with what is already stored."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error page says: what happened, and what to do next."""

    icon: str
    title: str
    text: str


FAULTS = {
    400: Fault("alert-triangle", N_("受け取れない内容です"), N_("入力を確かめて、もう一度送ってください。")),
    403: Fault(
        "lock", N_("このページは開けません"), N_("いまの役割では使えない操作です。必要なときは運営にご連絡ください。")
    ),
    404: Fault("search", N_("ページが見つかりません"), N_("アドレスが変わったか、見られる範囲の外にあります。")),
    405: Fault(
        "alert-triangle", N_("この操作は受け付けていません"), N_("前のページに戻って、ボタンから操作してください。")
    ),
    409: Fault(
        "refresh",
        N_("そのままでは進められません"),
        N_("内容が新しくなっています。ページを開きなおして確かめてください。"),
    ),
    413: Fault("file-text", N_("ファイルが大きすぎます"), N_("6MBまで受け取れます。ファイルを分けて送ってください。")),
    500: Fault(
        "alert-triangle",
        N_("うまく動きませんでした"),
        N_("記録は変わっていません。少し待って、もう一度お試しください。"),
    ),
    503: Fault(
        "clock",
        N_("いまはお応えできません"),
        N_("記録は変わっていません。少し待って、もう一度お試しください。"),
    ),
}
RETRY_AFTER_S = 5
CSRF_TEXT = N_(
    "このページを開いたあとにサインインの状態が変わったため、送れませんでした。ページを開きなおして、もう一度送ってください。"
)

NO_COOKIE_TEXT = N_(
    "ブラウザーから Cookie が届かなかったため、送れませんでした。"
    "https:// で始まるアドレスで開いているか、Cookie を受け入れる設定かを確かめてください。"
)

Answer = tuple[str, int]
_log = logs.logger("ennoshita.errors")


def status_of(error: broken.DomainError) -> int:
    """The HTTP status of a broken rule, by the nearest class of the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def fault_page(status: int, sentences: list[str] | None = None) -> Answer:
    """The page of that status, with the table's words unless there are better ones."""
    fault = FAULTS.get(status, FAULTS[400 if status < 500 else 500])
    said = sentences or [gettext(fault.text)]
    # Of a whole page only a part is picked out: a fragment would leave nothing to pick, unless it says where it goes.
    is_whole = request.headers.get("HX-Request-Type") == "full"
    is_beside = is_taken_in_place()
    if is_beside:
        after_this_request(beside_the_page)
    is_fragment = is_beside or (request.headers.get("HX-Request") == "true" and not is_whole)
    template = "errors/fragment.html" if is_fragment else "errors/bare.html" if status >= 500 else "errors/page.html"
    back = page_sent_from() if request.method == "POST" else None
    return render_template(template, fault=fault, status=status, sentences=said, back=back), status


def _on_domain_error(error: broken.DomainError) -> Answer:
    status = status_of(error)
    # A row of somebody else and a row that never was must look the same, so both say the table's words.
    return fault_page(status, None if status in {403, 404} else sentences_of(error))


def _on_csrf_error(error: CSRFError) -> ResponseReturnValue:
    # The reason is one of the library's own sentences and repeats nothing of the request.
    _log.warning("form_refused", reason=error.description, endpoint=request.endpoint)
    if _is_without_cookie():
        return fault_page(400, [gettext(NO_COOKIE_TEXT)])
    return answer_to_unproven() or fault_page(400, [gettext(CSRF_TEXT)])


def _is_without_cookie() -> bool:
    """Whether cookies go over https only and the one of the form's page did not come back."""
    config = current_app.config
    return bool(config["SESSION_COOKIE_SECURE"]) and config["SESSION_COOKIE_NAME"] not in request.cookies


def _on_http_error(error: HTTPException) -> Answer | HTTPException:
    status = error.code or 500
    if status >= 500:
        go_on_unknown()  # what failed may be what the account is looked up with
    return error if status < 400 else fault_page(status)


def _on_database_error(error: Exception) -> Response:
    """A page that asks for patience, when patience helps; anything else is a mistake of ours and goes on.

    Unless the whole database is to blame: somebody brought its tables to another version, or took away a right.
    """
    trouble = trouble_of(error)
    if trouble is None:
        condition = _condition()
        if condition is Condition.OK:
            raise error
        return _on_unfit(DatabaseUnfit(condition))
    # Where one waited for a lock is worth knowing; where an absent database was noticed is not, a thousand times.
    where = error if trouble in {Trouble.LOCKED, Trouble.SLOW} else None
    _log.warning("database", trouble=str(trouble), cause=cause_of(error), endpoint=request.endpoint, exc_info=where)
    return _asking_for_patience(TROUBLES[trouble])


def _on_unreachable(error: DatabaseUnreachable) -> Response:
    """The page of what kept us from asking the database what it is fit for."""
    cause = error.__cause__ or error
    trouble = trouble_of(cause) if isinstance(cause, Exception) else None
    trouble = trouble or Trouble.UNREACHABLE
    _log.warning("database", trouble=str(trouble), cause=cause_of(cause), endpoint=request.endpoint)
    return _asking_for_patience(TROUBLES[trouble])


def _on_unfit(error: DatabaseUnfit) -> Response:
    _log.warning("database", trouble=str(error.condition), endpoint=request.endpoint)
    return _asking_for_patience(CONDITIONS[error.condition])


def _asking_for_patience(sentence: str) -> Response:
    go_on_unknown()  # whose language to speak would be another question to the database
    response = make_response(fault_page(503, [gettext(sentence)]))
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _condition() -> Condition:
    """What the database is fit for; one that cannot be asked just now is not to blame."""
    try:
        return services().database.condition()
    except DatabaseUnreachable:
        return Condition.OK
    except DATABASE_ERRORS:
        return Condition.OK


def _refuse_nul() -> None:
    # No row has an id or a name with NUL in it, and PostgreSQL takes the question itself for a mistake.
    given = (*(request.view_args or {}).values(), *request.args.values())
    if any("\x00" in str(value) for value in given):
        abort(404)
    # Nor is it in a password that can be kept. In every other field it is another control by now, refused beside it.
    if any("\x00" in value for values in request.form.listvalues() for value in values):
        abort(400)


def wire_errors(app: Flask) -> None:
    """Registers the handlers; an unforeseen exception becomes the plain 500 page after it was logged."""
    app.before_request(_refuse_nul)
    app.register_error_handler(broken.DomainError, _on_domain_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(DatabaseUnfit, _on_unfit)
    app.register_error_handler(DatabaseUnreachable, _on_unreachable)
    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, _on_database_error)
