"""One account, as who manages it sees it: its role, its invitation, its second factor, its sessions."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import standing
from app.actions.accounts.links import invite_again
from app.actions.accounts.second_factor import reset_second_factor
from app.domain.accounts import Account, Role
from app.domain.errors import DomainError, Forbidden, NotFound
from app.queries import accounts as accounts_queries
from app.queries import audit as audit_queries
from app.queries.accounts.signing import credential_ids
from app.translations.accounts import DEEDS
from app.web.access import current_scope, roles
from app.web.forms.settings import ResetFactorForm, RoleForm
from app.web.months import now
from app.web.request import current_session, services
from app.web.sentences import sentences_of
from app.web.settings.blueprint import bp
from app.web.settings.people import account_lines, offer_belonging

SHOWN_DEEDS = 30


@bp.get("/settings/accounts/<public_id>")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def account(public_id: str) -> ResponseReturnValue:
    """The account, what can be done with it, and what was."""
    return _page(_account(public_id), None)


@bp.post("/settings/accounts/<public_id>/role")
@roles(Role.ADMINISTRATOR)
def set_role(public_id: str) -> ResponseReturnValue:
    """Another role, or another company or assistant; whoever has the account signs in anew."""
    form = RoleForm()
    belonging = offer_belonging(form)
    if not form.is_sent_and_sound():
        return _page(_account(public_id), form, status=400)
    role = Role(form.role.data)
    client_id, assistant_id = belonging.of(form, role)
    try:
        standing.set_role(
            current_session(),
            scope=current_scope(),
            public_id=public_id,
            role=role,
            client_id=client_id,
            assistant_id=assistant_id,
            now=now(),
            new_key=services().new_key,
        )
    except (NotFound, Forbidden):
        raise
    except DomainError as refused:
        return _page(_account(public_id), form, rest=form.show(refused), status=400)
    return _done(public_id, gettext("役割を変えました。本人はサインインしなおします。"))


@bp.post("/settings/accounts/<public_id>/invite")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def invite_person(public_id: str) -> ResponseReturnValue:
    """Another invitation; older links open nothing any more."""
    return _do(
        public_id,
        lambda: invite_again(
            current_session(), scope=current_scope(), public_id=public_id, now=now(), new_id=services().new_id
        ),
        gettext("招待のメールを送りなおしました。前のリンクは使えません。"),
    )


@bp.post("/settings/accounts/<public_id>/close")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def close_account(public_id: str) -> ResponseReturnValue:
    """Nobody signs in with it any more, and whoever is signed in is out."""
    return _do(public_id, lambda: _set_active(public_id, is_active=False), gettext("このアカウントを停止しました。"))


@bp.post("/settings/accounts/<public_id>/open")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def open_account(public_id: str) -> ResponseReturnValue:
    """Its person may sign in again."""
    return _do(public_id, lambda: _set_active(public_id, is_active=True), gettext("このアカウントを再開しました。"))


@bp.post("/settings/accounts/<public_id>/sign-out")
@roles(Role.OPERATOR, Role.ADMINISTRATOR)
def sign_account_out(public_id: str) -> ResponseReturnValue:
    """Signed out everywhere."""
    return _do(
        public_id,
        lambda: standing.end_sessions_of(
            current_session(), scope=current_scope(), public_id=public_id, now=now(), new_key=services().new_key
        ),
        gettext("すべての端末をサインアウトしました。"),
    )


@bp.post("/settings/accounts/<public_id>/second-factor")
@roles(Role.ADMINISTRATOR)
def reset_factor(public_id: str) -> ResponseReturnValue:
    """Authenticator app and recovery codes are gone, and passkeys where ticked; for somebody who lost them."""
    removed = reset_second_factor(
        current_session(),
        scope=current_scope(),
        public_id=public_id,
        with_passkeys=bool(ResetFactorForm().passkeys.data),
        now=now(),
        new_id=services().new_id,
        new_key=services().new_key,
    )
    if not removed.passkeys:
        return _done(public_id, gettext("2段階目の確認を解除しました。"))
    if not removed.has_lost_app:
        return _done(public_id, gettext("パスキー%(count)s個を外しました。", count=removed.passkeys))
    return _done(public_id, gettext("2段階目の確認を解除し、パスキー%(count)s個を外しました。", count=removed.passkeys))


def _account(public_id: str) -> Account:
    return accounts_queries.managed_account(current_session(), current_scope(), public_id)


def _set_active(public_id: str, *, is_active: bool) -> None:
    standing.set_active(
        current_session(),
        scope=current_scope(),
        public_id=public_id,
        is_active=is_active,
        now=now(),
        new_key=services().new_key,
    )


def _do(public_id: str, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except DomainError as refused:
        for sentence in sentences_of(refused):
            flash(sentence, "bad")
        return redirect(url_for("settings.account", public_id=public_id))
    return _done(public_id, done)


def _done(public_id: str, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("settings.account", public_id=public_id))


def _page(
    account: Account, form: RoleForm | None, *, rest: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    session, scope = current_session(), current_scope()
    if form is None:
        form = RoleForm(formdata=None)
        belonging = offer_belonging(form)
        form.role.data = str(account.role)
        form.client.data = next((key for key, row in belonging.clients.items() if row == account.client_id), "")
        form.assistant.data = next(
            (key for key, row in belonging.assistants.items() if row == account.assistant_id), ""
        )
    deeds = audit_queries.history(session, scope, [f"account:{account.public_id}"])[-SHOWN_DEEDS:]
    text = render_template(
        "settings/account.html",
        line=account_lines([account])[0],
        form=form,
        is_administrator=scope.role is Role.ADMINISTRATOR,
        is_own=account.id == scope.account_id,
        passkeys=len(credential_ids(session, account.id)),
        deeds=[(each, gettext(DEEDS.get(each.action, each.action))) for each in reversed(deeds)],
        problems_left=rest or [],
    )
    return text, status
