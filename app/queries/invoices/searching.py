"""Issued documents by date, amount and partner, as keeping electronic documents by law is searched. For staff.

Source: 電子帳簿保存法施行規則 2条6項5号: date, amount and partner; ranges of dates and amounts; two or more combined.
The date is 取引年月日その他の日付: the one written on the document, of an invoice its day of issue (請求年月日), or the
day of the transaction. Either may be asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, lazyload

from app.domain.accounts import Scope
from app.domain.documents import DocumentKind, traded_on
from app.models import Client, InvoiceRow
from app.queries.invoices import InvoiceHead, head_of
from app.queries.scope import own_client

PAGE = 50


class DayKind(StrEnum):
    """Which day of a document a range of days is about."""

    ISSUED = "issued"
    """The day on it."""
    TRADED = "traded"
    """The day of the transaction, see `app.domain.documents.traded_on`."""


#: The same days in the database.
_DAYS: dict[DayKind, Any] = {
    DayKind.ISSUED: InvoiceRow.issue_date,
    DayKind.TRADED: case(
        (InvoiceRow.kind == str(DocumentKind.CREDIT_NOTE), InvoiceRow.issue_date), else_=InvoiceRow.period_end
    ),
}


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None and "" leave a side open.

    Attributes:
        first_day: issued on this day or later, or traded.
        last_day: issued on this day or earlier, or traded.
        least_yen: total with tax, at least; credit notes have negative totals.
        most_yen: at most.
        partner: part of the client's name, code, or of the name printed on the document.
        number: part of the number.
        kind: `invoice` or `credit_note`.
        day_kind: which day the range is about; what is found is ordered by it.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    least_yen: int | None = None
    most_yen: int | None = None
    partner: str = ""
    number: str = ""
    kind: str = ""
    day_kind: DayKind = DayKind.ISSUED


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, newest first, how many there are in all, and what they but the void come to with tax.

    `traded_on` are the days of the transactions, in the order of `heads`.
    """

    heads: list[InvoiceHead]
    traded_on: list[dt.date]
    count: int
    total_yen: int


def search(session: Session, scope: Scope, wanted: Search, *, page: int = 1) -> Found:
    """The page of issued documents, void ones among them, that fit everything that is asked for."""
    conditions = _conditions(scope, wanted)
    owed = case((InvoiceRow.state == "void", 0), else_=InvoiceRow.total_yen)  # another stands in place of a void one
    counted = select(func.count(), func.coalesce(func.sum(owed), 0)).join(Client, Client.id == InvoiceRow.client_id)
    count, total_yen = session.execute(counted.where(*conditions)).one()
    rows = session.execute(
        select(InvoiceRow, Client)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(*conditions)
        .order_by(_DAYS[wanted.day_kind].desc(), InvoiceRow.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .options(lazyload("*"))
    ).all()
    heads = [head_of(row, client) for row, client in rows]
    return Found(heads, [traded_day(row) for row, _client in rows], int(count), int(total_yen))


def found_rows(session: Session, scope: Scope, wanted: Search) -> list[InvoiceRow]:
    """Every issued document that fits, oldest first, without its lines; for files that hold all of them."""
    rows = session.scalars(
        select(InvoiceRow)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(*_conditions(scope, wanted))
        .order_by(_DAYS[wanted.day_kind], InvoiceRow.id)
        .options(lazyload("*"))
    )
    return list(rows)


def traded_day(row: InvoiceRow) -> dt.date:
    """The day of the transaction of an issued document."""
    assert row.issue_date is not None, "an issued document has its day"
    return traded_on(DocumentKind(row.kind), issue_date=row.issue_date, ends_on=row.period_end)


def _conditions(scope: Scope, wanted: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [own_client(scope, InvoiceRow.client_id), InvoiceRow.number.is_not(None)]
    day = _DAYS[wanted.day_kind]
    if wanted.first_day is not None:
        found.append(day >= wanted.first_day)
    if wanted.last_day is not None:
        found.append(day <= wanted.last_day)
    if wanted.least_yen is not None:
        found.append(InvoiceRow.total_yen >= wanted.least_yen)
    if wanted.most_yen is not None:
        found.append(InvoiceRow.total_yen <= wanted.most_yen)
    if wanted.kind:
        found.append(InvoiceRow.kind == wanted.kind)
    if wanted.number.strip():
        found.append(InvoiceRow.number.icontains(wanted.number.strip(), autoescape=True))
    if wanted.partner.strip():
        found.append(_partner(wanted.partner.strip()))
    return found


def _partner(text: str) -> ColumnElement[bool]:
    printed = InvoiceRow.parties["recipient"]["name"].as_string()
    names = (Client.name, Client.short_name, Client.code, printed)
    return or_(*(name.icontains(text, autoescape=True) for name in names))
