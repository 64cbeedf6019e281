"""Which rows of a sheet the inventory has, what they say otherwise, and what is no difference."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tasks.columns import TaskField
from app.domain.tasks.facts import Routine
from app.domain.tasks.known import MOST_ROW, Change, Standing, known_numbers, known_rows, numbers_in, packed
from app.domain.tasks.rows import TaskRow

EVERY = frozenset(TaskField)
NO_DEPARTMENT = EVERY - {TaskField.DEPARTMENT}
NO_COUNT = EVERY - {TaskField.RUNS_PER_MONTH}
#: 18 times a month, which are 216 a year.
ENTRY = TaskRow(
    0, "受注入力", "営業", detail="注文書を入力する", owner="高橋", frequency_text="毎月", minutes_per_run=30,
    runs_per_year=216, has_manual=False, routine=Routine.ROUTINE, judgement_pct=0, capable_people=2,
)  # fmt: skip


def there(facts: TaskRow, number: int = 1) -> Standing:
    return Standing(f"task-{number}", number, facts)


def changes(said: frozenset[TaskField] = EVERY, **otherwise: object) -> list[Change]:
    """What a row differs in that says what `ENTRY` says but for this."""
    row = replace(ENTRY, row_number=2, **otherwise)  # type: ignore[arg-type]
    (known,) = known_rows([row], [there(ENTRY)], said)
    return list(known.changes)


def test_the_same_facts_are_no_difference() -> None:
    assert changes() == []


@pytest.mark.parametrize("name", ["受注　入力", " 受注入力 ", "受注入力"])
def test_width_and_blanks_of_a_name_do_not_count(name: str) -> None:
    row = replace(ENTRY, row_number=2, name=name, department="営 業")

    assert [each.task.number for each in known_rows([row], [there(ENTRY)], EVERY)] == [1]


def test_another_department_is_another_task_where_the_sheet_tells_departments() -> None:
    row = replace(ENTRY, row_number=2, department="総務")

    assert known_rows([row], [there(ENTRY)], EVERY) == ()
    assert known_numbers([row], [("営業", "受注入力")], EVERY) == frozenset()


def test_a_sheet_without_departments_is_known_by_names_alone() -> None:
    row = replace(ENTRY, row_number=2, department="")

    assert [each.changes for each in known_rows([row], [there(ENTRY)], NO_DEPARTMENT)] == [()]
    assert known_numbers([row], [("営業", "受注入力")], NO_DEPARTMENT) == {2}
    # With a column of departments, one left empty says that it has none.
    assert known_rows([row], [there(ENTRY)], EVERY) == ()


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        ({"minutes_per_run": 45}, Change(TaskField.MINUTES_PER_RUN, 30, 45)),
        ({"has_manual": True}, Change(TaskField.HAS_MANUAL, False, True)),
        ({"owner": "佐藤"}, Change(TaskField.OWNER, "高橋", "佐藤")),
        ({"judgement_pct": 10}, Change(TaskField.JUDGEMENT_PCT, 0, 10)),
        ({"note": "月末のみ"}, Change(TaskField.NOTE, "", "月末のみ")),
        ({"routine": Routine.SEMI}, Change(TaskField.ROUTINE, Routine.ROUTINE, Routine.SEMI)),
        ({"runs_per_year": 120}, Change(TaskField.RUNS_PER_MONTH, 216, 120)),
        ({"frequency_text": "毎週", "runs_per_year": 48}, Change(TaskField.FREQUENCY, "毎月", "毎週")),
        ({"frequency_text": "随時", "runs_per_year": None}, Change(TaskField.FREQUENCY, "毎月", "随時")),
    ],
)
def test_a_fact_stated_otherwise_is_told_with_both_values(otherwise: dict[str, object], told: Change) -> None:
    assert changes(**otherwise) == [told]


def test_several_differences_stand_in_the_order_of_the_facts() -> None:
    found = changes(note="月末のみ", minutes_per_run=45, owner="佐藤")

    assert [each.field for each in found] == [TaskField.OWNER, TaskField.MINUTES_PER_RUN, TaskField.NOTE]


@pytest.mark.parametrize(
    "otherwise",
    [
        {"minutes_per_run": None, "has_manual": None, "routine": None, "judgement_pct": None, "capable_people": None},
        {"owner": "", "detail": "-"},
        {"owner": "不明"},
        {"owner": "高　橋"},
        {"frequency_text": "", "runs_per_year": None},
        {"frequency_text": "月18回"},  # the same 216 runs in other words
    ],
)
def test_what_is_left_open_or_says_the_same_is_no_difference(otherwise: dict[str, object]) -> None:
    assert changes(**otherwise) == []


def test_a_word_alone_does_not_take_a_count_away() -> None:
    """「毎月」 is 12 a year; the inventory has the word as well, and that it is counted 216 times."""
    assert changes(NO_COUNT, runs_per_year=12) == []
    assert changes(EVERY, runs_per_year=12) == [Change(TaskField.RUNS_PER_MONTH, 216, 12)]


def test_a_count_beside_a_count_is_told_as_counts() -> None:
    counted = replace(ENTRY, frequency_text="")
    row = replace(ENTRY, row_number=2, runs_per_year=12)

    (known,) = known_rows([row], [there(counted)], NO_COUNT)

    assert known.changes == (Change(TaskField.RUNS_PER_MONTH, 216, 12),)


def test_of_namesakes_the_one_most_alike_is_shown_and_the_older_of_equals() -> None:
    longer, same, again = replace(ENTRY, minutes_per_run=60), ENTRY, ENTRY

    (known,) = known_rows([replace(ENTRY, row_number=2)], [there(longer), there(same, 2), there(again, 3)], EVERY)

    assert (known.task.number, known.changes) == (2, ())


def test_rows_are_told_from_names_as_they_are_from_tasks() -> None:
    rows = [replace(ENTRY, row_number=2), replace(ENTRY, row_number=3, name="検収"), replace(ENTRY, row_number=4)]

    assert known_numbers(rows, [("営業", "受注 入力")], EVERY) == {2, 4}
    assert [each.row.row_number for each in known_rows(rows, [there(ENTRY)], EVERY)] == [2, 4]


def test_row_numbers_are_written_in_short() -> None:
    assert packed([9, 2, 3, 4, 12]) == "HBI="  # 2, 3, 4 are 4 + 8 + 16 = 1C; 9 and 12 are 2 + 16 = 12 hexadecimal
    assert packed([]) == ""
    assert len(packed(range(1, MOST_ROW, 2))) < 17_000


@given(st.frozensets(st.integers(1, MOST_ROW), max_size=60))
def test_what_was_written_in_short_is_read_back(numbers: frozenset[int]) -> None:
    assert numbers_in(packed(numbers)) == numbers


@pytest.mark.parametrize("text", ["x", "2-4,9,12", "٣", "HBI", "A" * 1_000_000])
def test_numbers_written_by_somebody_else_are_none_and_cost_little(text: str) -> None:
    assert numbers_in(text) == frozenset()
