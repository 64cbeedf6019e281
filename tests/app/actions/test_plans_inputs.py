"""What the planner is told: who may not, who has begun, who did it last month, what overage costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.assistants import AssistantData, edit_assistant
from app.actions.plans.due import set_due_date
from app.actions.plans.inputs import load, overage_points_per_hour
from app.actions.plans.make import make_plan
from app.actions.plans.tie import allow_task, forbid_task, pin_task
from app.actions.tasks.schedule import set_due_rule
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.terms import Terms
from app.domain.terms.fees import Fee
from app.domain.worktime import TOKYO
from app.queries import plans as plans_queries
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS, routine_task

if TYPE_CHECKING:
    from app.queries.plans import AssignmentView
    from optimizer.problem import Task
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def told(world: World, task: str, month: object = OCTOBER) -> Task:
    problem = load(world.session, HOUSE, month).problem  # type: ignore[arg-type]
    return next(each for each in problem.tasks if each.id == world.tasks[task])


def planned(world: World, task: str) -> AssignmentView:
    made = make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    plan = plans_queries.plan_by_id(world.session, made.public_id)
    rows = plans_queries.assignments(world.session, HOUSE, plan.id)
    return next(row for row in rows if row.task_name == task)


def forbid(world: World, task: str, code: str) -> None:
    forbid_task(
        world.session,
        scope=HOUSE,
        task_public_id=world.tasks[task],
        assistant_public_id=world.assistants[code],
        now=world.clock.now(),
    )


def pin(world: World, task: str, code: str) -> None:
    pin_task(
        world.session,
        scope=HOUSE,
        task_public_id=world.tasks[task],
        assistant_public_id=world.assistants[code],
        now=world.clock.now(),
    )


@pytest.mark.parametrize("code", ["sato", "mori"])
def test_a_forbidden_task_goes_to_somebody_else(world: World, code: str) -> None:
    forbid(world, "受注入力", code)
    forbid(world, "受注入力", code)

    assert planned(world, "受注入力").assistant_public_id != world.assistants[code]


def test_what_everybody_is_forbidden_is_left_out_until_somebody_is_allowed(world: World) -> None:
    for code in ("sato", "mori"):
        forbid(world, "受注入力", code)
    make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    assert [row.reason for row in plans_queries.left_out(world.session, HOUSE, plan.id)] == ["forbidden"]

    allow_task(
        world.session,
        scope=HOUSE,
        task_public_id=world.tasks["受注入力"],
        assistant_public_id=world.assistants["mori"],
        now=world.clock.now(),
    )
    assert planned(world, "受注入力").assistant_public_id == world.assistants["mori"]


def test_to_forbid_takes_off_a_pin_to_the_same_person_only(world: World) -> None:
    pin(world, "受注入力", "sato")
    forbid(world, "受注入力", "mori")
    assert told(world, "受注入力").pinned_to == world.assistants["sato"]

    forbid(world, "受注入力", "sato")
    assert told(world, "受注入力").pinned_to is None


def test_everybody_is_allowed_again_at_once(world: World) -> None:
    for code in ("sato", "mori"):
        forbid(world, "受注入力", code)
    assert len(told(world, "受注入力").forbidden) == 2

    allow_task(
        world.session,
        scope=HOUSE,
        task_public_id=world.tasks["受注入力"],
        assistant_public_id=None,
        now=world.clock.now(),
    )
    assert told(world, "受注入力").forbidden == ()


def test_clients_forbid_nobody(world: World) -> None:
    scope = world.client_scope("ALPHA")
    names = {"task_public_id": world.tasks["受注入力"], "assistant_public_id": world.assistants["sato"]}
    with pytest.raises(errors.Forbidden):
        forbid_task(world.session, scope=scope, now=world.clock.now(), **names)
    with pytest.raises(errors.Forbidden):
        allow_task(world.session, scope=scope, now=world.clock.now(), **names)


def begun(world: World) -> World:
    """October is published; 森 has worked 90 minutes on the orders and 佐藤 60."""
    world.with_plan().at(dt.datetime(2026, 10, 8, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=60, assistant="sato")
    world.log("受注入力", dt.date(2026, 10, 6), minutes=90, assistant="mori")
    return world


def test_work_begun_stays_with_who_logged_most_of_it_and_is_no_pin_of_a_person(world: World) -> None:
    row = planned(begun(world), "受注入力")

    assert row.assistant_public_id == world.assistants["mori"]
    assert not row.is_pinned
    assert row.reason["code"] == "begun"
    assert told(world, "名刺入力").pinned_to is None


def test_a_pin_of_a_person_goes_before_work_begun(world: World) -> None:
    pin(begun(world), "受注入力", "sato")

    row = planned(world, "受注入力")

    assert row.assistant_public_id == world.assistants["sato"]
    assert row.is_pinned
    assert row.reason["code"] == "pinned"


def test_to_pin_who_has_begun_makes_another_plan_that_says_so(world: World) -> None:
    before = load(begun(world).session, HOUSE, OCTOBER).input_hash
    pin(world, "受注入力", "mori")

    assert load(world.session, HOUSE, OCTOBER).input_hash != before


def test_work_begun_by_somebody_who_may_or_can_no_more_is_free(world: World) -> None:
    forbid(begun(world), "受注入力", "mori")
    assert told(world, "受注入力").pinned_to is None

    allow_task(
        world.session,
        scope=HOUSE,
        task_public_id=world.tasks["受注入力"],
        assistant_public_id=None,
        now=world.clock.now(),
    )
    assert told(world, "受注入力").pinned_to == world.assistants["mori"]
    unskilled = AssistantData("mori", "森 学", 6000, {})
    edit_assistant(world.session, scope=HOUSE, public_id=world.assistants["mori"], data=unskilled)
    assert told(world, "受注入力").pinned_to is None


def test_a_pin_to_somebody_who_has_left_holds_up_no_plan(world: World) -> None:
    pin(world, "受注入力", "sato")
    forbid(world, "名刺入力", "sato")
    gone = AssistantData("sato", "佐藤 花", 6000, {"general_affairs": 3}, is_active=False)
    edit_assistant(world.session, scope=HOUSE, public_id=world.assistants["sato"], data=gone)

    assert planned(world, "受注入力").assistant_public_id == world.assistants["mori"]
    assert told(world, "名刺入力").forbidden == ()


def test_who_did_it_in_last_months_published_plan_is_told(world: World) -> None:
    assert told(world, "受注入力", NOVEMBER).previous is None

    doer = planned(world, "受注入力").assistant_public_id
    assert told(world, "受注入力", NOVEMBER).previous is None  # a draft is nobody's past
    world.with_plan()

    assert told(world, "受注入力", NOVEMBER).previous == doer
    assert told(world, "受注入力", OCTOBER).previous is None


#: 20 hours for ¥50,000 are ¥2,500 an hour; ¥3,000 is 1.2 times as much: 60 points × 1.2.
@pytest.mark.parametrize(
    ("terms", "points"),
    [
        (TERMS, 72.0),
        (changed(TERMS, overage_yen_per_hour=2_500), 60.0),
        (changed(TERMS, base_fee_yen=0), 60.0),
        (changed(TERMS, included_min=0), 60.0),
    ],
)
def test_an_hour_of_overage_costs_points_as_it_is_dearer_than_an_hour_inside(terms: Terms, points: float) -> None:
    assert overage_points_per_hour(terms) == points


@pytest.mark.parametrize(("consent_min", "planned_min"), [(None, 0), (0, 0), (180, 180)])
def test_overage_is_planned_up_to_an_amount_that_was_consented_to(
    make_world: MakeWorld, consent_min: int | None, planned_min: int
) -> None:
    world = make_world(terms=changed(TERMS, overage_consent_min=consent_min, team_size=1))

    package = load(world.session, HOUSE, OCTOBER).problem.packages[0]

    assert (package.minutes, package.overage_minutes, package.team_size) == (1200, planned_min, 1)
    assert package.overage_cost_per_hour == (72.0 if planned_min else 0.0)


def test_work_goes_above_the_package_where_it_is_worth_its_price(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, overage_consent_min=120, overage_yen_per_hour=500))
    world.submit("ALPHA", routine_task("毎日の照合", minutes=35))  # 600 + 700 = 1,300 of 1,200 and 120 more

    assert planned(world, "毎日の照合").planned_min == 700
    assert planned(world, "受注入力").planned_min == 600


def test_the_published_plan_is_told_and_does_not_make_a_draft_out_of_date(world: World) -> None:
    made = make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    assert load(world.session, HOUSE, OCTOBER).problem.published == ()
    world.with_plan()

    inputs = load(world.session, HOUSE, OCTOBER)

    assert {(row.task, row.minutes) for row in inputs.problem.published} == {
        (world.tasks["受注入力"], 600),
        (world.tasks["名刺入力"], 300),
    }
    assert inputs.input_hash == plans_queries.plan_by_id(world.session, made.public_id).input_hash


def due(world: World, task: str, day: dt.date) -> None:
    set_due_date(world.session, scope=HOUSE, work_item_public_id=world.item(task), due_date=day)


def test_work_due_on_the_last_day_of_the_month_leaves_the_weeks_out(world: World) -> None:
    world.with_plan()
    before = load(world.session, HOUSE, OCTOBER)

    assert [task.due_week for task in before.problem.tasks] == [None, None]
    assert {who.minutes_per_week for who in before.problem.assistants} == {()}

    # October 2026 ends in its fifth week, from Monday 26 on
    due(world, "受注入力", dt.date(2026, 10, 26))
    assert load(world.session, HOUSE, OCTOBER).input_hash == before.input_hash


def test_work_due_on_a_weekday_is_planned_a_part_a_week(world: World) -> None:
    rule = DueRule(DueKind.WEEK, 1, DueShift.PREVIOUS)
    set_due_rule(world.session, scope=HOUSE, task_public_id=world.tasks["受注入力"], rule=rule)

    problem = load(world.session, HOUSE, OCTOBER).problem

    # Mondays of October 2026: 5, 12 (スポーツの日, so Friday 9), 19, 26, which is in the last week. The other
    # task is due with the month.
    found = {task.id: (task.early_weeks, task.due_week) for task in problem.tasks}
    assert found[world.tasks["受注入力"]] == ((2, 2, 4), None)
    assert found[world.tasks["名刺入力"]] == ((), None)
    assert all(who.minutes_per_week for who in problem.assistants)


def test_work_due_in_a_week_is_planned_within_the_working_days_until_then(world: World) -> None:
    made = world.with_plan()
    hours = load(world.session, HOUSE, OCTOBER)

    due(made, "受注入力", dt.date(2026, 10, 9))
    problem = load(world.session, HOUSE, OCTOBER)

    assert {task.id: task.due_week for task in problem.problem.tasks}[world.tasks["受注入力"]] == 2
    assert {task.id: task.due_week for task in problem.problem.tasks}[world.tasks["名刺入力"]] is None
    # Working days of October 2026 by week: 2, 5, 4 (without the 12th), 5, 5: 21. Of 6,000 minutes until then
    # 571.4, 2,000, 3,142.8, 4,571.4 and 6,000, each rounded down.
    assert {who.minutes_per_week for who in problem.problem.assistants} == {(571, 1_429, 1_142, 1_429, 1_429)}
    assert problem.input_hash != hours.input_hash


def test_what_cannot_be_done_by_the_week_it_is_due_says_so(world: World) -> None:
    for code, name in (("sato", "佐藤 花"), ("mori", "森 学")):
        data = AssistantData(code, name, 20 * 60, {"general_affairs": 3, "bookkeeping": 3})
        edit_assistant(world.session, scope=HOUSE, public_id=world.assistants[code], data=data)
    world.with_plan()

    # 2 of 21 working days lie in the first week: 1,200 * 2 / 21 = 114 minutes, 486 short of 600
    due(world, "受注入力", dt.date(2026, 10, 2))
    make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    (left,) = plans_queries.left_out(world.session, HOUSE, plan.id)

    assert (left.reason, left.needs["week"], left.needs["missing_minutes"]) == ("week_full", 1, 486)
    assert left.due_date == dt.date(2026, 10, 2)


def test_a_day_of_another_month_is_refused_and_only_staff_set_one(world: World) -> None:
    world.with_plan()

    with pytest.raises(errors.InvalidInput):
        due(world, "受注入力", dt.date(2026, 11, 1))
    with pytest.raises(errors.NotFound):
        set_due_date(world.session, scope=HOUSE, work_item_public_id="nobody", due_date=dt.date(2026, 10, 9))
    for scope in (world.client_scope("ALPHA"), world.doer("受注入力")):
        with pytest.raises(errors.Forbidden):
            set_due_date(
                world.session, scope=scope, work_item_public_id=world.item("受注入力"), due_date=dt.date(2026, 10, 9)
            )


def test_what_is_paid_in_any_case_is_what_a_plan_may_fill(make_world: MakeWorld) -> None:
    metered = Terms(OCTOBER, Fee(5_000, metered_yen_per_hour=2_500, least_billed_min=600))
    world = make_world(terms=metered)

    packages = load(world.session, HOUSE, OCTOBER).problem.packages

    # metered hours are billed as 10 at least
    assert {package.minutes for package in packages} == {600}
