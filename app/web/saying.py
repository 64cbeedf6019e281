"""Codes of notices and plans said in the reader's language, for the pages that show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale

from app.domain.worktime import Month
from app.queries.accounts import NoticeView
from app.translations import Words, words
from app.translations.notices import notice_words
from app.web.formats import date_short, ja_hours, month_name, yen
from app.web.navigation import link_to


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice ready to be shown; `url` leads to what it is about, where the reader may go there."""

    title: str
    text: str
    word: str
    url: str | None
    icon: str
    created_at: dt.datetime
    is_seen: bool


_ICONS = {
    "plan_published": "calendar-due",
    "invoice_issued": "file-invoice",
    "invoice_reissued": "file-invoice",
    "credit_note_issued": "receipt",
    "hours_changed": "pencil",
    "hours_taken_back": "arrow-back-up",
    "hours_approved": "checks",
    "hours_questioned": "help",
    "question_answered": "note",
    "task_commented": "note",
    "time_asked": "stack-2",
    "time_added": "stack-2",
    "time_declined": "stack-2",
}
#: Where the notice is about a month: the page of that month.
_PAGES_OF_MONTH = {
    "plan_published": "plans.show",
    "hours_approved": "hours.index",
    "package_near": "home.index",
    "package_used_up": "home.index",
    "package_exceeded": "home.index",
    "time_added": "home.index",
    "time_declined": "hours.top_up",
}
#: Recorded as 20:00, said as 20時間.
_HOURS = frozenset({"used", "available"})
_ABOUT_ENTRY = frozenset({"hours_changed", "hours_taken_back", "hours_questioned", "question_answered"})


def language() -> Words:
    """The language of this page."""
    return words(str(get_locale() or "ja"))


def notice_lines(notices: Iterable[NoticeView]) -> list[NoticeLine]:
    """Notices with their sentences, in the order given."""
    say = language()
    return [_line(notice, *notice_words(say, notice.topic, _shown(notice.params))) for notice in notices]


def _line(notice: NoticeView, title: str, text: str, word: str) -> NoticeLine:
    return NoticeLine(
        title,
        text,
        word,
        _target(notice),
        _ICONS.get(notice.topic, "bell"),
        notice.created_at,
        notice.is_seen,
    )


def _target(notice: NoticeView) -> str | None:
    topic, params = notice.topic, notice.params
    month = params.get("month")
    if topic in _ABOUT_ENTRY:
        return link_to("hours.show", public_id=params.get("entry"))
    if topic in {"invoice_issued", "invoice_reissued", "credit_note_issued"}:
        return link_to("invoices.show", public_id=params.get("invoice")) or link_to("invoices.index", month=month)
    if topic == "task_commented":
        return link_to("tasks.show", public_id=params.get("task_id"), _anchor="h-talk")
    if topic == "time_asked":
        return link_to(
            "hours.top_up", client=params.get("client_id"), month=month, minutes=str(params.get("minutes", ""))
        )
    page = _PAGES_OF_MONTH.get(topic)
    return link_to(page, month=month) if page else None


def _shown(params: Mapping[str, Any]) -> dict[str, object]:
    shown: dict[str, object] = dict(params)
    if "month" in params:
        shown["month"] = month_name(Month.parse(str(params["month"])))
    if "day" in params:
        shown["day"] = date_short(dt.date.fromisoformat(str(params["day"])))
    if "minutes" in params:
        shown["hours"] = ja_hours(int(params["minutes"]))
    for name in _HOURS & params.keys():  # kept as `27:00`
        hours, minutes = str(params[name]).split(":")
        shown[name] = ja_hours(int(hours) * 60 + int(minutes))
    if "total_yen" in params:
        shown["total"] = yen(int(params["total_yen"]))
    return shown
