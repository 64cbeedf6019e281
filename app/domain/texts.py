"""Which characters a text that people write may hold. What they write is asked here before it is kept or shown."""

from __future__ import annotations

import re

from app.domain.errors import InvalidInput

#: Neither a page nor a database should carry these: controls but for tab and line ends, and halves of characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
#: Marks that turn the reading direction of what follows them, unseen: 「明細\u202e4.exe」 reads as another name.
#: No Japanese or English needs them, and they come along when addresses are copied on Windows: they are left out
#: without a word. Source: Unicode Standard Annex 9, sections 2.1 to 2.5; CVE-2021-42574.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SHOWN = 40


def straight(text: str) -> str:
    """The text without marks that turn its reading direction."""
    return _TURNING.sub("", text)


def has_control(text: str) -> bool:
    """Whether the text holds what may not be kept."""
    return _CONTROL.search(text) is not None


def has_control_or_turn(text: str) -> bool:
    """The same for a text that nothing was left out of before, as the cell of a sheet."""
    return has_control(text) or _TURNING.search(text) is not None


def one_line(text: str) -> str:
    """The text on one line, without anything that may not be kept: what files are called is asked of nobody again."""
    return " ".join(_CONTROL.sub(" ", straight(text)).split())


def shown(text: str) -> str:
    """Its first 40 characters, with � for each that may not be kept, to name it in a sentence."""
    return _TURNING.sub("�", _CONTROL.sub("�", text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"))


def require_plain(field: str, text: str) -> None:
    """Nothing, if the text may be kept.

    Raises:
        InvalidInput: it holds a control character.
    """
    if has_control(text):
        raise InvalidInput(field, "control_character", text=shown(text))
