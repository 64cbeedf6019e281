"""Which encoding a text is in. Law: named, or refused; text that would come out as other characters is not passed on.

Only strict decoding is used. cp932 accepts nearly any bytes, so what it yields must look like Japanese that is written
in it: mostly characters of the first level. (`shift_jis` is never used: it lacks ①, 髙, 﨑 and ～.)
"""

from __future__ import annotations

import codecs
from collections import Counter

from app.adapters.spreadsheets.refusals import (
    ContainsNul,
    EncodingMixed,
    EncodingUnknown,
    EncodingUnsupported,
    FileRefused,
    NotASheet,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_CONTROLS = frozenset(chr(code) for code in range(0x20)) - frozenset("\t\n\r\x0b\x0c\x1a\x1b\0")
_ISO_2022 = b"\x1b$"
_COMMON_LEAD_BYTES = range(0x81, 0x99)


def decode_text(data: bytes) -> tuple[str, str]:
    """The text, without its byte order mark, and the name of its encoding.

    Raises:
        EncodingUnknown, EncodingUnsupported, EncodingMixed: nothing fits, or not the whole file.
        ContainsNul: a NUL character in it.
        NotASheet: control characters that no sheet holds.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise EncodingUnknown(encoding=encoding, row=data.count(b"\n", 0, broken.start) + 1) from None
    if "\0" in text:
        raise ContainsNul(row=text.count("\n", 0, text.index("\0")) + 1)
    if not _BINARY_CONTROLS.isdisjoint(text):
        raise NotASheet
    return text, encoding


def _encoding(data: bytes) -> str:
    """The name of the encoding; one with a byte order mark is not yet tried on the whole text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            if name == "utf-32":
                raise EncodingUnsupported(encoding=name)
            return name
    if b"\0" in data:
        # UTF-16 without its mark is not tried: with a stray NUL in it, cp932 reads as UTF-16 of other characters.
        raise ContainsNul(row=data.count(b"\n", 0, data.index(0)) + 1)
    if _ISO_2022 in data:
        raise EncodingUnsupported(encoding="iso-2022-jp")
    if _decodes(data, "utf-8"):
        return "utf-8"
    if not _decodes(data, "cp932"):
        raise _unknown(data)
    _refuse_mixed(data)
    if not _looks_japanese(data):
        raise _unknown(data)
    return "cp932"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unknown(data: bytes) -> FileRefused:
    if _decodes(data, "euc_jp"):
        return EncodingUnsupported(encoding="euc-jp")
    return EncodingUnknown()


def _refuse_mixed(data: bytes) -> None:
    """Refuse cp932 with a line of UTF-8 in it. By accident no line of cp932 reads as Japanese in UTF-8.

    It may read as something else: 﨑 and a half-width kana are the bytes of a Korean syllable.
    """
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.isascii() and _decodes(line, "utf-8") and _is_japanese(line.decode("utf-8")):
            raise EncodingMixed(row=number)


def _is_japanese(text: str) -> bool:
    """Whether it has kana, kanji or full-width characters, and no character of another script above them."""
    wide = [char for char in text if char >= "\u3000"]
    return bool(wide) and all(char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or char >= "\uf900" for char in wide)


def _looks_japanese(data: bytes) -> bool:
    """Whether most characters beyond ASCII are of the rows that Japanese is written with: kana, first-level kanji.

    European letters and EUC read as cp932 turn into second-level kanji and half-width kana.
    """
    foreign = Counter(char for char in data.decode("cp932") if char > "\x7f")
    common = sum(count for char, count in foreign.items() if _is_common(char.encode("cp932", "replace")))
    return common * 2 >= foreign.total()


def _is_common(encoded: bytes) -> bool:
    return len(encoded) == 2 and encoded[0] in _COMMON_LEAD_BYTES
