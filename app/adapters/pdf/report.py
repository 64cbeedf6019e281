"""A client's month in review as the words and figures `report.typ` sets."""

from __future__ import annotations

import datetime as dt

from app.adapters.pdf import wording
from app.adapters.pdf.glyphs import printable
from app.adapters.pdf.wording import Content
from app.domain.documents import Party
from app.domain.durations import format_hm, format_ja
from app.domain.money import format_yen
from app.domain.offers import Offer, Packages
from app.domain.reports import MonthlyReport, NextTask, ReportTask


def report_content_of(report: MonthlyReport, *, issuer: Party, made_on: dt.date) -> dict[str, Content]:
    """What `report.typ` reads: strings ready to print; a part without rows is an empty list and is left out there."""
    month = f"{report.month.year}年{report.month.number}月"
    return {
        "template": "report.typ",
        "number": month,
        "issue_day": wording.day_parts(made_on),
        "made_on": wording.date(made_on),
        "month": month + ("" if report.is_over else "（途中）"),
        "recipient": wording.party(Party(report.client_name)),
        "issuer": wording.party(issuer),
        "freed": format_ja(report.freed_min),
        "freed_days": f"8時間勤務で約{report.freed_days}日分" if report.freed_days else "",
        "package": _package(report),
        "tasks": [_task(each, is_over=report.is_over) for each in report.tasks],
        "tasks_total": format_hm(report.freed_min),
        "missed": [_missed(each) for each in report.missed],
        "nexts": [_next(each) for each in report.nexts],
        "packages": [_offer(each) for each in report.packages.offers] if report.packages else [],
        "wanted": _wanted(report.packages) if report.packages else "",
    }


def _package(report: MonthlyReport) -> list[Content]:
    last: list[Content] = ["残り", format_hm(report.left_min)]
    if report.overage_min:
        last = ["超過", format_hm(report.overage_min)]
    return [["使える時間", format_hm(report.available_min)], ["使用", format_hm(report.used_min)], last]


def _task(each: ReportTask, *, is_over: bool) -> Content:
    estimated = "–" if each.estimated_min is None else format_hm(each.estimated_min)
    is_said = each.estimated_min is not None and (is_over or each.missed_min > 0)  # what is still done is no miss
    missed = format_hm(each.missed_min, signed=True) if is_said else "–"
    return [printable(each.name), format_hm(each.worked_min), estimated, missed]


def _missed(each: ReportTask) -> Content:
    return [printable(each.name), format_hm(each.missed_min, signed=True)]


def _next(each: NextTask) -> Content:
    cost = (
        "料金の登録なし" if each.extra_yen is None else format_yen(each.extra_yen) if each.extra_yen else "空きに収まる"
    )
    name = printable(each.name) + ("（先にマニュアル）" if each.needs_manual else "")
    return [name, f"{each.suitability}点", format_hm(each.monthly_min), cost]


def _offer(each: Offer) -> Content:
    name = format_ja(each.package_min) + ("（いま）" if each.is_current else "")
    fee = "–" if each.fee_yen is None else format_yen(each.fee_yen)
    hourly = "–" if each.hourly_yen is None else format_yen(each.hourly_yen)
    return [name, f"{each.tasks}件", format_hm(each.freed_min), fee, hourly]


def _wanted(packages: Packages) -> str:
    return f"頼みたい作業は全部で{packages.wanted_tasks}件、{format_ja(packages.wanted_min)}です。料金は税抜です。"
