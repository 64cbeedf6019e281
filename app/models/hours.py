"""Time entries, timers, and the hour ledger in double entry."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Seconds, one_of

ACTIVITIES = ("work", "communication", "meeting", "hand_over", "training")
COUNTINGS = ("counted", "billed", "paid", "not_counted")
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
    """Minutes of work on a work item on a day. Never changed: taking one back is a new row with the minutes negated."""

    __tablename__ = "time_entry"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "work_item_id"], ["work_item.client_id", "work_item.id"]),
        ForeignKeyConstraint(["client_id", "month"], ["client_month.client_id", "client_month.month"]),
        ForeignKeyConstraint(["client_id", "reverses_id"], ["time_entry.client_id", "time_entry.id"]),
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("reverses_id"),
        one_of("source", ("timer", "form", "import", "reversal")),
        CheckConstraint("minutes <> 0 AND abs(minutes) <= 1440", name="minutes_range"),
        CheckConstraint("(reverses_id IS NULL) = (minutes > 0)", name="reversal_is_negative"),
        CheckConstraint("(starts_s IS NULL) = (stops_s IS NULL)", name="span_whole"),
        CheckConstraint("stops_s > starts_s", name="span_forward"),
        one_of("activity", ACTIVITIES),
        one_of("counting", COUNTINGS),
        CheckConstraint("weighed_min * minutes >= 0 AND abs(weighed_min) <= 14400", name="weighed_min"),
        CheckConstraint("charged_min * minutes >= 0 AND abs(charged_min) <= 14460", name="charged_min"),
        CheckConstraint("cost_min * minutes >= 0 AND abs(cost_min) <= 1440", name="cost_min"),
        CheckConstraint("counting IN ('counted', 'billed') OR charged_min = 0", name="charged_as_counted"),
        CheckConstraint("counting <> 'not_counted' OR cost_min = 0", name="paid_as_counted"),
        Index(None, "client_id", "month"),
        Index(None, "assistant_id", "work_date"),
        # Sums by assistant and by work item are read from these alone.
        Index(None, "assistant_id", "month", "reverses_id", "minutes"),
        Index(None, "work_item_id", "month", "assistant_id", "minutes"),
        # The page of hours runs through a month by day.
        Index(None, "month", "work_date", "id"),
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
    #: the month it counts in: that of the day, or a later one where that was closed
    month: Mapped[Month]
    is_late: Mapped[bool]
    #: worked; the raw seconds of a timer are stops_s - starts_s
    minutes: Mapped[Minutes]
    #: worked after the multiples of the clock
    weighed_min: Mapped[Minutes]
    #: what the client is charged for, out of the package or beside it
    charged_min: Mapped[Minutes]
    #: what the assistant is paid for
    cost_min: Mapped[Minutes]
    activity: Mapped[str] = mapped_column(String(14))
    #: who pays for the activity by the contract of that month
    counting: Mapped[str] = mapped_column(String(12))
    #: the id of the rule by which weighed minutes became charged ones
    rounding_rule: Mapped[str] = mapped_column(String(24))
    starts_s: Mapped[Seconds | None]
    stops_s: Mapped[Seconds | None]
    note: Mapped[str] = mapped_column(String(400))
    source: Mapped[str] = mapped_column(String(10))
    reverses_id: Mapped[int | None] = mapped_column(Integer)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    recorded_at: Mapped[dt.datetime]


class EntryReplacement(Row):
    """An entry that was written instead of another, which was taken back in the same breath."""

    __tablename__ = "entry_replacement"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "time_entry_id"], ["time_entry.client_id", "time_entry.id"]),
        ForeignKeyConstraint(["client_id", "replaces_id"], ["time_entry.client_id", "time_entry.id"]),
        Index(None, "replaces_id"),
        STRICT,
    )

    time_entry_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    #: of both entries
    client_id: Mapped[int] = mapped_column(Integer)
    replaces_id: Mapped[int] = mapped_column(Integer)


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


class EntryApproval(Row):
    """Hours the operator has approved; from then on only the operator changes them."""

    __tablename__ = "entry_approval"
    __table_args__ = (STRICT,)

    time_entry_id: Mapped[int] = mapped_column(ForeignKey("time_entry.id", ondelete="RESTRICT"), primary_key=True)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    approved_at: Mapped[dt.datetime]


class EntryWaiting(Row):
    """An entry that counts and that nobody has approved; gone once it is approved or taken back.

    Few wait among a million: lists of what waits run through these and not through a month. An entry is never changed,
    so that what is copied here of it stays true.
    """

    __tablename__ = "entry_waiting"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "time_entry_id"], ["time_entry.client_id", "time_entry.id"]),
        Index(None, "month", "work_date", "client_id", "assistant_id", "minutes"),
        Index(None, "month", "assistant_id", "minutes"),
        STRICT,
    )

    time_entry_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    month: Mapped[Month]
    work_date: Mapped[dt.date]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    minutes: Mapped[Minutes]

    @classmethod
    def of(cls, entry: TimeEntry) -> EntryWaiting:
        """The row of an entry that is stored."""
        return cls(
            time_entry_id=entry.id,
            month=entry.month,
            work_date=entry.work_date,
            client_id=entry.client_id,
            assistant_id=entry.assistant_id,
            minutes=entry.minutes,
        )


class EntryQuestion(Row):
    """What a client asks about a line of their hours, and what the operator answered."""

    __tablename__ = "entry_question"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "time_entry_id"], ["time_entry.client_id", "time_entry.id"]),
        one_of("outcome", ("kept", "changed", "taken_back")),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        CheckConstraint("(outcome IS NULL) = (answer IS NULL)", name="answered_in_words"),
        # One question about a line at a time.
        Index(
            "uq_entry_question_open",
            "time_entry_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(None, "time_entry_id"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(Integer)
    time_entry_id: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(String(400))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    asked_at: Mapped[dt.datetime]
    answer: Mapped[str | None] = mapped_column(String(400))
    outcome: Mapped[str | None] = mapped_column(String(12))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    answered_at: Mapped[dt.datetime | None]


class HoursFile(Row):
    """A file of hours as it came in, kept between its preview and its import, and after it as evidence."""

    __tablename__ = "hours_file"
    __table_args__ = (Index(None, "sha256"), STRICT)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    filename: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    #: whose hours it holds where an assistant sent it; None for staff, whose files name the assistants
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    uploaded_at: Mapped[dt.datetime]
    imported_at: Mapped[dt.datetime | None]


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
