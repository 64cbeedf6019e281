"""A month's work by function and by assistant, and estimates beside it: pictures with the lines of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.queries.worked import Estimated, WorkedShare
from app.translations.functions import FUNCTIONS
from app.web.formats import diff_hm, hm, rounded_percent
from app.web.pictures.rows import Row, RowsPicture, draw_rows

MOST_ESTIMATES = 12


@dataclass(frozen=True, slots=True)
class Shares:
    """Bars and the same as lines: name, minutes and percent of all; `first` is the longest one, in words."""

    picture: RowsPicture
    lines: tuple[tuple[str, str, str], ...]

    @property
    def first(self) -> tuple[str, str, str]:
        """The line of the longest bar."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked in a month, in two pictures; None where nothing was."""

    total_min: int
    functions: Shares | None
    people: Shares | None


@dataclass(frozen=True, slots=True)
class Estimates:
    """Bars of work in outlines of estimates, and the same as lines: task, client, worked, estimate, difference."""

    picture: RowsPicture
    lines: tuple[tuple[str, str, str, str, str], ...]


def worked_of(found: Sequence[WorkedShare]) -> Worked:
    """The month's work, longest bars first. People of the same name stay two."""
    functions: dict[str, tuple[str, int]] = {}
    people: dict[str, tuple[str, int]] = {}
    for each in found:
        name = gettext(FUNCTIONS.get(each.function, str(each.function)))
        _add(functions, name, name, each.minutes)
        _add(people, each.assistant_public_id, each.assistant_name, each.minutes)
    total_min = sum(each.minutes for each in found)
    return Worked(total_min, _shares(functions.values(), total_min), _shares(people.values(), total_min))


def estimates_of(found: Iterable[Estimated]) -> Estimates | None:
    """Estimates beside the work, in the order given; None of none."""
    rows = tuple(found)
    if not rows:
        return None
    lines = tuple((each.name, each.client_short_name, *_figures(each)) for each in rows)
    return Estimates(
        draw_rows([Row(each.name, _beside(each), _parts(each), each.estimated_min) for each in rows]), lines
    )


def _add(sums: dict[str, tuple[str, int]], key: str, name: str, minutes: int) -> None:
    sums[key] = (name, sums.get(key, (name, 0))[1] + minutes)


def _shares(sums: Iterable[tuple[str, int]], total_min: int) -> Shares | None:
    ordered = sorted((each for each in sums if each[1] > 0), key=lambda each: (-each[1], each[0]))
    if not ordered:
        return None
    lines = tuple((name, hm(minutes), rounded_percent(minutes, total_min)) for name, minutes in ordered)
    rows = [
        Row(name, f"{text}　{share}", (("u", minutes),))
        for (name, minutes), (_name, text, share) in zip(ordered, lines, strict=True)
    ]
    return Shares(draw_rows(rows), lines)


def _parts(each: Estimated) -> tuple[tuple[str, int], ...]:
    within_min = min(each.worked_min, each.estimated_min)
    return ("u", within_min), ("o", each.worked_min - within_min)


def _figures(each: Estimated) -> tuple[str, str, str]:
    return hm(each.worked_min), hm(each.estimated_min), diff_hm(each.worked_min - each.estimated_min)


def _beside(each: Estimated) -> str:
    worked, estimated, difference = _figures(each)
    return f"{worked} / {estimated}　{difference}"
