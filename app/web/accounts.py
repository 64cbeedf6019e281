"""Sign in, sign in to the demo, sign out."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.accounts import Account, Role
from app.web.access import AccountDoor, check_password, current_account, enter, leave, public, signed_in
from app.web.forms.accounts import SignInForm
from app.web.navigation import first_page

bp = Blueprint("accounts", __name__)


def _door() -> AccountDoor:
    return cast("AccountDoor", current_app.extensions["ennoshita_accounts"])


def _demo_accounts() -> list[Account]:
    """One account a role, in the order of the roles; nothing outside of the demo."""
    if not current_app.config["ENNOSHITA_DEMO"]:
        return []
    order = list(Role)
    return sorted(_door().demo_accounts(), key=lambda account: order.index(account.role))


def _page(form: SignInForm, *, refused: bool, status: int = 200) -> ResponseReturnValue:
    text = render_template("accounts/sign_in.html", form=form, demo_accounts=_demo_accounts(), refused=refused)
    return text, status


def _after(account: Account) -> ResponseReturnValue:
    """To the page that was asked for, if it is one of ours, else to the role's first page."""
    target = request.args.get("next", "")
    # A browser reads "//host" and "/\host" as another site.
    is_ours = target.startswith("/") and target[1:2] not in {"/", "\\"} and target.isprintable()
    return redirect(target if is_ours else first_page(account.role))


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who is already in goes on."""
    account = current_account()
    if account is not None and (target := first_page(account.role)) != request.path:
        return redirect(target)
    return _page(SignInForm(), refused=False)


@bp.post("/sign-in")
@public
def sign_in_submit() -> ResponseReturnValue:
    """In, or the page again with the same words for a wrong password and an unknown address."""
    form = SignInForm()
    if not form.is_sent_and_sound():
        return _page(form, refused=False, status=400)
    account = check_password(_door(), str(form.email.data).strip(), str(form.password.data))
    if account is None:
        return _page(form, refused=True, status=403)
    enter(account)
    return _after(account)


@bp.post("/sign-in/demo")
@public
def sign_in_demo() -> ResponseReturnValue:
    """In as a demo account; there is no such page outside of the demo."""
    wanted = request.form.get("account", "")
    account = next((each for each in _demo_accounts() if each.public_id == wanted), None)
    if account is None:
        abort(404)
    enter(account)
    return _after(account)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Out."""
    leave()
    return redirect(url_for("accounts.sign_in"))
