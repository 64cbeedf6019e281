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
    """Rows of words and minutes, the lengths of the bar, each lot that is carried, and notes."""
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
        "used_min": max(0, balance.used_min - balance.overage_min),
        "carried_out_min": balance.carried_out_min,
        "expired_min": balance.expired_min,
        "overage_min": balance.overage_min,
        "lots": [_lot(lot) for lot in lots],
        "notes": list(_notes(balance, month, lots)),
    }


def _moved(minutes: int) -> str:
    """Signed when anything moved: `＋30:00`, `−26:30`, `0:00`."""
    return format_hm(minutes, signed=minutes != 0)


def _lot(lot: CarriedLot) -> list[Content]:
    until = f"{wording.date(lot.usable_until)}まで" if lot.usable_until else "期限なし"
    return [f"うち{lot.month.year}年{lot.month.number}月分", until, format_hm(lot.minutes)]


def _notes(balance: MonthBalance, month: Month, lots: tuple[CarriedLot, ...]) -> Iterator[str]:
    if balance.carried_out_min and not lots:
        yield f"繰越は{wording.date(month.next().last_day)}まで使えます。"
    if balance.expired_min:
        yield f"{format_ja(balance.expired_min)}は{month.number}月末で失効しました。"
