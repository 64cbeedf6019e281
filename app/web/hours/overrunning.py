"""What is said beside recorded hours that go beyond the plan, the package or a usual day: nothing is refused for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from flask import flash
from flask_babel import gettext

from app.domain.worktime import LONG_DAY_MIN
from app.queries.overruns import OverPackage, Overruns, overruns
from app.web.access import current_scope
from app.web.formats import date_long, ja_hours, month_short
from app.web.months import today
from app.web.request import current_session


def tell_overruns(items: Collection[str], days: Collection[dt.date], assistant: str | None = None) -> None:
    """Says on the next page what the hours just recorded go beyond.

    Args:
        items: public ids of the work items.
        days: on which it was worked.
        assistant: public id of who worked, where that is not who asks.
    """
    if not items:
        return
    found = overruns(
        current_session(), current_scope(), items=items, assistant=assistant, days=days, day_min=LONG_DAY_MIN
    )
    for text in _sentences(found):
        flash(text, "warn")


def _sentences(found: Overruns) -> Iterator[str]:
    for day, minutes in found.days:
        yield gettext(
            "%(day)sの記録は合わせて%(hours)sです。入力に誤りがないか確かめてください。",
            day=date_long(day, today()),
            hours=ja_hours(minutes),
        )
    for plan in found.plans:
        yield gettext(
            "「%(task)s」は予定の%(planned)sを%(over)s超えました（実績%(used)s）。",
            task=plan.task_name,
            planned=ja_hours(plan.planned_min),
            over=ja_hours(plan.used_min - plan.planned_min),
            used=ja_hours(plan.used_min),
        )
    for package in found.packages:
        yield _package(package)


def _package(package: OverPackage) -> str:
    words = {
        "client": package.client_short_name,
        "month": month_short(package.month),
        "over": ja_hours(package.over_min),
    }
    said = gettext("%(client)sの%(month)sの時間を%(over)s超えました。", **words)
    if package.limit_min is None:
        return said + gettext("契約では承諾なしに続けられ、超えた分は契約のとおりに扱います。")
    if package.over_min <= package.limit_min:
        return said + gettext("承諾済みの%(limit)sの範囲です。", limit=ja_hours(package.limit_min))
    return said + gettext(
        "承諾済みの%(limit)sも超えています。締めるには依頼企業の承諾が要ります。", limit=ja_hours(package.limit_min)
    )
