"""A small app of the web room alone: accounts in a dictionary, a fixed clock, two pages of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import argon2
import pytest
from flask import Blueprint, Flask, render_template_string

import app.web
from app.adapters.passwords import is_password
from app.config import Settings
from app.database import Database
from app.domain.accounts import Account, Role, Scope
from app.domain.errors import Forbidden, ManyProblems, MonthClosed, NotFound, Problem, WrongPassword
from app.domain.signing import Entered, Method, Opened, Stage, Visitor
from app.web import home, hours, invoices, notices, plans, tasks
from app.web.access import AccountDoor, current_scope, public, roles, signed_in
from app.web.months import month_of_request
from app.web.shell import RunningTimer, ShellFacts
from app.web.wiring import wire_web
from tests.app.web.working_month import Operation, make_month, open_month
from tests.clocks import START, CountingIds, FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

PASSWORD = "縁の下の力持ち 2026"
WEB = Path(app.web.__file__).parent
NAMES = {
    Role.CLIENT: "山田 直子",
    Role.ASSISTANT: "髙橋 美咲",
    Role.OPERATOR: "岡本 誠",
    Role.ADMINISTRATOR: "藤井 純",
}


def _account(number: int, role: Role, password_hash: str) -> Account:
    return Account(
        id=number,
        public_id=f"acc-{role.value}",
        email=f"{role.value}@example.jp",
        display_name=NAMES[role],
        role=role,
        client_id=7 if role is Role.CLIENT else None,
        assistant_id=8 if role is Role.ASSISTANT else None,
        password_hash=password_hash,
        is_active=True,
        locale="ja",
        session_key=f"key-{role.value}",
    )


@dataclass
class FakeAccounts:
    """Accounts in memory, one for each role."""

    accounts: dict[int, Account] = field(default_factory=dict)
    #: token -> account and the key it was opened with
    sessions: dict[str, tuple[int, str]] = field(default_factory=dict)

    def change(self, role: Role, **changes: object) -> None:
        account = next(each for each in self.accounts.values() if each.role is role)
        self.accounts[account.id] = replace(account, **changes)  # type: ignore[arg-type]

    def by_email(self, email: str) -> Account | None:
        return next((each for each in self.accounts.values() if each.email == email.lower()), None)

    def entered(self, token: str) -> Entered | None:
        found = self.sessions.get(token)
        account = self.accounts[found[0]] if found else None
        if found is None or account is None or not account.is_active or account.session_key != found[1]:
            return None
        return Entered(account, token, Stage.WHOLE, Method.PASSWORD, START, START)

    def check(self, email: str, password: str, visitor: Visitor) -> Account:
        account = self.by_email(email)
        if account is None or not account.is_active or not is_password(account.password_hash, password):
            raise WrongPassword
        return account

    def opened(self, account: Account, method: Method, visitor: Visitor) -> Opened:
        token = f"token-{len(self.sessions)}"
        self.sessions[token] = (account.id, self.accounts[account.id].session_key)
        return Opened(token, Stage.WHOLE, self.accounts[account.id])

    def seen(self, entered: Entered) -> None:
        pass

    def ended(self, entered: Entered) -> None:
        del self.sessions[entered.public_id]

    def demo_accounts(self) -> list[Account]:
        return list(self.accounts.values())

    def door(self) -> AccountDoor:
        return AccountDoor(self.entered, self.check, self.opened, self.seen, self.ended, self.demo_accounts)


@dataclass
class Surroundings:
    """What `app.extensions["ennoshita"]` offers to pages."""

    clock: FakeClock
    new_id: CountingIds = field(default_factory=CountingIds)


def _pages() -> Blueprint:
    pages = Blueprint("pages", __name__)

    @pages.get("/open")
    @public
    def open_to_all() -> str:
        return "open"

    @pages.get("/mine")
    @signed_in
    def mine() -> str:
        return f"role={current_scope().role.value} client={current_scope().client_id}"

    @pages.post("/mine")
    @signed_in
    def send() -> str:
        return "sent"

    @pages.get("/staff")
    @roles(Role.OPERATOR, Role.ADMINISTRATOR)
    def staff() -> str:
        return "staff"

    @pages.get("/forgotten")
    def forgotten() -> str:
        return "nobody declared who may see this"

    @pages.get("/framed")
    @signed_in
    def framed() -> str:
        return render_template_string('{% extends "layout.html" %}{% block main %}<p>本文</p>{% endblock %}')

    @pages.get("/monthly")
    @signed_in
    def monthly() -> str:
        return str(month_of_request())

    @pages.get("/broken/<kind>")
    @signed_in
    def broken(kind: str) -> str:
        if kind == "many":
            raise ManyProblems([Problem("month_format", row=3), Problem("future_entry", row=5)])
        raise {"missing": NotFound, "forbidden": Forbidden, "closed": MonthClosed}.get(kind, ZeroDivisionError)

    return pages


def _tabs() -> list[Blueprint]:
    homes = []
    for noun, allowed in (
        ("home", tuple(Role)),
        ("tasks", tuple(Role)),
        ("clients", (Role.OPERATOR,)),
        ("notices", tuple(Role)),
    ):
        page = Blueprint(noun, __name__)
        path = "/" if noun == "home" else f"/{noun}"
        view = roles(*allowed)(lambda: render_template_string('{% extends "layout.html" %}'))
        page.add_url_rule(path, "index", view)
        homes.append(page)
    return homes


def make_app(fakes: FakeAccounts, clock: FakeClock, data_dir: Path, *, demo: bool = True, **changes: Any) -> Flask:
    flask_app = Flask("app", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    flask_app.extensions["ennoshita"] = Surroundings(clock)
    settings = Settings("sqlite://", "a key for tests that is long enough", data_dir, demo, **changes)

    def shell_query(scope: Scope) -> ShellFacts:
        before = ("item-1", "月次の売掛金の消込")
        running = RunningTimer("timer-1", "受領請求書の処理", "アオゾラ設計室", clock.now(), before)
        return ShellFacts(
            "みなと事務サポート",
            unread_notices=3,
            counts={"tasks.index": 14},
            timer=running if scope.assistant_id else None,
        )

    wire_web(flask_app, settings=settings, door=fakes.door(), shell_query=shell_query)
    for page in (_pages(), *_tabs()):
        flask_app.register_blueprint(page)
    return flask_app


@pytest.fixture(scope="session")
def password_hash() -> str:
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_accounts(password_hash: str) -> dict[int, Account]:
    return {n: _account(n, role, password_hash) for n, role in enumerate(Role, start=1)}


@pytest.fixture
def fakes(password_hash: str) -> FakeAccounts:
    return FakeAccounts(make_accounts(password_hash))


@pytest.fixture
def web(fakes: FakeAccounts, clock: FakeClock, tmp_path: Path) -> Flask:
    """The demo app, without form tokens; `test_security.py` makes one with them."""
    flask_app = make_app(fakes, clock, tmp_path)
    flask_app.config.update(WTF_CSRF_ENABLED=False)
    return flask_app


@pytest.fixture
def browser(web: Flask) -> FlaskClient:
    return web.test_client()


def sign_in(browser: FlaskClient, role: Role) -> None:
    """Through the demo's button, as a visitor would."""
    answer = browser.post("/sign-in/demo", data={"account": f"acc-{role.value}"})
    assert answer.status_code == 302


@pytest.fixture(scope="session")
def month_file(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small operation in the middle of November; made once, to be copied."""
    path = tmp_path_factory.mktemp("month") / "month.db"
    shutil.copyfile(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    make_month(database, CountingIds())
    database.dispose()
    return path


@pytest.fixture
def operation(month_file: Path, clock: FakeClock, tmp_path: Path) -> Iterator[Operation]:
    """A copy of that operation on Wednesday 18 November 2026, 9:00, with the pages of a month."""
    path = tmp_path / "month.db"
    shutil.copyfile(month_file, path)
    opened = open_month(path, clock, tmp_path, home.bp, tasks.bp, plans.bp, hours.bp, invoices.bp, notices.bp)
    yield opened
    opened.database.dispose()
