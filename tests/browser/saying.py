"""The words of the pages in one language, out of the catalogue: who looks for a label finds out when it is no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations

from app.translations import DIRECTORY


@cache
def english() -> GNUTranslations:
    """The compiled catalogue."""
    with (DIRECTORY / "en" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return GNUTranslations(file)


class NobodySaysError(LookupError):
    """No page says that."""


@dataclass(frozen=True)
class Speech:
    """Says in Japanese or English what stands in the code in Japanese."""

    language: str
    known: GNUTranslations = field(default_factory=english)

    def __call__(self, japanese: str, context: str = "", **values: object) -> str:
        """The sentence with its values.

        Raises:
            NobodySaysError: the catalogue does not have it.
        """
        said = self.known.pgettext(context, japanese) if context else self.known.gettext(japanese)
        if said == japanese:
            raise NobodySaysError(japanese)
        return (
            (japanese if self.language == "ja" else said) % values
            if values
            else (japanese if self.language == "ja" else said)
        )
