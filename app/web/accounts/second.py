"""The second factor: asked for after the password, set up, its recovery codes shown once."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import second_factor as actions
from app.actions.accounts.sign_in import check_own_password
from app.adapters.authenticators import ShownApp
from app.adapters.keyring import shown_code
from app.adapters.qr import qr_svg
from app.domain.accounts import Account
from app.domain.errors import DomainError, NotFound, TooManyAttempts, WrongCode, WrongPassword
from app.domain.signing import Entered, Opened, Stage
from app.queries.accounts.signing import sealed_totp
from app.web.access import current_account, current_entered, enter, pending_entered, public, signed_in
from app.web.accounts.blueprint import bp, go_on, target_asked
from app.web.forms.accounts import CodeForm, PasswordForm
from app.web.months import now
from app.web.navigation import first_page
from app.web.request import current_session, services
from app.web.sentences import sentence_of
from app.web.visiting import signing, visitor, wait_words


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
        return _code_page(_refused(form, refused), status=_status(refused))
    return go_on(opened)


@bp.get("/sign-in/enrol")
@public
def enrol() -> ResponseReturnValue:
    """The page that sets up an app before somebody whose role must have one comes in."""
    pending = _pending(Stage.ENROL)
    return _enrol_page(CodeForm(), pending) if pending else _begin_anew()


@bp.post("/sign-in/enrol/begin")
@public
def enrol_begin() -> ResponseReturnValue:
    """A key for the app of somebody who waits for it."""
    pending = _pending(Stage.ENROL)
    if pending is None:
        return _begin_anew()
    _begin(pending.account)
    return redirect(url_for("accounts.enrol", next=target_asked()))


@bp.post("/sign-in/enrol")
@public
def enrol_submit() -> ResponseReturnValue:
    """In, with the recovery codes; or the page again."""
    pending = _pending(Stage.ENROL)
    return _confirm(CodeForm(), pending) if pending else _begin_anew()


@bp.get("/account/second-factor")
@signed_in
def second_factor() -> ResponseReturnValue:
    """The page that sets up an app for who is signed in and has begun to; one's own page for everybody else."""
    entered = current_entered()
    if _waiting(entered.account) is None:
        return redirect(url_for("accounts.own"))
    return _enrol_page(CodeForm(), entered)


@bp.post("/account/second-factor/begin")
@signed_in
def second_factor_begin() -> ResponseReturnValue:
    """A new key for an app, for who knows the password: whoever finds an open screen locks nobody out."""
    form, account = PasswordForm(), current_entered().account
    if not form.is_sent_and_sound():
        return redirect(url_for("accounts.own"))
    try:
        check_own_password(
            current_session(),
            account_id=account.id,
            password=str(form.password.data),
            visitor=visitor(),
            now=now(),
        )
    except DomainError as refused:
        flash(_said(refused), "bad")
        return redirect(url_for("accounts.own"))
    _begin(account)
    return redirect(url_for("accounts.second_factor"))


@bp.post("/account/second-factor")
@signed_in
def second_factor_submit() -> ResponseReturnValue:
    """The recovery codes, once the app has said a right code; or the page again."""
    return _confirm(CodeForm(), current_entered())


@bp.post("/account/recovery-codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    """New recovery codes in place of the old ones."""
    form = PasswordForm()
    if form.is_sent_and_sound():
        try:
            codes = actions.renew_codes(
                current_session(),
                account=current_entered().account,
                password=str(form.password.data),
                visitor=visitor(),
                now=now(),
                new_key=services().new_key,
            )
        except DomainError as refused:
            flash(_said(refused), "bad")
        else:
            return _codes_page(codes, url_for("accounts.own"))
    return redirect(url_for("accounts.own"))


@bp.post("/account/second-factor/off")
@signed_in
def second_factor_off() -> ResponseReturnValue:
    """Gives the app up, where the role may."""
    form = PasswordForm()
    if form.is_sent_and_sound():
        try:
            actions.give_up_totp(
                current_session(),
                account=current_entered().account,
                password=str(form.password.data),
                is_second_factor_needed=signing().is_second_factor_needed,
                visitor=visitor(),
                now=now(),
                new_id=services().new_id,
            )
        except DomainError as refused:
            flash(_said(refused), "bad")
        else:
            flash(gettext("2段階目の確認をやめました。"))
    return redirect(url_for("accounts.own"))


def _pending(stage: Stage) -> Entered | None:
    entered = None if current_account() else pending_entered()
    return entered if entered is not None and entered.stage is stage else None


def _begin(account: Account) -> None:
    actions.begin_totp(current_session(), account, keys=signing().keys, now=now(), new_key=services().new_key)


def _waiting(account: Account) -> ShownApp | None:
    """The app that waits to be confirmed; None where none does, or its key was sealed with a secret that is gone."""
    sealed = sealed_totp(current_session(), account.id)
    return signing().keys.apps.shown(sealed, account.id, account.email) if sealed else None


def _begin_anew() -> ResponseReturnValue:
    return redirect(url_for("accounts.sign_in", next=target_asked()))


def _confirm(form: CodeForm, entered: Entered) -> ResponseReturnValue:
    if not form.is_sent_and_sound():
        return _enrol_page(form, entered, status=400)
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
        return _enrol_page(_refused(form, refused), entered, status=_status(refused))
    return _codes_page(codes, _after(opened))


def _after(opened: Opened | None) -> str:
    if opened is None:
        return url_for("accounts.own")
    enter(opened)
    return target_asked() or first_page(opened.account.role)


def _refused(form: CodeForm, refused: DomainError) -> CodeForm:
    form.code.errors = [_said(refused)]
    return form


def _said(refused: DomainError) -> str:
    if isinstance(refused, TooManyAttempts):
        words = wait_words(int(refused.params["wait_s"]))
        return str(gettext("続けて間違えたため、あと%(wait)s待ってからお試しください。", wait=words))
    if isinstance(refused, WrongPassword):
        return str(gettext("いまのパスワードが違います。"))
    return sentence_of(refused.problems()[0])


def _status(refused: DomainError) -> int:
    return 429 if isinstance(refused, TooManyAttempts) else 403


def _code_page(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    return render_template("accounts/code.html", form=form), status


def _enrol_page(form: CodeForm, entered: Entered, status: int = 200) -> ResponseReturnValue:
    """The QR code of the app that waits to be confirmed, or the button that begins where none does."""
    account = entered.account
    app = _waiting(account)
    is_inside = entered.stage is Stage.WHOLE
    text = render_template(
        "accounts/second_factor.html" if is_inside else "accounts/enrol.html",
        form=form,
        email=account.email,
        picture=qr_svg(app.uri, gettext("認証アプリで読み取るコード")) if app else "",
        key=app.key if app else "",
    )
    return text, status


def _codes_page(codes: list[str], onward: str) -> ResponseReturnValue:
    return render_template("accounts/recovery_codes.html", codes=[shown_code(each) for each in codes], onward=onward)
