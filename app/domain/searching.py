"""What is typed into the search, as words that names are compared with."""

from __future__ import annotations

import unicodedata

MOST_WORDS = 5
MOST_TEXT = 100
#: From hiragana to the same katakana, a whole block of Unicode apart.
_KANA_APART = 0x60
_HIRAGANA = range(0x3041, 0x3097)
_KATAKANA = range(0x30A1, 0x30F7)


def search_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Each word of the text in the ways it may be written in a name; () for nothing to search for.

    Names hold full-width digits or plain ones, hiragana or katakana; whoever types has not converted the word yet, or
    has. A word fits a name that holds any of its ways, a name fits that all words fit. Five words count at most.
    """
    plain = "".join(each for each in text[:MOST_TEXT] if each.isspace() or each.isprintable())
    return tuple(_ways(word) for word in plain.split()[:MOST_WORDS])


def _ways(word: str) -> tuple[str, ...]:
    narrow = unicodedata.normalize("NFKC", word)
    return tuple(dict.fromkeys((word, narrow, _shifted(narrow, _HIRAGANA, 1), _shifted(narrow, _KATAKANA, -1))))


def _shifted(word: str, block: range, direction: int) -> str:
    return "".join(chr(ord(each) + direction * _KANA_APART) if ord(each) in block else each for each in word)
