"""Rules of due days in months of work: what comes into a plan by itself, with which day and minutes; calendars."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.actions.plans.add import add_to_month
from app.actions.plans.make import make_plan
from app.actions.tasks.schedule import set_due_rule
from app.database import transaction
from app.domain.accounts import HOUSE
from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.worktime import Month
from app.models import TaskDue, WorkItem
from app.queries import plans as plans_queries
from app.queries.calendar import due_days, due_work
from app.queries.taskpages import due_rule, weekly_rules
from app.queries.tasks import task
from tests.worlds import NOVEMBER, OCTOBER, routine_task

if TYPE_CHECKING:
    from app.domain.accounts import Scope
    from tests.worlds import MakeWorld, World

DECEMBER = Month(2026, 12)
QUARTERLY = DueRule(DueKind.BUSINESS, 3, every=3, since=dt.date(2026, 8, 20))
MONDAYS = DueRule(DueKind.WEEK, 1, DueShift.NEXT)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def say(world: World, name: str, rule: DueRule | None) -> None:
    set_due_rule(world.session, scope=HOUSE, task_public_id=world.tasks[name], rule=rule)


def planned(world: World, month: Month) -> dict[str, tuple[dt.date, int]]:
    """Task -> day and minutes of its work item once the month is planned."""
    make_plan(world.session, scope=HOUSE, month=month, now=world.clock.now(), new_id=world.ids)
    found = plans_queries.work(world.session, HOUSE, month)
    return {each.task_name: (each.due_date, each.planned_min) for each in found}


def test_what_is_due_every_few_months_comes_into_those_months_by_itself(world: World) -> None:
    world.submit("ALPHA", routine_task("四半期の集計", minutes=50, runs_per_year=4))
    say(world, "四半期の集計", QUARTERLY)

    # August and November; 3 November 2026 is a holiday, so that 2, 4 and 5 are its first three business days.
    # 50 minutes * 4 runs / 12 * 3 months are one run.
    assert "四半期の集計" not in planned(world, OCTOBER)
    assert planned(world, NOVEMBER)["四半期の集計"] == (dt.date(2026, 11, 5), 50)
    assert "四半期の集計" not in planned(world, DECEMBER)


def test_a_monthly_task_that_is_due_every_other_month_has_two_months_of_work_then(world: World) -> None:
    world.submit("ALPHA", routine_task("備品の確認", minutes=30, runs_per_year=24))
    say(world, "備品の確認", DueRule(DueKind.END, every=2, since=dt.date(2026, 10, 1)))

    # Two runs a month, for October and November: 4 * 30 minutes. 31 October 2026 is a Saturday.
    assert planned(world, OCTOBER)["備品の確認"] == (dt.date(2026, 10, 30), 120)
    assert "備品の確認" not in planned(world, NOVEMBER)


def test_a_month_between_has_it_where_somebody_added_it(world: World) -> None:
    public_id = world.submit("ALPHA", routine_task("四半期の集計", minutes=50, runs_per_year=4))
    say(world, "四半期の集計", QUARTERLY)
    told = {"task_public_id": public_id, "month": OCTOBER, "new_id": world.ids}

    add_to_month(world.session, scope=HOUSE, **told)

    # 1, 2, 5 October 2026: Thursday, Friday, Monday.
    assert planned(world, OCTOBER)["四半期の集計"] == (dt.date(2026, 10, 5), 50)


def test_without_an_interval_a_rare_task_still_waits_to_be_added(world: World) -> None:
    world.submit("ALPHA", routine_task("四半期の集計", minutes=50, runs_per_year=4))
    say(world, "四半期の集計", DueRule(DueKind.BUSINESS, 3))

    assert "四半期の集計" not in planned(world, NOVEMBER)


def test_a_rule_is_kept_whole_and_a_day_to_count_from_only_where_it_counts(world: World) -> None:
    task_id = task(world.session, HOUSE, world.tasks["受注入力"]).id
    for rule in (QUARTERLY, DueRule(DueKind.WEEK, 5, DueShift.PREVIOUS, 2, dt.date(2026, 11, 4)), MONDAYS):
        say(world, "受注入力", rule)
        assert due_rule(world.session, task_id) == rule

    say(world, "受注入力", DueRule(DueKind.END, since=dt.date(2026, 1, 1)))
    assert due_rule(world.session, task_id) == DueRule(DueKind.END)


def test_weekly_work_is_due_on_its_last_weekday_and_every_one_is_on_the_calendars(world: World) -> None:
    say(world, "受注入力", MONDAYS)
    world.with_plan(NOVEMBER)
    first, last = NOVEMBER.first_day, NOVEMBER.last_day
    doer, other = world.doer("受注入力", NOVEMBER), world.other(world.doer("受注入力", NOVEMBER))

    def seen(scope: Scope) -> list[tuple[int, int, bool]]:
        found = due_work(world.session, scope, first, last)
        return [(each.due_date.day, each.planned_min, each.is_last) for each in found if each.task_name == "受注入力"]

    # Mondays of November 2026: 2, 9, 16, 23 (勤労感謝の日, so Tuesday 24) and 30. The world's task has 30 minutes
    # 240 times a year, 600 a month: 120 for each of five.
    days = [2, 9, 16, 24, 30]
    total = next(each.planned_min for each in plans_queries.work(world.session, HOUSE, NOVEMBER, client_id=1))
    assert total == 600
    assert seen(doer) == seen(world.client_scope("ALPHA")) == [(day, 120, day == 30) for day in days]
    assert seen(other) == seen(world.client_scope("BETA")) == []
    counted = [
        (each.due_date.day, each.tasks, each.planned_min) for each in due_days(world.session, HOUSE, first, last)
    ]
    of_beta = next(each.planned_min for each in plans_queries.work(world.session, HOUSE, NOVEMBER, client_id=2))
    assert counted == [*((day, 1, 120) for day in days), (30, 1, of_beta)]
    assert weekly_rules(world.session, doer, NOVEMBER) == {world.tasks["受注入力"]: MONDAYS}
    assert weekly_rules(world.session, other, NOVEMBER) == {}


def test_a_day_that_the_operator_gave_ends_the_month_of_a_weekly_task(world: World) -> None:
    say(world, "受注入力", MONDAYS)
    world.with_plan(NOVEMBER)
    with transaction(world.session):
        moved = update(WorkItem).where(WorkItem.month == NOVEMBER, WorkItem.client_id == 1)
        world.session.execute(moved.values(due_date=dt.date(2026, 11, 18)))

    found = due_work(world.session, world.client_scope("ALPHA"), NOVEMBER.first_day, NOVEMBER.last_day)

    assert [(each.due_date.day, each.planned_min) for each in found] == [(2, 150), (9, 150), (16, 150), (18, 150)]


def test_a_database_that_is_asked_directly_refuses_an_interval_from_nowhere(world: World) -> None:
    say(world, "受注入力", QUARTERLY)

    with pytest.raises(Exception, match="ck_task_due_since_given"), transaction(world.session):
        world.session.execute(update(TaskDue).values(since=None))
