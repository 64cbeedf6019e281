"""One's own account: the password, the second factor, passkeys, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import passkeys as passkey_actions
from app.actions.accounts import sessions as session_actions
from app.actions.accounts.passwords import change_password as store_password
from app.actions.accounts.sign_in import check_again
from app.domain.accounts import LEAST_PASSWORD_LENGTH, STAFF
from app.domain.errors import DomainError, SignInAgain, TooManyAttempts, WrongPassword
from app.domain.signing import Method
from app.queries.accounts import signing as queries
from app.queries.accounts.signing import SessionView
from app.translations import N_
from app.web.access import current_account, current_entered, current_scope, enter, leave, signed_in
from app.web.accounts.blueprint import bp
from app.web.accounts.refusals import say_beside
from app.web.devices import device_name
from app.web.forms import Form
from app.web.forms.accounts import (
    BeginFactorForm,
    ChangePasswordForm,
    EndSessionForm,
    GiveUpFactorForm,
    RemovePasskeyForm,
    RenewCodesForm,
)
from app.web.months import now
from app.web.request import current_session, services
from app.web.visiting import signing, visitor

#: What the form sends in place of a session: all of them.
EVERY_SESSION = "all"
METHODS = {
    Method.PASSWORD: N_("パスワード"),
    Method.PASSKEY: N_("パスキー"),
    Method.OIDC: N_("会社のアカウント"),
    Method.DEMO: N_("デモ"),
}
#: The forms of the page, by what the template calls them.
FORMS: dict[str, type[Form]] = {
    "form": ChangePasswordForm,
    "ending": EndSessionForm,
    "removing": RemovePasskeyForm,
    "beginning": BeginFactorForm,
    "renewing": RenewCodesForm,
    "giving_up": GiveUpFactorForm,
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in words; `is_this` is the one of this browser."""

    session: SessionView
    device: str
    method: str
    is_this: bool


@bp.get("/account")
@signed_in
def own() -> ResponseReturnValue:
    """Everything one can change about signing in."""
    return own_page()


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Stores the new password and signs every other browser out; or shows what is wrong beside its field."""
    form = ChangePasswordForm()
    if not form.is_sent_and_sound():
        return own_page(form, status=400)
    try:
        opened = store_password(
            current_session(),
            current_entered(),
            old=str(form.old.data),
            new=str(form.password.data),
            visitor=visitor(),
            now=now(),
            new_id=services().new_id,
            new_key=services().new_key,
            known=signing().known,
        )
    except (WrongPassword, TooManyAttempts) as refused:
        return own_page(form, status=say_beside(form.old, refused))
    except DomainError as refused:
        form.show(refused)
        return own_page(form, status=400)
    enter(opened)
    flash(gettext("パスワードを変えました。ほかの端末はサインアウトしました。"))
    return redirect(url_for("accounts.own"))


@bp.post("/account/sessions/end")
@signed_in
def end_session() -> ResponseReturnValue:
    """Signs out the chosen browser of one's own, or every one, this one too; or shows why not beside its field."""
    form = EndSessionForm()
    if not form.is_sent_and_sound():
        return own_page(form, status=400)
    try:
        check_again(
            current_session(), current_entered(), password=form.password.data or "", visitor=visitor(), now=now()
        )
    except DomainError as refused:
        return own_page(form, status=say_beside(form.password, refused))
    if form.session.data == EVERY_SESSION:
        return _end_all()
    session_actions.end_own_session(
        current_session(), scope=current_scope(), public_id=str(form.session.data), now=now()
    )
    flash(gettext("その端末をサインアウトしました。"))
    return redirect(url_for("accounts.own"))


@bp.post("/account/passkeys/remove")
@signed_in
def remove_passkey() -> ResponseReturnValue:
    """Removes the chosen passkey; or shows why not beside its field."""
    form = RemovePasskeyForm()
    if not form.is_sent_and_sound():
        return own_page(form, status=400)
    try:
        name = passkey_actions.remove_passkey(
            current_session(),
            current_entered(),
            public_id=str(form.passkey.data),
            password=form.password.data or "",
            visitor=visitor(),
            now=now(),
        )
    except (WrongPassword, TooManyAttempts, SignInAgain) as refused:
        return own_page(form, status=say_beside(form.password, refused))
    flash(gettext("パスキー「%(name)s」を消しました。", name=name))
    return redirect(url_for("accounts.own"))


def _end_all() -> ResponseReturnValue:
    session_actions.end_all_sessions(current_session(), scope=current_scope(), now=now(), new_key=services().new_key)
    leave()
    flash(gettext("すべての端末をサインアウトしました。"))
    return redirect(url_for("accounts.sign_in"))


def own_page(refused: Form | None = None, *, status: int = 200) -> ResponseReturnValue:
    """One's own page, with that form as it was sent and what is wrong beside its fields; every other one is empty."""
    session, entered = current_session(), current_entered()
    account = current_account()
    assert account is not None
    lines = [
        SessionLine(each, device_name(each.device), gettext(METHODS[each.method]), each.public_id == entered.public_id)
        for each in queries.own_sessions(session, account.scope, now())
    ]
    text = render_template(
        "accounts/own.html",
        **{name: refused if isinstance(refused, kind) else kind(formdata=None) for name, kind in FORMS.items()},
        every=EVERY_SESSION,
        has_password=bool(account.password_hash),
        least=LEAST_PASSWORD_LENGTH,
        factor=queries.second_factor(session, account.id),
        is_needed=signing().is_second_factor_needed and account.role in STAFF,
        passkeys=queries.passkeys(session, account.id),
        has_passkeys=signing().party is not None,
        lines=lines,
    )
    return text, status
