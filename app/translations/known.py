"""Words for what a sheet says of tasks that are there already; pages and commands say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from app.domain.durations import format_hm
from app.domain.tasks.columns import TaskField
from app.domain.tasks.known import Change, Fact
from app.domain.texts import shown
from app.translations import N_, Words
from app.translations.inventory import CONFIDENTIALITIES, FIELDS, KEY_PERSON_RISKS, ROUTINES

COUNTS = N_("新しく%(new)s件、すでにあるため見送り%(known)s件")
SAME, OTHERWISE = N_("すでにある"), N_("違いがある")
OPEN = N_("未記入")
#: How much of two long texts stands before the place where they part.
_LEAD = 10


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A fact stated otherwise: its name, what the inventory has and what the sheet says."""

    name: str
    old: str
    new: str


def change_words(change: Change, say: Words) -> ChangeWords:
    """The change as people read it; durations as `0:30`, long texts from where they part."""
    name = say(FIELDS[change.field])
    if isinstance(change.old, str) and isinstance(change.new, str) and change.field not in _WORDS:
        old, new = _parted(change.old, change.new)
        return ChangeWords(name, old or say(OPEN), new)
    return ChangeWords(name, _fact(change.field, change.old, say), _fact(change.field, change.new, say))


def runs_words(runs_per_year: int | None, say: Words) -> str:
    """Runs as people count them: 月4回, 年1回; "" where nobody knows."""
    if runs_per_year is None:
        return ""
    if runs_per_year < 12 and runs_per_year != 6:
        return say(N_("年%(count)s回"), count=runs_per_year)
    return say(N_("月%(count)s回"), count=f"{runs_per_year / 12:.1f}".removesuffix(".0"))


def _fact(field: TaskField, value: Fact, say: Words) -> str:
    if value is None or value == "":
        return say(OPEN)
    return _WORDS[field](value, say) if field in _WORDS else str(value)


def _of(words: dict[str, str]) -> Callable[[Fact, Words], str]:
    return lambda value, say: say(words[str(value)])


def _yes_no(value: Fact, say: Words) -> str:
    return say(N_("あり")) if value else say(N_("なし"))


_WORDS: dict[TaskField, Callable[[Fact, Words], str]] = {
    TaskField.MINUTES_PER_RUN: lambda value, _say: format_hm(int(value or 0)),
    TaskField.RUNS_PER_MONTH: lambda value, say: runs_words(int(value or 0), say),
    TaskField.HAS_MANUAL: _yes_no,
    TaskField.ROUTINE: _of(ROUTINES),
    TaskField.JUDGEMENT_PCT: lambda value, _say: f"{value}%",
    TaskField.CONFIDENTIALITY: _of(CONFIDENTIALITIES),
    TaskField.CAPABLE_PEOPLE: lambda value, say: say(N_("%(count)s人"), count=value),
    TaskField.KEY_PERSON: _of(KEY_PERSON_RISKS),
    TaskField.CUSTOMER_CONTACT: _yes_no,
}


def _parted(old: str, new: str) -> tuple[str, str]:
    """Both on one line, short enough to be read side by side."""
    old, new = " ".join(old.split()), " ".join(new.split())
    if shown(old) == old and shown(new) == new:
        return old, new
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = max(0, same - _LEAD)
    lead = "…" if start else ""
    return shown(lead + old[start:]), shown(lead + new[start:])
