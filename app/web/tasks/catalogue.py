"""The catalogue as a person picks from it: a text that names an entry, and the entries that are like a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import InvalidInput
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.matching import suggestions

_NUMBERED = re.compile(r"\s*(\d{1,4})(?:\s.*)?")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that is like a task's name; `similarity_pct` 0 to 100."""

    entry: CatalogueEntry
    similarity_pct: int


def picked(text: str, entries: Sequence[CatalogueEntry]) -> int | None:
    """The number of the entry a text names, by its number or its name in either language; None of a blank text.

    Raises:
        InvalidInput: it names none.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    numbered = _NUMBERED.fullmatch(plain)
    for entry in entries:
        if numbered and entry.no == int(numbered[1]):
            return entry.no
        if plain.casefold() in (entry.name_ja.casefold(), entry.name_en.casefold()):
            return entry.no
    raise InvalidInput("catalogue", "not_a_choice", text=text)


def suggested(name: str, entries: Sequence[CatalogueEntry]) -> list[Suggestion]:
    """The entries most like the name, best first."""
    by_number = {entry.no: entry for entry in entries}
    found = suggestions(name, tuple(entries)) if name.strip() else ()
    return [Suggestion(by_number[match.no], match.similarity_pct) for match in found]
