"""A long list a page at a time: which rows are shown, the addresses of the neighbours, and what is searched for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from app.web.addresses import page_asked, this_page

#: Companies or people on a page of their list.
ROWS_A_PAGE = 30
#: As many as a person looks through in a list that opens; more are searched for.
MANY = 50
MOST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Pages:
    """What of how many is shown, counted from 1, and the neighbours' addresses or None."""

    count: int
    first: int
    last: int
    url_before: str | None
    url_after: str | None

    @property
    def offset(self) -> int:
        """How many rows come before the page."""
        return self.first - 1


def pages_of(count: int, size: int = ROWS_A_PAGE, *, name: str = "page") -> Pages:
    """The page of a list that was asked for under that name, the last one where there are not so many.

    Args:
        count: rows there are in all.
        size: rows a page.
        name: of the page in the address; a second list of a page has one of its own.
    """
    page = min(page_asked(name), max(1, -(-count // size)))
    begin = (page - 1) * size
    return Pages(
        count,
        begin + 1,
        min(count, begin + size),
        _other(name, page - 1) if page > 1 else None,
        _other(name, page + 1) if begin + size < count else None,
    )


def text_asked() -> str:
    """What is searched for in a list; "" for all of it."""
    return request.args.get("q", "").strip()[:MOST_TEXT]


def _other(name: str, page: int) -> str:
    changes: dict[str, Any] = {name: str(page)}
    return this_page(**changes)
