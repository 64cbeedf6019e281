"""The blueprint on which the pages of this noun stand, and what all of them read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint

from app.domain.accounts import Role
from app.domain.errors import NotFound
from app.queries import clients as clients_queries
from app.queries.clients import ClientView
from app.web.access import current_scope
from app.web.forms.picking import MOST_IN_SELECT, meant, told_apart
from app.web.request import current_session

bp = Blueprint("tasks", __name__)
KEEPERS = (Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
"""Who may add to an inventory and change it."""
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)


def clients_in_scope() -> list[ClientView]:
    """The companies this request may touch, by code."""
    return clients_queries.clients(current_session(), current_scope())


@dataclass(frozen=True, slots=True)
class ClientChoice:
    """The field in which a company is chosen: hidden, a select, or of many a name that is typed.

    `typed` is what was sent and means none of them, "" for nothing; `is_lacking` says that one has to be chosen.
    """

    companies: Sequence[ClientView]
    chosen: ClientView | None
    typed: str = ""
    is_lacking: bool = False

    @property
    def is_long(self) -> bool:
        """Whether there are too many for a select."""
        return len(self.companies) > MOST_IN_SELECT

    @property
    def options(self) -> list[tuple[str, str]]:
        """Public ids and names, told apart."""
        return told_apart([(each.public_id, each.name) for each in self.companies])

    @property
    def shown(self) -> str:
        """What stands in a field that is typed into."""
        chosen = self.chosen.public_id if self.chosen else ""
        return dict(self.options).get(chosen, self.typed)


def meant_client(companies: list[ClientView], text: str) -> ClientView | None:
    """The company of a sent form: by its public id, of many also by its name or a part of it; None of none or several.

    Raises:
        NotFound: of few, an id was given that none of them has.
    """
    choice = ClientChoice(companies, None)
    if not choice.is_long or not text:
        return chosen_client(companies, text)
    found = meant(text, choice.options)
    return chosen_client(companies, found[0]) if len(found) == 1 else None


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
