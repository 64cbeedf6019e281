"""A client's month in review on paper."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.adapters.pdf import render_report
from app.domain.accounts import Scope
from app.domain.documents import Party
from app.domain.errors import IssuerIncomplete
from app.domain.worktime import Month, work_date
from app.queries import accounts as accounts_queries
from app.queries.reports import report


def report_pdf(
    session: Session, *, scope: Scope, public_id: str, month: Month, now: dt.datetime, locale: str = "ja"
) -> bytes:
    """The report as PDF in that language; made anew each time, since an open month still changes.

    Raises:
        NotFound: the client is outside of the scope.
        IssuerIncomplete: the company that writes it is not filled in.
        PdfFailed: the typesetter refused it.
    """
    found = report(session, scope, public_id, month, today=work_date(now))
    issuer = accounts_queries.issuer(session)
    if issuer is None:
        raise IssuerIncomplete("issuer")
    session.rollback()
    sender = Party(issuer.name, issuer.address, issuer.contact_name, issuer.postal_code)
    return render_report(found, issuer=sender, made_on=work_date(now), locale=locale)
