"""The values of a planning problem are read here, collecting everything that is wrong with them."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

MAX_MINUTES = 10_000_000
MAX_VALUE = 1_000_000_000.0
MAX_ID_CHARS = 200
WEEKS = 6  # a month touches at most six calendar weeks
#: Halves of surrogate pairs: JSON can write them, no encoding can.
HALVES = re.compile(r"[\ud800-\udfff]")
#: Of the years 1000 to 2999: a calendar is asked for the days around the month as well.
MONTH = r"[12][0-9]{3}-(0[1-9]|1[0-2])"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"  # fromisoformat alone would also take 20261103 and week dates


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with an input: where it is, what kind of fault, and the value met (shortened text)."""

    field: str
    code: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.code}" + (f" ({self.value})" if self.value else "")


class ProblemError(ValueError):
    """The input cannot be planned; `problems` names every fault that was found, in reading order."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


class Faults:
    """Collects faults while reading goes on, so that one pass names them all."""

    def __init__(self) -> None:
        self.found: list[FieldProblem] = []

    def add(self, field: str, code: str, value: object = "") -> None:
        """Keep one fault; the value is shortened to 80 characters, and a list or an object to the name of its kind."""
        shown = value if isinstance(value, str | int | float) else type(value).__name__  # a list may be deep
        self.found.append(FieldProblem(field, code, str(shown)[:80]))


def from_text(text: str) -> Any:
    """Give the values of JSON text; a name that stands twice in one object is refused, for one would be lost.

    Raises:
        ValueError: the text is no JSON, or is nested too deeply.
    """
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_each_once)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"{twice[:80]!r} stands twice in one object")
    return found


Reader = Callable[[Any, str, Faults], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is read; `required` fields have no default."""

    read: Reader
    required: bool = False


def identifier(raw: Any, path: str, faults: Faults) -> str:
    """Read an id: text of 1 to 200 characters, not all of them spaces."""
    if not isinstance(raw, str) or HALVES.search(raw):
        faults.add(path, "not_text", repr(raw) if isinstance(raw, str) else raw)
    elif not raw.strip():
        faults.add(path, "empty")
    elif len(raw) > MAX_ID_CHARS:
        faults.add(path, "too_long", raw)
    return raw if isinstance(raw, str) else type(raw).__name__


def whole(low: int, high: int) -> Reader:
    """Make the reader of a whole number from `low` to `high`; 3.0, "3" and true are refused."""

    def read(raw: Any, path: str, faults: Faults) -> int:
        if isinstance(raw, float) and not math.isfinite(raw):
            faults.add(path, "not_finite", raw)
        elif isinstance(raw, bool) or not isinstance(raw, int):
            faults.add(path, "not_whole_number", raw)
        elif raw < low:
            faults.add(path, "negative" if raw < 0 else "too_small", raw)
        elif raw > high:
            faults.add(path, "too_large", raw)
        else:
            return raw
        return low

    return read


def number(low: float, high: float) -> Reader:
    """Make the reader of a finite number from `low` to `high`."""

    def read(raw: Any, path: str, faults: Faults) -> float:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            faults.add(path, "not_number", raw)
        elif isinstance(raw, float) and not math.isfinite(raw):
            faults.add(path, "not_finite", raw)
        elif raw < low:
            faults.add(path, "negative" if low == 0 else "too_small", raw)
        elif raw > high:
            faults.add(path, "too_large", raw)
        else:
            return float(raw)
        return low

    return read


def truth(raw: Any, path: str, faults: Faults) -> bool:
    """Read true or false; 0 and 1 are refused."""
    if not isinstance(raw, bool):
        faults.add(path, "not_true_or_false", raw)
    return bool(raw)


def day(raw: Any, path: str, faults: Faults) -> date:
    """Read a day written YYYY-MM-DD."""
    if isinstance(raw, str) and re.fullmatch(DAY, raw):
        with suppress(ValueError):
            return date.fromisoformat(raw)
    faults.add(path, "not_a_day", raw)
    return date.min


def month(raw: Any, path: str, faults: Faults) -> str:
    """Read a month written YYYY-MM."""
    if not isinstance(raw, str) or not re.fullmatch(MONTH, raw):
        faults.add(path, "not_a_month", raw)
        return ""
    return raw


def optional(read: Reader) -> Reader:
    """Make a reader that lets null through."""

    def read_optional(raw: Any, path: str, faults: Faults) -> Any:
        return None if raw is None else read(raw, path, faults)

    return read_optional


def several(read: Reader, *, unique: bool = False, most: int | None = None) -> Reader:
    """Make the reader of a list; with `unique`, a value that comes twice is a fault."""

    def read_list(raw: Any, path: str, faults: Faults) -> tuple[Any, ...]:
        if not isinstance(raw, list | tuple):
            faults.add(path, "not_a_list", raw)
            return ()
        if most is not None and len(raw) > most:
            faults.add(path, "too_many", len(raw))
        values = tuple(read(item, f"{path}[{place}]", faults) for place, item in enumerate(raw))
        if unique:
            name_repeats(values, path, "", faults)
        return values

    return read_list


def levels(raw: Any, path: str, faults: Faults) -> dict[str, int]:
    """Read skill levels: an object of name to 1..5."""
    if not isinstance(raw, Mapping):
        faults.add(path, "not_an_object", raw)
        return {}
    level = whole(1, 5)
    return {identifier(name, path, faults): level(value, f"{path}.{name}", faults) for name, value in raw.items()}


def row(fields: Mapping[str, Field], raw: Any, path: str, faults: Faults) -> dict[str, Any] | None:
    """Read one object field by field; None when it is no object or lacks a required field."""
    if not isinstance(raw, Mapping):
        faults.add(path or "problem", "not_an_object", raw)
        return None
    prefix = f"{path}." if path else ""
    for name in raw:
        if name not in fields:
            faults.add(f"{prefix}{name}", "unknown_field")
    missing = [name for name, field in fields.items() if field.required and raw.get(name) is None]
    for name in missing:
        faults.add(f"{prefix}{name}", "missing")
    values = {
        name: field.read(raw[name], f"{prefix}{name}", faults)
        for name, field in fields.items()
        if name in raw and name not in missing
    }
    return None if missing else values


def rows(fields: Mapping[str, Field], *, required: bool = False) -> Field:
    """Make the field of a list of objects; an object that cannot be read keeps its place as None."""

    def read(raw: Any, path: str, faults: Faults) -> tuple[dict[str, Any] | None, ...]:
        if not isinstance(raw, list | tuple):
            faults.add(path, "not_a_list", raw)
            return ()
        return tuple(row(fields, item, f"{path}[{place}]", faults) for place, item in enumerate(raw))

    return Field(read, required)


def name_repeats(values: Sequence[Any], path: str, suffix: str, faults: Faults) -> None:
    """Add a fault for each value that stood earlier in the list."""
    seen = set()
    for place, value in enumerate(values):
        if value in seen:
            faults.add(f"{path}[{place}]{suffix}", "duplicate", value)
        seen.add(value)
