"""One person with a browser: signs in through the form, follows links, sends forms back with their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tests.load.pages import LEADS_ON, form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from tests.load.pages import Answer

LEAST_PAUSE_S, MOST_PAUSE_S = 1.0, 5.0


class Send(Protocol):
    """Sends one request and gives its answer, a redirect as it is.

    Raises:
        Unwanted: the answer is not as it should be.
    """

    def __call__(
        self, method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Answer: ...


class Unwanted(Exception):
    """An answer that is an error; whoever sent the request has counted it."""


@dataclass
class Visitor:
    """A person before a browser.

    Attributes:
        send: asks the server.
        pause: waits so many seconds.
        chance: which link is followed, how long a page is read.
        email, password: of the account.
        today: the day in Tokyo, as 2026-11-22.
    """

    send: Send
    pause: Callable[[float], None]
    chance: Random
    email: str
    password: str
    today: str

    def think(self) -> None:
        """Reads what is there."""
        self.pause(self.chance.uniform(LEAST_PAUSE_S, MOST_PAUSE_S))

    def get(self, path: str, **headers: str) -> Answer:
        """The answer, as it is."""
        return self.send("GET", path, None, headers)

    def open(self, path: str) -> str:
        """The page of that address, or the one it leads on to."""
        answer = self.get(path)
        return self.open(answer.location) if answer.status in LEADS_ON else answer.text

    def submit(self, path: str, fields: Mapping[str, str], came_from: str = "/") -> str:
        """The address that a form that was sent leads on to; the page is not opened yet."""
        return self.send("POST", path, fields, {"Referer": came_from}).location

    def sign_in(self) -> None:
        """Through the form."""
        token = form(self.open("/sign-in"), "/sign-in")["csrf_token"]
        sent = {"csrf_token": token, "email": self.email, "password": self.password}
        self.open(self.submit("/sign-in", sent))
