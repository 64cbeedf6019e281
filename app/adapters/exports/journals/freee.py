"""freee会計: 取引インポート, 21 columns. Only this way keeps what is not paid yet, so payments go with their sale.

Source: support.freee.co.jp 202847320: the head stays, dates as YYYY/MM/DD, a payment only in its columns. Money
received for a sale of an earlier file is matched in freee against the bank's own lines and is no row here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from app.adapters.exports.cells import UTF_8, Cell
from app.domain.invoicing import TaxCategory, TaxGroup
from app.domain.journals import Accounts, Payment, Sale

ENCODING = UTF_8
HEAD = (
    "収支区分",
    "管理番号",
    "発生日",
    "決済期日",
    "取引先コード",
    "取引先",
    "勘定科目",
    "税区分",
    "金額",
    "税計算区分",
    "税額",
    "備考",
    "品目",
    "部門",
    "メモタグ（複数指定可、カンマ区切り）",
    "セグメント1",
    "セグメント2",
    "セグメント3",
    "決済日",
    "決済口座",
    "決済金額",
)
#: Source: developer.freee.co.jp/news/1434, names of tax classes: 課税売上10% (129), 課税売返10% (143). 課税売上8%（軽）
#: and 対象外 stand in importers other people published. To be verified in the books: the reduced rate of returns.
SOLD = {TaxCategory.STANDARD: "課税売上{rate}%", TaxCategory.REDUCED: "課税売上{rate}%（軽）"}
RETURNED = {TaxCategory.STANDARD: "課税売返{rate}%", TaxCategory.REDUCED: "課税売返{rate}%（軽）"}
NOT_TAXED = "対象外"
#: To be verified in the books.
INCLUDED = "内税"


def rows(books: Iterable[Sale | Payment], accounts: Accounts) -> Iterator[tuple[Cell, ...]]:
    """The head, then a row for each rate of each sale; a return or a voiding is 支出 of the account of sales.

    A return has a tax class of its own; a voiding takes back the class it was sold in.

    A sale paid by one payment in full carries it; one paid in parts stays open and is settled in freee.
    """
    found = list(books)
    payments: dict[str, list[Payment]] = {}
    for each in found:
        if isinstance(each, Payment):
            payments.setdefault(each.invoice_number, []).append(each)
    yield HEAD
    for each in found:
        if isinstance(each, Sale):
            paid = _in_full(each, payments.get(each.number, []))
            yield from (_row(each, group, paid, accounts) for group in each.tax_groups if group.total_yen)


def day(value: dt.date | None) -> str:
    """`2026/11/05`."""
    return f"{value:%Y/%m/%d}" if value else ""


def _in_full(sale: Sale, payments: list[Payment]) -> Payment | None:
    return payments[0] if len(payments) == 1 and payments[0].amount_yen == sale.total_yen else None


def _row(sale: Sale, group: TaxGroup, paid: Payment | None, accounts: Accounts) -> tuple[Cell, ...]:
    settled: tuple[Cell, ...] = (day(paid.paid_on), accounts.bank, group.total_yen) if paid else ("", "", "")
    names = RETURNED if sale.is_return else SOLD
    return (
        "支出" if sale.goes_back else "収入",
        sale.number,
        day(sale.booked_on),
        "" if paid else day(sale.due_date),
        "",
        sale.client_name,
        accounts.sales,
        names.get(group.category, NOT_TAXED).format(rate=group.rate_pct),
        group.total_yen,
        INCLUDED,
        group.tax_yen,
        sale.remark,
        *("",) * 6,
        *settled,
    )
