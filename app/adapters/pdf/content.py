"""An invoice or credit note as the words and figures the template sets; every figure is worded here, none there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from app.adapters.pdf import wording
from app.adapters.pdf.balance import balance_of
from app.adapters.pdf.glyphs import printable
from app.adapters.pdf.wording import Content
from app.domain.documents import DocumentKind, InvoiceDocument, Original, Replaced
from app.domain.durations import format_hm, format_ja
from app.domain.invoicing import InvoiceLine, TaxCategory, TaxGroup, Unit, notes_of
from app.domain.money import TaxRounding, format_yen

_ROUNDING = {TaxRounding.DOWN: "切り捨てて", TaxRounding.HALF_UP: "四捨五入して", TaxRounding.UP: "切り上げて"}
_UNITS = {Unit.SET: "式", Unit.ITEM: "件"}
_INVOICE: dict[str, Content] = {
    "title": "請求書",
    "qualified_title": "適格請求書",
    "number_name": "請求書番号",
    "date_name": "発行日",
    "total_name": "ご請求金額（税込）",
    "lines_name": "ご請求の内容",
    "amount_name": "金額（税抜）",
    "hours_name": "業務ごとの稼働時間",
}
_CREDIT_NOTE: dict[str, Content] = {
    "title": "返還請求書",
    "qualified_title": "適格返還請求書",
    "number_name": "返還請求書番号",
    "date_name": "発行日（返還日）",
    "total_name": "ご返還金額（税込）",
    "lines_name": "ご返還の内容",
    "amount_name": "返還額（税抜）",
    "hours_name": "取り消した稼働時間",
}


def content_of(document: InvoiceDocument) -> dict[str, Content]:
    """What `invoice.typ` reads: strings ready to print, without controls and without characters no font has."""
    words = _CREDIT_NOTE if document.kind is DocumentKind.CREDIT_NOTE else _INVOICE
    is_qualified = bool(document.registration_number)
    return {
        "template": "invoice.typ",
        **words,
        "file_title": words["qualified_title"] if is_qualified else words["title"],
        "number": printable(document.number or "下書き"),
        "qualified": is_qualified,
        "issue_date": wording.date(document.issue_date),
        "issue_day": wording.day_parts(document.issue_date),
        "period": wording.period(document.starts_on, document.ends_on),
        "due_date": wording.date_and_weekday(document.due_date) if document.due_date else "",
        "original": _original(document.original) if document.original else None,
        "in_place_of": _in_place_of(document.replaced, is_qualified=is_qualified) if document.replaced else "",
        "recipient": wording.party(document.recipient),
        "issuer": wording.party(document.issuer),
        "registration_number": printable(document.registration_number),
        "shows_mark": document.shows_mark,
        "lines": list(_lines(document.lines, document.sign)),
        "tax_groups": [_tax_group(group, document.sign) for group in document.tax_groups],
        "subtotal": format_yen(document.sign * document.subtotal_yen),
        "tax": format_yen(document.sign * document.tax_yen),
        "total": format_yen(document.sign * document.total_yen),
        "notes": _notes(document),
        "hours": [[printable(row.task), format_hm(row.minutes)] for row in document.hours],
        "hours_total": format_hm(sum(row.minutes for row in document.hours)),
        "hours_total_ja": format_ja(sum(row.minutes for row in document.hours)),
        "balance": balance_of(document.balance, document.month, document.lots) if document.balance else None,
        "bank_lines": [printable(line) for line in _bank_lines(document)],
        "remarks": printable(document.remarks),
        "attachment": None,
    }


def _bank_lines(document: InvoiceDocument) -> tuple[str, ...]:
    """Nobody is asked to pay a credit note."""
    return () if document.kind is DocumentKind.CREDIT_NOTE else document.bank_lines


def _original(original: Original) -> dict[str, Content]:
    return {
        "number": printable(original.number),
        "issued": f"{wording.date(original.issue_date)}発行",
        "period": wording.period(original.starts_on, original.ends_on),
    }


def _in_place_of(replaced: Replaced, *, is_qualified: bool) -> str:
    """The sentence under the head by which the reader keeps the right one of two invoices.

    Source: 国税庁 インボイスQ&A 「修正した適格請求書の交付方法」, whose name for such a paper it is.
    """
    name = "修正した適格請求書" if is_qualified else "請求書"
    day = wording.date(replaced.issue_date)
    return f"{day}発行の請求書 {printable(replaced.number)}（取消）に代わる{name}です。"


def _lines(lines: tuple[InvoiceLine, ...], sign: int) -> Iterator[Content]:
    """Each line with the sum up to it, which a page that breaks after it carries over."""
    for line, sum_yen in zip(lines, accumulate(line.amount_yen for line in lines), strict=True):
        by_hour = line.unit is Unit.MINUTE
        quantity = sign * line.quantity if line.quantity < 0 else line.quantity
        yield {
            "text": printable(line.text),
            "reduced": line.reduced,
            "quantity": format_hm(quantity) if by_hour else f"{quantity:,}{_UNITS[line.unit]}".replace("-", "−"),
            "unit_price": format_yen(_price(line, sign)) + ("/時間" if by_hour else ""),
            "rate": "対象外" if line.category is TaxCategory.EXEMPT else f"{line.tax_rate_pct}%",
            "amount": format_yen(sign * line.amount_yen),
            "sum": format_yen(sign * sum_yen),
        }


def _price(line: InvoiceLine, sign: int) -> int:
    """A negative amount is written as a negative quantity or a negative price; only one of the two turns."""
    return sign * line.unit_price_yen if line.quantity > 0 and line.unit_price_yen < 0 else line.unit_price_yen


def _tax_group(group: TaxGroup, sign: int) -> Content:
    exempt = group.category is TaxCategory.EXEMPT
    name = "対象外" if exempt else f"{group.rate_pct}%対象"
    return {
        "name": name + (" ※" if group.category is TaxCategory.REDUCED else ""),
        "taxable": format_yen(sign * group.taxable_yen),
        "tax": format_yen(sign * group.tax_yen),
        "total": format_yen(sign * group.total_yen),
    }


def _notes(document: InvoiceDocument) -> list[Content]:
    reduced = ["※ 軽減税率の対象です。"] if any(line.reduced for line in document.lines) else []
    rounding = _ROUNDING[document.tax_rounding]
    needed = notes_of(document.lines, document.tax_groups, document.tax_rounding)
    rules = [printable(rule) for rule in document.month_rules]
    return [*reduced, f"消費税は税率ごとに1回計算し、\n1円未満を{rounding}います。", *needed, *rules]
