"""What is asked of a list: all of it stands in the address, so that a bookmark is a saved filter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from app.domain.errors import InvalidInput
from app.domain.worktime import Month, parse_day
from app.queries.lists import Source, Wanted
from app.web.addresses import this_page
from app.web.paging import text_asked

ROWS_A_PAGE = 50
#: What only says which part is looked at.
_PART = frozenset({"page", "pick"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and what of it could not be read: `wrong_days` are kept as they were typed."""

    wanted: Wanted
    first: str
    last: str
    wrong_days: tuple[str, ...]

    @property
    def is_backward(self) -> bool:
        """Whether the last day is before the first, so that nothing can be found."""
        first, last = self.wanted.first_day, self.wanted.last_day
        return first is not None and last is not None and last < first

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered by."""
        w = self.wanted
        return bool(w.text or w.client or w.chosen or self.first or self.last)


def asked(source: Source, month: Month | None) -> Asked:
    """What the address asks of the list; `month` bounds the days where none are given, None for all of them."""
    first, last = request.args.get("first", "").strip(), request.args.get("last", "").strip()
    days = {name: _day(text) for name, text in (("first", first), ("last", last))}
    wrong = tuple(name for name, text in (("first", first), ("last", last)) if text and days[name] is None)
    sort = request.args.get("sort", "")
    wanted = Wanted(
        columns=tuple(key for text in request.args.getlist("cols") for key in text.split(",") if key),
        sort=sort.removeprefix("-"),
        is_descending=sort.startswith("-"),
        text=text_asked(),
        client=request.args.get("client", ""),
        chosen={
            each.key: request.args[each.key] for each in source.columns if each.of_row and request.args.get(each.key)
        },
        first_day=days["first"],
        last_day=days["last"],
    )
    if month is not None and not first and not last:
        wanted = replace(wanted, first_day=month.first_day, last_day=month.last_day)
    if source.day is None:
        wanted = replace(wanted, first_day=None, last_day=None)
    return Asked(wanted, first, last, wrong if source.day is not None else ())


def sort_url(key: str, wanted: Wanted, order: tuple[str, bool]) -> str:
    """The address of the list ordered by the column; the other way round where it is already."""
    now_key, now_down = (wanted.sort, wanted.is_descending) if wanted.sort else order
    is_turned = key == now_key and not now_down
    return this_page(drop=_PART, **_query(f"-{key}" if is_turned else key))


def _query(sort: str) -> dict[str, Any]:
    return {"sort": sort}


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text) if text else None
    except InvalidInput:
        return None
