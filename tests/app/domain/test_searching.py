"""What is typed into the search becomes words, each in the ways a name may write it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.searching import MOST_WORDS, search_words


def test_words_are_cut_at_blanks_of_either_width() -> None:
    assert search_words(" 請求書　発行 ") == (("請求書",), ("発行",))


def test_hiragana_finds_katakana_and_the_other_way_round() -> None:
    assert search_words("あおぞら") == (("あおぞら", "アオゾラ"),)
    assert search_words("アオゾラ") == (("アオゾラ", "あおぞら"),)


def test_full_width_letters_and_half_width_kana_find_plain_ones() -> None:
    assert search_words("ＩＮＶ") == (("ＩＮＶ", "INV"),)
    assert search_words("ｱｵ") == (("ｱｵ", "アオ", "あお"),)


def test_a_name_is_found_by_other_forms_of_its_characters() -> None:
    assert set(search_words("高橋")[0]) == {"高橋", "髙橋"}
    assert "渡邉" in search_words("渡辺")[0]
    assert "山崎" in search_words("山﨑")[0]


def test_each_character_of_a_name_may_have_a_form_of_its_own() -> None:
    # Two forms of the one, three of the other.
    assert set(search_words("高崎")[0]) == {"高崎", "高﨑", "高嵜", "髙崎", "髙﨑", "髙嵜"}
    assert "高﨑" in search_words("髙崎")[0]


def test_a_word_of_many_such_characters_is_tried_in_few_ways() -> None:
    assert len(search_words("斎渡辺高崎島浜" * 3)[0]) <= 17


def test_nothing_but_blanks_and_control_characters_searches_for_nothing() -> None:
    assert search_words(" 　\t\x00\x1b ") == ()


@given(st.text(max_size=300))
def test_whatever_is_typed_there_are_few_words_and_none_is_empty(text: str) -> None:
    words = search_words(text)

    assert len(words) <= MOST_WORDS
    assert all(way and len(ways) <= 20 for ways in words for way in ways)
