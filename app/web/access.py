"""Who may enter which page. Deny by default: an endpoint that declares nothing is refused.

Flask-Security-Too keeps the session and checks passwords; it sees accounts only through `AccountDoor`, never a model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import RoleMixin, Security, UserDatastore, UserMixin, current_user, hash_password
from flask_security.core import AnonymousUser
from flask_security.utils import login_user, logout_user, verify_password

from app.config import Settings
from app.domain.accounts import Account, Role, Scope

_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class AccountDoor:
    """How the pages reach accounts; the factory fills it with queries and actions."""

    by_email: Callable[[str], Account | None]
    by_session_key: Callable[[str], Account | None]
    save_password_hash: Callable[[int, str], None]
    demo_accounts: Callable[[], Sequence[Account]]
    end_sessions: Callable[[int], None]


class SignedIn(UserMixin):
    """The account of this request, as Flask-Security wants to see it; `fs_uniquifier` ties the session to it."""

    fs_uniquifier = ""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.id = account.id
        self.email = account.email
        self.password = account.password_hash
        self.active = account.is_active
        self.fs_uniquifier = account.session_key
        self.roles: list[Any] = []


class _Accounts(UserDatastore):
    def __init__(self, door: AccountDoor) -> None:
        super().__init__(SignedIn, RoleMixin)
        self._door = door

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> SignedIn | None:  # noqa: ARG002, FBT001, FBT002
        """The account with that e-mail address or session key."""
        if "fs_uniquifier" in attributes:
            account = self._door.by_session_key(attributes["fs_uniquifier"])
        else:
            account = self._door.by_email(attributes["email"])
        return SignedIn(account) if account else None

    def put(self, user: SignedIn) -> None:
        """Keeps a renewed password hash, the one thing the library changes."""
        self._door.save_password_hash(user.id, user.password or "")


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
    return None


def _to_sign_in() -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    url = url_for("accounts.sign_in", next=target)
    if request.headers.get("HX-Request") == "true":
        return "", 204, {"HX-Redirect": url_for("accounts.sign_in")}
    return redirect(url)


@cache
def _hash_of_nobody(_app: Flask) -> str:
    return hash_password("an address nobody has")


def check_password(door: AccountDoor, email: str, password: str) -> Account | None:
    """The account that address and password belong to; None otherwise, after the same work for an unknown address."""
    account = door.by_email(email)
    app = cast("Any", current_app)._get_current_object()  # noqa: SLF001 - Flask's documented way to the app itself
    known_hash = account.password_hash if account else ""
    if not verify_password(password, known_hash or _hash_of_nobody(app)) or not known_hash:
        return None
    return account if account and account.is_active else None


def enter(account: Account) -> None:
    """Signs the account in, in a fresh session that keeps only the chosen language."""
    locale = session.get("locale", account.locale)
    session.clear()
    session["locale"] = locale
    login_user(SignedIn(account))


def leave() -> None:
    """Signs the account out everywhere and empties the session but for the chosen language."""
    locale = session.get("locale")
    account = current_account()
    if account is not None:
        # The cookie itself cannot be taken back; without its key a copy of it opens nothing any more.
        cast("AccountDoor", current_app.extensions["ennoshita_accounts"]).end_sessions(account.id)
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
        # Plain argon2id: the command line and the seeds make hashes without a web app around them.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )
    Security(app, _Accounts(door), register_blueprint=False)
    public(app.view_functions["static"])
    app.before_request(_guard)
