"""Time that clients have asked for: the operator adds it or says why not, who has waited longest first."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.hours.top_up import MOST_REASON, decline_top_up
from app.domain.errors import DomainError, NotFound
from app.queries import topups as topups_queries
from app.web.access import current_scope
from app.web.errors import status_of
from app.web.months import month_of_request, now
from app.web.navigation import link_to
from app.web.paging import pages_of
from app.web.request import current_session, services
from app.web.sentences import sentences_of


def asked_time() -> ResponseReturnValue:
    """What waits."""
    return _page()


def decline(public_id: str) -> ResponseReturnValue:
    """Tells the client why nothing is added."""
    reason = request.form.get("reason", "")
    try:
        decline_top_up(
            current_session(),
            scope=current_scope(),
            public_id=public_id,
            asked_min=request.form.get("asked_min", type=int),
            reason=reason,
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        return _page(public_id, reason, " ".join(sentences_of(refused))), status_of(refused)
    flash(gettext("見送りました。依頼企業に理由をお知らせします。"))
    return redirect(url_for("hours.asked_time"), 303)


def _page(wrong: str = "", reason: str = "", error: str = "") -> str:
    """The list; beside the wish whose reason cannot be taken stands what is wrong with it."""
    session, scope = current_session(), current_scope()
    pages = pages_of(topups_queries.count_open(session, scope))
    rows = topups_queries.open_requests(session, scope, limit=pages.last - pages.offset, offset=pages.offset)
    return render_template(
        "hours/asked.html",
        month=month_of_request(),
        rows=rows,
        pages=pages,
        wrong=wrong,
        reason=reason,
        error=error,
        is_gone=bool(wrong) and wrong not in {each.public_id for each in rows},
        most_reason=MOST_REASON,
        link=link_to,
    )
