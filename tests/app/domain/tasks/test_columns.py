"""The header is found under titles and blanks; unknown words are shown, not guessed at; people may choose."""

from __future__ import annotations

import pytest

from app.domain.tasks.columns import (
    NO_HEADER,
    FieldMappedTwice,
    HeaderNotFound,
    NameNotMapped,
    NoSuchColumn,
    TaskField,
    choose_columns,
    counts_hours,
    find_header,
)


def test_a_header_under_titles_and_blank_rows_is_found() -> None:
    rows = [("業務棚卸表",), (), ("会社名：青空", "", "作成日"), ("No", "業務名", "頻度"), ("1", "掃除", "毎日")]

    header = find_header(rows)

    assert header.row_index == 3
    assert header.mapping == {0: TaskField.NUMBER, 1: TaskField.NAME, 2: TaskField.FREQUENCY}
    assert header.confidence_pct == 100


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("社内の担当", TaskField.OWNER),
        ("使う道具", TaskField.TOOLS),
        ("Owner at the company", TaskField.OWNER),
        ("Time per run (min)", TaskField.MINUTES_PER_RUN),
        ("People who can do it", TaskField.CAPABLE_PEOPLE),
        ("所要時間（分）", TaskField.MINUTES_PER_RUN),
        ("1回の\n時間", TaskField.MINUTES_PER_RUN),
        ("１回あたりの所要時間", TaskField.MINUTES_PER_RUN),
        ("時間/回", TaskField.MINUTES_PER_RUN),
        ("件数/月", TaskField.RUNS_PER_MONTH),
        ("月の回数", TaskField.RUNS_PER_MONTH),
        ("定型／非定型", TaskField.ROUTINE),
        ("ﾏﾆｭｱﾙ有無", TaskField.HAS_MANUAL),
        ("手順書", TaskField.HAS_MANUAL),
        ("判断の割合(%)", TaskField.JUDGEMENT_PCT),
        ("主な使用ツール", TaskField.TOOLS),
        ("備考欄", TaskField.NOTE),
        ("※担当者", TaskField.OWNER),
    ],
)
def test_header_words_are_known_in_the_ways_they_are_written(label: str, field: TaskField) -> None:
    assert find_header([("業務名", label)]).mapping[1] is field


def test_unknown_words_stay_unmapped_and_are_shown() -> None:
    header = find_header([("業務名", "月間時間", "頻度", "難しさ")])

    assert header.unmapped == {1: "月間時間", 3: "難しさ"}
    assert header.confidence_pct == 50


def test_the_strongest_word_takes_a_fact_and_the_second_is_shown() -> None:
    header = find_header([("業務", "業務名", "頻度")])

    assert header.mapping == {1: TaskField.NAME, 2: TaskField.FREQUENCY}
    assert header.unmapped == {0: "業務"}


def test_a_header_in_two_storeys_is_read_as_one() -> None:
    rows = [("業務名", "担当者", "工数の内訳", ""), ("", "", "1回の時間", "月の回数"), ("掃除", "佐藤", "30", "20")]

    header = find_header(rows)

    assert header.row_index == 1
    assert set(header.mapping.values()) == {
        TaskField.NAME,
        TaskField.OWNER,
        TaskField.MINUTES_PER_RUN,
        TaskField.RUNS_PER_MONTH,
    }


def test_a_title_of_one_known_word_is_no_header_beside_a_better_row() -> None:
    assert find_header([("業務",), ("業務名", "頻度")]).row_index == 1


def test_a_sheet_of_one_column_is_found() -> None:
    assert find_header([("業務名",), ("掃除",)]).mapping == {0: TaskField.NAME}


@pytest.mark.parametrize("rows", [[], [("a", "b")], [("頻度", "担当者")], [("",)] * 60 + [("業務名", "頻度")]])
def test_without_a_name_within_reach_no_header_is_found(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(HeaderNotFound):
        find_header(rows)


def test_a_mapping_chosen_by_hand_holds_whatever_the_words_say() -> None:
    rows = [("仕事", "時間"), ("掃除", "30")]

    header = choose_columns(rows, 0, {0: TaskField.NAME, 1: TaskField.NOTE})

    assert header.mapping == {0: TaskField.NAME, 1: TaskField.NOTE}
    assert choose_columns(rows, NO_HEADER, {0: TaskField.NAME}).labels == ()


def test_a_mapping_that_cannot_be_used_is_refused() -> None:
    rows = [("仕事", "時間")]

    with pytest.raises(NameNotMapped):
        choose_columns(rows, 0, {0: TaskField.NOTE})
    with pytest.raises(FieldMappedTwice):
        choose_columns(rows, 0, {0: TaskField.NAME, 1: TaskField.NAME})
    with pytest.raises(NoSuchColumn):
        choose_columns(rows, 0, {2: TaskField.NAME})
    with pytest.raises(NoSuchColumn):
        choose_columns(rows, 1, {0: TaskField.NAME})


@pytest.mark.parametrize(
    ("label", "hours"), [("工数(h)", True), ("所要時間（時間）", True), ("所要時間（分）", False), ("1回の時間", False)]
)
def test_a_header_may_say_that_its_numbers_are_hours(label: str, *, hours: bool) -> None:
    assert counts_hours(label) is hours
