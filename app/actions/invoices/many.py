"""One thing done to many invoices of the list: issue, note that they were paid in full."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment
from app.domain.accounts import Scope
from app.domain.choosing import Chosen, Outcome, do_each
from app.domain.errors import InvalidInput, NotADraft, NotIssued
from app.domain.worktime import work_date
from app.queries import invoices as invoices_queries
from app.queries.invoices.payments import paid
from app.queries.lists import names_of
from app.queries.lists.sources import INVOICES


def issue_drafts(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """Each draft has its number, in the order of the choice; what is no draft stays as it is.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()

    def act(public_id: str) -> None:
        if invoices_queries.invoice(session, scope, public_id=public_id).head.state != "draft":
            raise NotADraft("invoice")
        session.rollback()
        issue_invoice(session, scope=scope, public_id=public_id, now=chosen.now, new_id=chosen.new_id)

    return do_each(chosen, _names(session, scope, chosen), act, "issue")


def pay_in_full(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """What was open of each invoice came in today; one that is paid, or owes nothing, stays as it is.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    today = work_date(chosen.now)

    def act(public_id: str) -> None:
        head = invoices_queries.invoice(session, scope, public_id=public_id).head
        owed = paid(session, [head], today).get(head.id)
        session.rollback()
        if owed is None:
            raise NotIssued("invoice")
        if owed.open_yen <= 0:
            raise InvalidInput("invoice", "nothing_open")
        data = PaymentData(chosen.new_id(), today, owed.open_yen)
        record_payment(session, scope=scope, invoice_public_id=public_id, data=data, now=chosen.now)

    return do_each(chosen, _names(session, scope, chosen), act, "many_pay")


def _names(session: Session, scope: Scope, chosen: Chosen) -> dict[str, str]:
    names = names_of(session, scope, INVOICES, chosen.public_ids)
    session.rollback()
    return names
