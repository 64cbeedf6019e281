"""What a column of a list is called, and how a value of it is written on a page and in a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.domain.terms.activities import Activity
from app.domain.worktime import Month
from app.queries.lists import Column, Kind
from app.translations import N_
from app.translations.hours import ACTIVITIES
from app.translations.scoring import TREATMENTS
from app.web.formats import NOTHING, date_short, hm, month_name, yen

LABELS: dict[str, dict[str, str]] = {
    "tasks": {
        "name": N_("業務"),
        "client": N_("依頼企業"),
        "number": N_("番号"),
        "department": N_("部署"),
        "owner": N_("社内の担当"),
        "frequency": N_("頻度"),
        "per_run": N_("1回の時間"),
        "runs": N_("年の回数"),
        "monthly": N_("月の時間"),
        "suitability": N_("外注適性"),
        "treatment": N_("対処"),
        "wish": N_("希望"),
        "priority": N_("優先度"),
        "judgement": N_("判断の割合（%）"),
        "people": N_("できる人数"),
        "tools": N_("使う道具"),
    },
    "hours": {
        "task": N_("作業"),
        "day": N_("日付"),
        "client": N_("依頼企業"),
        "assistant": N_("担当"),
        "minutes": N_("稼働"),
        "charged": N_("請求する時間"),
        "cost": N_("報酬の時間"),
        "activity": N_("種類"),
        "state": N_("状態"),
        "month": N_("数える月"),
        "note": N_("メモ"),
    },
    "invoices": {
        "number": N_("番号"),
        "kind": N_("書類"),
        "client": N_("依頼企業"),
        "month": N_("対象の月"),
        "issued": N_("発行日"),
        "due": N_("支払期日"),
        "subtotal": N_("税抜"),
        "tax": N_("消費税"),
        "total": N_("金額（税込）"),
        "open": N_("未入金"),
        "state": N_("状態"),
        "payment": N_("入金"),
    },
}
WORDS: dict[str, Mapping[str, str]] = {
    "treatment": TREATMENTS,
    "wish": {"requested": N_("渡したい"), "withheld": N_("今は渡さない")},
    "activity": {str(activity): word for activity, word in ACTIVITIES.items()},
    "state": {
        "waiting": N_("承認待ち"),
        "approved": N_("承認済み"),
        "reversed": N_("取消済み"),
        "reversal": N_("取消"),
        "draft": N_("下書き"),
        "issued": N_("発行済み"),
        "void": N_("取消"),
    },
    "payment": {"open": N_("残りあり"), "settled": N_("入金済み"), "above": N_("過入金")},
    "kind": {"invoice": N_("適格請求書"), "credit_note": N_("適格返還請求書")},
}
FIGURES = frozenset({Kind.NUMBER, Kind.MINUTES, Kind.YEN})
assert set(WORDS["activity"]) == {str(each) for each in Activity}


def word_of(key: str, value: str) -> str:
    """The word for a value of a column that holds one of a few; itself where there is none."""
    said = WORDS.get(key, {}).get(value)
    return gettext(said) if said else value


def shown(column: Column, value: Any) -> str:
    """The value as a page writes it; `–` for none."""
    if value is None or value == "":
        return NOTHING
    if column.kind is Kind.CHOICE:
        return word_of(column.key, value)
    if column.kind is Kind.MONTH:
        return month_name(Month.parse(value))
    if column.kind is Kind.DAY:
        return day_with_year(value)
    if column.kind is Kind.MINUTES:
        return hm(int(value))
    return yen(value) if column.kind is Kind.YEN else str(value)


def day_with_year(day: dt.date) -> str:
    """A day of any year, for lists over years: 2026/11/18(水)."""
    return f"{day.year}/{date_short(day)}"


def heading(noun: str, column: Column, *, is_file: bool = False) -> str:
    """The column's name; in a file with the unit of its numbers."""
    name = gettext(LABELS[noun][column.key])
    if not is_file or column.kind not in {Kind.MINUTES, Kind.YEN}:
        return name
    unit = gettext("分") if column.kind is Kind.MINUTES else gettext("円")
    return gettext("%(name)s（%(unit)s）", name=name, unit=unit)
