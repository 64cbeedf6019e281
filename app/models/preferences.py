"""What an account chose for itself: where it is told of what, and the secret link of its calendar."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.registry import STRICT, Row


class NoticeChoice(Row):
    """Whether an account hears of a topic in the app and by mail; without a row, both."""

    __tablename__ = "notice_choice"
    __table_args__ = (STRICT,)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    in_app: Mapped[bool]
    by_mail: Mapped[bool]


class CalendarLink(Row):
    """The one secret link of an account; only the hash of its token is kept, and a renewed link ends the one before."""

    __tablename__ = "calendar_link"
    __table_args__ = (CheckConstraint("length(token_hash) = 64", name="hash_length"), STRICT)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    #: SHA-256 of the token; the token has 256 random bits, so that no salt is needed
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]
