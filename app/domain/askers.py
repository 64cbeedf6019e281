"""For whom the database shows its rows: the second wall between clients, behind the scope of every query."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the second wall knows of who asks. Whoever is none of these is shown nothing."""

    HOUSE = "house"
    """Staff, jobs, commands, revisions: every client."""
    DOOR = "door"
    """A request of which nobody knows yet who sent it: accounts, and what signing in changes."""
    PERSON = "person"
    """A client's user or an assistant: their own clients."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the second wall sees it.

    Attributes:
        kind: what is known of them.
        clients: ids of the clients whose rows a person may be shown.
        account: the id of the person's account.
        assistant: the id of the assistant's own row.
    """

    kind: Kind
    clients: tuple[int, ...] = ()
    account: int | None = None
    assistant: int | None = None

    @property
    def told(self) -> tuple[str, str, str, str]:
        """Kind, clients, account and assistant in words: ids with commas between, nothing for none."""
        clients = ",".join(str(each) for each in self.clients)
        return str(self.kind), clients, _id(self.account), _id(self.assistant)


def _id(number: int | None) -> str:
    return "" if number is None else str(number)


THE_HOUSE = Asker(Kind.HOUSE)
AT_THE_DOOR = Asker(Kind.DOOR)
