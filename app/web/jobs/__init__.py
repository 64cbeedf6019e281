"""Background work: its list, the page of one job, the small one in the frame; cancelling and beginning again."""

from __future__ import annotations

import io
from typing import cast

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, send_file, url_for
from flask import session as visit
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.jobs.steer import cancel_job, retry_job, take_what_is_found
from app.domain.errors import JobNotEnded, NotFound
from app.domain.jobs import LIVING, JobState
from app.queries import jobs as jobs_queries
from app.queries.jobfiles import job_file
from app.queries.jobs import JobView
from app.web.access import current_scope, signed_in
from app.web.addresses import page_asked, this_page
from app.web.jobs.broker import EXTENSION, BrokerNews, has_waited_long
from app.web.jobs.outcome import Said, in_short, outcome_of, way_of
from app.web.months import now
from app.web.navigation import link_to
from app.web.progress import lasting, progress_of
from app.web.request import current_session
from app.web.sentences import sentence_of
from app.web.shell import small_job

bp = Blueprint("jobs", __name__)
ROWS_A_PAGE = 50
PROBLEMS_SHOWN = 200
FILTERS = {"living": LIVING, "failed": frozenset({JobState.FAILED, JobState.CANCELLED})}


@bp.get("/jobs")
@signed_in
def index() -> ResponseReturnValue:
    """What was asked for, newest first: everything for staff, for everybody else their own."""
    show, page = request.args.get("show", ""), page_asked()
    found = jobs_queries.jobs(
        current_session(),
        current_scope(),
        states=FILTERS.get(show),
        limit=ROWS_A_PAGE + 1,
        offset=(page - 1) * ROWS_A_PAGE,
    )
    return render_template(
        "jobs/index.html",
        rows=[progress_of(job, now()) for job in found[:ROWS_A_PAGE]],
        show=show if show in FILTERS else "",
        is_staff=current_scope().is_staff,
        here=this_page(),
        previous_url=this_page(page=str(page - 1)) if page > 1 else None,
        next_url=this_page(page=str(page + 1)) if len(found) > ROWS_A_PAGE else None,
        first=(page - 1) * ROWS_A_PAGE + 1,
    )


@bp.get("/jobs/now")
@signed_in
def small() -> ResponseReturnValue:
    """A part of the frame: what the account waits for; once nothing is left, how the last of it ended."""
    session, scope = current_session(), current_scope()
    waiting = jobs_queries.waiting(session, scope)
    if waiting.job is not None:
        return render_template("jobs/small.html", small=small_job(waiting.job, waiting.jobs))
    try:
        ended = jobs_queries.job(session, scope, request.args.get("last", ""))
    except NotFound:
        return render_template("jobs/small.html", small=None)
    return render_template("jobs/small.html", small=small_job(ended))


@bp.get("/jobs/<public_id>")
@signed_in
def show(public_id: str) -> ResponseReturnValue:
    """One job. Who came by its button (`go`) is led on to the result as soon as there is one."""
    job = jobs_queries.job(current_session(), current_scope(), public_id)
    way = way_of(job)
    if job.state is JobState.DONE and _leads_on() and way is not None:
        _tell(in_short(outcome_of(job)))
        return redirect(way.url, 303)
    return render_template(
        "jobs/show.html",
        p=progress_of(job, now()),
        wait=_wait(job),
        outcome=_outcome(job) if job.state is JobState.DONE else [],
        problems=[sentence_of(problem) for problem in job.problems[:PROBLEMS_SHOWN]],
        way=way,
        mend_url=_mend_url(job),
        is_staff=current_scope().is_staff,
        leads_on=_leads_on(),
    )


@bp.get("/jobs/<public_id>/file")
@signed_in
def file(public_id: str) -> ResponseReturnValue:
    """The file a job made, for whoever may see all that is in it."""
    made = job_file(current_session(), current_scope(), public_id)
    answer = send_file(
        io.BytesIO(made.content), made.media_type, as_attachment=True, download_name=made.filename, max_age=0
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/jobs/<public_id>/progress")
@signed_in
def progress(public_id: str) -> ResponseReturnValue:
    """A part of a page: how far the job is; once it has ended, the way to its page, which shows or leads on."""
    job = jobs_queries.job(current_session(), current_scope(), public_id)
    if not job.is_living:
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = url_for("jobs.show", public_id=public_id, go="1" if _leads_on() else None)
        return answer
    return render_template("jobs/progress.html", p=progress_of(job, now()), wait=_wait(job), leads_on=_leads_on())


@bp.post("/jobs/<public_id>/cancel")
@signed_in
def cancel(public_id: str) -> ResponseReturnValue:
    """The job stops, at once or as soon as its worker may; what ended before stays as it is."""
    cancel_job(current_session(), scope=current_scope(), public_id=public_id, now=now())
    return redirect(url_for("jobs.show", public_id=public_id), 303)


@bp.post("/jobs/<public_id>/enough")
@signed_in
def enough(public_id: str) -> ResponseReturnValue:
    """A plan being searched for is made of the best found so far; anything else stays as it is."""
    take_what_is_found(current_session(), scope=current_scope(), public_id=public_id, now=now())
    return redirect(url_for("jobs.show", public_id=public_id, go="1"), 303)


@bp.post("/jobs/<public_id>/retry")
@signed_in
def retry(public_id: str) -> ResponseReturnValue:
    """The job is begun again, or the one that already does the same; one that is done stays done."""
    try:
        begun = retry_job(current_session(), scope=current_scope(), public_id=public_id, now=now())
    except JobNotEnded:
        return redirect(url_for("jobs.show", public_id=public_id), 303)
    return redirect(url_for("jobs.show", public_id=begun, go="1"), 303)


def _tell(sentences: list[Said]) -> None:
    """Above the next page, once: a page that still asks while a slow one loads is led there again and again."""
    for each in sentences:
        if (each.tint, each.text) not in map(tuple, visit.get("_flashes", ())):
            flash(each.text, each.tint)


def _outcome(job: JobView) -> list[Said]:
    late = [Said(gettext("止める前に終わりました。"), "warn")] if job.is_cancel_wanted else []
    return [*late, *outcome_of(job)]


def _leads_on() -> bool:
    return request.args.get("go") == "1"


def _wait(job: JobView) -> str:
    """Why nobody does it yet, in words; "" where that needs none."""
    if job.state is not JobState.WAITING or job.is_cancel_wanted:
        return ""
    until_s = int((job.not_before - now()).total_seconds())
    if job.attempts and until_s > 0:
        return gettext(
            "%(count)s回目はうまくいきませんでした。%(time)s後に、自動でもう一度始めます。",
            count=job.attempts,
            time=lasting(until_s),
        )
    if not has_waited_long(job, now()):
        return ""
    news = cast("BrokerNews | None", current_app.extensions.get(EXTENSION))
    if news is not None and news.is_away(now()):
        return gettext(
            "受け付けました。いまは処理係への連絡が途切れています。順番はなくなりません。つながりしだい、自動で始まります。"
        )
    return gettext("受け付けました。ほかの処理が終わると、自動で始まります。この画面を閉じてもかまいません。")


def _mend_url(job: JobView) -> str | None:
    """Where a sheet whose rows could not be taken is read again."""
    sheet = job.arguments.get("sheet")
    return link_to("tasks.import_preview", public_id=sheet) if sheet and job.state is JobState.FAILED else None
