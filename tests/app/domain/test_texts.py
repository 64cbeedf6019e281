"""Which characters a text may hold."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.domain.texts import has_control, has_control_or_turn, one_line, require_plain, shown, straight

CONTROLS = ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f", "\ud83d"]
TURNING = ["\u202a", "\u202d", "\u202e", "\u2066", "\u2069"]


@pytest.mark.parametrize("mark", CONTROLS)
def test_controls_and_halves_of_characters_are_refused_by_name(mark: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_plain("note", f"メモ{mark}")

    problem = refused.value.problems()[0]
    assert (problem.field, problem.code, problem.params["text"]) == ("note", "control_character", "メモ�")


@pytest.mark.parametrize("mark", TURNING)
def test_marks_that_turn_the_reading_direction_are_left_out_without_a_word(mark: str) -> None:
    assert straight(f"明細{mark}4.exe") == "明細4.exe"
    assert not has_control(f"明細{mark}4.exe")
    assert has_control_or_turn(f"明細{mark}4.exe")


def test_line_ends_tabs_and_whole_characters_stay() -> None:
    text = "一行目\r\n\t二行目😀 神 が\u3000"  # an emoji, a compatibility form, an accent typed apart

    require_plain("note", text)
    assert straight(text) == text


def test_what_a_file_is_called_stands_on_one_line() -> None:
    assert one_line(" 業務\u202e表\r\n\x00 .xlsx") == "業務表 .xlsx"


def test_a_text_is_named_by_its_beginning() -> None:
    assert shown("あ" * 40) == "あ" * 40
    assert shown("あ" * 41) == "あ" * 39 + "…"
    assert shown("\x00\u202eあ") == "��あ"
