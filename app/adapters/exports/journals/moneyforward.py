"""マネーフォワード クラウド会計: 仕訳帳, 27 columns.

Source: biz.moneyforward.com ib01 and import2: the head stays; rows of one day and one 取引No that balance are one
entry; names must be those of the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.adapters.exports.cells import UTF_8, Cell
from app.domain.invoicing import TaxCategory
from app.domain.journals import Accounts, JournalEntry, JournalLine, Payment, Sale, TaxSide, entries_of

ENCODING = UTF_8
HEAD = (
    "取引No",
    "取引日",
    "借方勘定科目",
    "借方補助科目",
    "借方部門",
    "借方取引先",
    "借方税区分",
    "借方インボイス",
    "借方金額(円)",
    "借方税額",
    "貸方勘定科目",
    "貸方補助科目",
    "貸方部門",
    "貸方取引先",
    "貸方税区分",
    "貸方インボイス",
    "貸方金額(円)",
    "貸方税額",
    "摘要",
    "仕訳メモ",
    "タグ",
    "MF仕訳タイプ",
    "決算整理仕訳",
    "作成日時",
    "作成者",
    "最終更新日時",
    "最終更新者",
)
#: A blank stands before the rate: so in importers other people published, and sent to the service by one of them
#: (課税売上 10%). To be verified in the books: the reduced rate, and the names of returns, which no source gave.
SOLD = {TaxCategory.STANDARD: "課税売上 {rate}%", TaxCategory.REDUCED: "課税売上 (軽){rate}%"}
RETURNED = {TaxCategory.STANDARD: "課税売上-返還等 {rate}%", TaxCategory.REDUCED: "課税売上-返還等 (軽){rate}%"}
NOT_TAXED = "対象外"


def rows(books: Iterable[Sale | Payment], accounts: Accounts) -> Iterator[tuple[Cell, ...]]:
    """The head, then a row a line, entries counted from 1."""
    yield HEAD
    for number, entry in enumerate(entries_of(books, accounts), 1):
        yield from (_row(number, entry, line) for line in entry.lines)


def _row(number: int, entry: JournalEntry, line: JournalLine) -> tuple[Cell, ...]:
    return (
        number,
        f"{entry.booked_on:%Y/%m/%d}",
        *_side(entry, line, line.debit, TaxSide.DEBIT),
        *_side(entry, line, line.credit, TaxSide.CREDIT),
        entry.text,
        *("",) * 8,
    )


def _side(entry: JournalEntry, line: JournalLine, account: str, side: TaxSide) -> tuple[Cell, ...]:
    """Account, sub-account, department, partner, tax class, kind of invoice, amount, tax.

    The kind of invoice is about purchases; left empty, it is taken from the tax class.
    """
    names = RETURNED if entry.is_return else SOLD
    bears = line.tax_side is side
    tax_name = names.get(line.category, NOT_TAXED).format(rate=line.rate_pct) if bears else NOT_TAXED
    return account, "", "", entry.partner, tax_name, "", line.amount_yen, line.tax_yen if bears else 0
