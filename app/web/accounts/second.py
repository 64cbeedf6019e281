"""The second factor at sign-in: asked for after the password, or set up, and its recovery codes shown once."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import second_factor as actions
from app.adapters.authenticators import ShownApp
from app.adapters.keyring import shown_code
from app.adapters.qr import qr_svg
from app.domain.accounts import Account
from app.domain.errors import NotFound, TooManyAttempts, WrongCode
from app.domain.signing import Entered, Opened, Stage
from app.queries.accounts.signing import sealed_totp
from app.web.access import current_account, enter, pending_entered, public
from app.web.accounts.blueprint import bp, go_on, target_asked
from app.web.accounts.refusals import say_beside
from app.web.forms.accounts import CodeForm
from app.web.months import now
from app.web.navigation import first_page
from app.web.request import current_session, services
from app.web.visiting import signing, visitor


@bp.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    """The page that asks for a code, where a sign-in waits for one."""
    return _code_page(CodeForm()) if _pending(Stage.CODE) else _begin_anew()


@bp.post("/sign-in/code")
@public
def code_submit() -> ResponseReturnValue:
    """In, for a code of the app or a recovery code; or the page again."""
    form, pending = CodeForm(), _pending(Stage.CODE)
    if pending is None:
        return _begin_anew()
    if not form.is_sent_and_sound():
        return _code_page(form, status=400)
    try:
        opened = actions.check_code(
            current_session(),
            pending,
            code=str(form.code.data),
            keys=signing().keys,
            visitor=visitor(),
            now=now(),
            new_id=services().new_id,
            new_key=services().new_key,
        )
    except NotFound:
        return _begin_anew()
    except (WrongCode, TooManyAttempts) as refused:
        return _code_page(form, status=say_beside(form.code, refused))
    return go_on(opened)


@bp.get("/sign-in/enrol")
@public
def enrol() -> ResponseReturnValue:
    """The page that sets up an app before somebody whose role must have one comes in."""
    pending = _pending(Stage.ENROL)
    return enrol_page(CodeForm(), pending) if pending else _begin_anew()


@bp.post("/sign-in/enrol/begin")
@public
def enrol_begin() -> ResponseReturnValue:
    """A key for the app of somebody who waits for it."""
    pending = _pending(Stage.ENROL)
    if pending is None:
        return _begin_anew()
    begin(pending.account)
    return redirect(url_for("accounts.enrol", next=target_asked()))


@bp.post("/sign-in/enrol")
@public
def enrol_submit() -> ResponseReturnValue:
    """In, with the recovery codes; or the page again."""
    pending = _pending(Stage.ENROL)
    return confirm(CodeForm(), pending) if pending else _begin_anew()


def _pending(stage: Stage) -> Entered | None:
    entered = None if current_account() else pending_entered()
    return entered if entered is not None and entered.stage is stage else None


def begin(account: Account) -> None:
    """A new key for an app, waiting to be confirmed."""
    actions.begin_totp(current_session(), account, keys=signing().keys, now=now(), new_key=services().new_key)


def waiting_app(account: Account) -> ShownApp | None:
    """The app that waits to be confirmed; None where none does, or its key was sealed with a secret that is gone."""
    sealed = sealed_totp(current_session(), account.id)
    return signing().keys.apps.shown(sealed, account.id, account.email) if sealed else None


def _begin_anew() -> ResponseReturnValue:
    return redirect(url_for("accounts.sign_in", next=target_asked()))


def confirm(form: CodeForm, entered: Entered) -> ResponseReturnValue:
    """The recovery codes, once the app has said a right code; or the page that sets it up again."""
    if not form.is_sent_and_sound():
        return enrol_page(form, entered, status=400)
    try:
        codes, opened = actions.confirm_totp(
            current_session(),
            entered,
            code=str(form.code.data),
            keys=signing().keys,
            visitor=visitor(),
            now=now(),
            new_id=services().new_id,
            new_key=services().new_key,
        )
    except (WrongCode, TooManyAttempts) as refused:
        return enrol_page(form, entered, status=say_beside(form.code, refused))
    return codes_page(codes, _after(opened))


def _after(opened: Opened | None) -> str:
    if opened is None:
        return url_for("accounts.own")
    enter(opened)
    return target_asked() or first_page(opened.account.role)


def _code_page(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/code.html", form=form), status


def enrol_page(form: CodeForm, entered: Entered, status: int = 200) -> ResponseReturnValue:
    """The QR code of the app that waits to be confirmed, or the button that begins where none does."""
    account = entered.account
    app = waiting_app(account)
    is_inside = entered.stage is Stage.WHOLE
    text = render_template(
        "accounts/second_factor.html" if is_inside else "accounts/enrol.html",
        form=form,
        email=account.email,
        picture=qr_svg(app.uri, gettext("認証アプリで読み取るコード")) if app else "",
        key=app.key if app else "",
    )
    return text, status


def codes_page(codes: list[str], onward: str) -> ResponseReturnValue:
    """Recovery codes, shown this once."""
    return render_template("accounts/recovery_codes.html", codes=[shown_code(each) for each in codes], onward=onward)
