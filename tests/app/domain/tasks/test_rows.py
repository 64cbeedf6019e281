"""Rows become facts; what cannot be read is a problem with its row, all at once; an open fact is no problem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem
from app.domain.tasks.columns import NO_HEADER, TaskField, find_header
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk, Routine
from app.domain.tasks.rows import InventoryReading, TaskRow, read_rows
from app.domain.tasks.skipping import Skipped, SkipReason


def reading(*rows: tuple[str, ...]) -> InventoryReading:
    """What the rows say, the first row with a name in it being the header."""
    header = find_header(rows)
    return read_rows(rows, header.row_index, header.mapping)


def codes(found: InventoryReading) -> list[tuple[int | None, str | None, str]]:
    """Row, fact and code of every problem."""
    return [(problem.row, problem.field, problem.code) for problem in found.problems]


def test_every_fact_of_a_row_is_read() -> None:
    labels = (
        "業務名", "部署", "業務内容", "担当者", "頻度", "1回の時間", "月の回数", "マニュアル", "定型／非定型",
        "判断の割合(%)", "専門知識", "機密区分", "担当できる人数", "属人化", "顧客接点", "使用ツール", "備考",
    )  # fmt: skip
    cells = (
        "  請求書 発行 ", "経理", "一行目\n二行目", "高橋", "毎月", "１時間半", "18", "あり", "半定型", "15",
        "簿記3級", "個人情報", "2名", "高", "有", "会計ソフト", "月末\nのみ",
    )  # fmt: skip

    found = reading(labels, cells)

    assert found.problems == ()
    assert found.rows == (
        TaskRow(
            row_number=2,
            name="請求書 発行",
            department="経理",
            detail="一行目\n二行目",
            owner="高橋",
            frequency_text="毎月",
            minutes_per_run=90,
            runs_per_year=216,  # 18 a month
            has_manual=True,
            routine=Routine.SEMI,
            judgement_pct=15,
            expertise="簿記3級",
            confidentiality=Confidentiality.PERSONAL,
            capable_people=2,
            key_person=KeyPersonRisk.HIGH,
            customer_contact=True,
            tools="会計ソフト",
            note="月末\nのみ",
        ),
    )


def test_open_facts_are_unknown_and_no_problem() -> None:
    found = reading(
        ("業務名", "頻度", "1回の時間", "月の回数", "マニュアル", "部署"), ("図面", "随時", "都度", "", "-", "")
    )

    assert found.problems == ()
    assert found.rows == (TaskRow(row_number=2, name="図面", frequency_text="随時"),)


def test_a_row_shorter_than_its_header_leaves_the_rest_open() -> None:
    assert reading(("業務名", "頻度", "備考"), ("掃除",)).rows == (TaskRow(row_number=2, name="掃除"),)


def test_all_problems_of_all_rows_are_collected_and_their_rows_left_out() -> None:
    found = reading(
        ("業務名", "頻度", "1回の時間", "月の回数"),
        ("掃除", "ときどき", "半日", "たくさん"),
        ("請求", "毎月", "30分", "1"),
        ("", "毎月", "30分", "1"),
        ("集計", "毎月", "0", "1"),
    )

    assert codes(found) == [
        (2, "minutes_per_run", "duration_unreadable"),
        (2, "frequency", "frequency_unreadable"),
        (2, "runs_per_month", "count_unreadable"),
        (4, "name", "name_missing"),
        (5, "minutes_per_run", "duration_zero"),
    ]
    assert found.problems[0].params == {"text": "半日"}
    assert [row.name for row in found.rows] == ["請求"]
    assert found.refused_rows == (2, 4, 5)


def test_a_second_task_of_the_same_name_and_department_is_a_problem() -> None:
    found = reading(
        ("部署", "業務名"),
        ("経理", "請求書発行"),
        ("経理", "請求書　発行"),
        ("営業", "請求書発行"),
        ("経理", "入金確認"),
    )

    assert found.problems == (Problem("duplicate_row", "name", 3, {"text": "請求書 発行", "first_row": 2}),)
    assert [row.row_number for row in found.rows] == [2, 4, 5]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#####"])
def test_error_values_of_spreadsheets_are_problems_in_every_fact(error: str) -> None:
    found = reading(("業務名", "頻度", "備考", "マニュアル"), ("掃除", error, error, error), (error, "毎日", "", ""))

    assert codes(found) == [
        (2, "frequency", "excel_error"),
        (2, "has_manual", "excel_error"),
        (2, "note", "excel_error"),
        (3, "name", "excel_error"),
    ]


def test_a_hash_in_a_text_is_no_error_value() -> None:
    assert reading(("業務名", "備考"), ("Slack #general の確認", "#1")).problems == ()


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\u202e", "\x9f", "\ud800"])
def test_controls_and_marks_that_turn_the_text_are_problems(mark: str) -> None:
    found = reading(("業務名", "備考"), (f"掃{mark}除", ""))

    assert codes(found) == [(2, "name", "control_character")]
    assert found.problems[0].params["text"] == "掃�除"


def test_texts_above_their_limit_are_problems_that_tell_the_limit() -> None:
    found = reading(("業務名", "備考"), ("あ" * 201, ""), ("い" * 200, "う" * 2001))

    assert codes(found) == [(2, "name", "text_too_long"), (3, "note", "text_too_long")]
    assert found.problems[0].params == {"text": "あ" * 39 + "…", "limit": 200, "length": 201}


def test_formulas_stay_text() -> None:
    found = reading(("業務名", "備考", "月の回数"), ("=1+1", "+81-3-1234", ""), ("@SUM(A1)", "-", "=2*3"))

    assert found.rows[0].name == "=1+1"
    assert found.rows[0].note == "+81-3-1234"
    assert codes(found) == [(3, "runs_per_month", "count_unreadable")]


def test_rows_that_are_no_tasks_are_listed_with_their_reason() -> None:
    found = reading(
        ("業務棚卸表",), (), ("No", "業務名", "頻度"), ("例", "掃除", "毎日"), ("1", "請求", "毎月"), ("2", "", ""),
        ("No", "業務名", "頻度"), ("■ 総務部",), ("3", "発注", "毎週"), ("", "合計", ""),
    )  # fmt: skip

    assert [row.row_number for row in found.rows] == [5, 9]
    assert found.skipped == (
        Skipped(1, SkipReason.TITLE, "業務棚卸表"),
        Skipped(2, SkipReason.BLANK, ""),
        Skipped(4, SkipReason.EXAMPLE, "例 掃除 毎日"),
        Skipped(6, SkipReason.BLANK, "2"),
        Skipped(7, SkipReason.HEADER, "No 業務名 頻度"),
        Skipped(8, SkipReason.TITLE, "■ 総務部"),
        Skipped(10, SkipReason.TOTAL, "合計"),
    )


def test_bare_numbers_are_hours_where_the_header_says_so() -> None:
    found = reading(("業務名", "所要時間（時間）"), ("集計", "1.5"), ("発注", "20分"))

    assert [row.minutes_per_run for row in found.rows] == [90, 20]


def test_a_column_of_shares_is_read_as_percentages() -> None:
    found = reading(("業務名", "判断の割合"), ("集計", "0.05"), ("面接", "1"))

    assert [row.judgement_pct for row in found.rows] == [5, 100]


def test_a_sheet_without_header_is_read_by_a_mapping_alone() -> None:
    found = read_rows([("掃除", "30分"), ("発注", "1h")], NO_HEADER, {0: TaskField.NAME, 1: TaskField.MINUTES_PER_RUN})

    assert [(row.row_number, row.minutes_per_run) for row in found.rows] == [(1, 30), (2, 60)]


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12)), max_size=8))
def test_every_row_is_sound_or_reported_or_skipped(rows: list[tuple[str, ...]]) -> None:
    sheet = [("業務名", "1回の時間", "頻度"), *rows]

    found = read_rows(sheet, 0, {0: TaskField.NAME, 1: TaskField.MINUTES_PER_RUN, 2: TaskField.FREQUENCY})

    told = [row.row_number for row in found.rows] + [row.row_number for row in found.skipped] + [*found.refused_rows]
    assert sorted(told) == list(range(2, len(sheet) + 1))
