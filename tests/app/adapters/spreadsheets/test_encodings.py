"""An encoding is named, or the file is refused; nothing is passed on as other characters."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.adapters.spreadsheets.encodings import decode_text
from app.adapters.spreadsheets.refusals import FileRefused

TEXT = "業務名,頻度,備考\r\n髙橋﨑山①㈱の確認,毎日,１～２件\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("cp932"), "cp932"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_encodings_are_told_apart_and_named(data: bytes, encoding: str) -> None:
    assert decode_text(data) == (TEXT, encoding)


def test_plain_ascii_is_utf_8() -> None:
    assert decode_text(b"task name,frequency\n") == ("task name,frequency\n", "utf-8")


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        ("業務名,頻度\n掃除,毎日\n".encode("euc_jp"), "file_encoding_unsupported", {"encoding": "euc-jp"}),
        # These two read as cp932 without an error, as half-width kana and rare kanji.
        ("業務名\n確認\n".encode("euc_jp"), "file_encoding_unsupported", {"encoding": "euc-jp"}),
        ("Tâche;Détail\nRéunion;Ménage\n".encode("latin-1"), "file_encoding_unknown", {}),
        ("業務名,頻度\n".encode("iso2022_jp"), "file_encoding_unsupported", {"encoding": "iso-2022-jp"}),
        ("業務名".encode("utf-32"), "file_encoding_unsupported", {"encoding": "utf-32"}),
        ("Tâche,fréquence,durée\nménage,été,légère\n".encode("latin-1"), "file_encoding_unknown", {}),
        ("Aufgabe;Häufigkeit\nBüro prüfen;täglich\n".encode("cp1252"), "file_encoding_unknown", {}),
        (codecs.BOM_UTF8 + "業務名\n".encode("cp932"), "file_encoding_unknown", {"encoding": "utf-8-sig", "row": 1}),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "file_encoding_unknown", {"encoding": "utf-16", "row": 1}),
        ("業務名,頻度\n掃除,毎日\n".encode("cp932") + "発注,毎週\n".encode(), "file_encoding_mixed", {"row": 3}),
        ("業務名,頻度\n".encode() + "掃除,毎日\n".encode("cp932"), "file_encoding_mixed", {"row": 1}),
        ("業務名,頻度\n掃\0除,毎日\n".encode(), "file_contains_nul", {"row": 2}),
        ("業務名,頻度\n掃\0除,毎日\n".encode("cp932"), "file_contains_nul", {"row": 2}),
        (codecs.BOM_UTF8 + "業務名\n掃\0除".encode(), "file_contains_nul", {"row": 2}),
        (TEXT.encode("utf-16-le"), "file_contains_nul", {"row": 1}),
        (b"\x01\x02\x03task", "file_not_a_sheet", {}),
    ],
)  # fmt: skip
def test_what_would_come_out_as_other_characters_is_refused(data: bytes, code: str, params: dict[str, object]) -> None:
    with pytest.raises(FileRefused) as refused:
        decode_text(data)

    assert (refused.value.code, refused.value.params) == (code, params)


def test_half_width_kana_among_kanji_is_still_cp932() -> None:
    text = "業務名,担当者,頻度,使用ツール\n請求書の発行,ﾀﾅｶ ﾊﾅｺ,毎日,ﾃｽﾄ\n"

    assert decode_text(text.encode("cp932")) == (text, "cp932")


JAPANESE = st.text(
    st.sampled_from("業務名頻度請求書発行毎日あいうアイウー、。・①髙﨑㈱,\n 0123abc"), min_size=1, max_size=80
)


@given(JAPANESE, st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]))
@example("﨑ア", "cp932")
def test_japanese_comes_back_as_it_was_written(text: str, encoding: str) -> None:
    sheet = "業務名,頻度\n" + text

    assert decode_text(sheet.encode(encoding)) == (sheet, encoding)
