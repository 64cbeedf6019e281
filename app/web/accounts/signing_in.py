"""Sign in, sign in to the demo, sign out."""

from __future__ import annotations

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.accounts import Account, Role
from app.domain.errors import TooManyAttempts, WrongPassword
from app.domain.signing import Method
from app.web.access import current_account, door, leave, pending_entered, public
from app.web.accounts.blueprint import bp, go_on
from app.web.forms.accounts import SignInForm
from app.web.navigation import first_page
from app.web.visiting import signing, visitor, wait_words


def _demo_accounts() -> list[Account]:
    """One account a role, in the order of the roles; nothing outside of the demo."""
    if not current_app.config["ENNOSHITA_DEMO"]:
        return []
    order = list(Role)
    return sorted(door().demo_accounts(), key=lambda account: order.index(account.role))


def _page(form: SignInForm, *, refused: str = "", status: int = 200) -> ResponseReturnValue:
    text = render_template(
        "accounts/sign_in.html",
        form=form,
        demo_accounts=_demo_accounts(),
        refused=refused,
        provider=signing().provider_name or gettext("会社のアカウント") if signing().provider else "",
        has_passkeys=signing().party is not None,
    )
    return text, status


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who is already in goes on."""
    account = current_account()
    if account is not None and (target := first_page(account.role)) != request.path:
        return redirect(target)
    return _page(SignInForm())


@bp.post("/sign-in")
@public
def sign_in_submit() -> ResponseReturnValue:
    """In, or on to the second factor; or the page again, with the same words for a wrong password and any address."""
    form = SignInForm()
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    try:
        account = door().check(str(form.email.data).strip(), str(form.password.data), visitor())
        opened = door().opened(account, Method.PASSWORD, visitor())
    except WrongPassword:
        return _page(form, refused=gettext("メールアドレスかパスワードが違います。"), status=403)
    except TooManyAttempts as error:
        words = wait_words(int(error.params["wait_s"]))
        said = gettext("続けて間違えたため、あと%(wait)s待ってからお試しください。", wait=words)
        return _page(form, refused=said, status=429)
    return go_on(opened)


@bp.post("/sign-in/demo")
@public
def sign_in_demo() -> ResponseReturnValue:
    """In as a demo account; there is no such page outside of the demo."""
    wanted = request.form.get("account", "")
    account = next((each for each in _demo_accounts() if each.public_id == wanted), None)
    if account is None:
        abort(404)
    return go_on(door().opened(account, Method.DEMO, visitor()))


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Out, also of a sign-in that waits for its second factor."""
    if current_account() is not None or pending_entered() is not None:
        leave()
    return redirect(url_for("accounts.sign_in"))
