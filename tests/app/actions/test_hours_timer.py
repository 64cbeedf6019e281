"""Changing over from one piece of work to another: both or neither, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.timer import stop_timer, switch_timer
from app.domain import errors
from app.domain.accounts import HOUSE, Scope
from app.domain.worktime import TOKYO, epoch_s
from app.models import Timer
from app.queries import hours as hours_queries
from app.queries.check import check
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

NINE = dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """Nine in the morning; one assistant has 受注入力 of ALPHA and 名刺入力 of BETA."""
    return make_world().for_one().with_plan().at(NINE)


def running(world: World, doer: Scope) -> Timer:
    found = hours_queries.running_row(world.session, doer.assistant_id or 0)
    assert found is not None
    return found


def change_over(world: World, doer: Scope, seen: str, task: str) -> int | None:
    told = {"now": world.clock.now(), "new_id": world.ids}
    return switch_timer(world.session, scope=doer, running_public_id=seen, work_item_public_id=world.item(task), **told)


def recorded(world: World) -> list[tuple[int, str, int]]:
    """(day, task, minutes) of October's entries, in order."""
    found = hours_queries.entries(world.session, HOUSE, month=OCTOBER)
    return sorted((each.work_date.day, each.task_name, each.minutes) for each in found)


def begun(world: World, task: str) -> tuple[Scope, str]:
    """Who does the task, and the timer they have begun on it."""
    world.start(task)
    doer = world.doer(task)
    return doer, running(world, doer).public_id


def test_what_ran_is_recorded_and_the_other_begins_in_the_same_second(world: World) -> None:
    doer, seen = begun(world, "受注入力")
    world.clock.advance(minutes=42, seconds=30)

    assert change_over(world, doer, seen, "名刺入力") == 43  # half a minute up, as the stop button
    assert running(world, doer).started_s == epoch_s(NINE) + 42 * 60 + 30
    world.clock.advance(minutes=10)
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)

    assert recorded(world) == [(20, "受注入力", 43), (20, "名刺入力", 10)]
    assert list(check(world.session)) == []


def test_a_change_over_after_midnight_loses_no_minute(world: World) -> None:
    world.at(dt.datetime(2026, 10, 20, 23, 50, tzinfo=TOKYO))
    doer, seen = begun(world, "受注入力")
    world.clock.advance(minutes=15)

    assert change_over(world, doer, seen, "名刺入力") == 15
    assert recorded(world) == [(20, "受注入力", 10), (21, "受注入力", 5)]


def test_changed_over_within_the_second_nothing_is_recorded_and_the_other_runs(world: World) -> None:
    doer, seen = begun(world, "受注入力")

    assert change_over(world, doer, seen, "名刺入力") == 0
    assert recorded(world) == []
    assert running(world, doer).public_id != seen


def test_where_the_stop_is_refused_the_timer_runs_on_and_nothing_begins(world: World) -> None:
    world.at(NINE.replace(hour=11))
    world.log("受注入力", NINE.date(), starts=dt.time(9, 30), stops=dt.time(10))
    world.at(NINE)  # the clock went back: the timer comes to run in what is recorded
    doer, seen = begun(world, "受注入力")
    world.clock.advance(minutes=45)

    with pytest.raises(errors.OverlappingEntry):
        change_over(world, doer, seen, "名刺入力")

    timer = running(world, doer)
    assert (timer.public_id, timer.started_s) == (seen, epoch_s(NINE))
    assert recorded(world) == [(20, "受注入力", 30)]


def test_only_the_timer_that_was_seen_is_stopped(world: World) -> None:
    doer, seen = begun(world, "受注入力")
    world.clock.advance(minutes=5)

    with pytest.raises(errors.TimerRunning):
        change_over(world, doer, "another-timer", "名刺入力")

    assert running(world, doer).public_id == seen
    assert recorded(world) == []


def test_pressed_again_it_has_been_done_and_stopped_meanwhile_there_is_nothing_to_stop(world: World) -> None:
    doer, seen = begun(world, "受注入力")
    world.clock.advance(minutes=5)
    change_over(world, doer, seen, "名刺入力")
    first = running(world, doer).public_id
    world.clock.advance(minutes=5)

    assert change_over(world, doer, seen, "名刺入力") is None
    assert running(world, doer).public_id == first  # of the first press, with its five minutes

    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)
    assert change_over(world, doer, first, "受注入力") is None
    assert running(world, doer).public_id != first
    assert recorded(world) == [(20, "受注入力", 5), (20, "名刺入力", 5)]


def test_to_work_of_somebody_else_nobody_changes_over(world: World) -> None:
    doer, seen = begun(world, "受注入力")

    with pytest.raises(errors.NotFound):
        change_over(world, world.other(doer), seen, "受注入力")
    with pytest.raises(errors.Forbidden):
        change_over(world, world.client_scope("ALPHA"), seen, "名刺入力")

    assert running(world, doer).public_id == seen
