"""The files of an issued document, PDF and XML: made once, kept with their hash, and served again unchanged."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.adapters.einvoice import delivery_problems, einvoice_xml, file_problems
from app.adapters.pdf import (
    Attachment,
    CarriedLot,
    InvoiceDocument,
    Original,
    Party,
    Replaced,
    TaskHours,
    render_invoice,
)
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.documents import DocumentKind
from app.domain.einvoices import einvoice_of, figure_problems
from app.domain.errors import EInvoiceUnsound, NotFound, NotIssued
from app.domain.invoicing import month_rule_notes
from app.domain.money import TaxRounding
from app.domain.packages import LotKind
from app.domain.terms.carry import NEVER
from app.models import InvoiceFile
from app.models.registry import insert_into
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries import packages as packages_queries
from app.queries.invoices import InvoiceHead, InvoiceView
from app.queries.invoices import crediting as crediting_queries
from app.queries.invoices.crediting import CreditView, ReplacedView

PDF, XML = "pdf", "xml"
INSIDE = "invoice.xml"


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A file and the name it is saved under: date, amount and partner, as keeping by law is searched."""

    filename: str
    content: bytes


def invoice_pdf(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, tick: Callable[[], None] | None = None
) -> PdfFile:
    """The document's PDF as first made; made now if nobody has asked before. No transaction is open meanwhile.

    `tick` is called at least twice a second while the paper is made; what it raises ends that.

    Raises:
        NotFound: the invoice is outside of the scope.
        NotIssued: it is still a draft.
    """
    return _file(session, scope, public_id, PDF, now, tick)


