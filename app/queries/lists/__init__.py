"""One way to read a list: chosen columns, search, filters, order, a page of it, its sums. Two statements in all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Role, Scope
from app.domain.searching import search_words

EVERYBODY = frozenset(Role)
#: Ids in a statement.
IDS_AT_ONCE = 500


class Kind(StrEnum):
    """What a column holds, which says how it is written."""

    TEXT = "text"
    NUMBER = "number"
    MINUTES = "minutes"
    YEN = "yen"
    DAY = "day"
    MONTH = "month"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be shown.

    Attributes:
        key: its name in addresses.
        of: what is selected.
        kind: how it is written.
        roles: who may see it.
        is_usual: shown where nobody chose columns.
        is_summed: its sum stands under the list.
        of_row: values it can be filtered by; empty for none.
    """

    key: str
    of: Any
    kind: Kind = Kind.TEXT
    roles: frozenset[Role] = EVERYBODY
    is_usual: bool = True
    is_summed: bool = False
    of_row: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A list before anybody asks: what can be shown of which rows.

    Attributes:
        columns: in their order; the first names the row and is always shown.
        join: adds the tables to a selection; of those that hold only some columns, what the keys of columns ask for.
        visible: conditions of the scope.
        public_id: of the row's page.
        searched: what words are looked for in.
        client: the client's public id, to keep one company's rows; None where the list has none.
        day: what first and last day are compared with.
        order: column and direction where nobody chose one.
        tie: makes every order whole.
    """

    columns: tuple[Column, ...]
    join: Callable[[Any, AbstractSet[str]], Any]
    visible: Callable[[Scope], list[ColumnElement[bool]]]
    public_id: Any
    searched: tuple[Any, ...]
    client: Any
    day: Any
    order: tuple[str, bool]
    tie: Any

    def columns_of(self, role: Role) -> tuple[Column, ...]:
        """The columns the role may see."""
        return tuple(each for each in self.columns if role in each.roles)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a list; names that the list does not know are ignored.

    Attributes:
        columns: keys to show, in the list's own order; empty for the usual ones.
        sort, is_descending: the order; "" for the list's own.
        text: words that must all be found.
        client: public id of a company.
        chosen: column -> the value its rows must have.
        first_day, last_day: bounds, both included.
        limit, offset: the part of it; `limit` None for all.
        only: public ids of the rows; empty for any.
    """

    columns: tuple[str, ...] = ()
    sort: str = ""
    is_descending: bool = False
    text: str = ""
    client: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    limit: int | None = None
    offset: int = 0
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows there are, and the sum of each summed column."""

    count: int
    sums: dict[str, int]


def shown_columns(source: Source, role: Role, wanted: Wanted) -> tuple[Column, ...]:
    """The columns of the answer: the first, and those asked for that the role may see, or the usual ones."""
    allowed = source.columns_of(role)
    asked = set(wanted.columns) & {each.key for each in allowed}
    return tuple(
        each for place, each in enumerate(allowed) if not place or (each.key in asked if asked else each.is_usual)
    )


def summary(session: Session, scope: Scope, source: Source, wanted: Wanted) -> Summary:
    """The list counted and added up, whatever part of it is shown."""
    summed = [each for each in shown_columns(source, scope.role, wanted) if each.is_summed]
    totals = (func.coalesce(func.sum(each.of), 0) for each in summed)
    keys = {*(each.key for each in summed), *wanted.chosen}
    counted = source.join(select(func.count(), *totals), keys).where(_fits(scope, source, wanted))
    count, *sums = session.execute(counted).one()
    return Summary(count, {each.key: int(total) for each, total in zip(summed, sums, strict=True)})


def rows(session: Session, scope: Scope, source: Source, wanted: Wanted) -> list[tuple[Any, ...]]:
    """The part asked for: each row's public id, then its shown columns.

    Which rows they are is found first, without what only some columns need: of 10,000 tasks a page looks up 50 scores.
    """
    shown = shown_columns(source, scope.role, wanted)
    key, order = _order(source, scope.role, wanted)
    part = source.join(select(source.tie.label("row")), {key, *wanted.chosen}).where(_fits(scope, source, wanted))
    few = part.order_by(*order).limit(wanted.limit).offset(wanted.offset).subquery()
    asked = source.join(select(source.public_id, *(each.of for each in shown)), {key, *(each.key for each in shown)})
    found = session.execute(asked.join(few, few.c.row == source.tie).order_by(*order))
    return [tuple(each) for each in found]


def names_of(session: Session, scope: Scope, source: Source, public_ids: Sequence[str]) -> dict[str, str]:
    """Public id -> what the first column calls it, of rows that the scope may see; "" without a name yet."""
    first = source.columns[0]
    found: dict[str, str] = {}
    for start in range(0, len(public_ids), IDS_AT_ONCE):
        some = source.public_id.in_(public_ids[start : start + IDS_AT_ONCE])
        wanted = source.join(select(source.public_id, first.of), {first.key}).where(*source.visible(scope), some)
        found.update((public_id, name or "") for public_id, name in session.execute(wanted))
    return found


def ids_of(session: Session, scope: Scope, source: Source, wanted: Wanted) -> list[str]:
    """Public ids of the rows asked for, in the order asked for, whatever columns they show."""
    key, order = _order(source, scope.role, wanted)
    found = source.join(select(source.public_id), {key, *wanted.chosen}).where(_fits(scope, source, wanted))
    return list(session.scalars(found.order_by(*order).limit(wanted.limit).offset(wanted.offset)))


def _order(source: Source, role: Role, wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    """The column the rows are ordered by, and the order."""
    known = {each.key: each for each in source.columns_of(role)}
    key, is_descending = (wanted.sort, wanted.is_descending) if wanted.sort in known else source.order
    of = known[key].of
    return key, ((of.desc() if is_descending else of.asc()).nulls_last(), source.tie)


def _fits(scope: Scope, source: Source, wanted: Wanted) -> ColumnElement[bool]:
    known = {each.key: each for each in source.columns_of(scope.role)}
    found = list(source.visible(scope))
    found += [
        or_(*(name.icontains(way, autoescape=True) for way in ways for name in source.searched))
        for ways in search_words(wanted.text)
    ]
    if wanted.client and source.client is not None:
        found.append(source.client == wanted.client)
    for key, value in wanted.chosen.items():
        if key in known and value in known[key].of_row:
            found.append(known[key].of == value)
    if wanted.only:
        found.append(source.public_id.in_(wanted.only))
    if wanted.first_day is not None:
        found.append(source.day >= wanted.first_day)
    if wanted.last_day is not None:
        found.append(source.day <= wanted.last_day)
    return and_(*found)
