"""A long plan a page at a time: so many sections of the grid, or so many rows of the table."""

from __future__ import annotations

from dataclasses import replace

from app.web.paging import Pages, pages_of
from app.web.plans.filters import Filters
from app.web.plans.grid import COLUMNS
from app.web.plans.overview import Overview

SECTIONS_A_PAGE = 1
ROWS_A_PAGE = 100


def paged(look: Overview, filters: Filters) -> tuple[Overview, Pages]:
    """The plan with the clients or rows of the page that was asked for."""
    if filters.view == "tasks":
        pages = pages_of(len(look.given), ROWS_A_PAGE)
        return replace(look, given=look.given[pages.offset : pages.last]), pages
    pages = pages_of(sum(len(section.columns) for section in look.sections), SECTIONS_A_PAGE * COLUMNS)
    begin = pages.offset // COLUMNS
    return replace(look, sections=look.sections[begin : begin + SECTIONS_A_PAGE]), pages
