"""A question to a list, saved under a name: what of an address is kept, and what a name may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.domain.errors import InvalidInput

#: Filters of one account for one list.
MOST_SAVED = 20
MOST_NAME = 40
#: Values of one parameter, and letters of one value.
MOST_VALUES, MOST_VALUE = 40, 100


def name_kept(name: str) -> str:
    """The name without space around it.

    Raises:
        InvalidInput: none, too long, or with what cannot be seen.
    """
    kept = " ".join(name.split())
    if not kept:
        raise InvalidInput("name", "required")
    if len(kept) > MOST_NAME:
        raise InvalidInput("name", "too_long", most=MOST_NAME)
    if not kept.isprintable():
        raise InvalidInput("name", "not_printable")
    return kept


def question_kept(asked: Mapping[str, Sequence[str]], known: Collection[str]) -> dict[str, list[str]]:
    """What of an address asks something of a list, by its known parameters; page and month follow the reader."""
    return {
        key: [value[:MOST_VALUE] for value in values if value][:MOST_VALUES]
        for key, values in sorted(asked.items())
        if key in known and any(values)
    }
