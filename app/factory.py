"""`create_app`, the only place where everything meets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from app import cli
from app.actions.accounts import sessions
from app.actions.accounts.sign_in import check_sign_in
from app.adapters import logs
from app.adapters.clock import Clock, SystemClock, new_public_id, new_session_key
from app.adapters.metrics import Instruments
from app.config import Settings, load_settings, require_secret, unknown_names
from app.database import Database
from app.domain.accounts import Scope
from app.domain.signing import Entered, Stage
from app.jobs.background import Background, JobsOfProcess
from app.queries import accounts as accounts_queries
from app.queries import hours as hours_queries
from app.queries import jobs as jobs_queries
from app.queries.accounts import signing as signing_queries
from app.queries.wall import sees_through_wall
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
from app.web.request import Services, acts_for, current_session, services, wire_session
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
        door=account_door(settings),
        shell_query=shell_facts,
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
    database: Database = app.extensions["ennoshita"].database
    tell_at_start(database.require_fit, unknown_names(), lambda: _sees_through_wall(database))
    app.before_request(app.extensions[JOBS].begin)
    return app


def _sees_through_wall(database: Database) -> bool:
    with database.session() as session:
        return sees_through_wall(session)


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


def account_door(settings: Settings) -> AccountDoor:
    """How pages reach the accounts of the request's database."""
    is_needed = settings.is_second_factor_needed
    return AccountDoor(
        entered=_entered,
        check=lambda email, password, visitor: check_sign_in(
            current_session(), email=email, password=password, visitor=visitor, now=services().clock.now()
        ),
        opened=lambda account, method, visitor: sessions.open_session(
            current_session(),
            account=account,
            method=method,
            visitor=visitor,
            is_second_factor_needed=is_needed,
            now=services().clock.now(),
            new_id=services().new_id,
            new_key=services().new_key,
        ),
        seen=lambda entered: sessions.see_session(current_session(), entered, now=services().clock.now()),
        ended=lambda entered: sessions.end_session(current_session(), entered, now=services().clock.now()),
        demo_accounts=lambda: accounts_queries.first_of_each_role(current_session()),
    )


def _entered(token: str) -> Entered | None:
    """The session of the token, if it holds; the request acts for its account from here on, once it is whole."""
    found = signing_queries.entered(current_session(), token, services().clock.now())
    if found is not None and found.stage is Stage.WHOLE:
        acts_for(found.account.scope)
    return found


def shell_facts(scope: Scope) -> ShellFacts:
    """What stands around every page of the request's account."""
    session = current_session()
    timer, last = hours_queries.newest_timers(session, scope)
    waiting = jobs_queries.waiting(session, scope)
    return ShellFacts(
        company=waiting.company,
        unread_notices=waiting.unseen_notices,
        timer=running_timer(timer, last),
        stopped=stopped_work(timer, last),
        job=small_job(waiting.job, waiting.jobs),
    )
