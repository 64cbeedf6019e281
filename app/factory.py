"""`create_app`, the only place where everything meets."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from app import cli
from app.actions import accounts as accounts_actions
from app.adapters import logs
from app.adapters.clock import Clock, SystemClock, new_public_id, new_session_key
from app.adapters.metrics import Instruments
from app.config import Settings, load_settings, require_secret
from app.database import Database
from app.domain.accounts import Scope
from app.domain.worktime import instant_of
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.web import assistants, clients, health, home, hours, invoices, metrics, notices, plans, settings, tasks
from app.web.access import AccountDoor
from app.web.health import BrokerCheck
from app.web.request import Services, current_session, services, wire_session
from app.web.shell import RunningTimer, ShellFacts
from app.web.wiring import wire_web

PAGES = (home, tasks, plans, hours, invoices, clients, assistants, settings, notices, health, metrics)


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    new_id: Callable[[], str] = new_public_id,
    broker_check: BrokerCheck | None = None,
) -> Flask:
    """The web application.

    Args:
        settings: what it is told from outside.
        database: an open database; made from the settings otherwise.
        clock: says what time it is; the machine's otherwise.
        new_id: makes public ids.
        broker_check: whether the broker answers, for `/readyz`.

    Raises:
        SettingsError: the secret key is missing or unsafe.
    """
    require_secret(settings)
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    opened = database or Database(settings.database_url, pool_size=settings.pool_size)
    app.extensions["ennoshita"] = Services(opened, clock or SystemClock(), new_id, new_session_key)
    app.extensions[health.EXTENSION] = broker_check
    instruments = Instruments()
    instruments.watch_pool(opened.engine)
    wire_session(app)
    wire_web(app, settings=settings, door=_door(), shell_query=_shell, instruments=instruments)
    for page in PAGES:
        app.register_blueprint(page.bp)
    return app


def main() -> None:
    """The `ennoshita` command."""
    cli.run(_serving)


def wsgi() -> Flask:
    """The application in one of several processes: `gunicorn 'app.factory:wsgi()'`, each of which calls this once.

    Raises:
        SettingsError: a setting is missing or unsafe.
    """
    return _serving(load_settings())


def _serving(settings: Settings) -> Flask:
    logs.configure(settings.log_format)
    return create_app(settings)


def _door() -> AccountDoor:
    return AccountDoor(
        by_email=lambda email: accounts_queries.account_by_email(current_session(), email),
        by_session_key=lambda key: accounts_queries.account_by_session_key(current_session(), key),
        save_password_hash=lambda account_id, password_hash: accounts_actions.save_password_hash(
            current_session(), account_id, password_hash
        ),
        end_sessions=lambda account_id: accounts_actions.end_sessions(
            current_session(), account_id, new_key=services().new_key
        ),
        demo_accounts=lambda: accounts_queries.first_of_each_role(current_session()),
    )


def _shell(scope: Scope) -> ShellFacts:
    session = current_session()
    company = clients_queries.own_company(session, scope)
    issuer = None if company else accounts_queries.issuer(session)
    timer = hours_queries.running_timer(session, scope)
    return ShellFacts(
        company=company.name if company else issuer.name if issuer else "",
        unread_notices=accounts_queries.unseen_notices(session, scope),
        timer=RunningTimer(timer.task_name, timer.client_short_name, instant_of(timer.started_s)) if timer else None,
    )
