"""What commands print: tables for people, JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.domain.worktime import Month
from app.translations import N_

#: Wide enough that nothing is folded where no terminal limits it.
_NO_LIMIT = 10_000
NUMBER = ">"
"""In front of a column's title: its cells stand to the right."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


def json_option(command: _Command) -> _Command:
    """The command with `--json`, handed to it as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=N_("JSONで出力する"))(command)


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under their titles; a title that begins with `NUMBER` is a column of numbers, None is an empty cell."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in titles:
        is_number = title.startswith(NUMBER)
        table.add_column(
            title.removeprefix(NUMBER), justify="right" if is_number else "left", no_wrap=is_number, overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    is_watched = sys.stdout.isatty()
    Console(highlight=False, width=None if is_watched else _NO_LIMIT).print(table)


def print_json(value: object) -> None:
    """The value as JSON: dataclasses as objects, months and days as text, minutes and yen as integers."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: object) -> Any:
    """The value in what JSON knows."""
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value
