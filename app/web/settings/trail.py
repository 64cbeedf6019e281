"""The audit trail: who did what, who was turned away, and whether the chain holds. For administrators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.exports import export_trail
from app.actions.upkeep import COUNTED, ask_check
from app.domain.accounts import Role
from app.domain.errors import InvalidInput
from app.domain.jobs import JobKind
from app.queries import audit as audit_queries
from app.queries import jobs as jobs_queries
from app.queries import trail as queries
from app.queries.jobs import JobView
from app.queries.trail import Sought, TrailLine
from app.translations.audit import ACTIONS, NAMES, REFUSALS, WAYS
from app.web.access import current_scope, roles
from app.web.forms.trail import TrailForm
from app.web.months import now, today
from app.web.paging import pages_of
from app.web.request import current_session, open_until_sent, services
from app.web.settings.blueprint import bp, parts

LONGEST_VALUE, MOST_VALUES = 60, 6
#: Chains whose ends are shown at a time.
HEADS = 10


@dataclass(frozen=True, slots=True)
class TrailWords:
    """A record in words."""

    line: TrailLine
    word: str
    is_refusal: bool
    values: list[str]


@dataclass(frozen=True, slots=True)
class Whole:
    """When all chains were last worked out again, and how many of them did not hold."""

    at: dt.datetime
    broken: int


@bp.get("/settings/audit")
@roles(Role.ADMINISTRATOR)
def trail() -> ResponseReturnValue:
    """The records that fit, the newest first, a page at a time; each shown one is worked out again."""
    form = TrailForm(request.args)
    is_sound = bool(form.validate())
    session, scope = current_session(), current_scope()
    sought = form.sought() if is_sound else Sought()
    pages = pages_of(queries.count(session, scope, sought), queries.PAGE)
    heads = audit_queries.heads(session, scope)
    ends = pages_of(len(heads), HEADS, name="heads")
    # Where nothing fits, the newest first would be looked for through all of them.
    found = queries.page(session, scope, sought, offset=pages.offset) if pages.count else []
    lines = [_in_words(line) for line in found]
    text = render_template(
        "settings/trail.html",
        form=form,
        is_sound=is_sound,
        lines=lines,
        broken=[each for each in lines if not each.line.is_linked],
        pages=pages,
        heads=heads[ends.offset : ends.offset + HEADS],
        ends=ends,
        checked=_checked(jobs_queries.latest_done(session, scope, JobKind.CHECK)),
        parts=parts("settings.trail"),
        asked={name: value for name, value in request.args.items() if name in form and value},
    )
    return text, 200 if is_sound else 400


@bp.get("/settings/audit.csv")
@roles(Role.ADMINISTRATOR)
def trail_file() -> ResponseReturnValue:
    """The records that fit as CSV, with what it takes to work out every hash again."""
    form = TrailForm(request.args)
    if not form.validate():
        raise InvalidInput("search", "not_a_choice")
    made = export_trail(current_session(), scope=current_scope(), sought=form.sought(), on=today())
    answer = Response(stream_with_context(made.pieces), content_type=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=made.filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return open_until_sent(answer)


@bp.post("/settings/audit/check")
@roles(Role.ADMINISTRATOR)
def check_trail() -> ResponseReturnValue:
    """Every record of every chain worked out again, in the background."""
    job = ask_check(current_session(), scope=current_scope(), now=now(), new_id=services().new_id)
    return redirect(url_for("jobs.show", public_id=job))


def _checked(job: JobView | None) -> Whole | None:
    """What the last check of all books says of the chains; None where it says nothing of them."""
    result = job.result if job else None
    if job is None or job.ended_at is None or result is None or "broken_chains" not in result:
        return None
    broken = int(result["broken_chains"])
    # A check stops at so many findings, and the chains may come after those.
    return None if not broken and int(result["findings"]) >= COUNTED else Whole(job.ended_at, broken)


def _in_words(line: TrailLine) -> TrailWords:
    record = line.record
    word = gettext(ACTIONS[record.action]) if record.action in ACTIONS else record.action
    names = list(dict.fromkeys((*record.before, *record.after)))
    values = [_change(name, record.before.get(name), record.after.get(name)) for name in names]
    more = len(values) - MOST_VALUES
    if more > 0:
        values[MOST_VALUES:] = [gettext("ほか%(count)s項目", count=more)]
    return TrailWords(line, word, record.action in REFUSALS, values)


def _change(name: str, before: Any, after: Any) -> str:
    """`方法：パスワード` for what is recorded of signing in; anything else as it is recorded, in every language."""
    shown = [_short(each) for each in (before, after) if each is not None]
    if name not in NAMES:
        return f"{name}: {' → '.join(shown)}"
    said = " → ".join(gettext(WAYS[each]) if each in WAYS else each for each in shown)
    return gettext("%(name)s：%(value)s", name=gettext(NAMES[name]), value=said)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
