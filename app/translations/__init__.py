"""Words in Japanese and English: source strings are Japanese, English comes from the catalogue beside this file."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Protocol

LOCALES = ("ja", "en")
DIRECTORY = Path(__file__).parent


class Words(Protocol):
    """Says a marked string in one language."""

    def __call__(self, msgid: str, /, **params: object) -> str:
        """The string in that language with `%(name)s` filled in."""


def N_(msgid: str) -> str:  # noqa: N802 - the field's usual name for this mark
    """The string itself; marks it for extraction where it cannot be translated yet."""
    return msgid


def NP_(context: str, msgid: str) -> str:  # noqa: ARG001, N802 - the context is for the extraction alone
    """The string itself; marks it like `N_`, for a place where English needs a word of its own."""
    return msgid


@cache
def words(locale: str) -> Words:
    """A function that says marked strings in `locale`; unknown locales speak Japanese."""
    catalogue = gettext.translation("messages", DIRECTORY, [locale], fallback=True)

    def say(msgid: str, /, **params: object) -> str:
        text = catalogue.gettext(msgid) if msgid else ""
        return text % params if params else text

    return say
