"""What follows an invoice: the entries it bills, its voiding, credit notes, payments. Nearly all is only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.invoices import InvoiceHours
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Yen, one_of


class BilledEntry(Row):
    """Minutes of a time entry on an invoice. Live until a credit note or a voiding re-opens it; live only once."""

    __tablename__ = "billed_entry"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "invoice_id"], ["invoice.client_id", "invoice.id"]),
        ForeignKeyConstraint(["client_id", "credit_note_id"], ["invoice.client_id", "invoice.id"]),
        ForeignKeyConstraint(["client_id", "time_entry_id"], ["time_entry.client_id", "time_entry.id"]),
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("invoice_id", "time_entry_id"),
        CheckConstraint("minutes <> 0", name="minutes_set"),
        CheckConstraint("credit_note_id IS NULL OR reopened_at IS NOT NULL", name="credited_is_reopened"),
        Index(
            "uq_billed_entry_live",
            "time_entry_id",
            unique=True,
            sqlite_where=text("reopened_at IS NULL"),
            postgresql_where=text("reopened_at IS NULL"),
        ),
        Index(None, "credit_note_id"),
        STRICT,
    )

    id: Mapped[RowId]
    client_id: Mapped[int] = mapped_column(Integer)
    invoice_id: Mapped[int] = mapped_column(Integer)
    time_entry_id: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[Minutes]
    #: None while the invoice bills it
    reopened_at: Mapped[dt.datetime | None]
    #: the credit note that re-opened it; None after a voiding
    credit_note_id: Mapped[int | None] = mapped_column(Integer)


class CreditNote(Row):
    """What a credit note takes back: the invoice it names, why, and what becomes of the minutes it re-opens."""

    __tablename__ = "credit_note"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "invoice_id"], ["invoice.client_id", "invoice.id"]),
        ForeignKeyConstraint(["client_id", "credits_id"], ["invoice.client_id", "invoice.id"]),
        one_of("minutes_go", ("back", "again")),
        CheckConstraint("invoice_id <> credits_id", name="other_invoice"),
        CheckConstraint("reason <> ''", name="reason_given"),
        Index(None, "credits_id"),
        STRICT,
    )

    #: the credit note itself, a row of `invoice`
    invoice_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    client_id: Mapped[int] = mapped_column(Integer)
    #: the invoice it takes back from
    credits_id: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(400))
    #: `back`: given back to the package; `again`: worked and to be billed in the open month
    minutes_go: Mapped[str] = mapped_column(String(6))
    #: the month whose package they come back to; None where no minutes were re-opened
    to_month: Mapped[Month | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class InvoiceVoid(Row):
    """The voiding of an issued invoice: its number stays, the replacement bills the same entries."""

    __tablename__ = "invoice_void"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "invoice_id"], ["invoice.client_id", "invoice.id"]),
        ForeignKeyConstraint(["client_id", "replacement_id"], ["invoice.client_id", "invoice.id"]),
        UniqueConstraint("replacement_id"),
        CheckConstraint("invoice_id <> replacement_id", name="other_invoice"),
        CheckConstraint("reason <> ''", name="reason_given"),
        STRICT,
    )

    invoice_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    client_id: Mapped[int] = mapped_column(Integer)
    replacement_id: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(400))
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    voided_at: Mapped[dt.datetime]


class Payment(Row):
    """Money that came in for an invoice, or went back; a wrong row is taken back by a counter row."""

    __tablename__ = "payment"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "invoice_id"], ["invoice.client_id", "invoice.id"]),
        ForeignKeyConstraint(["client_id", "reverses_id"], ["payment.client_id", "payment.id"]),
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("reverses_id"),
        CheckConstraint("amount_yen <> 0", name="amount_set"),
        Index(None, "invoice_id"),
        STRICT,
    )

    id: Mapped[RowId]
    #: made by whoever sends it, so that the same payment sent twice is stored once
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(Integer)
    invoice_id: Mapped[int] = mapped_column(Integer)
    paid_on: Mapped[dt.date]
    #: positive what came in, negative what went back or is taken back
    amount_yen: Mapped[Yen]
    note: Mapped[str] = mapped_column(String(200))
    reverses_id: Mapped[int | None] = mapped_column(Integer)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    recorded_at: Mapped[dt.datetime]


class Charged(Protocol):
    """Minutes of a time entry that an invoice bills."""

    @property
    def time_entry_id(self) -> int: ...  # noqa: D102
    @property
    def minutes(self) -> int: ...  # noqa: D102
    @property
    def task_id(self) -> int: ...  # noqa: D102
    @property
    def task_name(self) -> str: ...  # noqa: D102
    @property
    def is_apart(self) -> bool: ...  # noqa: D102


#: What the paper adds to a task whose minutes are billed beside the package; Japanese, as all that is printed.
APART = "（パッケージ外）"
#: As long as a task's own name may be.
MOST_NAME = 200


def hours_rows(invoice_id: int, client_id: int, charged: Iterable[Charged]) -> list[Row]:
    """What a draft bills as rows to add: each entry, and the sums by task that the paper lists.

    Most first; a task's minutes beside the package stand by themselves, after all that was drawn from it.
    """
    entries = list(charged)
    rows: list[Row] = [
        BilledEntry(client_id=client_id, invoice_id=invoice_id, time_entry_id=each.time_entry_id, minutes=each.minutes)
        for each in entries
    ]
    names = {each.task_id: each.task_name for each in entries}
    sums: dict[tuple[bool, int], int] = {}
    for each in entries:
        key = (each.is_apart, each.task_id)
        sums[key] = sums.get(key, 0) + each.minutes
    ordered = sorted((key for key in sums if sums[key]), key=lambda key: (key[0], -sums[key], key[1]))
    rows += [
        InvoiceHours(
            invoice_id=invoice_id,
            position=position,
            client_id=client_id,
            task_id=task_id,
            name=names[task_id][: MOST_NAME - len(APART)] + APART if is_apart else names[task_id],
            minutes=sums[is_apart, task_id],
        )
        for position, (is_apart, task_id) in enumerate(ordered, 1)
    ]
    return rows
