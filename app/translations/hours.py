"""Minutes as people say them, and what is said of an entry: its kind, who pays for it, how it was rounded."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.charging import AGREED, RoundingRule
from app.domain.packages import Source, Sources
from app.domain.terms.activities import Activity, Counting
from app.domain.terms.rounding import Rounding, RoundingScope
from app.domain.timesheet.layouts import Tool
from app.translations import N_, Words

BOTH = N_("%(hours)s時間%(minutes)s分")
HOURS = N_("%(hours)s時間")
MINUTES = N_("%(minutes)s分")

ACTIVITIES: dict[Activity, str] = {
    Activity.WORK: N_("作業"),
    Activity.COMMUNICATION: N_("連絡"),
    Activity.MEETING: N_("会議"),
    Activity.HAND_OVER: N_("引き継ぎ"),
    Activity.TRAINING: N_("研修"),
}
COUNTINGS: dict[Counting, str] = {
    Counting.COUNTED: N_("時間パッケージから使う"),
    Counting.BILLED: N_("パッケージとは別に請求する"),
    Counting.PAID: N_("請求しない（アシスタントには支払う）"),
    Counting.NOT_COUNTED: N_("数えない"),
}
OUTCOMES: dict[str, str] = {
    "kept": N_("記録はそのままです"),
    "changed": N_("記録を直しました"),
    "taken_back": N_("記録を取り消しました"),
}
SOURCES: dict[str, str] = {
    "timer": N_("タイマー"),
    "form": N_("手入力"),
    "import": N_("取り込み"),
    "reversal": N_("取消"),
}
TOOLS: dict[Tool, str] = {
    Tool.TOGGL: N_("Toggl Trackの詳細レポート"),
    Tool.CLOCKIFY: N_("Clockifyの詳細レポート"),
    Tool.HARVEST: N_("Harvestの時間レポート"),
    Tool.PLAIN: N_("一般の表"),
}
_AGREED = N_("取り決めた時間")
_BY_MINUTE = N_("規則1：1分単位（30秒以上は1分に）")
_BY_STEP = {
    (Rounding.UP, RoundingScope.ENTRY): N_("規則1：1件ごとに%(step)s分単位で切り上げ"),
    (Rounding.NEAREST, RoundingScope.ENTRY): N_("規則1：1件ごとに%(step)s分単位で四捨五入"),
    (Rounding.DOWN, RoundingScope.ENTRY): N_("規則1：1件ごとに%(step)s分単位で切り捨て"),
    (Rounding.UP, RoundingScope.TASK_DAY): N_("規則1：業務と日ごとに%(step)s分単位で切り上げ"),
    (Rounding.NEAREST, RoundingScope.TASK_DAY): N_("規則1：業務と日ごとに%(step)s分単位で四捨五入"),
    (Rounding.DOWN, RoundingScope.TASK_DAY): N_("規則1：業務と日ごとに%(step)s分単位で切り捨て"),
}


def hours_words(say: Words, minutes: int) -> str:
    """The duration for prose: 7時間30分, 30時間, 45分, 0分; below zero with a minus sign before it."""
    hours, rest = divmod(abs(minutes), 60)
    text = BOTH if hours and rest else HOURS if hours else MINUTES
    return ("−" if minutes < 0 else "") + say(text, hours=hours, minutes=rest)


#: A part of a month's minutes, said after the parts before it; minutes that are taken are said without their sign.
PARTS: dict[Source, str] = {
    Source.BASE: N_("基本%(hours)s"),
    Source.BOUGHT: N_("＋追加%(hours)s"),
    Source.CARRIED: N_("＋繰越%(hours)s"),
    Source.GIVEN_BACK: N_("＋返還%(hours)s"),
    Source.TAKEN: N_("−調整%(hours)s"),
    Source.OWED: N_("−前月の不足%(hours)s"),
}


def made_of(sources: Sources, say: Words, hours: Callable[[int], str]) -> str:
    """The parts of a month's hours, as 基本30時間＋繰越3時間30分＋返還15分; empty for the package alone."""
    return "" if len(sources) < 2 else parts_words(sources, say, hours)


def parts_words(sources: Sources, say: Words, hours: Callable[[int], str]) -> str:
    """These parts one after another."""
    return "".join(say(PARTS[source], hours=hours(abs(minutes))) for source, minutes in sources)


def rounding_words(say: Words, rule: str) -> str:
    """The rule by which an entry's minutes became those charged, its version first.

    Raises:
        InvalidInput: nobody gave that rule.
    """
    if rule == AGREED:
        return say(_AGREED)
    found = RoundingRule.of_rule(rule)
    if found.step_min == 1:
        return say(_BY_MINUTE)
    return say(_BY_STEP[found.rounding, found.scope], step=found.step_min)
