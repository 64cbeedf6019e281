"""What an account saved of a list: the question under a name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.registry import STRICT, PublicId, Row, RowId, one_of


class SavedFilter(Row):
    """A question to a list, its account's alone."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        UniqueConstraint("account_id", "noun", "name"),
        one_of("noun", ("tasks", "hours", "invoices")),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    noun: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    #: parameter of the address -> its values; what it may show is asked anew whenever it is opened
    question: Mapped[dict[str, Any]]
    saved_at: Mapped[dt.datetime]
