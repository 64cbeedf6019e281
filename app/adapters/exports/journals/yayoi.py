"""弥生会計: 弥生インポート形式, 25 columns without a head, in cp932 (what 弥生 calls Shift_JIS).

Source: support.yayoi-kk.co.jp pages 18545, 27184 and 1430.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.adapters.exports.cells import Cell
from app.domain.invoicing import TaxCategory
from app.domain.journals import Accounts, JournalEntry, JournalLine, Payment, Sale, TaxSide, entries_of

ENCODING = "cp932"
#: 識別フラグ: an entry of one line; then first, middle and last line of an entry of several.
SINGLE, FIRST, MIDDLE, LAST = "2000", "2110", "2100", "2101"
#: Class, way of counting tax and rate in one word. Source: support.yayoi-kk.co.jp page 1430: 課税売上内10%, 内 being
#: tax inside of the amount. To be verified in the books: 軽減 (importers have it with 込), and 課税売返 of returns.
SOLD = {TaxCategory.STANDARD: "課税売上内{rate}%", TaxCategory.REDUCED: "課税売上内軽減{rate}%"}
RETURNED = {TaxCategory.STANDARD: "課税売返内{rate}%", TaxCategory.REDUCED: "課税売返内軽減{rate}%"}
NOT_TAXED = "対象外"
#: Half-width characters 摘要 and an account hold; the document's number stands first and is never what is cut.
LONGEST_TEXT, LONGEST_ACCOUNT = 64, 24
#: 伝票No has six digits and begins anew after them.
LAST_SLIP = 999_999


def rows(books: Iterable[Sale | Payment], accounts: Accounts) -> Iterator[tuple[Cell, ...]]:
    """A row a line, slips counted from 1."""
    for number, entry in enumerate(entries_of(books, accounts)):
        slip = number % LAST_SLIP + 1
        flags = _flags(len(entry.lines))
        yield from (_row(flag, slip, entry, line) for flag, line in zip(flags, entry.lines, strict=True))


def _flags(lines: int) -> list[str]:
    return [SINGLE] if lines == 1 else [FIRST, *[MIDDLE] * (lines - 2), LAST][:lines]


def _row(flag: str, slip: int, entry: JournalEntry, line: JournalLine) -> tuple[Cell, ...]:
    return (
        flag,
        slip,
        "",
        f"{entry.booked_on:%Y/%m/%d}",
        *_side(entry, line, line.debit, TaxSide.DEBIT),
        *_side(entry, line, line.credit, TaxSide.CREDIT),
        _cut(entry.text, LONGEST_TEXT),
        "",  # 番号
        "",  # 期日
        "0",  # タイプ: a journal
        "",  # 生成元
        "",  # 仕訳メモ
        "0",  # 付箋1
        "0",  # 付箋2
        "no",  # 調整
    )


def _side(entry: JournalEntry, line: JournalLine, account: str, side: TaxSide) -> tuple[Cell, ...]:
    """Account, sub-account, department, tax class, amount, tax."""
    names = RETURNED if entry.is_return else SOLD
    bears = line.tax_side is side
    tax_name = names.get(line.category, NOT_TAXED).format(rate=line.rate_pct) if bears else NOT_TAXED
    tax_yen: Cell = line.tax_yen if bears and line.tax_yen else ""
    return _cut(account, LONGEST_ACCOUNT), "", "", tax_name, line.amount_yen, tax_yen


def _cut(text: str, longest: int) -> str:
    """The start of the text that fits into so many half-width characters."""
    used = 0
    for place, character in enumerate(text):
        used += 1 if character.isascii() or "｡" <= character <= "ﾟ" else 2
        if used > longest:
            return text[:place]
    return text
