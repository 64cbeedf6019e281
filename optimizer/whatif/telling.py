"""Answers out of JSON: what `to_json` wrote becomes the dataclass again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")


def told(kind: type[Kind], plain: Mapping[str, Any]) -> Kind:
    """Give the dataclass whose fields stand in plain JSON values, as its annotations say."""
    hints = get_type_hints(kind)
    return kind(**{one.name: _value(hints[one.name], plain[one.name]) for one in fields(kind) if one.name in plain})  # type: ignore[arg-type]


def _value(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(kind, UnionType):
        return _value(next(one for one in get_args(kind) if one is not type(None)), plain)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], one) for one in plain)
    if get_origin(kind) is Mapping:
        return {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    if is_dataclass(kind):
        return told(kind, plain)  # type: ignore[arg-type]
    return kind(plain) if isinstance(kind, type) and issubclass(kind, StrEnum) else plain
