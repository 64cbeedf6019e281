"""One invoice as a page and as a file."""

from __future__ import annotations

import io
import re
from dataclasses import asdict, dataclass
from typing import Any

from flask import render_template, send_file
from flask.typing import ResponseReturnValue

from app.actions.invoices.pdf import invoice_pdf
from app.database import Session
from app.domain.accounts import Scope
from app.domain.invoicing import TaxCategory
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices import InvoiceView
from app.web.access import current_scope, roles
from app.web.formats import date_long
from app.web.invoices.blueprint import READERS, bp
from app.web.months import now
from app.web.navigation import link_to
from app.web.request import current_session

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


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
    """The invoice as it is or will be on paper; drafts are for staff alone."""
    session, scope = current_session(), current_scope()
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    return render_template(
        "invoices/show.html",
        month=view.head.month,
        invoice=view,
        inv=view.head,
        balance=view.balance,
        parties=_parties(session, scope, view),
        has_reduced=any(line.category is TaxCategory.REDUCED for line in view.lines),
        hours_min=sum(line.minutes for line in view.hours),
        # A document is read in later years too: its days carry their year.
        dated=date_long,
        link=link_to,
    )


@bp.get("/invoices/<public_id>.pdf")
@roles(*READERS)
def pdf(public_id: str) -> ResponseReturnValue:
    """The kept PDF as a download; 409 for staff while it is a draft, for a client it does not exist."""
    made = invoice_pdf(current_session(), scope=current_scope(), public_id=public_id, now=now())
    # A client's code or a number's pattern may hold what a file's name may not.
    name = _UNSAFE.sub("_", made.filename)
    answer = send_file(io.BytesIO(made.content), "application/pdf", as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _parties(session: Session, scope: Scope, view: InvoiceView) -> Parties:
    if view.parties:
        return Parties(view.parties["issuer"], view.parties["recipient"])
    issuer = accounts_queries.issuer(session)
    company = clients_queries.client(session, scope, public_id=view.head.client_public_id)
    return Parties(asdict(issuer) if issuer else None, asdict(company))
