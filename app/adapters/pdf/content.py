"""An invoice document as the words and figures the template sets; every figure is worded here, none in the template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import accumulate
from typing import TypeAlias

from app.adapters.pdf.document import InvoiceDocument, Party
from app.adapters.pdf.glyphs import printable
from app.domain.durations import format_hm, format_ja
from app.domain.invoicing import InvoiceLine, TaxCategory, TaxGroup, Unit
from app.domain.money import TaxRounding, format_yen
from app.domain.packages import MonthBalance
from app.domain.worktime import Month

Content: TypeAlias = "dict[str, Content] | list[Content] | str | int | bool | None"

_WEEKDAYS = "月火水木金土日"
_ROUNDING = {TaxRounding.DOWN: "切り捨てて", TaxRounding.HALF_UP: "四捨五入して", TaxRounding.UP: "切り上げて"}
_UNITS = {Unit.SET: "式", Unit.ITEM: "件"}


def content_of(document: InvoiceDocument) -> dict[str, Content]:
    """What `invoice.typ` reads: strings ready to print, without controls and without characters no font has."""
    number = document.number or "下書き"
    return {
        "number": printable(number),
        "qualified": bool(document.registration_number),
        "issue_date": _date(document.issue_date),
        "issue_day": [document.issue_date.year, document.issue_date.month, document.issue_date.day],
        "period": _period(document.starts_on, document.ends_on),
        "due_date": f"{_date(document.due_date)}（{_WEEKDAYS[document.due_date.weekday()]}）",
        "recipient": _party(document.recipient),
        "issuer": _party(document.issuer),
        "registration_number": printable(document.registration_number),
        "shows_mark": document.shows_mark,
        "lines": list(_lines(document.lines)),
        "tax_groups": [_tax_group(group) for group in document.tax_groups],
        "subtotal": format_yen(document.subtotal_yen),
        "tax": format_yen(document.tax_yen),
        "total": format_yen(document.total_yen),
        "notes": _notes(document),
        "hours": [[printable(row.task), format_hm(row.minutes)] for row in document.hours],
        "hours_total": format_hm(sum(row.minutes for row in document.hours)),
        "hours_total_ja": format_ja(sum(row.minutes for row in document.hours)),
        "balance": _balance(document.balance, document.month) if document.balance else None,
        "bank_lines": [printable(line) for line in document.bank_lines],
        "remarks": printable(document.remarks),
    }


def _date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _period(starts_on: dt.date, ends_on: dt.date) -> str:
    """The year is said once when it is the same."""
    end = f"{ends_on.month}月{ends_on.day}日" if starts_on.year == ends_on.year else _date(ends_on)
    return f"{_date(starts_on)}〜{end}"


def _party(party: Party) -> dict[str, Content]:
    return {"name": printable(party.name), "address": printable(party.address), "contact": printable(party.contact)}


def _lines(lines: tuple[InvoiceLine, ...]) -> Iterator[Content]:
    """Each line with the sum up to it, which a page that breaks after it carries over."""
    for line, sum_yen in zip(lines, accumulate(line.amount_yen for line in lines), strict=True):
        by_hour = line.unit is Unit.MINUTE
        yield {
            "text": printable(line.text),
            "reduced": line.reduced,
            "quantity": format_hm(line.quantity) if by_hour else f"{line.quantity:,}{_UNITS[line.unit]}",
            "unit_price": format_yen(line.unit_price_yen) + ("/時間" if by_hour else ""),
            "rate": "対象外" if line.category is TaxCategory.EXEMPT else f"{line.tax_rate_pct}%",
            "amount": format_yen(line.amount_yen),
            "sum": format_yen(sum_yen),
        }


def _tax_group(group: TaxGroup) -> Content:
    exempt = group.category is TaxCategory.EXEMPT
    name = "対象外" if exempt else f"{group.rate_pct}%対象"
    return {
        "name": name + (" ※" if group.category is TaxCategory.REDUCED else ""),
        "taxable": format_yen(group.taxable_yen),
        "tax": format_yen(group.tax_yen),
        "total": format_yen(group.total_yen),
    }


def _notes(document: InvoiceDocument) -> list[Content]:
    reduced = ["※ 軽減税率の対象です。"] if any(line.reduced for line in document.lines) else []
    rounding = _ROUNDING[document.tax_rounding]
    return [*reduced, f"消費税は税率ごとに1回計算し、\n1円未満を{rounding}います。"]


def _balance(balance: MonthBalance, month: Month) -> dict[str, Content]:
    billed = balance.billed_overage_min
    overage = "超過" if billed == balance.overage_min else f"超過（ご請求は{format_hm(billed)}）"
    return {
        "rows": [
            [f"{month.previous().number}月からの繰越", _moved(balance.carried_in_min)],
            [f"{month.number}月分の付与", _moved(balance.granted_min)],
            [f"{month.number}月の使用", _moved(-balance.used_min)],
            [overage, _moved(balance.overage_min)],
            ["失効", _moved(-balance.expired_min)],
        ],
        "carried_out": [f"{month.next().number}月への繰越", format_hm(balance.carried_out_min)],
        "used_min": balance.used_min - balance.overage_min,
        "carried_out_min": balance.carried_out_min,
        "expired_min": balance.expired_min,
        "overage_min": balance.overage_min,
        "notes": _balance_notes(balance, month),
    }


def _moved(minutes: int) -> str:
    """Signed when anything moved: `＋30:00`, `−26:30`, `0:00`."""
    return format_hm(minutes, signed=minutes != 0)


def _balance_notes(balance: MonthBalance, month: Month) -> list[Content]:
    carried = f"繰越は{_date(month.next().last_day)}まで使えます。" if balance.carried_out_min else ""
    expired = f"{format_ja(balance.expired_min)}は{month.number}月末で失効しました。" if balance.expired_min else ""
    return [note for note in (carried, expired) if note]
