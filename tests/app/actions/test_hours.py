"""Logging, timing and taking back hours, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.import_csv import import_hours
from app.actions.hours.log import EntryData, log_many, log_time
from app.actions.hours.reverse import reverse_entry
from app.actions.hours.timer import start_timer, stop_timer
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries import hours as hours_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))


def used(world: World, code: str) -> int:
    month = usage_queries.usage(world.session, HOUSE, OCTOBER)
    return next(each.used_min for each in month if each.client_code == code)


def test_a_logged_duration_is_drawn_from_the_package(world: World) -> None:
    world.log("受注入力", DAY, minutes=90)

    usage = usage_queries.usage(world.session, HOUSE, OCTOBER)[0]
    # 20 h granted; 90 min used; 600 planned - 90 done = 510 still planned; 1200 - 90 - 510 = 600 free.
    assert (usage.granted_min, usage.used_min, usage.planned_min, usage.free_min) == (1200, 90, 510, 600)
    assert list(check(world.session)) == []


def test_work_over_midnight_becomes_one_entry_a_day(world: World) -> None:
    world.log("受注入力", DAY, starts=dt.time(23, 30), stops=dt.time(0, 45))

    entries = hours_queries.entries(world.session, HOUSE, month=OCTOBER)
    assert [(entry.work_date.day, entry.minutes) for entry in entries] == [(6, 45), (5, 30)]


def test_work_over_the_end_of_the_month_counts_in_each_month(world: World) -> None:
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 31), starts=dt.time(23, 0), stops=dt.time(1, 0))

    assert [e.minutes for e in hours_queries.entries(world.session, HOUSE, month=OCTOBER)] == [60]
    assert [e.minutes for e in hours_queries.entries(world.session, HOUSE, month=NOVEMBER)] == [60]
    assert list(check(world.session)) == []


def test_spans_that_touch_do_not_overlap(world: World) -> None:
    world.log("受注入力", DAY, starts=dt.time(9), stops=dt.time(13))
    world.log("名刺入力", DAY, starts=dt.time(13), stops=dt.time(14))

    assert used(world, "ALPHA") == 240
    assert used(world, "BETA") == 60


def test_an_assistant_is_not_in_two_places_at_once(world: World) -> None:
    world.log("受注入力", DAY, starts=dt.time(9), stops=dt.time(13))

    with pytest.raises(errors.OverlappingEntry):
        world.log("名刺入力", DAY, starts=dt.time(12, 59), stops=dt.time(14))
    world.log("名刺入力", DAY, starts=dt.time(12, 59), stops=dt.time(14), assistant="mori")


def test_the_same_entry_sent_twice_is_stored_once(world: World) -> None:
    first = world.log("受注入力", DAY, minutes=30, public_id="made-by-the-sender")
    second = world.log("受注入力", DAY, minutes=30, public_id="made-by-the-sender")

    assert first == second
    assert used(world, "ALPHA") == 30


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"minutes": 0}, errors.InvalidInput),
        ({"minutes": 1441}, errors.InvalidInput),
        ({"minutes": None}, errors.InvalidInput),
        ({"minutes": 30, "starts": dt.time(9)}, errors.InvalidInput),
        ({"minutes": 30, "work_date": dt.date(2026, 10, 21)}, errors.FutureEntry),
        ({"minutes": 30, "work_date": dt.date(2026, 9, 30)}, errors.NoTerms),
        (
            {"minutes": None, "work_date": dt.date(2026, 10, 20), "starts": dt.time(17), "stops": dt.time(18, 1)},
            errors.FutureEntry,
        ),
        ({"minutes": 30, "note": "あ" * 401}, errors.InvalidInput),
        ({"minutes": 30, "work_item_public_id": "nobody-has-it"}, errors.NotFound),
        ({"minutes": 30, "assistant_public_id": None}, errors.InvalidInput),
    ],
)
def test_time_that_cannot_be_is_refused_and_nothing_is_stored(
    world: World, changes: dict[str, object], error: type[errors.DomainError]
) -> None:
    data = EntryData("e-1", world.item("受注入力"), DAY, assistant_public_id=world.assistants["sato"])

    with pytest.raises(error):
        log_time(
            world.session,
            scope=HOUSE,
            data=replace(data, **changes),  # type: ignore[arg-type]
            now=world.clock.now(),
            new_id=world.ids,
        )
    assert hours_queries.entries(world.session, HOUSE, month=OCTOBER) == []


def test_a_day_has_no_more_than_its_minutes(world: World) -> None:
    world.log("受注入力", DAY, minutes=1400)

    with pytest.raises(errors.InvalidInput) as caught:
        world.log("名刺入力", DAY, minutes=41)
    assert caught.value.reason == "day_full"
    world.log("名刺入力", DAY, minutes=40)


def test_an_assistant_logs_on_published_work_of_their_own_only(world: World) -> None:
    doer = world.doer("受注入力")
    data = EntryData("e-1", world.item("受注入力"), DAY, minutes=30)

    with pytest.raises(errors.NotFound):
        log_time(world.session, scope=world.other(doer), data=data, now=world.clock.now(), new_id=world.ids)
    log_time(world.session, scope=doer, data=data, now=world.clock.now(), new_id=world.ids)


def test_a_client_logs_nothing(world: World) -> None:
    data = EntryData("e-1", world.item("受注入力"), DAY, minutes=30, assistant_public_id=world.assistants["sato"])

    with pytest.raises(errors.Forbidden):
        log_time(world.session, scope=world.client_scope("ALPHA"), data=data, now=world.clock.now(), new_id=world.ids)


def test_many_entries_are_stored_together_or_not_at_all(world: World) -> None:
    good = EntryData("e-1", world.item("受注入力"), DAY, minutes=30, assistant_public_id=world.assistants["sato"])
    bad = [replace(good, public_id="e-2", minutes=0), replace(good, public_id="e-3", work_item_public_id="x")]

    with pytest.raises(errors.ManyProblems) as caught:
        log_many(world.session, scope=HOUSE, data=[good, *bad], now=world.clock.now(), new_id=world.ids)

    assert [(problem.row, problem.field) for problem in caught.value.problems()] == [(2, "minutes"), (3, "work_item")]
    assert used(world, "ALPHA") == 0


def test_consented_overage_is_the_limit_of_what_a_form_may_log(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, overage_consent_min=60)).with_plan()
    world.at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO)).log("受注入力", DAY, minutes=1200)

    with pytest.raises(errors.PackageExhausted) as caught:
        world.log("受注入力", dt.date(2026, 10, 6), minutes=61)
    assert caught.value.params == {"room_min": 60}
    world.log("受注入力", dt.date(2026, 10, 6), minutes=60)


def test_an_entry_taken_back_frees_its_minutes_and_its_span_but_stays(world: World) -> None:
    (entry,) = world.log("受注入力", DAY, starts=dt.time(9), stops=dt.time(10))

    reverse_entry(
        world.session, scope=HOUSE, public_id=entry, reason="書き間違い", now=world.clock.now(), new_id=world.ids
    )

    assert used(world, "ALPHA") == 0
    assert sorted(e.minutes for e in hours_queries.entries(world.session, HOUSE, month=OCTOBER)) == [-60, 60]
    world.log("名刺入力", DAY, starts=dt.time(9), stops=dt.time(10))
    with pytest.raises(errors.AlreadyReversed):
        reverse_entry(
            world.session, scope=HOUSE, public_id=entry, reason="書き間違い", now=world.clock.now(), new_id=world.ids
        )
    assert list(check(world.session)) == []


def test_an_assistant_takes_back_only_their_own_entries(world: World) -> None:
    doer = world.doer("受注入力")
    data = EntryData("e-1", world.item("受注入力"), DAY, minutes=30)
    log_time(world.session, scope=doer, data=data, now=world.clock.now(), new_id=world.ids)

    with pytest.raises(errors.NotFound):
        reverse_entry(
            world.session, scope=world.other(doer), public_id="e-1", reason="x", now=world.clock.now(), new_id=world.ids
        )


def test_a_timer_records_whole_minutes_and_keeps_its_seconds(world: World) -> None:
    doer = world.doer("受注入力")
    world.start("受注入力")
    world.clock.advance(minutes=42, seconds=30)

    assert stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids) == 43  # half a minute up
    (entry,) = hours_queries.entries(world.session, HOUSE, month=OCTOBER)
    assert (entry.minutes, (entry.stops_s or 0) - (entry.starts_s or 0)) == (43, 42 * 60 + 30)


def test_an_assistant_has_one_running_timer(world: World) -> None:
    doer = world.doer("受注入力")
    arguments = {"work_item_public_id": world.item("受注入力"), "now": world.clock.now(), "new_id": world.ids}
    start_timer(world.session, scope=doer, **arguments)

    with pytest.raises(errors.TimerRunning):
        start_timer(world.session, scope=doer, **arguments)
    world.clock.advance(minutes=1)
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)
    with pytest.raises(errors.NoTimer):
        stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)


def test_a_timer_over_midnight_loses_no_minute(world: World) -> None:
    doer = world.doer("受注入力")
    world.at(dt.datetime(2026, 10, 20, 23, 59, 40, tzinfo=TOKYO))
    world.start("受注入力")
    world.clock.advance(minutes=10)  # 20 s before midnight and 9:40 after: 10 minutes in all

    assert stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids) == 10
    assert used(world, "ALPHA") == 10


def test_a_form_cannot_cover_a_running_timer(world: World) -> None:
    doer = world.doer("受注入力")
    world.start("受注入力")
    world.clock.advance(hours=2)
    data = EntryData(
        "e-1", world.item("受注入力"), dt.date(2026, 10, 20), starts=dt.time(17, 30), stops=dt.time(18, 30)
    )

    with pytest.raises(errors.OverlappingEntry):
        log_time(world.session, scope=doer, data=data, now=world.clock.now(), new_id=world.ids)


def test_a_timer_is_never_refused_for_want_of_package(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, overage_consent_min=0)).with_plan()
    world.at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO)).log("受注入力", DAY, minutes=1200)
    doer = world.doer("受注入力")
    world.start("受注入力")
    world.clock.advance(minutes=30)

    assert stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids) == 30
    assert used(world, "ALPHA") == 1230


CSV = """日付,依頼企業,業務,アシスタント,時間,メモ
2026/10/05,アルファ商店,受注入力,佐藤 花,1時間半,午前
2026-10-06,ALPHA,受注入力,sato,0:45,
"""


def test_a_csv_of_hours_is_stored_once_however_often_it_comes(world: World) -> None:
    arguments = {"scope": HOUSE, "data": CSV.encode("cp932"), "filename": "hours.csv", "new_id": world.ids}
    first = import_hours(world.session, now=world.clock.now(), **arguments)  # type: ignore[arg-type]
    second = import_hours(world.session, now=world.clock.now(), **arguments)  # type: ignore[arg-type]

    assert (first.stored, first.already_there, first.problems) == (2, 0, ())
    assert (second.stored, second.already_there) == (0, 2)
    assert used(world, "ALPHA") == 135  # 90 + 45


def test_a_csv_with_bad_rows_names_them_all_and_stores_nothing(world: World) -> None:
    text = CSV + "10月7日,アルファ商店,受注入力,佐藤 花,30分,\n2026/10/08,アルファ商店,知らない仕事,佐藤 花,30分,\n"

    result = import_hours(
        world.session,
        scope=HOUSE,
        data=text.encode(),
        filename="hours.csv",
        now=world.clock.now(),
        new_id=world.ids,
    )

    assert [(problem.row, problem.code) for problem in result.problems] == [(4, "date_format"), (5, "unknown_work")]
    assert (result.stored, used(world, "ALPHA")) == (0, 0)
