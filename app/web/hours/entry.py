"""The page of one entry: its three figures, its history, how to change it, and what a client asks about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.question import answer_question, ask_question
from app.actions.hours.reverse import reverse_entry
from app.domain.accounts import Role, Scope
from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.worktime import TOKYO, instant_of
from app.queries import entries as entries_queries
from app.queries import questions as questions_queries
from app.queries.entries import EntryDetail
from app.translations.hours import ACTIVITIES, COUNTINGS, OUTCOMES, SOURCES, rounding_words
from app.web.access import current_scope
from app.web.errors import status_of
from app.web.formats import hm
from app.web.forms import Form
from app.web.forms.entries import AnswerForm, EditForm, QuestionForm, ReasonForm
from app.web.forms.hours import beside_day
from app.web.months import now
from app.web.navigation import link_to
from app.web.request import current_session, services
from app.web.saying import language


@dataclass(slots=True)
class Forms:
    """The forms of the page; one that was refused carries its errors."""

    edit: EditForm | None = None
    reason: ReasonForm | None = None
    question: QuestionForm | None = None
    answer: AnswerForm | None = None


def show(public_id: str) -> ResponseReturnValue:
    """The page."""
    return _page(public_id, Forms())


def edit(public_id: str) -> ResponseReturnValue:
    """Writes the entry anew; the page of the new one is shown."""
    session, scope = current_session(), current_scope()
    entry = entries_queries.entry_detail(session, scope, public_id)
    form = _edit_form(scope)
    if not form.is_sent_and_sound():
        return _page(public_id, Forms(edit=form)), 400
    starts, stops = _exact(entry, form)
    data = EditData(
        str(form.new_entry.data) or services().new_id(),
        public_id,
        str(form.reason.data),
        form.work_date.data or entry.work_date,
        minutes=form.duration_min,
        starts=starts,
        stops=stops,
        note=form.note.data or "",
        activity=form.activity_meant,
        charged_min=form.agreed_min,
    )

    def act() -> str:
        return edit_entry(session, scope=scope, data=data, now=now(), new_id=services().new_id)[0]

    said = gettext("記録を直しました。前の記録は履歴に残ります。")
    return _done(act, public_id, form, Forms(edit=form), said)


def reverse_one(public_id: str) -> ResponseReturnValue:
    """Takes the entry back; it stays, with the reason."""
    form = ReasonForm()
    if not form.is_sent_and_sound():
        return _page(public_id, Forms(reason=form)), 400

    def act() -> None:
        reverse_entry(
            current_session(),
            scope=current_scope(),
            public_id=public_id,
            reason=str(form.reason.data),
            now=now(),
            new_id=services().new_id,
        )

    said = gettext("記録を取り消しました。時間はパッケージに戻りました。")
    return _done(act, public_id, form, Forms(reason=form), said)


def ask(public_id: str) -> ResponseReturnValue:
    """Keeps a client's question; the operator is told."""
    form = QuestionForm()
    if not form.is_sent_and_sound():
        return _page(public_id, Forms(question=form)), 400

    def act() -> None:
        ask_question(
            current_session(),
            scope=current_scope(),
            entry_public_id=public_id,
            text=str(form.question.data),
            now=now(),
            new_id=services().new_id,
        )

    said = gettext("質問を送りました。返事があるとお知らせします。")
    return _done(act, public_id, form, Forms(question=form), said)


def answer(public_id: str) -> ResponseReturnValue:
    """Keeps the operator's answer; the client is told. The address names the entry, the form its question."""
    form = AnswerForm()
    if not form.is_sent_and_sound():
        return _page(public_id, Forms(answer=form)), 400

    def act() -> None:
        answer_question(
            current_session(),
            scope=current_scope(),
            public_id=request.form.get("about", ""),
            answer=str(form.answer.data),
            now=now(),
            new_id=services().new_id,
        )

    return _done(act, public_id, form, Forms(answer=form), gettext("返事を送りました。"))


