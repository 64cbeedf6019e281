"""One thing done to many invoices of the list: issue, note that they were paid in full."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.invoices.issue import issue_draft
from app.actions.invoices.pay import pay_rest
from app.domain.accounts import Scope
from app.domain.choosing import Chosen, Outcome, do_each
from app.queries.lists import names_of
from app.queries.lists.sources import INVOICES


def issue_drafts(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """Each draft has its number, in the order of the choice; what is no draft stays as it is.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()

    def act(public_id: str) -> None:
        issue_draft(session, scope=scope, public_id=public_id, now=chosen.now, new_id=chosen.new_id)

    return do_each(chosen, _names(session, scope, chosen), act, "issue")


def pay_in_full(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """What was open of each invoice came in today; one that is paid, or owes nothing, stays as it is.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()

    def act(public_id: str) -> None:
        pay_rest(session, scope=scope, invoice_public_id=public_id, now=chosen.now, new_id=chosen.new_id)

    return do_each(chosen, _names(session, scope, chosen), act, "many_pay")


def _names(session: Session, scope: Scope, chosen: Chosen) -> dict[str, str]:
    names = names_of(session, scope, INVOICES, chosen.public_ids)
    session.rollback()
    return names
