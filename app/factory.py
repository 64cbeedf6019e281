"""`create_app`, the only place where everything meets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from app import cli
from app.actions import accounts as accounts_actions
from app.adapters import logs
from app.adapters.clock import Clock, SystemClock, new_public_id, new_session_key
from app.adapters.metrics import Instruments
from app.config import Settings, load_settings, require_secret, unknown_names
from app.database import Database
from app.domain.accounts import Scope
from app.jobs.background import Background, JobsOfProcess
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import jobs as jobs_queries
from app.web import (
    assistants,
    clients,
    health,
    home,
    hours,
    invoices,
    jobs,
    lists,
    metrics,
    notices,
    plans,
    preferences,
    reports,
    search,
    settings,
    tasks,
)
from app.web.access import AccountDoor
from app.web.gate import tell_at_start
from app.web.health import BrokerCheck
from app.web.jobs.broker import EXTENSION as JOBS_BROKER
from app.web.jobs.broker import BrokerNews
from app.web.request import Services, current_session, services, wire_session
from app.web.shell import ShellFacts, running_timer, small_job, stopped_work
from app.web.wiring import wire_web

#: Where the background work of the process is kept, for `gunicorn.conf.py`.
JOBS = "ennoshita_jobs"
PAGES = (
    home,
    tasks,
    plans,
    hours,
    invoices,
    lists,
    clients,
    assistants,
    settings,
    notices,
    preferences,
    reports,
    search,
    jobs,
    health,
    metrics,
)


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
        broker_check: whether the broker answers, for `/readyz` and for the pages of jobs.

    Raises:
        SettingsError: the secret key is missing or unsafe.
    """
    require_secret(settings)
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    opened = database or Database(settings.database_url, pool_size=settings.pool_size)
    app.extensions["ennoshita"] = Services(opened, clock or SystemClock(), new_id, new_session_key)
    app.extensions[health.EXTENSION] = broker_check
    app.extensions[JOBS_BROKER] = BrokerNews(broker_check) if broker_check else None
    instruments = Instruments()
    instruments.watch_pool(opened.engine)
    wire_session(app)
    wire_web(
        app,
        settings=settings,
        door=_door(),
        shell_query=_shell,
        instruments=instruments,
        require_fit=opened.require_fit,
    )
    for page in PAGES:
        app.register_blueprint(page.bp)
    return app


def main() -> None:
    """The `ennoshita` command."""
    cli.run(serving, Background)


def wsgi() -> Flask:
    """The application in one of several processes: `gunicorn 'app.factory:wsgi()'`, each of which calls this once.

    Its background work begins when `gunicorn.conf.py` says that the process stands, or else at its first request: the
    process that called this may only be the one that the others are forked from.

    Raises:
        SettingsError: a setting is missing or unsafe.
    """
    app = _with_jobs(load_settings())
    tell_at_start(app.extensions["ennoshita"].database.require_fit, unknown_names())
    app.before_request(app.extensions[JOBS].begin)
    return app


@contextmanager
def serving(settings: Settings) -> Iterator[Flask]:
    """The application with its background work, as long as it is served in this process.

    Raises:
        SettingsError: a setting is missing or unsafe.
    """
    app = _with_jobs(settings)
    jobs: JobsOfProcess = app.extensions[JOBS]
    database = app.extensions["ennoshita"].database
    jobs.begin()
    try:
        yield app
    finally:
        jobs.end()
        database.dispose()


def _with_jobs(settings: Settings) -> Flask:
    logs.configure(settings.log_format)
    background = Background(settings, SystemClock(), new_public_id)
    app = create_app(settings, broker_check=background.broker_answers)
    app.extensions[JOBS] = JobsOfProcess(background, app.extensions["ennoshita"].database)
    return app


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
    timer, last = hours_queries.running_timer(session, scope), hours_queries.last_timer(session, scope)
    waiting = jobs_queries.waiting(session, scope)
    return ShellFacts(
        company=company.name if company else issuer.name if issuer else "",
        unread_notices=waiting.unseen_notices,
        timer=running_timer(timer, last),
        stopped=stopped_work(timer, last),
        job=small_job(waiting.job, waiting.jobs),
    )
