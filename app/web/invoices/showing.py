"""One invoice as a page and as a file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.pdf import PdfFile, delivery_gaps, invoice_pdf, invoice_xml
from app.database import Session
from app.domain.accounts import Scope
from app.domain.invoicing import TaxCategory
from app.queries import accounts as accounts_queries
from app.queries import audit as audit_queries
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries.audit import HistoryLine
from app.queries.invoices import InvoiceView, obstacles
from app.queries.invoices import billing as billing_queries
from app.queries.invoices import crediting as crediting_queries
from app.queries.invoices import files as files_queries
from app.queries.invoices import payments as payments_queries
from app.queries.invoices.billing import BilledView
from app.queries.invoices.crediting import CreditView, ReplacedView, VoidView
from app.queries.invoices.files import FileView
from app.queries.invoices.payments import Paid, PaymentView
from app.translations import N_
from app.web.access import current_scope, roles
from app.web.formats import date_long
from app.web.forms.billing import PaymentForm
from app.web.invoices.blueprint import READERS, bp
from app.web.months import now, today
from app.web.navigation import link_to
from app.web.request import current_session, services

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


#: What the audit trail calls it -> what people call it.
ACTIONS = {
    "invoice.issue": N_("発行した"),
    "invoice.void": N_("取り消した"),
    "invoice.credit": N_("返還請求書を発行した"),
    "payment.record": N_("入金を記録した"),
    "payment.reverse": N_("入金の記録を取り消した"),
}

#: What keeps a document from being delivered over Peppol -> what is missing.
GAPS = {
    "ibr-080": N_("あて先のペポルID"),
    "ibr-063": N_("あて先のペポルIDの種別"),
    "seller-endpoint": N_("発行者の登録番号"),
}


@dataclass(frozen=True, slots=True)
class HistoryWords:
    """A line of the history, and what was done in words."""

    line: HistoryLine
    word: str


@dataclass(frozen=True, slots=True)
class After:
    """What followed an invoice, and the void one before it.

    `paid` is None where nothing is to be paid: a draft, a void one, a credit note.
    """

    paid: Paid | None
    payments: list[PaymentView]
    credits: list[CreditView]
    credit: CreditView | None
    voiding: VoidView | None
    replaced: ReplacedView | None
    entries: list[BilledView]
    files: list[FileView]
    may_be_credited: bool
    history: list[HistoryWords]

    @property
    def has_xml(self) -> bool:
        """Whether the file for machines can be had: it is made with the paper, unless it broke a rule of the format."""
        return not self.files or any(each.format == "xml" for each in self.files)

    @property
    def is_followed(self) -> bool:
        """Whether money or a credit note followed it, which keeps it from being voided."""
        return bool(self.payments or self.credits)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who bills whom: as kept at issue, for a draft as it would be now. `issuer` None: not filled in yet."""

    issuer: dict[str, Any] | None
    recipient: dict[str, Any]

    @property
    def bank_lines(self) -> list[str]:
        """The account to pay into, a line each."""
        return [line for line in (self.issuer or {}).get("bank_lines", "").splitlines() if line.strip()]


@bp.get("/invoices/<public_id>")
@roles(*READERS)
def show(public_id: str) -> ResponseReturnValue:
    """The document as it is or will be on paper; drafts are for staff alone."""
    return page(public_id)


def page(public_id: str, *, payment: PaymentForm | None = None, problems_left: Sequence[str] = ()) -> str:
    """The document with what followed it; `payment` is a form that was refused."""
    session, scope = current_session(), current_scope()
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    parties = _parties(session, scope, view)
    form = payment
    if form is None:
        form = PaymentForm(formdata=None, paid_on=today(), payment=services().new_id())
    return render_template(
        "invoices/show.html",
        month=view.head.month,
        invoice=view,
        inv=view.head,
        balance=view.balance,
        parties=parties,
        gaps=_gaps(session, scope, view, parties),
        has_reduced=any(line.category is TaxCategory.REDUCED for line in view.lines),
        hours_min=sum(line.minutes for line in view.hours),
        after=_after(session, scope, view),
        form=form,
        problems_left=list(problems_left),
        # A document is read in later years too: its days carry their year.
        dated=date_long,
        link=link_to,
    )


def _gaps(session: Session, scope: Scope, view: InvoiceView, parties: Parties) -> list[tuple[str, str]]:
    """For staff: what Peppol wants and the document has not, in words, with the rule; of a void one nothing."""
    if not scope.is_staff or parties.issuer is None or view.head.state == "void":
        return []
    rules = delivery_gaps(session, scope=scope, view=view, parties=asdict(parties), today=today())
    return [(gettext(GAPS[rule]), rule) for rule in rules]


def _after(session: Session, scope: Scope, view: InvoiceView) -> After:
    head = view.head
    is_note = head.kind == "credit_note"
    return After(
        paid=payments_queries.paid(session, [head], today()).get(head.id),
        payments=payments_queries.payments(session, scope, head.id) if not is_note else [],
        credits=crediting_queries.credits_of(session, scope, head.id) if not is_note else [],
        credit=crediting_queries.credit_of(session, scope, head.id) if is_note else None,
        voiding=crediting_queries.voiding_of(session, scope, head.id) if not is_note else None,
        replaced=crediting_queries.replaced_by(session, scope, head.id) if not is_note else None,
        entries=billing_queries.billed(session, scope, head.id) if not is_note else [],
        files=files_queries.files(session, scope, head.id),
        may_be_credited=scope.is_staff and obstacles.of_crediting(session, view) is None,
        history=[
            HistoryWords(each, gettext(ACTIONS.get(each.action, each.action)))
            for each in audit_queries.history(session, scope, [f"invoice:{head.public_id}"])
        ],
    )


@bp.get("/invoices/<public_id>.pdf")
@roles(*READERS)
def pdf(public_id: str) -> ResponseReturnValue:
    """The kept PDF as a download; 409 for staff while it is a draft, for a client it does not exist."""
    made = invoice_pdf(current_session(), scope=current_scope(), public_id=public_id, now=now())
    return _download(made, "application/pdf")


@bp.get("/invoices/<public_id>.xml")
@roles(*READERS)
def xml(public_id: str) -> ResponseReturnValue:
    """The kept XML as a download, as the PDF is."""
    made = invoice_xml(current_session(), scope=current_scope(), public_id=public_id, now=now())
    return _download(made, "application/xml")


def _download(made: PdfFile, mimetype: str) -> ResponseReturnValue:
    # A client's code or a number's pattern may hold what a file's name may not.
    name = _UNSAFE.sub("_", made.filename)
    answer = send_file(io.BytesIO(made.content), mimetype, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _parties(session: Session, scope: Scope, view: InvoiceView) -> Parties:
    if view.parties:
        return Parties(view.parties["issuer"], view.parties["recipient"])
    issuer = accounts_queries.issuer(session)
    company = clients_queries.client(session, scope, public_id=view.head.client_public_id)
    return Parties(asdict(issuer) if issuer else None, asdict(company))
