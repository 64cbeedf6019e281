"""One's own second factor: set up with the password, and with a code besides given new recovery codes or given up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import second_factor as actions
from app.actions.accounts.sign_in import check_own_password
from app.domain.errors import (
    Forbidden,
    NotFound,
    SecondFactorNeeded,
    TooManyAttempts,
    WrongCode,
    WrongPassword,
)
from app.web.access import current_entered, signed_in
from app.web.accounts.blueprint import bp
from app.web.accounts.own import own_page
from app.web.accounts.refusals import said, say_beside
from app.web.accounts.second import begin, codes_page, confirm, enrol_page, waiting_app
from app.web.forms.accounts import BeginFactorForm, CodeForm, GiveUpFactorForm, RenewCodesForm
from app.web.months import now
from app.web.request import current_session, services
from app.web.visiting import signing, visitor

Done = TypeVar("Done")


@bp.get("/account/second-factor")
@signed_in
def second_factor() -> ResponseReturnValue:
    """The page that sets up an app for who is signed in and has begun to; one's own page for everybody else."""
    entered = current_entered()
    if waiting_app(entered.account) is None:
        return redirect(url_for("accounts.own"))
    return enrol_page(CodeForm(), entered)


@bp.post("/account/second-factor/begin")
@signed_in
def second_factor_begin() -> ResponseReturnValue:
    """A key for a first app, for who knows the password: whoever finds an open screen locks nobody out."""
    form, account = BeginFactorForm(), current_entered().account
    if not form.is_sent_and_sound():
        return own_page(form, status=400)
    try:
        check_own_password(
            current_session(),
            account_id=account.id,
            password=str(form.password.data),
            visitor=visitor(),
            now=now(),
        )
    except (WrongPassword, TooManyAttempts) as refused:
        return own_page(form, status=say_beside(form.password, refused))
    try:
        begin(account)
    except Forbidden:
        return _own(gettext("認証アプリはすでに設定されています。"), "bad")
    return redirect(url_for("accounts.second_factor"))


@bp.post("/account/second-factor")
@signed_in
def second_factor_submit() -> ResponseReturnValue:
    """The recovery codes, once the app has said a right code; or the page again."""
    return confirm(CodeForm(), current_entered())


@bp.post("/account/recovery-codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    """New recovery codes in place of the old ones; or what is wrong beside its field."""
    return _with_code(
        RenewCodesForm(),
        partial(actions.renew_codes, current_session()),
        lambda codes: codes_page(codes, url_for("accounts.own")),
    )


@bp.post("/account/second-factor/off")
@signed_in
def second_factor_off() -> ResponseReturnValue:
    """Gives the app up, where the role may; or what is wrong beside its field."""
    give_up = partial(
        actions.give_up_totp,
        current_session(),
        is_second_factor_needed=signing().is_second_factor_needed,
        new_id=services().new_id,
    )
    return _with_code(
        GiveUpFactorForm(), give_up, lambda _nothing: _own(gettext("2段階目の確認をやめました。"), "message")
    )


def _with_code(
    form: RenewCodesForm | GiveUpFactorForm, deed: Callable[..., Done], answer: Callable[[Done], ResponseReturnValue]
) -> ResponseReturnValue:
    """What answers the deed, done for who knows the password and has a code; or what is wrong beside its field."""
    if not form.is_sent_and_sound():
        return own_page(form, status=400)
    try:
        done = deed(
            account=current_entered().account,
            password=str(form.password.data),
            code=str(form.code.data),
            keys=signing().keys,
            visitor=visitor(),
            now=now(),
            new_key=services().new_key,
        )
    except (WrongPassword, WrongCode, TooManyAttempts) as refused:
        return own_page(form, status=say_beside(form[refused.field or "password"], refused))
    except (SecondFactorNeeded, NotFound) as refused:
        # What was sent stood on a page from before: as it is now, it shows no such form any more.
        return _own(said(refused), "bad")
    return answer(done)


def _own(sentence: str, kind: str) -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("accounts.own"))
