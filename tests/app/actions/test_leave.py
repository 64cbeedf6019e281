"""Times away: told, refused, taken back; and what the planner makes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.leave import add_leave, drop_leave
from app.actions.plans.due import set_due_date
from app.actions.plans.inputs import load
from app.actions.plans.make import make_plan
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import InvalidInput, NotFound
from app.domain.leave import LeaveData
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import leave as leave_queries
from app.queries import plans as plans_queries
from optimizer.weeks import minutes_until, weeks_of
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from app.actions.plans.inputs import Inputs
    from optimizer.problem import Assistant
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def days(first: int, last: int, month: int = 10) -> LeaveData:
    return LeaveData(dt.date(2026, month, first), dt.date(2026, month, last))


def away(world: World, code: str, data: LeaveData, scope: Scope = HOUSE) -> str:
    told = {"now": world.clock.now(), "new_id": world.ids}
    return add_leave(world.session, scope=scope, assistant_public_id=world.assistants[code], data=data, **told)


def own(world: World, code: str) -> Scope:
    person = assistants_queries.assistant(world.session, HOUSE, public_id=world.assistants[code])
    return Scope(None, Role.ASSISTANT, assistant_id=person.id)


def told(inputs: Inputs, public_id: str) -> Assistant:
    return next(each for each in inputs.problem.assistants if each.id == public_id)


def known(world: World, code: str) -> list[tuple[int, int]]:
    person = assistants_queries.assistant(world.session, HOUSE, public_id=world.assistants[code])
    found = leave_queries.leave_of(world.session, HOUSE, person.id, since=dt.date(2026, 10, 1))
    return [(each.first_day.day, each.last_day.day) for each in found]


def test_days_that_are_away_already_are_refused_and_nothing_is_stored(world: World) -> None:
    away(world, "sato", days(5, 9))

    for first, last in ((9, 12), (1, 5), (6, 6), (1, 30)):
        with pytest.raises(InvalidInput) as refused:
            away(world, "sato", days(first, last))
        assert (refused.value.reason, refused.value.params["last"]) == ("leave_known", "2026-10-09")
    away(world, "sato", days(10, 12))
    away(world, "mori", days(5, 9))

    assert known(world, "sato") == [(5, 9), (10, 12)]


def test_a_time_that_ended_before_this_month_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        away(world, "sato", LeaveData(dt.date(2020, 5, 1), dt.date(2020, 5, 3)))

    assert (refused.value.field, refused.value.reason) == ("last_day", "leave_over")
    away(world, "sato", LeaveData(dt.date(2026, 8, 31), dt.date(2026, 9, 1)))  # the clock says September


def test_it_is_theirs_and_the_operators_to_tell_and_nobody_elses(world: World) -> None:
    away(world, "sato", days(5, 9), own(world, "sato"))

    with pytest.raises(NotFound):
        away(world, "sato", days(20, 21), own(world, "mori"))
    assert known(world, "sato") == [(5, 9)]


def test_it_is_taken_back_by_its_own_person_alone(world: World) -> None:
    leave = away(world, "sato", days(5, 9))
    told = {"public_id": leave, "now": world.clock.now()}

    for code, scope in (("sato", own(world, "mori")), ("mori", HOUSE), ("mori", own(world, "mori"))):
        with pytest.raises(NotFound):
            drop_leave(world.session, scope=scope, assistant_public_id=world.assistants[code], **told)
    drop_leave(world.session, scope=own(world, "sato"), assistant_public_id=world.assistants["sato"], **told)

    assert known(world, "sato") == []


def test_the_planner_is_told_of_it_and_of_what_is_left_of_the_month(world: World) -> None:
    before = load(world.session, HOUSE, OCTOBER)
    away(world, "sato", days(5, 9))
    away(world, "mori", days(1, 30, month=11))

    after = load(world.session, HOUSE, OCTOBER)

    was, sato = (told(one, world.assistants["sato"]) for one in (before, after))
    # October 2026 has 21 working days (22 Mondays to Fridays without the 12th): 5 of them are gone.
    assert sato.minutes == was.minutes * 16 // 21
    assert [day.day for day in sato.leave] == [5, 6, 7, 8, 9]
    assert after.input_hash != before.input_hash
    assert not told(after, world.assistants["mori"]).leave


def test_the_weeks_of_who_is_away_are_what_they_have_to_the_minute(world: World) -> None:
    set_due_date(world.session, scope=HOUSE, work_item_public_id=_item(world), due_date=dt.date(2026, 10, 9))
    away(world, "sato", days(13, 14))

    sato = told(load(world.session, HOUSE, OCTOBER), world.assistants["sato"])

    # Working days there by week: 2 (1, 2), 5, 2 (15, 16; the 12th is a holiday), 5, 5: 19 of 21.
    whole = sato.minutes
    until = [whole * there // 19 for there in (2, 7, 9, 14, 19)]
    assert list(minutes_until(sato, weeks_of("2026-10")))[:5] == until


def test_who_is_away_all_month_gets_nothing_and_the_work_goes_to_somebody_else(world: World) -> None:
    away(world, "sato", days(1, 31))

    made = make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    plan = plans_queries.plan_by_id(world.session, made.public_id)
    rows = plans_queries.assignments(world.session, HOUSE, plan.id)
    assert rows
    assert {row.assistant_public_id for row in rows} == {world.assistants["mori"]}


def test_people_of_a_month_have_the_minutes_beside_their_leave(world: World) -> None:
    away(world, "sato", days(5, 9))
    people = assistants_queries.assistants(world.session, HOUSE)

    shown = assistants_queries.assistants(world.session, HOUSE, month=OCTOBER)

    sato = next(each for each in people if each.public_id == world.assistants["sato"])
    lessened = next(each for each in shown if each.public_id == sato.public_id)
    assert lessened == replace(sato, monthly_min=sato.monthly_min * 16 // 21, off=lessened.off)
    assert len(lessened.off) == 5
    assert assistants_queries.assistants(world.session, HOUSE, month=Month(2026, 11)) == people


def _item(world: World) -> str:
    world.with_plan()
    return world.item("受注入力")
