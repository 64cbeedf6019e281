"""Questions about a stored plan: asked for with it, answered in the background, kept for those they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.assistants import AssistantData, edit_assistant
from app.actions.plans.explain import ask_explanation, explain_plan, offers_min
from app.actions.plans.make import make_plan
from app.domain import errors
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.jobs import JobKind, JobState
from app.queries import jobs as jobs_queries
from app.queries import plans as plans_queries
from app.queries.plans.answers import Answers, answers
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """ALPHA wants 600 + 900 minutes of its 1,200; 森 can do nothing of it, 佐藤 everything."""
    world = make_world()
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=45))
    unskilled = AssistantData("mori", "森 学", 6000, {})
    edit_assistant(world.session, scope=HOUSE, public_id=world.assistants["mori"], data=unskilled)
    return world


def draft(world: World) -> str:
    made = make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    return made.public_id


def found(world: World, scope: Scope = HOUSE, **only: int) -> Answers:
    world.session.rollback()
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    return answers(world.session, scope, plan.id, **only)


def test_a_stored_draft_asks_its_questions_once(world: World) -> None:
    public_id = draft(world)
    assert draft(world) == public_id
    asked = [job for job in jobs_queries.jobs(world.session, HOUSE) if job.kind is JobKind.EXPLAIN]

    assert [job.arguments["plan"] for job in asked] == [public_id]
    assert found(world).answered_at is None
    world.run_jobs()
    assert found(world).answered_at == world.clock.now()
    job = jobs_queries.job(world.session, HOUSE, asked[0].public_id)
    # an hour and a table for each of two clients, two assistants, and what would let one task in and push out
    assert (job.state, job.result) == (JobState.DONE, {"answered": 8})


def test_the_next_hour_and_the_packages_of_a_client_are_answered(world: World) -> None:
    explain_plan(world.session, scope=HOUSE, public_id=draft(world), now=world.clock.now())
    alpha = world.clients["ALPHA"]

    hour, table = found(world).next_hour[alpha], found(world).packages[alpha]

    # 1,500 are wanted of 1,200: an hour is not enough, 300 minutes are.
    assert (hour["cause"], hour["needs"]["minutes"]) == ("more_minutes", 300)
    assert "left_out" not in hour
    # its own 20:00 is a usual one; five hours more make 25:00
    assert [(row["package_minutes"], row["done"]["minutes"]) for row in table["rows"]] == [
        (600, 600),
        (1200, 900),
        (1500, 1500),
        (1800, 1500),
        (3000, 1500),
    ]
    assert [row["is_current"] for row in table["rows"]] == [False, True, False, False, False]


def test_who_could_be_missed_is_answered(world: World) -> None:
    explain_plan(world.session, scope=HOUSE, public_id=draft(world), now=world.clock.now())

    away = found(world).coverage

    # 佐藤 has 900 of ALPHA and 300 of BETA, and nobody else can do any of it.
    assert sum(row["minutes"] for row in away[world.assistants["sato"]]["lost"]) == 1200
    assert away[world.assistants["sato"]]["backup"]["assistant"] == world.assistants["mori"]
    assert away[world.assistants["mori"]]["lost"] == []


def test_answers_take_the_place_of_earlier_ones(world: World) -> None:
    public_id = draft(world)
    explain_plan(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())
    world.clock.advance(days=1)

    again = explain_plan(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())

    assert again.answered == 8
    assert found(world).answered_at == world.clock.now()


def test_a_client_sees_answers_about_itself_and_an_assistant_none(world: World) -> None:
    explain_plan(world.session, scope=HOUSE, public_id=draft(world), now=world.clock.now())

    own = found(world, world.client_scope("ALPHA"))
    assert set(own.next_hour) == set(own.packages) == {world.clients["ALPHA"]}
    assert own.coverage == {}
    assert found(world, Scope(None, Role.ASSISTANT, assistant_id=1)) == Answers()
    one = found(world, client_id=world.client_id("BETA"))
    assert set(one.next_hour) == {world.clients["BETA"]}
    assert one.coverage == {}


def test_a_month_without_work_has_no_answers(make_world: MakeWorld) -> None:
    world = make_world()
    for code, name in (("sato", "佐藤 花"), ("mori", "森 学")):
        gone = AssistantData(code, name, 6000, {}, is_active=False)
        edit_assistant(world.session, scope=HOUSE, public_id=world.assistants[code], data=gone)

    explained = explain_plan(world.session, scope=HOUSE, public_id=draft(world), now=world.clock.now())

    assert explained.answered == 0
    assert found(world).answered_at is None


def test_only_staff_ask(world: World) -> None:
    public_id, scope = draft(world), world.client_scope("ALPHA")
    with pytest.raises(errors.Forbidden):
        explain_plan(world.session, scope=scope, public_id=public_id, now=world.clock.now())
    with pytest.raises(errors.Forbidden):
        ask_explanation(world.session, scope=scope, public_id=public_id, now=world.clock.now(), new_id=world.ids)
    with pytest.raises(errors.NotFound):
        ask_explanation(world.session, scope=HOUSE, public_id="nothing", now=world.clock.now(), new_id=world.ids)


def test_to_ask_again_while_it_is_answered_gives_the_same_job(world: World) -> None:
    public_id = draft(world)

    asked = {
        ask_explanation(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now(), new_id=world.ids)
        for _ in range(2)
    }

    assert len(asked) == 1


def test_a_package_of_a_usual_size_stands_in_the_table_once() -> None:
    assert offers_min(1200) == (600, 1200, 1500, 1800, 3000)
    assert offers_min(1905) == (600, 1200, 1800, 1905, 2205, 3000)


def test_what_lets_left_out_work_in_and_pushes_out_is_answered(world: World) -> None:
    explain_plan(world.session, scope=HOUSE, public_id=draft(world), now=world.clock.now())

    seen = found(world, world.client_scope("ALPHA"))

    # the 600 minutes are left out for the 900, of 1,200: 300 minutes of package are missing
    out, inside = world.tasks["受注入力"], world.tasks["毎日の棚卸"]
    assert seen.change[out]["changes"][0]["steps"][0] == {
        "kind": "package",
        "amount": 300,
        "assistant": None,
        "skills": {},
        "clearances": [],
        "due_week": None,
    }
    assert [row["task"] for row in seen.forced[out]["difference"]["dropped"]] == [inside]
    assert found(world, world.client_scope("BETA")).forced == {}


def test_a_draft_stands_beside_what_would_be_planned_freely(world: World) -> None:
    world.with_plan()
    assert found(world).unrestricted is None
    world.submit("BETA", routine_task("名刺の整理", minutes=5))

    explain_plan(world.session, scope=HOUSE, public_id=draft(world), now=world.clock.now())

    free = found(world).unrestricted
    assert free is not None
    # 5 × 20 minutes come in, freely or not
    assert [row["minutes"] for row in free["changes"]["added"]] == [100]
    assert free["free_objective"] == pytest.approx(free["objective"])
    assert found(world, world.client_scope("BETA")).unrestricted is None
