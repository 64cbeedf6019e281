"""Which characters the committed fonts can print. A character without a glyph would stop the whole document."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONT_FOLDER = Path(__file__).parent / "fonts"
#: The mark Japanese printers set where a character is missing.
GETA = "〓"
#: Characters of one text that are printed. No field of the app is as long; what is longer is a slip or an attack.
LONGEST_TEXT = 10_000
_COMBINED = re.compile("[\u0000-\uf8ff](?:[\u0300-\u036f\u3099\u309a])+")
_VARIATION_SELECTORS = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf"})


def printable(text: str) -> str:
    """The text as it can be printed: line breaks stay, other controls and direction marks go, the rest as it stands.

    A character no committed font has becomes 〓. Letters typed as base and accent are joined, as in か and ゙; nothing
    else is normalised, since that would change names such as 神 (U+FA19). Above `LONGEST_TEXT` it ends in ….
    """
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "…"
    joined = _COMBINED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text.replace("\r\n", "\n"))
    return "".join(_printable_character(character) for character in joined.replace("\t", " "))


def unprintable_characters(text: str) -> tuple[str, ...]:
    """Characters of the text that would be printed as 〓, each once, in order; to be warned of before issue."""
    joined = _COMBINED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    return tuple(dict.fromkeys(c for c in joined if c != GETA and _printable_character(c) == GETA))


def _printable_character(character: str) -> str:
    if character == "\n" or ord(character) in _VARIATION_SELECTORS:
        return character
    if unicodedata.category(character) in _DROPPED_CATEGORIES:
        return ""
    return character if ord(character) in _code_points() else GETA


@lru_cache(maxsize=1)
def _code_points() -> frozenset[int]:
    """Code points that have a glyph in both weights of a family."""
    weights: dict[str, list[frozenset[int]]] = {}
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        weights.setdefault(path.name.partition("_")[0], []).append(_mapped(path.read_bytes()))
    return frozenset().union(*(frozenset.intersection(*sets) for sets in weights.values()))


def _mapped(font: bytes) -> frozenset[int]:
    """Code points a TrueType file maps to a glyph.

    Source: OpenType specification, table `cmap`, formats 4 and 12.
    """
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    mapped: set[int] = set()
    for index in range(count):
        (offset,) = struct.unpack_from(">I", font, cmap + 4 + 8 * index + 4)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        if kind == 12:
            mapped |= _format_12(font, cmap + offset)
        elif kind == 4:
            mapped |= _format_4(font, cmap + offset)
    return frozenset(mapped)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(tag)


def _format_12(font: bytes, start: int) -> set[int]:
    (groups,) = struct.unpack_from(">I", font, start + 12)
    mapped: set[int] = set()
    for index in range(groups):
        first, last, _glyph = struct.unpack_from(">III", font, start + 16 + 12 * index)
        mapped.update(range(first, last + 1))
    return mapped


def _format_4(font: bytes, start: int) -> set[int]:
    """All code points of the segments; one mapped to glyph 0 inside a segment does not occur in these fonts."""
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    mapped: set[int] = set()
    for index in range(0, doubled, 2):
        (last,) = struct.unpack_from(">H", font, start + 14 + index)
        (first,) = struct.unpack_from(">H", font, start + 16 + doubled + index)
        mapped.update(range(first, last + 1))
    return mapped - {0xFFFF}
