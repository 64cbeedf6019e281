"""The blueprint on which the pages of this noun stand, and what all of them read."""

from __future__ import annotations

from flask import Blueprint

from app.domain.accounts import Role
from app.domain.errors import NotFound
from app.queries import clients as clients_queries
from app.queries.clients import ClientView
from app.web.access import current_scope
from app.web.request import current_session

bp = Blueprint("tasks", __name__)
KEEPERS = (Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
"""Who may add to an inventory and change it."""
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)


def clients_in_scope() -> list[ClientView]:
    """The companies this request may touch, by code."""
    return clients_queries.clients(current_session(), current_scope())


def chosen_client(companies: list[ClientView], public_id: str | None) -> ClientView | None:
    """The company with that public id; the only one where there is but one; else None.

    Raises:
        NotFound: an id was given that none of them has.
    """
    if public_id:
        found = next((each for each in companies if each.public_id == public_id), None)
        if found is None:
            raise NotFound("client")
        return found
    return companies[0] if len(companies) == 1 else None
