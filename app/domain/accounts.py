"""Who asks: roles, the scope handed to every query and action, and the account a person signs in with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Forbidden, Problem
from app.domain.mailboxes import is_address

#: NIST SP 800-63B-4 asks for 15 characters where the password is all there is, and for 8 beside a second factor.
LEAST_PASSWORD_LENGTH = 12
MOST_PASSWORD_LENGTH = 128


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

    def require_administrator(self) -> None:
        """Nothing, if they are an administrator.

        Raises:
            Forbidden: otherwise.
        """
        self.require(Role.ADMINISTRATOR)

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


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account as it is asked for; `client_id` for a client user, `assistant_id` for an assistant."""

    email: str
    display_name: str
    role: Role
    client_id: int | None = None
    assistant_id: int | None = None
    locale: str = "ja"


def person_problems(data: Invitation) -> list[Problem]:
    """What cannot be taken of an account that is asked for."""
    return name_problems(data.email, data.display_name) + role_problems(data.role, data.client_id, data.assistant_id)


def name_problems(email: str, display_name: str) -> list[Problem]:
    """What cannot be taken of an address and a name."""
    problems = []
    if not is_address(email):
        problems.append(Problem("email_format", "email"))
    if not display_name.strip() or len(display_name) > 100:
        problems.append(Problem("length", "display_name", params={"least": 1, "most": 100}))
    return problems


def role_problems(role: Role, client_id: int | None, assistant_id: int | None) -> list[Problem]:
    """What a role lacks: a client user has a company, an assistant an assistant's row, staff neither."""
    problems = []
    if (role is Role.CLIENT) != (client_id is not None):
        problems.append(Problem("required", "client"))
    if (role is Role.ASSISTANT) != (assistant_id is not None):
        problems.append(Problem("required", "assistant"))
    return problems


def password_problems(password: str, email: str = "") -> list[Problem]:
    """Why a password cannot be taken: too short, too long, or easily guessed.

    Source: NIST SP 800-63B-4, section 3.1.1.2: length, and no word that stands to reason; no rule of composition.
    """
    if len(password) < LEAST_PASSWORD_LENGTH:
        return [Problem("password_short", "password", params={"least": LEAST_PASSWORD_LENGTH})]
    if len(password) > MOST_PASSWORD_LENGTH:
        return [Problem("too_long", "password", params={"most": MOST_PASSWORD_LENGTH})]
    plain = password.casefold()
    own = [part for part in re.split(r"[@.]", email.casefold()) if len(part) > 3]
    left = re.sub("|".join(map(re.escape, [*own, *_GUESSED])), "", plain) if own or _GUESSED else plain
    if len(set(plain)) < 5 or len(left) < LEAST_PASSWORD_LENGTH // 3:
        return [Problem("password_guessed", "password")]
    return []


#: What people begin with when they are asked for a long one; what is left of a password without them is what counts.
_GUESSED = (
    "password", "passw0rd", "qwertyuiop", "qwerty", "asdfgh", "zxcvbn", "1234567890", "123456789", "12345678",
    "123456", "1234", "letmein", "iloveyou", "admin", "welcome", "ennoshita", "パスワード", "えんのした", "縁の下",
)  # fmt: skip
