"""A client's month in review as the words and figures `report.typ` sets, in the language of whoever asked for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.adapters.pdf import wording
from app.adapters.pdf.glyphs import printable
from app.adapters.pdf.wording import Content
from app.domain.documents import Party
from app.domain.durations import format_en, format_hm, format_ja
from app.domain.money import format_yen
from app.domain.offers import Offer, Packages
from app.domain.reports import MonthlyReport, NextTask, ReportTask
from app.domain.worktime import Month
from app.translations import N_, Words
from app.translations import hours as hours_words
from app.translations.months import month_words

TITLE = N_("月次報告書")
PACKAGE = (N_("使える時間"), N_("使用"), N_("残り"), N_("超過"))
TASKS = (N_("業務"), N_("稼働"), N_("見積"), N_("見積との差"))
MISSED = (N_("業務"), N_("見積との差"))
NEXTS = (N_("業務"), N_("外注適性"), N_("月の時間"), N_("増える料金（税抜）"))
PACKAGES = (N_("パッケージ"), N_("作業の件数"), N_("空く時間"), N_("月額（税抜）"), N_("空く1時間あたり"))
#: What stands over a part, and where it has no rows.
NAMES = {
    "of_month": N_("対象の月"),
    "made": N_("作成日"),
    "contact": N_("問い合わせ先"),
    "freed": N_("本業に戻した時間"),
    "about": N_("目安"),
    "package": N_("時間パッケージ"),
    "tasks": N_("業務ごとの稼働時間"),
    "total": N_("計"),
    "no_tasks": N_("この月の稼働と割当はありません。"),
    "missed": N_("見積と差が大きかった業務"),
    "nexts": N_("次に任せられる業務"),
    "packages": N_("パッケージの見比べ"),
}


def report_content_of(
    report: MonthlyReport, *, issuer: Party, made_on: dt.date, say: Words, is_english: bool
) -> dict[str, Content]:
    """What `report.typ` reads: strings ready to print; a part without rows is an empty list and is left out there."""
    return _Teller(say, is_english).content(report, issuer, made_on)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Words a report in one language."""

    say: Words
    is_english: bool

    def content(self, report: MonthlyReport, issuer: Party, made_on: dt.date) -> dict[str, Content]:
        say, month = self.say, self._month(report.month)
        days = say(N_("8時間勤務で約%(days)s日分"), days=report.freed_days) if report.freed_days else ""
        return {
            "template": "report.typ",
            "lang": "en" if self.is_english else "ja",
            "title": say(TITLE),
            "names": {key: say(name) for key, name in NAMES.items()},
            "respect": "" if self.is_english else "御中",
            "heads": {
                "tasks": self._all(TASKS),
                "missed": self._all(MISSED),
                "nexts": self._all(NEXTS),
                "packages": self._all(PACKAGES),
            },
            "number": month,
            "issue_day": wording.day_parts(made_on),
            "made_on": self._date(made_on),
            "month": month if report.is_over else say(N_("%(month)s（途中）"), month=month),
            "recipient": wording.party(Party(report.client_name)),
            "issuer": wording.party(issuer),
            "freed": self._hours(report.freed_min),
            "freed_days": days,
            "package": self._package(report),
            "made_of": self._made_of(report),
            "tasks": [self._task(each, is_over=report.is_over) for each in report.tasks],
            "tasks_total": format_hm(report.freed_min),
            "missed": [[printable(each.name), self._signed(each.missed_min)] for each in report.missed],
            "nexts": [self._next(each) for each in report.nexts],
            "packages": [self._offer(each, report) for each in report.packages.offers] if report.packages else [],
            "wanted": self._wanted(report.packages) if report.packages else "",
        }

    def _all(self, words: tuple[str, ...]) -> list[Content]:
        return [self.say(each) for each in words]

    def _month(self, month: Month) -> str:
        return month_words(month, is_english=self.is_english)

    def _date(self, day: dt.date) -> str:
        return f"{day.day} {self._month(Month.of(day))}" if self.is_english else wording.date(day)

    def _hours(self, minutes: int) -> str:
        return format_en(minutes) if self.is_english else format_ja(minutes)

    def _signed(self, minutes: int) -> str:
        text = format_hm(minutes, signed=True)
        return text.replace("＋", "+") if self.is_english else text

    def _package(self, report: MonthlyReport) -> list[Content]:
        available, used, left, over = self._all(PACKAGE)
        last: list[Content] = [left, format_hm(report.left_min)]
        if report.overage_min:
            last = [over, format_hm(report.overage_min)]
        return [[available, format_hm(report.available_min)], [used, format_hm(report.used_min)], last]

    def _made_of(self, report: MonthlyReport) -> str:
        parts = hours_words.made_of(report.sources, self.say, self._hours)
        return self.say(N_("使える時間：%(parts)s"), parts=parts) if parts else ""

    def _task(self, each: ReportTask, *, is_over: bool) -> Content:
        estimated = "–" if each.estimated_min is None else format_hm(each.estimated_min)
        is_said = each.estimated_min is not None and (is_over or each.missed_min > 0)  # what is still done is no miss
        missed = self._signed(each.missed_min) if is_said else "–"
        return [printable(each.name), format_hm(each.worked_min), estimated, missed]

    def _next(self, each: NextTask) -> Content:
        if each.extra_yen is None:
            cost = self.say(N_("料金の登録なし"))
        else:
            cost = format_yen(each.extra_yen) if each.extra_yen else self.say(N_("空きに収まる"))
        name = printable(each.name) + (self.say(N_("（先にマニュアル）")) if each.needs_manual else "")
        return [name, self.say(N_("%(score)s点"), score=each.suitability), format_hm(each.monthly_min), cost]

    def _offer(self, each: Offer, report: MonthlyReport) -> Content:
        name = self._hours(each.package_min)
        if each.is_current:
            # With what was carried over: it is what the month has, or had when the answer was found, and no choice.
            is_of_now = each.package_min == report.available_min
            words = N_("いま使える%(hours)s") if is_of_now else N_("計画の時点では%(hours)s")
            name = self.say(words, hours=name)
        fee = "–" if each.fee_yen is None else format_yen(each.fee_yen)
        hourly = "–" if each.hourly_yen is None else format_yen(each.hourly_yen)
        return [name, str(each.tasks), format_hm(each.freed_min), fee, hourly]

    def _wanted(self, packages: Packages) -> str:
        return self.say(
            N_("頼みたい作業は全部で%(count)s件、%(hours)sです。料金は税抜です。"),
            count=packages.wanted_tasks,
            hours=self._hours(packages.wanted_min),
        )
