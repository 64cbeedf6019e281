"""Links of mails: a forgotten password, an invitation."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import links as actions
from app.actions.accounts.passwords import choose_password
from app.domain.accounts import LEAST_PASSWORD_LENGTH
from app.domain.errors import DomainError, LinkExpired
from app.queries.accounts.signing import LinkView, open_link
from app.web.access import public
from app.web.accounts.blueprint import bp
from app.web.forms.accounts import ChoosePasswordForm, ForgottenForm
from app.web.months import now
from app.web.request import current_session, services
from app.web.visiting import signing, visitor


@bp.get("/sign-in/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    """The page that asks whom to send a link."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(), is_sent=False)


@bp.post("/sign-in/forgotten")
@public
def forgotten_submit() -> ResponseReturnValue:
    """The same answer for every address; whether somebody has it, a job finds out."""
    form = ForgottenForm()
    if not form.is_sent_and_sound():
        return render_template("accounts/forgotten.html", form=form, is_sent=False), 400
    actions.ask_reset(
        current_session(), email=str(form.email.data), visitor=visitor(), now=now(), new_id=services().new_id
    )
    return render_template("accounts/forgotten.html", form=form, is_sent=True)


@bp.get("/sign-in/link/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """The page on which a password is chosen; opening it uses nothing up."""
    found = _open(token)
    return _page(token, ChoosePasswordForm(), found) if found else _expired()


@bp.post("/sign-in/link/<token>")
@public
def link_submit(token: str) -> ResponseReturnValue:
    """Stores the password and leads to the sign-in page; the link opens nothing any more."""
    form, found = ChoosePasswordForm(), _open(token)
    if found is None:
        return _expired()
    if not form.is_sent_and_sound():
        return _page(token, form, found, status=400)
    try:
        choose_password(
            current_session(),
            link=signing().keys.link_of(token) or "",
            password=str(form.password.data),
            visitor=visitor(),
            now=now(),
            new_id=services().new_id,
            new_key=services().new_key,
            known=signing().known,
        )
    except LinkExpired:
        return _expired()
    except DomainError as refused:
        form.show(refused)
        return _page(token, form, found, status=400)
    flash(gettext("パスワードを決めました。サインインしてください。"))
    return redirect(url_for("accounts.sign_in"))


def _open(token: str) -> LinkView | None:
    public_id = signing().keys.link_of(token)
    return open_link(current_session(), public_id, now()) if public_id else None


def _page(token: str, form: ChoosePasswordForm, found: LinkView, status: int = 200) -> ResponseReturnValue:
    text = render_template("accounts/link.html", form=form, link=found, token=token, least=LEAST_PASSWORD_LENGTH)
    return text, status


def _expired() -> ResponseReturnValue:
    return render_template("accounts/expired.html"), 410
