"""The PDF of an issued invoice: made once, kept, and served again unchanged."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.adapters.einvoice import einvoice_xml, file_problems
from app.adapters.exports.names import safe_part
from app.adapters.pdf import Attachment, InvoiceDocument, Party, TaskHours, render_invoice
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.einvoices import einvoice_of, figure_problems
from app.domain.errors import NotIssued
from app.domain.money import TaxRounding
from app.models import InvoiceFile
from app.queries import invoices as invoices_queries
from app.queries.invoices import InvoiceView


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF and the name it is saved under: date, amount and partner, as keeping by law is searched."""

    filename: str
    content: bytes


def invoice_pdf(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, tick: Callable[[], None] | None = None
) -> PdfFile:
    """The invoice's PDF as first made; made now if nobody has asked before. No transaction is open meanwhile.

    `tick` is called at least twice a second while the paper is made; what it raises ends that.

    Raises:
        NotFound: the invoice is outside of the scope.
        NotIssued: it is still a draft.
    """
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    head = view.head
    if head.number is None or head.issue_date is None:
        raise NotIssued("invoice")
    filename = f"{head.issue_date:%Y%m%d}_{head.total_yen}_{head.client_code}_{head.number}.pdf"
    kept = invoices_queries.invoice_file(session, head.id)
    if kept is not None:
        return PdfFile(filename, kept)
    session.rollback()

    document = document_of(view, head.issue_date)
    content = render_invoice(document, attachment=_attachment(document), tick=tick)

    with transaction(session):
        kept = invoices_queries.invoice_file(session, head.id)
        if kept is None:
            digest = hashlib.sha256(content).hexdigest()
            session.add(InvoiceFile(invoice_id=head.id, content=content, sha256=digest, made_at=now))
            kept = content
    return PdfFile(filename, kept)


def document_of(view: InvoiceView, issue_date: dt.date) -> InvoiceDocument:
    """What the paper says, from the invoice as it was issued."""
    issuer, recipient = view.parties["issuer"], view.parties["recipient"]
    return InvoiceDocument(
        number=view.head.number,
        issue_date=issue_date,
        month=view.head.month,
        starts_on=view.period_start,
        ends_on=view.period_end,
        due_date=view.head.due_date,
        issuer=Party(
            issuer["name"],
            issuer["address"],
            "　".join(part for part in (issuer["contact_name"], issuer["contact_email"]) if part),
            issuer["postal_code"],
        ),
        registration_number=issuer["registration_no"],
        recipient=Party(recipient["name"], recipient["address"], recipient["contact_name"], recipient["postal_code"]),
        lines=view.lines,
        tax_groups=view.tax_groups,
        tax_rounding=TaxRounding(view.tax_rounding),
        hours=tuple(TaskHours(line.task, line.minutes) for line in view.hours),
        balance=view.balance,
        bank_lines=tuple(line for line in issuer["bank_lines"].splitlines() if line.strip()),
        remarks=issuer["remarks"],
        shows_mark=True,
    )


def _attachment(document: InvoiceDocument) -> Attachment | None:
    """The same for a machine; None where it would break a rule, as without a registration number."""
    einvoice = einvoice_of(document)
    xml = einvoice_xml(einvoice)
    if figure_problems(einvoice) or file_problems(xml):
        return None
    return Attachment(f"{safe_part(einvoice.number)}.xml", xml, "JP PINT (UBL 2.1)")
