"""Reads of the kept files of issued documents, without their content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import InvoiceFile, InvoiceRow
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class FileView:
    """A kept file: `pdf` or `xml`, the SHA-256 of its bytes, and when it was made."""

    format: str
    sha256: str
    made_at: dt.datetime


def files(session: Session, scope: Scope, invoice_id: int) -> list[FileView]:
    """The kept files of a document in the scope, by format; empty before any was made."""
    wanted = (
        select(InvoiceFile.format, InvoiceFile.sha256, InvoiceFile.made_at)
        .join(InvoiceRow, InvoiceRow.id == InvoiceFile.invoice_id)
        .where(InvoiceFile.invoice_id == invoice_id, own_client(scope, InvoiceRow.client_id))
        .order_by(InvoiceFile.format)
    )
    return [FileView(*found) for found in session.execute(wanted)]
