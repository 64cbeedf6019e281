"""Words of cells become facts; an open cell is unknown; an unknown word is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from app.domain.errors import InvalidInput
from app.domain.tasks import facts
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk, Routine


@pytest.mark.parametrize(
    ("read", "text", "fact"),
    [
        (facts.read_yes_no, "あり", True),
        (facts.read_yes_no, "有", True),
        (facts.read_yes_no, "〇", True),
        (facts.read_yes_no, "なし", False),
        (facts.read_yes_no, "無", False),
        (facts.read_yes_no, "×", False),
        (facts.read_yes_no, "作成中", False),
        (facts.read_routine, "定型", Routine.ROUTINE),
        (facts.read_routine, "半定型", Routine.SEMI),
        (facts.read_routine, "非定型", Routine.NON_ROUTINE),
        (facts.read_confidentiality, "公開", Confidentiality.PUBLIC),
        (facts.read_confidentiality, "社外秘", Confidentiality.INTERNAL),
        (facts.read_confidentiality, "個人情報", Confidentiality.PERSONAL),
        (facts.read_confidentiality, "管理者権限", Confidentiality.ADMINISTRATOR),
        (facts.read_confidentiality, "銀行権限", Confidentiality.BANK),
        (facts.read_key_person, "低", KeyPersonRisk.LOW),
        (facts.read_key_person, "中", KeyPersonRisk.MIDDLE),
        (facts.read_key_person, "高", KeyPersonRisk.HIGH),
        (facts.read_count, "１８回", Decimal(18)),
        (facts.read_count, "月に0.5", Decimal("0.5")),
        (facts.read_count, "1,200件", Decimal(1200)),
        (facts.read_people, "2名", 2),
        (facts.read_people, "３", 3),
        (facts.read_percent, "25%", 25),
        (facts.read_percent, "12.5", 13),
        (facts.read_percent, "0", 0),
    ],
)
def test_words_become_facts(read: Callable[[str], object], text: str, fact: object) -> None:
    assert read(text) == fact


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (facts.read_yes_no, "たぶん", "yes_no_unreadable"),
        (facts.read_routine, "あり", "routine_unreadable"),
        (facts.read_confidentiality, "極秘", "confidentiality_unreadable"),
        (facts.read_key_person, "山田", "key_person_unreadable"),
        (facts.read_frequency, "ときどき", "frequency_unreadable"),
        (facts.read_count, "10〜20", "count_unreadable"),
        (facts.read_count, "-3", "count_unreadable"),
        (facts.read_count, "NaN", "count_unreadable"),
        (facts.read_count, "8001", "count_too_large"),
        (facts.read_people, "各自", "people_unreadable"),
        (facts.read_people, "1.5", "people_unreadable"),
        (facts.read_people, "10001", "people_too_many"),
        (facts.read_percent, "半分", "percent_unreadable"),
        (facts.read_percent, "101", "percent_above_100"),
    ],
)
def test_unknown_words_are_refused_with_their_text(read: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(text)

    assert refused.value.reason == code
    assert refused.value.params["text"] == text


def test_shares_of_a_workbook_are_percentages() -> None:
    assert facts.are_shares(["0.25", "1", "0", ""])
    assert [facts.read_percent(text, is_share=True) for text in ("0.25", "1", "30%")] == [25, 100, 30]


@pytest.mark.parametrize("column", [["5", "1", "0"], ["1", "0"], ["0.5%"], ["0.5", "20"], []])
def test_a_column_of_percentages_is_not_taken_for_shares(column: list[str]) -> None:
    assert not facts.are_shares(column)


@pytest.mark.parametrize("text", ["", "-", "ー", "不明", "　", "？"])
def test_an_open_cell_says_nothing(text: str) -> None:
    assert facts.says_nothing(text)


def test_ad_hoc_words_leave_a_count_open_but_are_no_blank() -> None:
    assert facts.leaves_count_open("随時")
    assert not facts.says_nothing("随時")
    assert not facts.leaves_count_open("0")
