"""How far a piece of background work is, in words: for its page, for pages that wait for it, and for the frame."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import NotFound
from app.domain.jobs import JobKind, JobState
from app.domain.plans import course_told
from app.domain.worktime import Month
from app.queries import jobs as jobs_queries
from app.queries.jobs import JobView
from app.translations import N_
from app.translations.choosing import LABELS
from app.translations.jobs import KINDS, STATES, STEPS, step_words
from app.web.access import current_scope
from app.web.formats import ja_hours, month_name
from app.web.gaps import GapLine, line_told
from app.web.request import current_session
from app.web.saying import language

LOOKS = {
    JobState.WAITING: ("hourglass", ""),
    JobState.RUNNING: ("clock-play", "info"),
    JobState.SPLIT: ("clock-play", "info"),
    JobState.DONE: ("check", "ok"),
    JobState.FAILED: ("alert-triangle", "bad"),
    JobState.CANCELLED: ("ban", ""),
}
"""Icon and tint of each state."""
STOPPING = N_("止めています")
BEGINNING = N_("始めています")
BEGUN = frozenset({JobState.RUNNING, JobState.SPLIT})


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as pages show it.

    Attributes:
        subject: for whom and for which month; "" for neither.
        state, icon, tint: its state in the three ways a state is shown.
        step: what it is doing, in words; "" after it ended.
        percent: 0 to 100.
        spent: time since this attempt began, or that it took, in words; "" before.
        line: the gap to the best plan there can be falling, while one is searched for; None before there is a line.
        is_stopping: somebody wants it to stop, and it has not yet.
        has_found: a plan is being searched for and there is one to take already.
    """

    job: JobView
    kind: str
    subject: str
    state: str
    icon: str
    tint: str
    step: str
    percent: int
    spent: str
    line: GapLine | None
    is_stopping: bool
    has_found: bool


def progress_of(job: JobView, now: dt.datetime) -> Progress:
    """The job at that instant."""
    is_stopping = job.is_living and job.is_cancel_wanted
    icon, tint = LOOKS[job.state]
    return Progress(
        job=job,
        kind=gettext(KINDS[job.kind]),
        subject=subject_of(job),
        state=gettext(STOPPING if is_stopping else STATES[job.state]),
        icon="hourglass" if is_stopping else icon,
        tint="warn" if is_stopping else tint,
        step=_step(job),
        percent=int(job.progress * 100),
        spent=_spent(job, now),
        line=line_told(course_told(job.step)) if job.state in BEGUN else None,
        is_stopping=is_stopping,
        has_found=_has_found(job),
    )


def subject_of(job: JobView) -> str:
    """The company and the month it is about: アオゾラ設計室・2026年11月; every company where it is about all."""
    month, file = job.arguments.get("month"), str(job.arguments.get("filename", ""))
    if job.kind is JobKind.FILE:
        return str(job.arguments["file"]["title"])
    if job.kind is JobKind.MANY:
        label = LABELS[job.arguments["noun"], job.arguments["verb"]]
        return gettext(label, month=month_name(Month.parse(str(month))))
    is_of_all = job.kind in {JobKind.SCORE, JobKind.CLOSE} and job.client_name is None
    named = gettext("すべての依頼企業") if is_of_all else job.client_name
    return gettext("・").join(each for each in (named, month_name(Month.parse(month)) if month else "", file) if each)


def to_job(public_id: str, *, otherwise: str) -> ResponseReturnValue:
    """To the page of a job just asked for, which leads on to its result; `otherwise` where a colleague asked first."""
    try:
        jobs_queries.job(current_session(), current_scope(), public_id)
    except NotFound:
        return redirect(otherwise, 303)
    return redirect(url_for("jobs.show", public_id=public_id, go="1"), 303)


def lasting(seconds: int) -> str:
    """A time in words: 1秒未満, 42秒, 1分05秒, 2時間3分."""
    if seconds < 1:
        return gettext("1秒未満")
    if seconds < 60:
        return gettext("%(seconds)s秒", seconds=seconds)
    if seconds < 3600:
        return gettext("%(minutes)s分%(seconds)s秒", minutes=seconds // 60, seconds=f"{seconds % 60:02}")
    return ja_hours(seconds // 60)


def _step(job: JobView) -> str:
    if not job.is_living:
        return ""
    if job.state not in BEGUN:
        return gettext("順番を待っています")
    doing = gettext(STEPS.get(job.kind, BEGINNING))
    if not job.step:
        return doing
    words = step_words(language(), job.step)
    # A close tells whose month it is at, by name.
    return gettext("%(doing)s（%(name)s）", doing=doing, name=words) if words == job.step else words


def _spent(job: JobView, now: dt.datetime) -> str:
    if job.started_at is None or job.state is JobState.WAITING:
        return ""
    # A job that is begun again keeps the instant of its first attempt; it could not begin before `not_before`.
    begun_at = max(job.started_at, job.not_before)
    return lasting(max(0, int(((job.ended_at or now) - begun_at).total_seconds())))


def _has_found(job: JobView) -> bool:
    """In blocks there is a plan from the first moment: the one they are to better."""
    if job.kind is not JobKind.PLAN or job.is_cancel_wanted or job.is_enough_wanted:
        return False
    return job.state is JobState.SPLIT or (job.state is JobState.RUNNING and bool(course_told(job.step)))
