"""Finds the pages of the app as a person does: from each rule that needs nothing, by links to all the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException

from tests.benchmarks.pages import statements
from tests.house.access import lines
from tests.walls.reading import links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from app.database import Database
    from app.domain.accounts import Role

#: Written as one of many: ids, months, days, numbers, whatever was searched for.
_ONE_OF_MANY = re.compile(r"id-\d+|[0-9A-Za-z_-]{20,}|\d{4}-\d\d(-\d\d)?|\d+|[^\x00-\x7f]+")


#: What the matrix knows and nobody opens as a page.
NO_PAGES = {
    "/static/<path:filename>",
    "/calendar/<token>.ics",
    "/metrics",
    "/jobs/<public_id>/progress",
    # What is kept in a file is only ever downloaded: `tests/walls` opens it.
    "/jobs/<public_id>/file",
    "/tasks/<public_id>/files/<file_id>",
}
#: Open only to somebody on the way in, or where a provider is set: `tests/browser/test_accounts.py` looks at them.
ON_THE_WAY_IN = {"/sign-in/code", "/sign-in/enrol", "/sign-in/provider", "/sign-in/provider/back"}
#: Choices at once: a plan has an address for every combination of what is chosen on it.
MOST_CHOICES = 2


@dataclass(frozen=True)
class Kind:
    """Pages that differ in nothing but whose they are: the rule, and what stands in the query with it."""

    rule: str
    query: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        told = "&".join(f"{name}={value}" if value else name for name, value in self.query)
        return f"{self.rule}?{told}" if told else self.rule


@dataclass(frozen=True)
class Visited:
    """One address as one person opened it."""

    address: str
    kind: Kind
    answer: TestResponse
    statements: int


@dataclass
class Visitor:
    """Somebody who opens everything that links lead to, of each kind of page so many."""

    app: Flask
    database: Database
    browser: FlaskClient
    most_of_a_kind: int = 2
    found: dict[str, Visited] = field(default_factory=dict)

    def kind_of(self, address: str) -> Kind | None:
        """What kind of page that is; None for what is not of the app or cannot be opened."""
        told = urlsplit(address)
        if told.netloc or not told.path.startswith("/"):
            return None
        try:
            rule, _ = self.app.url_map.bind("localhost").match(told.path, method="GET", return_rule=True)
        except HTTPException:
            return None
        query = {
            (name, "" if _ONE_OF_MANY.fullmatch(value) else value)
            for name, value in parse_qsl(told.query)
            if name != "month"
        }
        return Kind(str(rule), tuple(sorted(query)))

    def visit(self, starts: Iterable[str]) -> list[Visited]:
        """Everything there is to open, pages and what is not a page."""
        waiting, counted = list(starts), dict[Kind, int]()
        while waiting:
            address = waiting.pop(0)
            kind = self.kind_of(address)
            if address in self.found or kind is None or not is_wanted(kind):
                continue
            counted[kind] = counted.get(kind, 0) + 1
            if counted[kind] <= self.most_of_a_kind:
                self.found[address] = self._opened(address, kind)
                waiting += links(address, self.found[address].answer)
        return list(self.found.values())

    def _opened(self, address: str, kind: Kind) -> Visited:
        with statements(self.database) as said:
            answer = self.browser.get(address, buffered=True)
        return Visited(address, kind, answer, len(said))


def is_wanted(kind: Kind) -> bool:
    """Whether a kind is opened: no file, no more than so many choices at once.

    In another order or language a page is like the one it is of.
    """
    names = {name for name, _ in kind.query}
    is_file = "." in kind.rule or kind.rule.startswith("/static/")
    return not is_file and not names & {"lang", "sort", "cols"} and len(names) <= MOST_CHOICES


def readable(role: Role | None) -> set[str]:
    """The rules that the role may read, as the matrix has them; those of a visitor for none."""
    found = {line.path for line in lines() if line.method == "GET" and (line.roles is None or role in line.roles)}
    return found - NO_PAGES - ON_THE_WAY_IN
