"""The package's month as the invoice shows it: every movement, what is left, and until when it may be used."""

from __future__ import annotations

from collections.abc import Iterator

from app.adapters.pdf import wording
from app.adapters.pdf.wording import Content
from app.domain.documents import CarriedLot
from app.domain.durations import format_hm, format_ja
from app.domain.packages import MonthBalance
from app.domain.worktime import Month


def balance_of(balance: MonthBalance, month: Month, lots: tuple[CarriedLot, ...]) -> dict[str, Content]:
    """Rows of words and minutes, the lengths of the bar, the lots that are carried, and notes.

    The minutes of the rows add up to what is carried. What most contracts do not know is shown where it moved anything.
    """
    return {
        "rows": [[words, _moved(minutes)] for words, minutes in _rows(balance, month)],
        "carried_out": [f"{month.next().number}月への繰越", format_hm(balance.carried_out_min)],
        "used_min": max(0, balance.used_min - balance.overage_min),
        "carried_out_min": balance.carried_out_min,
        "expired_min": balance.expired_min,
        "overage_min": balance.overage_min,
        "lots": [_lot(lot) for lot in lots] if len(lots) > 1 else [],
        "notes": list(_notes(balance, month, lots)),
    }


def _rows(balance: MonthBalance, month: Month) -> Iterator[tuple[str, int]]:
    billed = balance.billed_overage_min
    yield f"{month.previous().number}月からの繰越", balance.carried_in_min
    if balance.owed_in_min:
        yield f"{month.previous().number}月からの不足", -balance.owed_in_min
    yield f"{month.number}月分の付与", balance.granted_min
    if balance.topped_up_min:
        yield "追加した時間", balance.topped_up_min
    if balance.adjusted_min:
        yield "調整", balance.adjusted_min
    yield f"{month.number}月の使用", -balance.used_min
    yield "超過" if billed == balance.overage_min else f"超過（ご請求は{format_hm(billed)}）", balance.overage_min
    if balance.owed_out_min:
        yield f"{month.next().number}月に回す不足", balance.owed_out_min
    yield "失効", -balance.expired_min


def _moved(minutes: int) -> str:
    """Signed when anything moved: `＋30:00`, `−26:30`, `0:00`."""
    return format_hm(minutes, signed=minutes != 0)


def _lot(lot: CarriedLot) -> list[Content]:
    until = f"{wording.date(lot.usable_until)}まで" if lot.usable_until else "期限なし"
    origin = f"{lot.month.year}年{lot.month.number}月"
    return [f"うち{origin}に追加した分" if lot.is_top_up else f"うち{origin}分", until, format_hm(lot.minutes)]


def _notes(balance: MonthBalance, month: Month, lots: tuple[CarriedLot, ...]) -> Iterator[str]:
    """One lot is a sentence, several are a list; without any, carried minutes live one month, as they once all did."""
    if balance.carried_out_min and len(lots) <= 1:
        until = lots[0].usable_until if lots else month.next().last_day
        yield f"繰越は{wording.date(until)}まで使えます。" if until else "繰越に期限はありません。"
    if balance.expired_min:
        yield f"{format_ja(balance.expired_min)}は{month.number}月末で失効しました。"
