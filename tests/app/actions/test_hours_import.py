"""Files of hours from other tools, from the bytes to the entries, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.import_csv import ImportedHours, import_hours, import_kept, keep_hours_file, preview_hours
from app.domain import errors
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.timesheet.dates import DateOrder
from app.domain.timesheet.layouts import Tool
from app.domain.worktime import TOKYO
from app.queries import hours as hours_queries
from app.queries.check import check
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

TOGGL = (
    '"User","Email","Client","Project","Task","Description","Billable","Start date","Start time","End date",'
    '"End time","Duration","Tags"'
)
CLOCKIFY = (
    '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date","Start Time",'
    '"End Date","End Time","Duration (h)","Duration (decimal)"'
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,"
    "Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL"
)
PLAIN = "日付,依頼企業,業務,アシスタント,開始,終了,メモ"


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))


def take_in(world: World, *lines: str, scope: Scope = HOUSE, encoding: str = "utf-8-sig") -> ImportedHours:
    return import_hours(
        world.session,
        scope=scope,
        data="\r\n".join(lines).encode(encoding),
        filename="hours.csv",
        now=world.clock.now(),
        new_id=world.ids,
    )


def stored(world: World) -> list[tuple[int, int, str, str, str]]:
    """(day, minutes, task, assistant, note) of what is stored, the oldest first."""
    found = hours_queries.entries(world.session, HOUSE, month=OCTOBER)
    return sorted((e.work_date.day, e.minutes, e.task_name, e.assistant_name, e.note) for e in found)


def toggl(who: str, project: str, task: str, note: str, begin: str, end: str, day: str = "2026-10-05") -> str:
    cells = (who, f"{who}@example.jp", "ALPHA", project, task, note, "No", day, begin, day, end, "", "")
    return ",".join(f'"{cell}"' for cell in cells)


def test_a_toggl_report_becomes_entries_by_client_task_and_name(world: World) -> None:
    done = take_in(
        world,
        TOGGL,
        toggl("佐藤 花", "社内", "受注入力", "午前", "09:00:10", "09:30:00"),  # 29:50 -> 30 minutes
        toggl("佐藤　花", "受注入力", "", "=SUM(1)", "10:00:00", "10:45:00"),  # no task: the project is one
    )

    assert (done.stored, done.problems) == (2, ())
    assert stored(world) == [(5, 30, "受注入力", "佐藤 花", "午前"), (5, 45, "受注入力", "佐藤 花", "=SUM(1)")]
    assert list(check(world.session)) == []


def test_a_clockify_report_reads_its_american_days_and_hours(world: World) -> None:
    line = '"受注入力","ALPHA","","","Hana","","sato@example.jp","","Yes","10/{}/2026","{}","10/{}/2026","{}","",""'
    world.account("sato@example.jp", Role.ASSISTANT, assistant="sato")

    done = take_in(
        world,
        CLOCKIFY,
        line.format("05", "11:30:00 PM", "06", "12:15:00 AM"),
        line.format("05", "01:00:00 PM", "05", "01:00:00 PM"),  # no time passed
        line.format("13", "09:00 AM", "13", "10:00 AM"),  # there is no 13th month: the month stands first
    )

    assert (done.stored, done.problems) == (2, ())
    assert [row[:2] for row in stored(world)] == [(5, 30), (6, 15), (13, 60)]


def test_a_harvest_report_brings_decimal_hours(world: World) -> None:
    done = take_in(
        world,
        HARVEST,
        "2026-10-05,アルファ商店,受注入力,,,入力,0.33,Yes,No,No,花,佐藤,,Yes,1,1,0,0,Japanese Yen - JPY,",
        '2026-10-05,アルファ商店,受注入力,,,入力,"1,5",Yes,No,No,花,佐藤,,Yes,1,1,0,0,Japanese Yen - JPY,',
    )

    assert (done.stored, done.problems) == (2, ())
    assert [row[:2] for row in stored(world)] == [(5, 20), (5, 90)]  # 0.33 × 60 = 19.8 and 1.5 × 60


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_file_is_read_in_the_encodings_people_have(world: World, encoding: str) -> None:
    done = take_in(world, PLAIN, "2026/10/05,アルファ商店,受注入力,佐藤 花,9:00,9:30,髙①", encoding=encoding)

    assert done.problems == ()
    assert [row[4] for row in stored(world)] == ["髙①"]


def test_every_problem_is_named_by_its_row_and_nothing_is_stored(world: World) -> None:
    world.log("受注入力", dt.date(2026, 10, 6), starts=dt.time(9), stops=dt.time(10))

    done = take_in(
        world,
        PLAIN,
        "2026/10/05,アルファ商店,受注入力,佐藤 花,9:00,13:00,",
        "2026/10/05,アルファ商店,受注入力,佐藤 花,13:00,17:00,touches row 2",
        "2026/10/05,アルファ商店,受注入力,佐藤 花,12:59,13:01,overlaps both",
        "2026/10/05,アルファ商店,受注入力,森 学,12:59,13:01,somebody else",
        "2026/10/06,アルファ商店,受注入力,佐藤 花,9:30,9:45,recorded already",
        "2026/10/21,アルファ商店,受注入力,佐藤 花,9:00,9:30,to come",
        "2026/10/05,アルファ商店,知らない業務,だれか,9:00,9:30,two names",
        "いつか,アルファ商店,受注入力,佐藤 花,9:00,9:30,",
        "2026/10/05,アルファ商店,受注入力,佐藤 花,25:00,26:00,",
    )

    assert [(problem.row, problem.code) for problem in done.problems] == [
        (4, "overlapping_row"),  # with row 2; and row 3 begins before row 4 ends, which is the same clash
        (4, "overlapping_row"),
        (6, "overlapping_entry"),
        (7, "future_entry"),
        (8, "unknown_assistant"),
        (8, "unknown_work"),
        (9, "date_format"),
        (10, "time_format"),  # of the begin
        (10, "time_format"),  # and of the end
    ]
    assert len(stored(world)) == 1


def test_a_row_says_all_that_is_wrong_with_it(world: World) -> None:
    world.log("受注入力", dt.date(2026, 10, 6), starts=dt.time(9), stops=dt.time(10))

    done = take_in(
        world,
        f"{PLAIN},区分",
        "いつか,アルファ商店,知らない業務,だれか,25:00,9:30,,昼寝",
        "2026/10/05,アルファ商店,知らない業務,だれか,25:00,9:30,,",
        "2026/10/06,アルファ商店,知らない業務,佐藤 花,9:30,9:45,,昼寝",
        "2026/10/21,アルファ商店,知らない業務,だれか,9:00,9:30,,",
        "2026/10/21,アルファ商店,受注入力,佐藤 花,9:00,8:00,,",  # until the next morning: to come, however it is meant
        "いつか,アルファ商店,受注入力,佐藤 花,9:00,9:30,,",
        "合計,,,,,,,",
        "2026/10/08,,,,9:00,11:30,whose?,",
    )

    assert [(problem.row, problem.code, problem.field) for problem in done.problems] == [
        (2, "date_format", "day"),
        (2, "time_format", "starts"),
        (2, "unknown_activity", "activity"),
        (2, "unknown_assistant", "assistant"),
        (2, "unknown_work_ever", "task"),  # its month cannot be read, so it is said of every month
        (3, "time_format", "starts"),
        (3, "unknown_assistant", "assistant"),
        (3, "unknown_work", "task"),
        (4, "unknown_activity", "activity"),
        (4, "unknown_work", "task"),
        (4, "overlapping_entry", "starts"),
        (5, "unknown_assistant", "assistant"),
        (5, "unknown_work", "task"),
        (5, "future_entry", "day"),
        (6, "future_entry", "day"),
        (7, "date_format", "day"),  # the names are of some month's work
        (8, "date_format", "day"),  # names nothing
        (8, "duration_format", "minutes"),
        (9, "unknown_assistant", "assistant"),  # names nothing either, but hours were worked
        (9, "unknown_work", "task"),
    ]
    assert len(stored(world)) == 1


def test_a_day_is_not_filled_beyond_its_end(world: World) -> None:
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1400)

    done = take_in(
        world,
        "日付,依頼企業,業務,アシスタント,時間",
        "2026/10/05,アルファ商店,受注入力,佐藤 花,40",
        "2026/10/05,アルファ商店,受注入力,佐藤 花,1",
    )

    assert [(problem.row, problem.code) for problem in done.problems] == [(3, "day_full")]


def test_the_same_rows_add_nothing_and_two_equal_rows_of_a_file_are_two_entries(world: World) -> None:
    lines = ("日付,依頼企業,業務,アシスタント,時間", *["2026/10/05,アルファ商店,受注入力,佐藤 花,30"] * 2)

    first = take_in(world, *lines)
    again = take_in(world, *lines, "2026/10/06,アルファ商店,受注入力,佐藤 花,15")

    assert (first.stored, first.already_there) == (2, 0)
    assert (again.stored, again.already_there) == (1, 2)
    assert [row[:2] for row in stored(world)] == [(5, 30), (5, 30), (6, 15)]


def test_a_file_of_one_person_is_the_assistant_s_who_sends_it(world: World) -> None:
    doer = world.doer("受注入力")

    done = take_in(world, TOGGL, toggl("Hana S.", "受注入力", "", "", "09:00:00", "09:30:00"), scope=doer)

    assert (done.stored, done.problems) == (1, ())


def test_of_a_file_of_several_people_an_assistant_takes_own_rows_alone(world: World) -> None:
    doer = world.doer("受注入力")

    done = take_in(
        world,
        TOGGL,
        toggl("佐藤 花", "受注入力", "", "", "09:00:00", "09:30:00"),
        toggl("森 学", "受注入力", "", "", "09:00:00", "09:30:00"),
        scope=doer,
    )

    assert [problem.code for problem in done.problems] == ["unknown_assistant"]
    assert stored(world) == []


def test_a_row_of_which_a_problem_is_said_is_not_counted_as_one_to_be_stored(world: World) -> None:
    rows = [
        f"2026-10-0{day},アルファ商店,受注入力,佐藤 花,{clock}," for day, clock in ((5, "9:00,9:30"), (5, "9:00,9:15"))
    ]
    data = "\n".join([PLAIN, *rows, "2026-10-06,アルファ商店,受注入力,佐藤 花,9:00,10:00,"]).encode()

    preview = preview_hours(world.session, scope=HOUSE, data=data, filename="t.csv", now=world.clock.now())

    assert [match.row.number for match in preview.fresh] == [2, 3, 4]
    assert [problem.row for problem in preview.problems] == [3]  # it overlaps row 2
    assert ([match.row.number for match in preview.sound], preview.minutes) == ([2, 4], 90)  # 30 and 60


def test_looking_stores_nothing(world: World) -> None:
    data = "\n".join((TOGGL, toggl("佐藤 花", "受注入力", "", "", "09:00:00", "09:30:00"))).encode()

    preview = preview_hours(world.session, scope=HOUSE, data=data, filename="t.csv", now=world.clock.now())

    assert (preview.tool, preview.encoding, preview.minutes, preview.needs_order) == (Tool.TOGGL, "utf-8", 30, False)
    assert [match.task_name for match in preview.fresh] == ["受注入力"]
    assert stored(world) == []


def test_a_kept_file_is_imported_once(world: World) -> None:
    arguments = {"now": world.clock.now(), "new_id": world.ids}
    data = "\n".join((TOGGL, toggl("佐藤 花", "受注入力", "", "", "09:00:00", "09:30:00", "10/06/2026"))).encode()
    kept = keep_hours_file(world.session, scope=HOUSE, data=data, filename="t.csv", **arguments)  # type: ignore[arg-type]

    unread = import_kept(world.session, scope=HOUSE, public_id=kept, **arguments)  # type: ignore[arg-type]
    assert [problem.code for problem in unread.problems] == ["date_ambiguous"]
    done = import_kept(
        world.session,
        scope=HOUSE,
        public_id=kept,
        order=DateOrder.MONTH_FIRST,
        **arguments,  # type: ignore[arg-type]
    )
    assert done.stored == 1
    with pytest.raises(errors.AlreadyExists):
        import_kept(world.session, scope=HOUSE, public_id=kept, **arguments)  # type: ignore[arg-type]
    with pytest.raises(errors.NotFound):
        import_kept(world.session, scope=world.doer("受注入力"), public_id=kept, **arguments)  # type: ignore[arg-type]


def test_a_client_imports_nothing(world: World) -> None:
    with pytest.raises(errors.Forbidden):
        take_in(world, PLAIN, scope=world.client_scope("ALPHA"))
