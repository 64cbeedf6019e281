"""What is typed into the search, as words that names are compared with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import islice, product

MOST_WORDS = 5
MOST_TEXT = 100
#: From hiragana to the same katakana, a whole block of Unicode apart.
_KANA_APART = 0x60
_HIRAGANA = range(0x3041, 0x3097)
_KATAKANA = range(0x30A1, 0x30F7)
#: Forms of one character that names are written with, the usual one first. Source: MJ縮退マップ of the 文字情報基盤,
#: those of common family names.
_FORMS = (
    "高髙",
    "崎﨑嵜",
    "辺邊邉",
    "浜濱濵",
    "斎齋斉齊",
    "広廣",
    "沢澤",
    "島嶋嶌",
    "桜櫻",
    "国國",
    "吉𠮷",
    "徳德",
    "恵惠",
)
_FORMS_OF = {each: forms for forms in _FORMS for each in forms}
_MOST_WAYS = 16


def search_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Each word of the text in the ways it may be written in a name; () for nothing to search for.

    Names hold full-width digits or plain ones, hiragana or katakana, and family names one of several forms of a
    character (髙橋). Readings are not known: what a name writes in kanji is found by kanji alone. A word fits a
    name that holds any of its ways, a name fits that all words fit. Five words count at most.
    """
    plain = "".join(each for each in text[:MOST_TEXT] if each.isspace() or each.isprintable())
    return tuple(_ways(word) for word in plain.split()[:MOST_WORDS])


def _ways(word: str) -> tuple[str, ...]:
    narrow = unicodedata.normalize("NFKC", word)
    kana = _shifted(narrow, _HIRAGANA, 1), _shifted(narrow, _KATAKANA, -1)
    return tuple(dict.fromkeys((word, narrow, *kana, *_in_other_forms(narrow))))


def _in_other_forms(word: str) -> Iterator[str]:
    """The word in all forms of its characters, the usual ones first; of a word with more than 16 ways the first 16."""
    forms = [_FORMS_OF.get(each, each) for each in word]
    return islice(("".join(way) for way in product(*forms)), _MOST_WAYS)


def _shifted(word: str, block: range, direction: int) -> str:
    return "".join(chr(ord(each) + direction * _KANA_APART) if ord(each) in block else each for each in word)
