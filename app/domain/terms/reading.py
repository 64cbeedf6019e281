"""Terms out of a table, as files have them, and back: parts by name, their fields by name, nothing guessed.

The table has the names of `Terms` and its parts, so that a part or field that is added to them can be written at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.domain.errors import DomainError, ManyProblems, Problem
from app.domain.terms import Terms
from app.domain.worktime import Month, parse_day

_UNREAD = object()


def read_terms(table: Mapping[str, Any]) -> Terms:
    """The terms a table says; what it leaves out is as usual.

    Args:
        table: `valid_from` as `YYYY-MM`, parts as tables, days as `YYYY-MM-DD` or dates, choices as their words.

    Raises:
        ManyProblems: all that is wrong with it at once, each `field` the place in the table, as `fee.base_yen`.
    """
    problems: list[Problem] = []
    terms = _read_part(Terms, table, "", problems)
    if problems:
        raise ManyProblems(problems)
    found: Terms = terms
    return found


def terms_table(terms: Terms) -> dict[str, Any]:
    """The table that reads back to the same terms; fields that are None are left out."""
    table: dict[str, Any] = _written(terms)
    return table


def place_of(field: str) -> str:
    """Where a table has what a rule of the terms calls by its own name: `carry.life` for `carry_life`."""
    return _places().get(field, field)


def _read_part(kind: Any, table: Any, place: str, problems: list[Problem]) -> Any:
    if not isinstance(table, Mapping):
        problems.append(Problem("not_a_table", place))
        return _UNREAD
    hints = get_type_hints(kind)
    known = {each.name: each for each in fields(kind)}
    problems += [Problem("unknown_field", _join(place, name)) for name in table if name not in known]
    missing = [name for name, each in known.items() if name not in table and _is_needed(each)]
    problems += [Problem("required", _join(place, name)) for name in missing]
    read = {
        name: _read_value(hints[name], table[name], _join(place, name), problems) for name in known if name in table
    }
    if missing or any(value is _UNREAD for value in read.values()):
        _add_rules_of_parts(read, problems)
        return _UNREAD
    try:
        return kind(**read)
    except DomainError as refused:
        problems += [
            Problem(each.code, place_of(each.field or place), params=each.params) for each in refused.problems()
        ]
        return _UNREAD


def _add_rules_of_parts(read: Mapping[str, Any], problems: list[Problem]) -> None:
    """What is wrong with the parts that could be read, where the whole cannot be: people mend everything at once."""
    for part in read.values():
        rules = getattr(part, "problems", None)
        if rules is None:
            continue
        fee = read.get("fee", _UNREAD)
        if "included_min" in rules.__code__.co_varnames and fee is _UNREAD:
            continue
        found = rules(fee.included_min) if "included_min" in rules.__code__.co_varnames else rules()
        problems += [Problem(each.code, place_of(each.field or ""), params=each.params) for each in found]


def _read_value(hint: Any, value: Any, place: str, problems: list[Problem]) -> Any:
    kinds = [each for each in _kinds(hint) if each is not type(None)]
    kind = kinds[0]
    if is_dataclass(kind) and kind is not Month:
        return _read_part(kind, value, place, problems)
    if get_origin(kind) is tuple:
        return _read_list(get_args(kind)[0], value, place, problems)
    read, problem = _plain(kind, value)
    if problem is not None:
        problems.append(Problem(problem.code, place, params=problem.params))
        return _UNREAD
    return read


def _read_list(kind: Any, value: Any, place: str, problems: list[Problem]) -> Any:
    if not isinstance(value, list):
        problems.append(Problem("not_a_list", place))
        return _UNREAD
    found = tuple(_read_value(kind, each, f"{place}[{number}]", problems) for number, each in enumerate(value, 1))
    return _UNREAD if any(each is _UNREAD for each in found) else found


def _plain(kind: Any, value: Any) -> tuple[Any, Problem | None]:
    """A value that is no table, or what is wrong with it."""
    if kind is Month or kind is dt.date:
        return _dated(kind, str(value))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        words = [str(each) for each in kind]
        if value in words:
            return kind(value), None
        return None, Problem("not_one_of", params={"text": str(value), "choices": "・".join(words)})
    is_yes_or_no = isinstance(value, bool)
    if kind is bool:
        return value, None if is_yes_or_no else Problem("not_yes_or_no", params={"text": str(value)})
    is_whole = isinstance(value, int) and not is_yes_or_no
    return value, None if is_whole else Problem("not_whole", params={"text": str(value)})


def _dated(kind: Any, text: str) -> tuple[Any, Problem | None]:
    if kind is dt.date:
        day = parse_day(text)
        return day, None if day else Problem("date_format", params={"text": text})
    try:
        return Month.parse(text), None
    except DomainError as refused:
        return None, refused.problems()[0]


def _written(value: Any) -> Any:
    if isinstance(value, Month | dt.date):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        found = {each.name: _written(getattr(value, each.name)) for each in fields(value)}
        return {name: each for name, each in found.items() if each is not None}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


@cache
def _places() -> dict[str, str]:
    return dict(_named(Terms, ""))


def _named(kind: Any, place: str) -> Iterator[tuple[str, str]]:
    """The names rules may use for each field: its own, and with its part's in front."""
    hints = get_type_hints(kind)
    for each in fields(kind):
        at = _join(place, each.name)
        inner = _kinds(hints[each.name])[0]
        if is_dataclass(inner) and inner is not Month:
            yield from _named(inner, at)
        else:
            part = place.rpartition(".")[2]
            yield f"{part}_{each.name}" if part else each.name, at
            yield each.name, at
    yield "base_fee_yen", "fee.base_yen"


def _kinds(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) or get_origin(hint) is Union else (hint,)


def _is_needed(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
