"""Who may enter which page. Deny by default: an endpoint that declares nothing is refused.

Flask-Security-Too keeps who is signed in for the length of a request and ties it to the cookie; the session itself is a
row of ours, and the library sees accounts only through `AccountDoor`, never a model (docs/adr/0008, 0018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import RoleMixin, Security, UserDatastore, UserMixin, current_user
from flask_security.core import AnonymousUser
from flask_security.utils import login_user, logout_user

from app.config import Settings
from app.domain.accounts import Account, Role, Scope
from app.domain.signing import Entered, Method, Opened, Stage, Visitor
from app.web.addresses import page_sent_from

_View = TypeVar("_View", bound=Callable[..., Any])
#: Where a browser keeps the token of a session that still waits for its second factor.
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class AccountDoor:
    """How the pages reach accounts; the factory fills it with queries and actions.

    Attributes:
        entered: the session of a token, if it still holds.
        check: the account an address and a password belong to; raises WrongPassword or TooManyAttempts.
        opened: a new session of an account as it was when its first step was checked; raises WrongPassword otherwise.
        seen: writes down that a session is in use, where it is time to.
        ended: ends a session.
        demo_accounts: one a role.
    """

    entered: Callable[[str], Entered | None]
    check: Callable[[str, str, Visitor], Account]
    opened: Callable[[Account, Method, Visitor], Opened]
    seen: Callable[[Entered], None]
    ended: Callable[[Entered], None]
    demo_accounts: Callable[[], Sequence[Account]]


class SignedIn(UserMixin):
    """The account of this request, as Flask-Security wants to see it; `fs_uniquifier` is the token of its session."""

    fs_uniquifier = ""

    def __init__(self, account: Account, token: str, entered: Entered | None = None) -> None:
        self.account = account
        self.entered = entered
        self.id = account.id
        self.email = account.email
        self.password = account.password_hash
        self.active = account.is_active
        self.fs_uniquifier = token
        self.roles: list[Any] = []


class _Accounts(UserDatastore):
    def __init__(self, door: AccountDoor) -> None:
        super().__init__(SignedIn, RoleMixin)
        self._door = door

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> SignedIn | None:  # noqa: ARG002, FBT001, FBT002
        """The account of the session with that token; of one that is whole."""
        token = str(attributes.get("fs_uniquifier", ""))
        entered = self._door.entered(token)
        if entered is None or entered.stage is not Stage.WHOLE:
            return None
        return SignedIn(entered.account, token, entered)


@dataclass(frozen=True, slots=True)
class Access:
    """What an endpoint declares: everybody, everybody signed in (`roles` None), or some roles."""

    is_public: bool
    roles: frozenset[Role] | None


def _declare(access: Access) -> Callable[[_View], _View]:
    def mark(view: _View) -> _View:
        vars(view)["ennoshita_access"] = access
        return view

    return mark


def public(view: _View) -> _View:
    """The view, open to everybody."""
    return _declare(Access(is_public=True, roles=None))(view)


def signed_in(view: _View) -> _View:
    """The view, open to every account."""
    return _declare(Access(is_public=False, roles=None))(view)


def roles(*allowed: Role) -> Callable[[_View], _View]:
    """A decorator that opens a view to these roles alone."""
    return _declare(Access(is_public=False, roles=frozenset(allowed)))


def access_of(endpoint: str) -> Access | None:
    """What the endpoint declares; None if it declares nothing or does not exist."""
    view = current_app.view_functions.get(endpoint)
    return cast("Access | None", getattr(view, "ennoshita_access", None))


def may_enter(endpoint: str, role: Role) -> bool:
    """Whether the role may open the endpoint; False for one that does not exist."""
    access = access_of(endpoint)
    return access is not None and (access.is_public or access.roles is None or role in access.roles)


def current_account() -> Account | None:
    """The account of this request; None for a visitor."""
    return cast("SignedIn", current_user).account if current_user.is_authenticated else None


def current_entered() -> Entered:
    """The session of this request. Only for pages that ask for an account."""
    entered = cast("SignedIn", current_user).entered if current_user.is_authenticated else None
    if entered is None:
        abort(403)
    return entered


def pending_entered() -> Entered | None:
    """The session of this browser that waits for its second factor; None where none does."""
    token = session.get(PENDING)
    entered = door().entered(str(token)) if token else None
    return entered if entered is not None and entered.stage is not Stage.WHOLE else None


def account_if_known() -> Account | None:
    """The account of this request if something asked for it already; nothing is looked up."""
    return current_account() if "_login_user" in g else None


def go_on_unknown() -> None:
    """From here on the request is a visitor's unless its account is known: nobody looks it up any more."""
    # Where Flask-Login keeps who asks; it has no public way of saying that nobody does.
    g.setdefault("_login_user", AnonymousUser())  # type: ignore[no-untyped-call]


def current_scope() -> Scope:
    """The scope of this request, to hand to queries and actions. Only for pages that ask for an account."""
    account = current_account()
    if account is None:
        abort(403)
    return account.scope


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page, or another method: the router says so
    access = access_of(request.endpoint)
    if access is not None and access.is_public:
        return None
    account = current_account()
    if account is None:
        return _to_sign_in()
    if not may_enter(request.endpoint, account.role):
        abort(403)
    door().seen(current_entered())
    return None


def _to_sign_in() -> ResponseReturnValue:
    is_taken_in_place = request.headers.get("HX-Request") == "true"
    if request.method not in {"GET", "HEAD"}:
        # What was sent is lost to us: the sign-in page says so, and leads back to the form.
        url = url_for("accounts.sign_in", next=page_sent_from(), unsaved=1)
    elif is_taken_in_place:
        url = url_for("accounts.sign_in")
    else:
        url = url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
    return ("", 204, {"HX-Redirect": url}) if is_taken_in_place else redirect(url)


def answer_to_unproven() -> ResponseReturnValue | None:
    """Where a form without the token of its session leads: a visitor to signing in, if the page asks for an account."""
    access = access_of(request.endpoint or "")
    is_open = access is not None and access.is_public
    return None if is_open or current_account() is not None else _to_sign_in()


def door() -> AccountDoor:
    """How this app reaches accounts."""
    return cast("AccountDoor", current_app.extensions["ennoshita_accounts"])


def enter(opened: Opened) -> None:
    """Gives the browser its session, in a fresh cookie that keeps only the chosen language."""
    locale = session.get("locale", opened.account.locale)
    session.clear()
    session["locale"] = locale
    if opened.stage is Stage.WHOLE:
        login_user(SignedIn(opened.account, opened.token))
    else:
        session[PENDING] = opened.token


def leave() -> None:
    """Ends this browser's session and empties its cookie but for the chosen language."""
    locale = session.get("locale")
    entered = cast("SignedIn", current_user).entered if current_user.is_authenticated else pending_entered()
    if entered is not None:
        # The cookie itself cannot be taken back; without its row a copy of it opens nothing any more.
        door().ended(entered)
    logout_user()
    session.clear()
    if locale:
        session["locale"] = locale


def wire_access(app: Flask, settings: Settings, door: AccountDoor) -> None:
    """Connects Flask-Security to the accounts and puts the guard before every request."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the algorithm
        # Hashes are made and checked in adapters/passwords.py; the library is told, so that it asks for no salt.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        # `__Host-` binds the cookie to this very host and to TLS; a browser takes it over nothing else.
        SESSION_COOKIE_NAME="__Host-session" if settings.secure_cookies else "session",
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )
    Security(app, _Accounts(door), register_blueprint=False)
    public(app.view_functions["static"])
    app.before_request(_guard)
