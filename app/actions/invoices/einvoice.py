"""The machine-readable file of an issued document."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.invoices.pdf import document_of
from app.adapters.einvoice import einvoice_xml, file_problems
from app.adapters.exports import document_filename
from app.domain.accounts import Scope
from app.domain.einvoices import einvoice_of, figure_problems
from app.domain.errors import EInvoiceUnsound, NotIssued
from app.queries import invoices as invoices_queries


@dataclass(frozen=True, slots=True)
class XmlFile:
    """An XML file and the name it is saved under."""

    filename: str
    content: bytes


def invoice_xml(session: Session, *, scope: Scope, public_id: str) -> XmlFile:
    """The document as JP PINT; made of what was fixed at issue, so that it is the same each time.

    Raises:
        NotFound: the document is outside of the scope.
        NotIssued: it is still a draft.
        EInvoiceUnsound: it breaks a rule of the format, for one the issuer has no registration number.
    """
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    head = view.head
    if head.number is None or head.issue_date is None:
        raise NotIssued("invoice")
    einvoice = einvoice_of(document_of(view, head.issue_date))
    content = einvoice_xml(einvoice)
    broken = [str(each.params["rule"]) for each in (*figure_problems(einvoice), *file_problems(content))]
    if broken:
        raise EInvoiceUnsound("invoice", rules=", ".join(dict.fromkeys(broken)))
    name = document_filename(head.issue_date, abs(head.total_yen), head.client_code, head.number, "xml")
    return XmlFile(name, content)
