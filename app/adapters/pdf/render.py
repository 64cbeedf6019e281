"""Documents as PDF, each process with one press of its own."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import os
from dataclasses import dataclass

from app.adapters.pdf.content import content_of
from app.adapters.pdf.press import Press, Tick
from app.adapters.pdf.report import report_content_of
from app.adapters.pdf.statement import PaymentStatement, statement_content_of
from app.adapters.pdf.wording import Content
from app.domain.documents import InvoiceDocument, Party
from app.domain.reports import MonthlyReport
from app.translations import words

_PRESS = Press()
atexit.register(_PRESS.close)
os.register_at_fork(after_in_child=_PRESS.forget)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the PDF and says the same to a machine.

    Attributes:
        filename: as a reader lists it.
        content: XML in UTF-8.
        description: what it is, in a few words.
    """

    filename: str
    content: bytes
    description: str


def render_invoice(
    document: InvoiceDocument, *, attachment: Attachment | None = None, tick: Tick | None = None
) -> bytes:
    """The invoice or credit note as PDF/A-3, tagged, fonts embedded; the same input always gives the same bytes.

    Characters no committed font has are printed as 〓; `glyphs.unprintable_characters` names them beforehand. `tick` is
    called at least twice a second while waiting; what it raises stops the work and is passed on.

    Raises:
        PdfFailed: the typesetter refused the document, was killed, or took longer than a minute.
    """
    return _pressed({**content_of(document), "attachment": _attached(attachment)}, tick)


def render_statement(statement: PaymentStatement, *, tick: Tick | None = None) -> bytes:
    """The statement as PDF/A-3, as `render_invoice` does it.

    Raises:
        PdfFailed: as there.
    """
    return _pressed(statement_content_of(statement), tick)


def render_report(
    report: MonthlyReport, *, issuer: Party, made_on: dt.date, locale: str = "ja", tick: Tick | None = None
) -> bytes:
    """The month in review as PDF/A-3, as `render_invoice` does it; `issuer` writes it, `made_on` is a day of Tokyo.

    Args:
        report: what it says.
        issuer: who writes it.
        made_on: the day, of Tokyo.
        locale: the language of whoever reads it, `ja` or `en`.
        tick: called while it is made.

    Raises:
        PdfFailed: as there.
    """
    content = report_content_of(report, issuer=issuer, made_on=made_on, say=words(locale), is_english=locale == "en")
    return _pressed(content, tick)


def _pressed(content: dict[str, Content], tick: Tick | None) -> bytes:
    return _PRESS.pdf(json.dumps(content, ensure_ascii=False), tick=tick)


def _attached(attachment: Attachment | None) -> Content:
    if attachment is None:
        return None
    return {
        "filename": attachment.filename,
        "text": attachment.content.decode("utf-8"),
        "description": attachment.description,
    }
