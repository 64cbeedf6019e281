from __future__ import annotations

import pytest

from app.adapters.pdf.glyphs import FONT_FOLDER, printable, unprintable_characters

#: What business documents in Japan hold that a smaller font lacks.
NAMES = "髙﨑𠮷①㈱℡※―ｱｲｳｶﾞ〒￥¥〜～−－ーŠłёąÅ"
SOFT_HYPHEN, RIGHT_TO_LEFT, BYTE_ORDER_MARK, IDEOGRAPHIC_VARIANT = "\u00ad", "\u202e", "\ufeff", "\U000e0100"


@pytest.mark.parametrize("character", NAMES)
def test_characters_of_names_are_printed_as_they_are(character: str) -> None:
    assert printable(character) == character


def test_every_character_of_windows_japanese_has_a_glyph() -> None:
    codes = (bytes([high, low]) for high in range(0x81, 0xFD) for low in range(0x40, 0xFD))
    decoded = set("".join(code.decode("cp932", "ignore") for code in codes))
    private_use = {chr(code) for code in range(0xE000, 0xF900)}

    assert len(decoded) > 9_000
    assert unprintable_characters("".join(sorted(decoded - private_use))) == ()


def test_what_no_font_has_is_shown_and_named() -> None:
    assert printable("電話📞と\ue000") == "電話〓と〓"
    assert unprintable_characters("📞電話📞と\ue000〓") == ("📞", "\ue000")


def test_controls_and_direction_marks_go_and_line_breaks_stay() -> None:
    assert printable(f"甲\x00{RIGHT_TO_LEFT}乙{BYTE_ORDER_MARK}{SOFT_HYPHEN}\x1b\r\n丙\t丁") == "甲乙\n丙 丁"


def test_half_a_surrogate_pair_does_not_stop_a_document() -> None:
    assert printable("\ud842") == "〓"


def test_a_text_of_a_megabyte_ends_where_no_field_of_ours_does() -> None:
    assert printable("あ" * 1_000_000) == "あ" * 10_000 + "…"
    assert printable("あ" * 10_000) == "あ" * 10_000


def test_voiced_kana_of_two_code_points_are_joined() -> None:
    assert printable("か\u3099は\u309ae\u0301") == "がぱé"


def test_names_are_not_normalised() -> None:
    compatibility = "\ufa19\ufa1e"  # 神 and 羽 in the form their bearers write

    assert printable(compatibility) == compatibility
    assert printable(f"葛{IDEOGRAPHIC_VARIANT}") == f"葛{IDEOGRAPHIC_VARIANT}"


def test_the_fonts_travel_with_their_licence() -> None:
    licence = (FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert sorted(path.name for path in FONT_FOLDER.glob("*.ttf")) == [
        "NotoSansJP_400Regular.ttf",
        "NotoSansJP_700Bold.ttf",
        "NotoSansMath_400Regular-signs.ttf",
        "NotoSans_400Regular-latin.ttf",
        "NotoSans_700Bold-latin.ttf",
    ]
