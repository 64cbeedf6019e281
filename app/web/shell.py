"""What stands around every page: tabs, month stepper, bell, person, running timer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app
from flask_babel import gettext

from app.domain.accounts import Account, Role, Scope
from app.domain.jobs import JobState
from app.domain.worktime import Month, instant_of
from app.queries.hours import TimerView
from app.queries.jobs import JobView
from app.translations import N_
from app.translations.jobs import KINDS, STATES
from app.web.access import current_account, may_enter
from app.web.bars import package_bar, share_pct
from app.web.months import month_for_shell, month_url
from app.web.navigation import Tab, link_to, tabs_for

ROLE_NAMES = {
    Role.CLIENT: N_("依頼企業"),
    Role.ASSISTANT: N_("アシスタント"),
    Role.OPERATOR: N_("運営"),
    Role.ADMINISTRATOR: N_("管理者"),
}


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """The assistant's running timer as the shell shows it.

    Attributes:
        public_id: the timer.
        task_name: what is timed.
        client_name: for whom.
        started_at: since when.
        before: what was timed before it, to go on with: the work item's public id and the task's name.
    """

    public_id: str
    task_name: str
    client_name: str
    started_at: dt.datetime
    before: tuple[str, str] | None = None


def running_timer(running: TimerView | None, last: TimerView | None) -> RunningTimer | None:
    """The timer for the shell, None where none runs; `last` is the one stopped last."""
    if running is None:
        return None
    is_other = last is not None and last.work_item_public_id != running.work_item_public_id
    return RunningTimer(
        running.public_id,
        running.task_name,
        running.client_short_name,
        instant_of(running.started_s),
        (last.work_item_public_id, last.task_name) if last is not None and is_other else None,
    )


def stopped_work(running: TimerView | None, last: TimerView | None) -> tuple[str, str] | None:
    """What was timed last, to go on with where no timer runs: the work item's public id and the task's name."""
    return (last.work_item_public_id, last.task_name) if last is not None and running is None else None


@dataclass(frozen=True, slots=True)
class SmallJob:
    """Background work the account waits for, as the shell shows it.

    Attributes:
        public_id: of the job that is shown.
        kind: what is done, in words.
        percent: 0 to 100.
        others: how many more there are with it.
        is_living: whether it waits or runs; the shell keeps asking while it does.
        state: how it ended, in words, where it has.
        is_done: whether it ended well.
    """

    public_id: str
    kind: str
    percent: int
    others: int
    is_living: bool
    state: str
    is_done: bool


def small_job(job: JobView | None, count: int = 1) -> SmallJob | None:
    """The job for the shell, None for none; `count` is how many there are with it."""
    if job is None:
        return None
    return SmallJob(
        job.public_id,
        gettext(KINDS[job.kind]),
        int(job.progress * 100),
        count - 1,
        job.is_living,
        gettext(STATES[job.state]),
        job.state is JobState.DONE,
    )


@dataclass(frozen=True, slots=True)
class ShellFacts:
    """What the shell needs from the database.

    Attributes:
        company: the client's own name, for others the operating company's.
        unread_notices: how many notices were not opened.
        counts: endpoint of a tab to how much waits behind it.
        timer: an assistant's running timer.
        stopped: without one, what was timed last: the work item's public id and the task's name.
        job: background work the account waits for.
    """

    company: str = ""
    unread_notices: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    timer: RunningTimer | None = None
    stopped: tuple[str, str] | None = None
    job: SmallJob | None = None


ShellQuery = Callable[[Scope], ShellFacts]


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything `layout.html` draws around a page."""

    account: Account | None
    role_name: str
    facts: ShellFacts
    tabs: list[Tab]
    month: Month
    has_notices: bool
    has_jobs: bool
    has_search: bool
    has_preferences: bool
    can_stop_timer: bool

    @property
    def previous_url(self) -> str:
        """The present page a month earlier."""
        return month_url(self.month.previous())

    @property
    def next_url(self) -> str:
        """The present page a month later."""
        return month_url(self.month.next())


def shell(active: str | None = None, month: Month | None = None) -> Shell:
    """The shell of this request; a visitor gets the bare frame without a look into the database."""
    shown = month or month_for_shell()
    account = current_account()
    if account is None:
        return Shell(
            None,
            "",
            ShellFacts(),
            [],
            shown,
            has_notices=False,
            has_jobs=False,
            has_search=False,
            has_preferences=False,
            can_stop_timer=False,
        )
    query: ShellQuery = current_app.extensions["ennoshita_shell"]
    facts = query(account.scope)
    return Shell(
        account,
        gettext(ROLE_NAMES[account.role]),
        facts,
        tabs_for(account.role, facts.counts, active),
        shown,
        has_notices=may_enter("notices.index", account.role),
        has_jobs=may_enter("jobs.index", account.role) and account.role is not Role.ASSISTANT,
        has_search=may_enter("search.index", account.role),
        has_preferences=may_enter("preferences.show", account.role),
        can_stop_timer=may_enter("hours.stop_timer", account.role),
    )


def wire_shell(app: Flask, query: ShellQuery) -> None:
    """Gives templates `shell()`, `page_link()` and the measures of bars."""
    app.extensions["ennoshita_shell"] = query
    app.jinja_env.globals.update(shell=shell, page_link=link_to, package_parts=package_bar, share_pct=share_pct)
