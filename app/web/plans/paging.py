"""A long plan a page at a time: so many sections of the grid, or so many rows of the table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.web.addresses import page_asked, this_page
from app.web.plans.filters import Filters
from app.web.plans.grid import COLUMNS
from app.web.plans.overview import Overview

SECTIONS_A_PAGE = 3
ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Pages:
    """What of how many is shown, and the neighbours' addresses or None."""

    count: int
    first: int
    last: int
    url_before: str | None
    url_after: str | None


def paged(look: Overview, filters: Filters) -> tuple[Overview, Pages]:
    """The plan with the clients or rows of the page that was asked for."""
    by_row = filters.view == "tasks"
    count = len(look.given) if by_row else sum(len(section.columns) for section in look.sections)
    size = ROWS_A_PAGE if by_row else SECTIONS_A_PAGE * COLUMNS
    page = min(page_asked(), max(1, -(-count // size)))
    begin = (page - 1) * size
    if by_row:
        look = replace(look, given=look.given[begin : begin + size])
    else:
        look = replace(look, sections=look.sections[begin // COLUMNS :][:SECTIONS_A_PAGE])
    pages = Pages(
        count,
        begin + 1,
        min(count, begin + size),
        this_page(page=str(page - 1)) if page > 1 else None,
        this_page(page=str(page + 1)) if begin + size < count else None,
    )
    return look, pages
