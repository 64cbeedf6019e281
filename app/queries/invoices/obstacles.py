"""What stands in the way of voiding an invoice or taking it back, for actions that refuse and pages that offer."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from app.queries.invoices import InvoiceView, crediting, payments


class Obstacle(StrEnum):
    """Why something cannot be done with a document: what it is, or what followed it."""

    DRAFT = "draft"
    """It is not issued yet: nothing was billed."""
    NOTE = "note"
    """It is a credit note; the minutes that it gave back may be in use already."""
    VOID = "void"
    """Another invoice has taken its place."""
    MONEY = "money"
    """A payment or a credit note names it, taken back or not, and would name an invoice that does not count."""
    NOTHING_LEFT = "nothing_left"
    """Credit notes took back all of its money, and there are no minutes to re-open."""


def of_voiding(session: Session, invoice_id: int, *, kind: str, state: str) -> Obstacle | None:
    """Why the document cannot be voided; None where it can."""
    if (obstacle := _of_what_it_is(kind, state)) is not None:
        return obstacle
    is_followed = payments.has_payments(session, invoice_id) or payments.has_credits(session, invoice_id)
    return Obstacle.MONEY if is_followed else None


def of_crediting(session: Session, view: InvoiceView) -> Obstacle | None:
    """Why no credit note can take anything back from the document; None where one can."""
    if (obstacle := _of_what_it_is(view.head.kind, view.head.state)) is not None:
        return obstacle
    if any(each.left_yen for each in crediting.creditable_lines(session, view)):
        return None
    return None if crediting.creditable_entries(session, view.head.id) else Obstacle.NOTHING_LEFT


def _of_what_it_is(kind: str, state: str) -> Obstacle | None:
    if kind != "invoice":
        return Obstacle.NOTE
    return {"draft": Obstacle.DRAFT, "void": Obstacle.VOID}.get(state)
