"""What a sheet says of tasks that are there already, for its preview, and what was chosen of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.domain.tasks.known import KnownRow, numbers_in, packed
from app.domain.texts import shown as words_shown
from app.translations.known import ChangeWords, change_words
from app.web.forms.tasks import StoreForm
from app.web.tasks.wording import language

#: Differences of a row; that there are more is said.
CHANGES_SHOWN = 6
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A row whose task is there, by its public id; without changes it says the same. `more` changes are not shown."""

    row: int
    name: str
    public_id: str
    changes: list[ChangeWords]
    more: int


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of a sheet that the inventory has.

    Attributes:
        lines: the first of them, those with differences before the others.
        count: how many there are; `changed` of them say something else.
        seen: their numbers in short, to be sent back with the choice.
    """

    lines: list[KnownLine]
    count: int
    changed: int
    seen: str


def beside(known: Sequence[KnownRow], most: int) -> Beside:
    """The known rows in words, the first `most` one by one."""
    ordered = sorted(known, key=lambda each: (not each.changes, each.row.row_number))
    return Beside(
        [_line(each) for each in ordered[:most]],
        len(known),
        sum(bool(each.changes) for each in known),
        packed(each.row.row_number for each in known),
    )


def ticked() -> frozenset[int]:
    """The known rows somebody ticked to be taken as new all the same."""
    return frozenset(int(each) for each in request.form.getlist("as_new") if _NUMBER.fullmatch(each))


def taken_as_new(form: StoreForm) -> frozenset[int]:
    """The known rows that become tasks all the same: all that were shown as known, or those that were ticked.

    What came to be known after the page was shown is in neither, so nothing is there twice that nobody chose.
    """
    return numbers_in(str(form.seen.data or "")) if form.known.data == "new" else ticked()


def _line(each: KnownRow) -> KnownLine:
    say = language()
    changes = [change_words(change, say) for change in each.changes[:CHANGES_SHOWN]]
    name = words_shown(each.row.name)
    return KnownLine(each.row.row_number, name, each.task.public_id, changes, len(each.changes) - len(changes))
