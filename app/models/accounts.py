"""Accounts, what they are told, and the issuing company."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.registry import STRICT, PublicId, Row, RowId, one_of


class AccountRow(Row):
    """A person who signs in. A client user belongs to one company, an assistant to one assistant row, staff to none."""

    __tablename__ = "account"
    __table_args__ = (
        one_of("role", ("client", "assistant", "operator", "administrator")),
        CheckConstraint("(role = 'client') = (client_id IS NOT NULL)", name="client_has_company"),
        CheckConstraint("(role = 'assistant') = (assistant_id IS NOT NULL)", name="assistant_has_row"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    password_hash: Mapped[str] = mapped_column(String(255))
    #: changes with the password; sessions carry it and are refused when it has changed
    session_key: Mapped[str] = mapped_column(String(64), unique=True)
    locale: Mapped[str] = mapped_column(String(5), default="ja")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]


class Notice(Row):
    """The outbox: one thing one account is told, written in the transaction of the change it tells of."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "account_id", "seen_at"), STRICT)

    id: Mapped[RowId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    #: what happened; the key of its sentence
    topic: Mapped[str] = mapped_column(String(40))
    #: values the sentence names, and `path`, where to look
    params: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]


class Issuer(Row):
    """The company that runs the operation and issues the invoices; one row."""

    __tablename__ = "issuer"
    __table_args__ = (CheckConstraint("id = 1", name="single"), STRICT)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(100))
    #: T and 13 digits
    registration_no: Mapped[str] = mapped_column(String(14))
    postal_code: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(200))
    contact_name: Mapped[str] = mapped_column(String(100))
    contact_email: Mapped[str] = mapped_column(String(254))
    bank_lines: Mapped[str] = mapped_column(String(400))
    remarks: Mapped[str] = mapped_column(String(800))
    invoice_pattern: Mapped[str] = mapped_column(String(40))
    #: how credit notes are numbered; empty for the series of the invoices
    credit_pattern: Mapped[str] = mapped_column(String(40), default="")
