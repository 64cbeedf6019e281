"""Time entries, timers, and the hour ledger in double entry."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Seconds, one_of

ACCOUNTS = ("granted", "carried", "available", "used", "overage", "expired", "adjusted", "topped_up", "owed")
KINDS = (
    "grant",
    "use",
    "reverse_use",
    "overage",
    "expire",
    "carry_out",
    "carry_in",
    "adjust",
    "top_up",
    "owe_out",
    "owe_in",
    "credit",
    "rebill",
)


class TimeEntry(Row):
    """Minutes worked on a work item on a day. Never changed: taking one back is a new row with the minutes negated."""

    __tablename__ = "time_entry"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "work_item_id"], ["work_item.client_id", "work_item.id"]),
        ForeignKeyConstraint(["client_id", "month"], ["client_month.client_id", "client_month.month"]),
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("reverses_id"),
        one_of("source", ("timer", "form", "import", "reversal")),
        CheckConstraint("minutes <> 0 AND abs(minutes) <= 1440", name="minutes_range"),
        CheckConstraint("(reverses_id IS NULL) = (minutes > 0)", name="reversal_is_negative"),
        CheckConstraint("(starts_s IS NULL) = (stops_s IS NULL)", name="span_whole"),
        CheckConstraint("stops_s > starts_s", name="span_forward"),
        Index(None, "client_id", "month"),
        Index(None, "assistant_id", "work_date"),
        STRICT,
    )

    id: Mapped[RowId]
    #: made by whoever sends it, so that the same entry sent twice is stored once
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(Integer)
    work_item_id: Mapped[int] = mapped_column(Integer)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    #: the Tokyo day the work was done
    work_date: Mapped[dt.date]
    month: Mapped[Month]
    minutes: Mapped[Minutes]
    starts_s: Mapped[Seconds | None]
    stops_s: Mapped[Seconds | None]
    note: Mapped[str] = mapped_column(String(400))
    source: Mapped[str] = mapped_column(String(10))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("time_entry.id", ondelete="RESTRICT"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    recorded_at: Mapped[dt.datetime]


class WorkedSpan(Row):
    """The clock time an entry that still counts occupies; the database refuses two that overlap for one assistant."""

    __tablename__ = "worked_span"
    __table_args__ = (
        CheckConstraint("stops_s > starts_s", name="forward"),
        Index(None, "assistant_id", "starts_s"),
        STRICT,
    )

    time_entry_id: Mapped[int] = mapped_column(ForeignKey("time_entry.id", ondelete="RESTRICT"), primary_key=True)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    starts_s: Mapped[Seconds]
    stops_s: Mapped[Seconds]


class Timer(Row):
    """A stopwatch on a work item; its raw seconds stay."""

    __tablename__ = "timer"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "work_item_id"], ["work_item.client_id", "work_item.id"]),
        # One running timer an assistant, whatever two devices do.
        Index(
            "uq_timer_running",
            "assistant_id",
            unique=True,
            sqlite_where=text("stopped_s IS NULL"),
            postgresql_where=text("stopped_s IS NULL"),
        ),
        CheckConstraint("stopped_s >= started_s", name="forward"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(Integer)
    work_item_id: Mapped[int] = mapped_column(Integer)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    started_s: Mapped[Seconds]
    stopped_s: Mapped[Seconds | None]


class LedgerRow(Row):
    """One line of a posting; the lines of a posting add up to nothing, a balance is a sum of lines."""

    __tablename__ = "ledger_row"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "time_entry_id"], ["time_entry.client_id", "time_entry.id"]),
        UniqueConstraint("posting_id", "account"),
        one_of("account", ACCOUNTS),
        one_of("kind", KINDS),
        one_of("lot", ("granted", "topped_up")),
        CheckConstraint(
            "(kind IN ('expire', 'carry_out', 'carry_in', 'top_up')) = (lot IS NOT NULL)", name="lot_known"
        ),
        CheckConstraint("(lot IS NULL) = (lot_month IS NULL)", name="lot_has_month"),
        CheckConstraint("(lot IS NULL) = (lot_expires_on IS NULL)", name="lot_expires"),
        CheckConstraint("minutes <> 0", name="minutes_set"),
        CheckConstraint("(kind IN ('use', 'reverse_use')) = (time_entry_id IS NOT NULL)", name="use_has_entry"),
        CheckConstraint("(kind IN ('credit', 'rebill')) = (billed_entry_id IS NOT NULL)", name="credit_has_entry"),
        ForeignKeyConstraint(["client_id", "billed_entry_id"], ["billed_entry.client_id", "billed_entry.id"]),
        # Granted, overage and owed happen once a month; expired, carried in and carried out once a month and lot.
        Index(
            "uq_ledger_row_once",
            "client_id",
            "month",
            "kind",
            "account",
            unique=True,
            sqlite_where=text("kind IN ('grant', 'overage', 'owe_out', 'owe_in')"),
            postgresql_where=text("kind IN ('grant', 'overage', 'owe_out', 'owe_in')"),
        ),
        Index(
            "uq_ledger_row_lot",
            "client_id",
            "month",
            "kind",
            "account",
            "lot",
            "lot_month",
            "lot_expires_on",
            unique=True,
            sqlite_where=text("kind IN ('expire', 'carry_out', 'carry_in')"),
            postgresql_where=text("kind IN ('expire', 'carry_out', 'carry_in')"),
        ),
        Index(
            "uq_ledger_row_entry",
            "time_entry_id",
            "account",
            unique=True,
            sqlite_where=text("time_entry_id IS NOT NULL"),
            postgresql_where=text("time_entry_id IS NOT NULL"),
        ),
        # A billed entry comes back to a package once, and is charged again once.
        Index(
            "uq_ledger_row_billed_entry",
            "billed_entry_id",
            "kind",
            "account",
            unique=True,
            sqlite_where=text("billed_entry_id IS NOT NULL"),
            postgresql_where=text("billed_entry_id IS NOT NULL"),
        ),
        # A balance is a sum: read from the index alone, without the lines themselves.
        Index(None, "client_id", "month", "kind", "account", "minutes"),
        STRICT,
    )

    id: Mapped[RowId]
    #: the lines of one posting share it
    posting_id: Mapped[str] = mapped_column(String(22))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    month: Mapped[Month]
    kind: Mapped[str] = mapped_column(String(12))
    account: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[Minutes]
    time_entry_id: Mapped[int | None] = mapped_column(Integer)
    #: what a credit note re-opened
    billed_entry_id: Mapped[int | None] = mapped_column(Integer)
    #: which minutes moved, of those with an origin and an expiry: how they came, in which month, until when they last
    lot: Mapped[str | None] = mapped_column(String(10))
    lot_month: Mapped[Month | None]
    lot_expires_on: Mapped[dt.date | None]
    posted_at: Mapped[dt.datetime]
