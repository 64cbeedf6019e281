"""Who asks: roles, the scope handed to every query and action, and the account a person signs in with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Forbidden


class Role(StrEnum):
    """The four kinds of people."""

    CLIENT = "client"
    ASSISTANT = "assistant"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and which clients they may touch.

    Attributes:
        account_id: the account, or None for the command line and seeds (the house itself).
        role: what they may do.
        client_id: a client user's own company; None for everybody else.
        assistant_id: an assistant's own row; None for everybody else.
    """

    account_id: int | None
    role: Role
    client_id: int | None = None
    assistant_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether they see every client."""
        return self.role in STAFF

    def require(self, *roles: Role) -> None:
        """Nothing, if the role is one of `roles`.

        Raises:
            Forbidden: otherwise.
        """
        if self.role not in roles:
            raise Forbidden

    def require_staff(self) -> None:
        """Nothing, if they are operator or administrator.

        Raises:
            Forbidden: otherwise.
        """
        self.require(*STAFF)


HOUSE = Scope(None, Role.ADMINISTRATOR)
"""The scope of the command line on the machine itself."""


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of an account.

    `session_key` changes with the password, so that sessions from before it are refused.
    """

    id: int
    public_id: str
    email: str
    display_name: str
    role: Role
    client_id: int | None
    assistant_id: int | None
    password_hash: str
    is_active: bool
    locale: str
    session_key: str

    @property
    def scope(self) -> Scope:
        """The scope this account acts in."""
        return Scope(self.id, self.role, self.client_id, self.assistant_id)
