"""Settings of the administrator: the issuing company, the weights of the score, accounts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import add_account, save_issuer
from app.actions.tasks.score import save_weights, score_tasks
from app.domain.accounts import Role
from app.domain.errors import DomainError
from app.domain.invoicing import invoice_number
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from app.translations.scoring import CRITERIA
from app.web.access import current_scope, roles
from app.web.forms import Form
from app.web.forms.settings import DEFAULT_PATTERN, AccountForm, IssuerForm, weights_form
from app.web.months import now, today
from app.web.request import current_session, services
from app.web.sentences import sentence_of

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@roles(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Everything that is set, each in its form."""
    return _page()


@bp.post("/settings/issuer")
@roles(Role.ADMINISTRATOR)
def store_issuer() -> ResponseReturnValue:
    """Stores the issuing company; invoices already issued keep what they say."""
    form = IssuerForm()
    if not form.is_sent_and_sound():
        return _page(issuer=form, status=400)
    try:
        warnings = save_issuer(current_session(), scope=current_scope(), data=form.issuer())
    except DomainError as refused:
        return _page(issuer=form, rest=form.show(refused), status=400)
    flash(gettext("自社情報を保存しました。次に発行する請求書から、この内容になります。"))
    for warning in warnings:
        flash(sentence_of(warning), "warn")
    return redirect(url_for("settings.index"))


@bp.post("/settings/weights")
@roles(Role.ADMINISTRATOR)
def store_weights() -> ResponseReturnValue:
    """Stores a new version of the weights; scores stay as they are until they are made again."""
    form = _weights_form()
    if not form.is_sent_and_sound():
        return _page(weights=form, status=400)
    chosen = {code: int(form[code].data) for code in CRITERIA}
    try:
        version = save_weights(current_session(), scope=current_scope(), weights=chosen, now=now())
    except DomainError as refused:
        return _page(weights=form, rest=form.show(refused), status=400)
    flash(gettext("重みの第%(version)s版を保存しました。「採点しなおす」で点数に反映されます。", version=version))
    return redirect(url_for("settings.index", _anchor="h-weights"))


@bp.post("/settings/score")
@roles(Role.ADMINISTRATOR)
def score_again() -> ResponseReturnValue:
    """Scores every task with the weights in force; the scores before stay in each task's history."""
    count = score_tasks(current_session(), scope=current_scope(), client_id=None, now=now())
    flash(gettext("%(count)s件の業務を採点しなおしました。", count=count))
    return redirect(url_for("settings.index", _anchor="h-weights"))


@bp.post("/settings/accounts")
@roles(Role.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Makes an account."""
    form = _account_form()
    if not form.is_sent_and_sound():
        return _page(account=form, status=400)
    keys = services()
    try:
        add_account(
            current_session(),
            scope=current_scope(),
            data=form.account(),
            now=now(),
            new_id=keys.new_id,
            new_key=keys.new_key,
        )
    except DomainError as refused:
        return _page(account=form, rest=form.show(refused), status=400)
    flash(gettext("「%(name)s」さんの利用者を作りました。", name=form.display_name.data))
    return redirect(url_for("settings.index", _anchor="h-accounts"))


def _account_form() -> AccountForm:
    session, scope = current_session(), current_scope()
    return AccountForm(
        clients_queries.clients(session, scope), assistants_queries.assistants(session, scope, active_only=True)
    )


def _weights_form() -> Form:
    stored = tasks_queries.newest_weights(current_session())
    return weights_form(CRITERIA, stored.weights if stored else dict.fromkeys(CRITERIA, 0))


def _page(
    *,
    issuer: IssuerForm | None = None,
    weights: Form | None = None,
    account: AccountForm | None = None,
    rest: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    session, scope = current_session(), current_scope()
    stored = accounts_queries.issuer(session)
    version = tasks_queries.newest_weights(session)
    text = render_template(
        "settings/index.html",
        issuer=issuer or IssuerForm.of(stored),
        example=_example(stored.invoice_pattern if stored else DEFAULT_PATTERN),
        weights=weights or _weights_form(),
        criteria=list(CRITERIA),
        version=version,
        account=account or _account_form(),
        accounts=accounts_queries.accounts(session, scope),
        companies={client.id: client.short_name for client in clients_queries.clients(session, scope)},
        people={each.id: each.name for each in assistants_queries.assistants(session, scope)},
        rest=rest or [],
    )
    return text, status


def _example(pattern: str) -> str:
    """The first number the pattern would give today."""
    return invoice_number(pattern, 1, today())