def _done(act: Callable[[], str | None], public_id: str, form: Form, forms: Forms, said: str) -> ResponseReturnValue:
    """Do it and lead to the entry it names, or this one; where a rule refuses, the page again with what is wrong."""
    try:
        shown = act() or public_id
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        for sentence in form.show(beside_day(error, is_staff=current_scope().is_staff)):
            flash(sentence, "bad")
        return _page(public_id, forms), status_of(error)
    flash(said)
    return redirect(url_for("hours.show", public_id=shown))


def _page(public_id: str, forms: Forms) -> str:
    session, scope = current_session(), current_scope()
    entry = entries_queries.entry_detail(session, scope, public_id)
    steps = entries_queries.history(session, entry)
    say = language()
    can_change = (
        scope.role is not Role.CLIENT
        and not (entry.is_reversal or entry.is_reversed or entry.is_month_closed)
        and (scope.is_staff or entry.approved_at is None)
    )
    return render_template(
        "hours/show.html",
        month=entry.month,
        entry=entry,
        clock=clock_of(entry.starts_s, entry.stops_s),
        rounding=rounding_words(say, entry.rounding_rule),
        activity=say(ACTIVITIES[entry.activity]),
        counting=say(COUNTINGS[entry.counting]),
        sources={code: say(word) for code, word in SOURCES.items()},
        outcomes={code: say(word) for code, word in OUTCOMES.items()},
        steps=steps,
        questions=questions_queries.questions_of(session, scope, [step.id for step in steps]),
        sees_charge=scope.role is not Role.ASSISTANT,
        sees_cost=scope.role is not Role.CLIENT,
        is_client=scope.role is Role.CLIENT,
        is_staff=scope.is_staff,
        edit=(forms.edit or _filled(_edit_form(scope), entry)) if can_change else None,
        reason=(forms.reason or ReasonForm(formdata=None)) if can_change else None,
        question=forms.question or QuestionForm(formdata=None),
        answer=forms.answer or AnswerForm(formdata=None),
        link=link_to,
    )


def _edit_form(scope: Scope) -> EditForm:
    form = EditForm()
    if not scope.is_staff:
        del form.charged_min
    return form


def _filled(form: EditForm, entry: EntryDetail) -> EditForm:
    """The form with the entry as it stands."""
    form.new_entry.data = services().new_id()
    form.work_date.data = entry.work_date
    form.activity.data = str(entry.activity)
    form.note.data = entry.note
    begin, end = _clock(entry)
    if begin is None:
        form.minutes.data = hm(entry.worked_min)
    else:
        form.starts.data, form.stops.data = begin, end
    return form


def _exact(entry: EntryDetail, form: EditForm) -> tuple[dt.time | None, dt.time | None]:
    """The clock as typed, with the entry's own seconds where its minutes were left as they are."""
    own = _clock(entry)
    typed = (form.starts.data, form.stops.data)
    exact = []
    for mine, written in zip(own, typed, strict=True):
        is_same = mine is not None and written is not None and mine.replace(second=0) == written.replace(second=0)
        exact.append(mine if is_same else written)
    return exact[0], exact[1]


def _clock(entry: EntryDetail) -> tuple[dt.time | None, dt.time | None]:
    if entry.starts_s is None or entry.stops_s is None:
        return None, None
    begin, end = (instant_of(seconds).astimezone(TOKYO).time() for seconds in (entry.starts_s, entry.stops_s))
    return begin, end


def clock_of(starts_s: int | None, stops_s: int | None) -> str:
    """`9:05–10:20`, empty where it is not known; a part cut at midnight ends at 24:00, not at the next day's 0:00.

    Seconds within one minute of the clock are a minute recorded, and end with it.
    """
    if starts_s is None or stops_s is None:
        return ""
    begin, end = (instant_of(seconds).astimezone(TOKYO) for seconds in (starts_s, stops_s))
    if begin.replace(second=0) == end.replace(second=0):
        end = begin + dt.timedelta(minutes=1)
    end_text = f"{end.hour}:{end.minute:02d}" if end.date() == begin.date() else "24:00"
    return f"{begin.hour}:{begin.minute:02d}–{end_text}"
