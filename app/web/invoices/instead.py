"""The page in place of a dialog that would be refused whatever is chosen in it: why, and what to do instead."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.queries import invoices as invoices_queries
from app.queries.invoices import crediting as crediting_queries
from app.queries.invoices import obstacles
from app.queries.invoices import payments as payments_queries
from app.queries.invoices.obstacles import Obstacle
from app.web.access import current_scope
from app.web.navigation import link_to
from app.web.request import current_session

CONFLICT = 409


def instead_of_voiding(public_id: str) -> ResponseReturnValue | None:
    """What to do where the document cannot be voided, with 409; None where it can be."""
    session, scope = current_session(), current_scope()
    head = invoices_queries.invoice(session, scope, public_id=public_id).head
    why = obstacles.of_voiding(session, head.id, kind=head.kind, state=head.state)
    return _page(public_id, "void", why) if why else None


def instead_of_crediting(public_id: str) -> ResponseReturnValue | None:
    """What to do where no credit note can take anything back, with 409; None where one can."""
    session, scope = current_session(), current_scope()
    why = obstacles.of_crediting(session, invoices_queries.invoice(session, scope, public_id=public_id))
    return _page(public_id, "credit", why) if why else None


def _page(public_id: str, of: str, why: Obstacle) -> ResponseReturnValue:
    session, scope = current_session(), current_scope()
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    text = render_template(
        "invoices/obstacle.html",
        month=view.head.month,
        inv=view.head,
        of=of,
        why=why.value,
        voiding=crediting_queries.voiding_of(session, scope, view.head.id),
        may_credit=obstacles.of_crediting(session, view) is None,
        is_paid=payments_queries.has_payments(session, view.head.id),
        link=link_to,
    )
    return text, CONFLICT