def invoice_xml(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> PdfFile:
    """The document for machines (JP PINT, UBL 2.1) as first made, together with the PDF it stands in.

    Raises:
        NotFound: the invoice is outside of the scope, or charges nothing that a machine could book.
        NotIssued: it is still a draft.
        EInvoiceUnsound: it breaks a rule of the format.
    """
    return _file(session, scope, public_id, XML, now, None)


def delivery_gaps(
    session: Session, *, scope: Scope, view: InvoiceView, parties: Mapping[str, Any], today: dt.date
) -> tuple[str, ...]:
    """The rules of Peppol that keep the document from being delivered over the network, as it is kept or would be made.

    Args:
        session: of the database.
        scope: who asks.
        view: a document, or a draft of one.
        parties: issuer and recipient that stand on it, or would if it were issued now.
        today: a draft's day of issue.
    """
    if not view.lines:
        return ()
    xml = invoices_queries.invoice_file(session, view.head.id, XML)
    if xml is None:
        credit = crediting_queries.credit_of(session, scope, view.head.id)
        whole = replace(view, parties=dict(parties))
        document = document_of(whole, view.head.issue_date or today, credit)
        numbered = replace(document, number=document.number or "-")
        xml = einvoice_xml(einvoice_of(numbered, buyer_endpoint=parties["recipient"].get("peppol_id", "")))
    return tuple(str(problem.params["rule"]) for problem in delivery_problems(xml))


def document_of(
    view: InvoiceView,
    issue_date: dt.date,
    credit: CreditView | None = None,
    replaced: ReplacedView | None = None,
    lots: tuple[CarriedLot, ...] = (),
    month_rules: tuple[str, ...] = (),
) -> InvoiceDocument:
    """What the paper says, from the document as it was issued.

    Args:
        view: the document.
        issue_date: its day of issue.
        credit: what a credit note takes back.
        replaced: the void invoice that it stands for.
        lots: what its month carried on.
        month_rules: sentences on how its minutes were rounded.
    """
    issuer, recipient = view.parties["issuer"], view.parties["recipient"]
    return InvoiceDocument(
        number=view.head.number,
        issue_date=issue_date,
        month=view.head.month,
        starts_on=view.period_start,
        ends_on=view.period_end,
        due_date=None if credit else view.head.due_date,
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
        lots=lots,
        bank_lines=() if credit else tuple(line for line in issuer["bank_lines"].splitlines() if line.strip()),
        remarks=f"返還の理由：{credit.reason}" if credit else issuer["remarks"],
        shows_mark=True,
        kind=DocumentKind(view.head.kind),
        original=_original(view, credit),
        month_rules=month_rules,
        replaced=Replaced(replaced.number, replaced.issue_date) if replaced else None,
    )


def _file(
    session: Session,
    scope: Scope,
    public_id: str,
    file_format: str,
    now: dt.datetime,
    tick: Callable[[], None] | None,
) -> PdfFile:
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    head = view.head
    if head.number is None or head.issue_date is None:
        raise NotIssued("invoice")
    filename = _filename(head, head.issue_date, file_format)
    kept = invoices_queries.invoice_file(session, head.id, file_format)
    if kept is None and file_format == XML and not view.lines:
        raise NotFound("invoice")
    if kept is None:
        credit = crediting_queries.credit_of(session, scope, head.id)
        rules = () if credit else _month_rules(session, view)
        replaced = crediting_queries.replaced_by(session, scope, head.id)
        document = document_of(view, head.issue_date, credit, replaced, _lots(session, view), rules)
        endpoint = view.parties["recipient"].get("peppol_id", "")
        session.rollback()
        kept = _keep(session, head.id, _made(document, endpoint, tick), now).get(file_format)
    if kept is None:
        raise EInvoiceUnsound("invoice")
    return PdfFile(filename, kept)


def _made(document: InvoiceDocument, endpoint: str, tick: Callable[[], None] | None) -> dict[str, bytes]:
    """The files by format; of a document that charges nothing, or breaks a rule of the XML, there is the PDF alone."""
    xml = _sound_xml(document, endpoint)
    if xml is None:
        return {PDF: render_invoice(document, tick=tick)}
    attachment = Attachment(INSIDE, xml, "JP PINT (UBL 2.1)")
    return {PDF: render_invoice(document, attachment=attachment, tick=tick), XML: xml}


def _sound_xml(document: InvoiceDocument, endpoint: str) -> bytes | None:
    """The file, None where it would break a rule. Without the client's address it is sound, and cannot be delivered."""
    if not document.lines:
        return None
    einvoice = einvoice_of(document, buyer_endpoint=endpoint)
    xml = einvoice_xml(einvoice)
    return None if figure_problems(einvoice) or file_problems(xml) else xml


def _keep(session: Session, invoice_id: int, made: dict[str, bytes], now: dt.datetime) -> dict[str, bytes]:
    """What is kept: these files, but for those that somebody else has kept meanwhile, maybe in this instant."""
    found = {}
    with transaction(session):
        for file_format, content in made.items():
            digest = hashlib.sha256(content).hexdigest()
            new = {"invoice_id": invoice_id, "format": file_format, "content": content, "sha256": digest}
            mine = insert_into(session, InvoiceFile).values(**new, made_at=now)
            session.execute(mine.on_conflict_do_nothing(index_elements=["invoice_id", "format"]))
            kept = invoices_queries.invoice_file(session, invoice_id, file_format)
            assert kept is not None, "a file is there once somebody has kept it"
            found[file_format] = kept
    return found


def _month_rules(session: Session, view: InvoiceView) -> tuple[str, ...]:
    """How the month's minutes were rounded, in sentences."""
    return month_rule_notes(view.lines, clients_queries.series_of(session, view.head.client_id), view.head.month)


def _lots(session: Session, view: InvoiceView) -> tuple[CarriedLot, ...]:
    """What the month carried on; none where the ledger is of a time before it knew lots."""
    if view.balance is None:
        return ()
    found = packages_queries.lots_carried_out(session, view.head.client_id, view.head.month)
    if sum(lot.minutes for lot in found) != view.balance.carried_out_min:
        return ()
    return tuple(
        CarriedLot(
            lot.month,
            lot.minutes,
            lot.expires_on if lot.expires_on < NEVER else None,
            is_top_up=lot.kind is LotKind.TOPPED_UP,
        )
        for lot in found
    )


def _original(view: InvoiceView, credit: CreditView | None) -> Original | None:
    if credit is None or credit.credits_number is None or credit.credits_issue_date is None:
        return None
    return Original(credit.credits_number, credit.credits_issue_date, view.period_start, view.period_end)


def _filename(head: InvoiceHead, issue_date: dt.date, file_format: str) -> str:
    return f"{issue_date:%Y%m%d}_{head.total_yen}_{head.client_code}_{head.number}.{file_format}"
