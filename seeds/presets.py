"""Terms that services publish, from their file: rules to begin a contract with, and what nobody knows about them."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

from app.domain.terms import Terms
from app.domain.terms.activities import Activities
from app.domain.terms.billing import Billing, DueRule, IssueRule
from app.domain.terms.carry import Carry
from app.domain.terms.clock import Band, Clock, DayKind
from app.domain.terms.duration import Duration, Notice
from app.domain.terms.fees import Fee
from app.domain.terms.overage import Overage
from app.domain.worktime import Month

PRESETS = Path(__file__).parent / "data" / "presets.toml"


@dataclass(frozen=True, slots=True)
class Preset:
    """Rules of one service.

    Attributes:
        key: names it.
        name: the service and its plan.
        source: where the rules are published.
        unknown: what is not published, and what is assumed in its place.
        needs: figures without which there are no terms, `part.field`.
        parts: part of the terms -> its rules.
        is_shared: whether departments share the package.
    """

    key: str
    name: str
    source: tuple[str, ...]
    unknown: tuple[str, ...]
    needs: tuple[str, ...]
    parts: Mapping[str, Any]
    is_shared: bool

    def terms(self, valid_from: Month, **figures: Mapping[str, Any]) -> Terms:
        """The terms from that month on, with figures the service does not publish filled in.

        Args:
            valid_from: the first month.
            figures: part -> field -> value, such as `fee={"base_yen": 100_000}`.

        Raises:
            KeyError: a figure of `needs` is missing.
            InvalidInput, ManyProblems: the terms break a rule.
        """
        for need in self.needs:
            part, field = need.split(".")
            if field not in figures.get(part, {}):
                raise KeyError(need)
        parts = {name: replace(part, **figures.get(name, {})) for name, part in self.parts.items()}
        return Terms(valid_from, **parts, is_shared=self.is_shared)


def presets() -> dict[str, Preset]:
    """Every preset by its key, in the order of the file."""
    found = tomllib.loads(PRESETS.read_text("utf-8"))["preset"]
    return {each["key"]: _preset(each) for each in found}


def _preset(found: Mapping[str, Any]) -> Preset:
    clock = found.get("clock", {})
    bands = tuple(_read(Band, {**each, "days": tuple(map(DayKind, each["days"]))}) for each in clock.get("bands", ()))
    billing = dict(found.get("billing", {}))
    for name, kind in (("issue", IssueRule), ("due", DueRule)):
        if name in billing:
            billing[name] = _read(kind, billing[name])
    duration = dict(found.get("duration", {}))
    if "notice" in duration:
        duration["notice"] = _read(Notice, duration["notice"])
    return Preset(
        found["key"],
        found["name"],
        tuple(found["source"]),
        tuple(found["unknown"]),
        tuple(found.get("needs", ())),
        {
            "fee": _read(Fee, found["fee"]),
            "overage": _read(Overage, found.get("overage", {})),
            "carry": _read(Carry, found.get("carry", {})),
            "clock": _read(Clock, {**clock, "bands": bands}),
            "activities": _read(Activities, found.get("activities", {})),
            "billing": _read(Billing, billing),
            "duration": _read(Duration, duration),
        },
        found.get("is_shared", False),
    )


def _read(kind: type[Any], found: Mapping[str, Any]) -> Any:
    """A part of the terms; words of the file become those of the domain.

    Raises:
        ValueError: a word is none of them.
        TypeError: the part has no such field.
    """
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}
    if not set(found) <= known:
        raise TypeError(f"{kind.__name__} has no {sorted(set(found) - known)}")
    return kind(**{name: _value(hints[name], value) for name, value in found.items()})


def _value(hint: Any, value: Any) -> Any:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return kind(value)
        if kind is dt.date and isinstance(value, str):
            return dt.date.fromisoformat(value)
    return value
