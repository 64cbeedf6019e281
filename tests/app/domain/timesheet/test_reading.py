"""Files of hours of other tools: which tool, days and times, rows, names, and rows that cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.terms.activities import Activity
from app.domain.timesheet.dates import DateOrder, date_order, read_day, read_time
from app.domain.timesheet.layouts import Tool, find_layout
from app.domain.timesheet.rows import Reading, SheetRow, natural_key, overlapping_rows, read_row
from app.domain.worktime import Span

# The headings as the tools export them, see the sources in app/domain/timesheet/layouts.py.
TOGGL = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,"
    "Duration (h),Duration (decimal)"
)
HARVEST = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles"


def rows(*lines: str) -> list[list[str]]:
    return [line.split(",") for line in lines]


def read(heading: str, line: str, order: DateOrder | None = None) -> SheetRow:
    found = looked_at(heading, line, order)
    assert found.problems == ()
    assert found.row is not None
    return found.row


def looked_at(heading: str, line: str, order: DateOrder | None = None) -> Reading:
    layout = find_layout(rows(heading, line))
    return read_row(layout, 2, layout.cells(line.split(",")), order)


@pytest.mark.parametrize(
    ("heading", "tool"),
    [
        (TOGGL, Tool.TOGGL),
        (CLOCKIFY, Tool.CLOCKIFY),
        (
            "Project,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time",
            Tool.CLOCKIFY,
        ),
        (HARVEST, Tool.HARVEST),
        ("日付,依頼企業,業務,アシスタント,時間,メモ", Tool.PLAIN),
        ("Date,Client,Task,Start,End", Tool.PLAIN),
    ],
)
def test_a_tool_is_known_by_its_headings(heading: str, tool: Tool) -> None:
    assert find_layout(rows("稼働報告", "", heading)).tool is tool


@pytest.mark.parametrize(
    ("heading", "column"),
    [("日付,業務,時間", "依頼企業"), ("日付,依頼企業,業務,メモ", "時間"), ("名前,住所", "日付")],
)
def test_a_missing_column_is_named(heading: str, column: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        find_layout(rows(heading))
    assert (caught.value.reason, caught.value.params["column"]) == ("column_missing", column)


def test_a_toggl_row_keeps_its_seconds() -> None:
    line = "Peter,p@example.jp,Big Company,Site,Task 1,Working,No,2026-10-15,12:02:17,2026-10-15,12:32:19,00:30:02,"
    row = read(TOGGL, line)

    assert row.span is not None
    assert row.span.seconds == 30 * 60 + 2
    assert (row.minutes, row.names.clients, row.names.tasks) == (
        None,
        ("bigcompany", "site"),
        ("task1", "site", "working"),
    )
    assert row.names.people == ("p@example.jp", "peter")


def test_a_clockify_row_reads_twelve_hours_and_the_order_of_its_account() -> None:
    line = "Site,Big,Working,,Peter,,p@example.jp,,Yes,03/04/2026,10:23:52 PM,03/05/2026,12:23 AM,02:00:00,2.00"

    row = read(CLOCKIFY, line, DateOrder.MONTH_FIRST)

    assert (row.day, row.starts, row.stops) == (dt.date(2026, 3, 4), dt.time(22, 23, 52), dt.time(0, 23))
    assert row.stops_on == dt.date(2026, 3, 5)
    assert read(CLOCKIFY, line, DateOrder.DAY_FIRST).day == dt.date(2026, 4, 3)


def test_a_day_that_may_be_two_is_not_guessed() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_day("03/04/2026", None)
    assert caught.value.reason == "date_ambiguous"


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2026", "03/25/2026"], DateOrder.MONTH_FIRST),
        (["03/04/2026", "25.03.2026"], DateOrder.DAY_FIRST),
        (["03/04/2026", "05/06/2026"], None),
        (["05/05/2026"], DateOrder.MONTH_FIRST),  # the same day either way
        (["2026-10-05", "2026/10/06"], DateOrder.MONTH_FIRST),
        ([], DateOrder.MONTH_FIRST),
    ],
)
def test_the_order_of_a_day_is_told_by_the_days_that_allow_one(texts: list[str], order: DateOrder | None) -> None:
    assert date_order(texts) is order


def test_a_timer_stopped_at_once_took_no_time_and_not_a_day() -> None:
    line = "Site,Big,,,Peter,,p@example.jp,,No,03/14/2026,10:23:52 AM,03/14/2026,10:23:52 AM,00:00:00,0.00"

    assert read(CLOCKIFY, line, DateOrder.MONTH_FIRST).is_empty


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [("0.33", 20), ("1.5", 90), ("20.0", 1200), ("0.01", 1)],  # 0.33 × 60 = 19.8; 0.01 × 60 = 0.6
)
def test_decimal_hours_of_harvest_become_whole_minutes(hours: str, minutes: int) -> None:
    line = f"2026-03-04,Big,Site,,Task 1,Working,{hours},Yes,No,No,Peter,Tester,"

    row = read(HARVEST, line)

    assert (row.minutes, row.names.people) == (minutes, ("petertester", "testerpeter"))


def test_decimal_hours_with_a_comma_are_read_alike() -> None:
    layout = find_layout(rows(HARVEST))
    cells = {**layout.cells([]), "day": "2026-03-04", "hours": "0,33"}

    found = read_row(layout, 2, cells, None).row
    assert found is not None
    assert found.minutes == 20


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("12:00 AM", dt.time(0)),
        ("12:15 pm", dt.time(12, 15)),
        ("1:05:09 PM", dt.time(13, 5, 9)),
        ("９：０５", dt.time(9, 5)),
        ("", None),
    ],
)
def test_times_are_read_by_twelve_and_by_twenty_four_hours(text: str, clock: dt.time | None) -> None:
    assert read_time(text, "starts") == clock


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_nobody_works_on_is_none(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_day(text, None)
    assert [problem.code for problem in caught.value.problems()] == ["date_format"]


@pytest.mark.parametrize("text", ["25:00", "13:00 PM", "0:10 AM", "9時", "9:60"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_time(text, "starts")


def test_a_plain_row_names_its_kind_of_work() -> None:
    heading = "日付,依頼企業,業務,時間,区分"

    assert read(heading, "2026年3月4日,Big,入力,1時間半,会議").activity is Activity.MEETING
    assert codes(looked_at(heading, "2026/3/4,Big,入力,90,昼寝")) == [("unknown_activity", "activity")]


def codes(reading: Reading) -> list[tuple[str, str | None]]:
    """What is wrong with the row, and in which column."""
    assert {problem.row for problem in reading.problems} <= {2}
    return [(problem.code, problem.field) for problem in reading.problems]


def test_a_row_says_every_cell_that_cannot_be_read() -> None:
    heading = "日付,依頼企業,業務,時間,区分,メモ"
    found = looked_at(heading, f"いつか,Big,入力,たくさん,昼寝,{'長' * 401}")

    assert codes(found) == [
        ("date_format", "day"),
        ("duration_format", "minutes"),
        ("unknown_activity", "activity"),
        ("too_long", "note"),
    ]
    assert (found.day, found.row, found.names.tasks) == (None, None, ("入力",))


def test_begin_end_and_the_day_of_the_end_are_each_said() -> None:
    line = "Peter,p@example.jp,Big,Site,Task,,No,2026-10-15,25:00:00,10月,26時,だいたい1時間,"

    # The length is no problem: it does not count once the clock can be read.
    assert codes(looked_at(TOGGL, line)) == [
        ("time_format", "starts"),
        ("time_format", "stops"),
        ("date_format", "stops_on"),
    ]


def test_what_is_wrong_beside_day_and_time_keeps_the_row_to_be_looked_at() -> None:
    found = looked_at("日付,依頼企業,業務,開始,終了,区分", "2026-03-04,Big,入力,9:00,9:30,昼寝")

    assert codes(found) == [("unknown_activity", "activity")]
    assert found.row is not None
    assert found.row.span is not None


def test_the_order_of_a_rows_days_is_asked_for_once() -> None:
    line = "Peter,p@example.jp,Big,Site,Task,,No,03/04/2026,9:00,03/05/2026,10:00,,"

    assert codes(looked_at(TOGGL, line)) == [("date_ambiguous", "day")]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    row = read("日付,依頼企業,業務,時間,メモ", "2026-03-04,Big,入力,90,=1+1")

    assert row.note == "=1+1"


def test_the_same_row_has_the_same_key_and_its_twin_another() -> None:
    cells = {"day": "2026-03-04", "task": "入力"}

    assert natural_key(cells) == natural_key(dict(reversed(cells.items())))
    assert len({natural_key(cells), natural_key(cells, 2), natural_key({**cells, "task": "転記"})}) == 3
    assert len(natural_key(cells)) == 22


def test_rows_that_touch_do_not_overlap_and_those_that_do_name_the_earlier_row() -> None:
    # 9-13, 13-17 touch; 12-14 overlaps the first of them.
    assert overlapping_rows([(2, Span(9, 13)), (3, Span(13, 17)), (4, Span(12, 14))]) != []
    assert overlapping_rows([(2, Span(9, 13)), (3, Span(13, 17))]) == []
    assert overlapping_rows([(5, Span(9, 13)), (2, Span(10, 11))]) == [(5, 2)]


SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20))


@given(st.lists(SPANS, max_size=8))
def test_overlaps_are_found_exactly_where_two_rows_share_a_second(spans: list[Span]) -> None:
    numbered = list(enumerate(spans, 2))
    pairs = [(a, b) for a, first in numbered for b, second in numbered if a < b and first.overlaps(second)]

    found = overlapping_rows(numbered)

    assert bool(found) == bool(pairs)
    assert {(min(pair), max(pair)) for pair in found} <= set(pairs)
