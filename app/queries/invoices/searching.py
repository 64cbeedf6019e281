"""Issued documents by date, amount and partner, as keeping electronic documents by law is searched. For staff.

Source: 電子帳簿保存法施行規則 2条6項5号: date, amount and partner; ranges of dates and amounts; two or more combined.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, lazyload

from app.domain.accounts import Scope
from app.models import Client, InvoiceRow
from app.queries.invoices import InvoiceHead, head_of
from app.queries.scope import own_client

PAGE = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None and "" leave a side open.

    Attributes:
        first_day: issued on this day or later.
        last_day: issued on this day or earlier.
        least_yen: total with tax, at least; credit notes have negative totals.
        most_yen: at most.
        partner: part of the client's name, code, or of the name printed on the document.
        number: part of the number.
        kind: `invoice` or `credit_note`.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    least_yen: int | None = None
    most_yen: int | None = None
    partner: str = ""
    number: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, newest first, how many there are in all, and what they come to with tax."""

    heads: list[InvoiceHead]
    count: int
    total_yen: int


def search(session: Session, scope: Scope, wanted: Search, *, page: int = 1) -> Found:
    """The page of issued documents, void ones among them, that fit everything that is asked for."""
    conditions = _conditions(scope, wanted)
    counted = select(func.count(), func.coalesce(func.sum(InvoiceRow.total_yen), 0)).join(
        Client, Client.id == InvoiceRow.client_id
    )
    count, total_yen = session.execute(counted.where(*conditions)).one()
    rows = session.execute(
        select(InvoiceRow, Client)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(*conditions)
        .order_by(InvoiceRow.issue_date.desc(), InvoiceRow.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .options(lazyload("*"))
    )
    return Found([head_of(row, client) for row, client in rows], int(count), int(total_yen))


def found_rows(session: Session, scope: Scope, wanted: Search) -> list[InvoiceRow]:
    """Every issued document that fits, oldest first, without its lines; for files that hold all of them."""
    rows = session.scalars(
        select(InvoiceRow)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(*_conditions(scope, wanted))
        .order_by(InvoiceRow.issue_date, InvoiceRow.id)
        .options(lazyload("*"))
    )
    return list(rows)


def _conditions(scope: Scope, wanted: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [own_client(scope, InvoiceRow.client_id), InvoiceRow.number.is_not(None)]
    if wanted.first_day is not None:
        found.append(InvoiceRow.issue_date >= wanted.first_day)
    if wanted.last_day is not None:
        found.append(InvoiceRow.issue_date <= wanted.last_day)
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
