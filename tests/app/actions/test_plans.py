"""Making, pinning and publishing plans, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from app.actions.assistants import AssistantData, edit_assistant
from app.actions.plans import make
from app.actions.plans import store as storing
from app.actions.plans.add import add_to_month
from app.actions.plans.inputs import load
from app.actions.plans.make import make_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.store import MadePlan
from app.actions.plans.tie import pin_task
from app.database import transaction
from app.domain import errors
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.models import WorkItem
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from app.queries.plans.beside import grounds_of
from optimizer.result import PlanResult, Status
from optimizer.search import EnoughFound, Progress
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.database import Database
    from optimizer.problem import Problem
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def plan(world: World) -> MadePlan:
    return make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)


def assigned(world: World) -> dict[str, int]:
    found = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert found is not None
    return {each.task_name: each.planned_min for each in plans_queries.assignments(world.session, HOUSE, found.id)}


def left_out(world: World) -> dict[str, str]:
    found = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert found is not None
    return {each.task_name: each.reason for each in plans_queries.left_out(world.session, HOUSE, found.id)}


def test_a_plan_gives_each_task_its_average_month_and_grants_the_packages(world: World) -> None:
    made = plan(world)

    # 30 min x 240 / 12 = 600 and 15 min x 240 / 12 = 300.
    assert assigned(world) == {"受注入力": 600, "名刺入力": 300}
    assert (made.version, made.assigned, made.left_out, made.planned_min) == (1, 2, 0, 900)
    assert [each.granted_min for each in usage_queries.usage(world.session, HOUSE, OCTOBER)] == [1200, 1200]
    assert list(check(world.session)) == []


def test_what_does_not_fit_into_the_package_is_left_out_with_its_reason(world: World) -> None:
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=45))  # 900 + 600 > 1200
    plan(world)

    assert len(assigned(world).keys() & {"受注入力", "毎日の棚卸"}) == 1
    (reason,) = left_out(world).values()
    assert reason in {"displaced", "package_full"}


def test_a_task_nobody_is_skilled_for_says_so(world: World) -> None:
    world.submit("BETA", replace(routine_task("商品写真の切り抜き", minutes=10), expertise="画像編集"))
    plan(world)

    assert left_out(world) == {"商品写真の切り抜き": "no_skill"}


def test_a_task_reserved_by_law_never_reaches_an_assistant(world: World) -> None:
    public_id = world.submit("ALPHA", routine_task("社会保険の資格取得届", minutes=30))
    plan(world)

    assert "社会保険の資格取得届" not in assigned(world).keys() | left_out(world).keys()
    with pytest.raises(errors.InvalidInput):
        add_to_month(world.session, scope=HOUSE, task_public_id=public_id, month=OCTOBER, new_id=world.ids)


def test_a_choice_of_another_catalogue_entry_does_not_lift_the_law(world: World) -> None:
    world.submit("ALPHA", routine_task("社会保険の資格取得届", minutes=30), catalogue_no=57)
    plan(world)

    assert "社会保険の資格取得届" not in assigned(world)


def test_a_withheld_task_is_not_planned(world: World) -> None:
    world.submit("BETA", routine_task("備品の発注", minutes=20), wish="withheld")
    plan(world)

    assert "備品の発注" not in assigned(world).keys() | left_out(world).keys()


def test_a_task_done_less_than_monthly_waits_until_somebody_adds_it(world: World) -> None:
    public_id = world.submit("BETA", routine_task("年賀状の発送", minutes=240, runs_per_year=1))
    plan(world)
    assert "年賀状の発送" not in assigned(world)

    add_to_month(world.session, scope=HOUSE, task_public_id=public_id, month=OCTOBER, new_id=world.ids)
    plan(world)
    assert assigned(world)["年賀状の発送"] == 240


def test_of_two_who_add_a_task_at_once_the_second_finds_the_item_of_the_first(database: Database, world: World) -> None:
    public_id = world.submit("BETA", routine_task("年賀状の発送", minutes=240, runs_per_year=1))
    found = tasks_queries.task(world.session, HOUSE, public_id)
    world.session.rollback()
    outcomes: list[str] = []

    def add() -> None:
        with database.session() as session:
            outcomes.append(
                add_to_month(session, scope=HOUSE, task_public_id=public_id, month=OCTOBER, new_id=world.ids)
            )

    second = threading.Thread(target=add)
    with database.session() as session, transaction(session):
        due = dt.date(2026, 10, 31)
        session.add(
            WorkItem(
                public_id="first",
                client_id=found.client_id,
                task_id=found.id,
                month=OCTOBER,
                planned_min=240,
                due_date=due,
            )
        )
        session.flush()
        second.start()
        second.join(0.5)
        assert second.is_alive()  # it waits for what the first has not committed yet
    second.join()

    assert outcomes == ["first"]


def test_a_pin_decides_who_and_can_be_taken_off(world: World) -> None:
    for code in ("sato", "mori"):
        pin_task(
            world.session,
            scope=HOUSE,
            task_public_id=world.tasks["受注入力"],
            assistant_public_id=world.assistants[code],
            now=world.clock.now(),
        )
        plan(world)
        found = plans_queries.plan(world.session, HOUSE, OCTOBER)
        assert found is not None
        by_task = {each.task_name: each for each in plans_queries.assignments(world.session, HOUSE, found.id)}
        assert by_task["受注入力"].assistant_public_id == world.assistants[code]
        assert by_task["受注入力"].is_pinned
        assert not by_task["名刺入力"].is_pinned


def test_a_new_draft_takes_the_place_of_the_old_one_only(world: World) -> None:
    first = plan(world)
    world.submit("BETA", routine_task("議事録", minutes=5))
    second = plan(world)

    assert (first.version, second.version) == (1, 2)
    with pytest.raises(errors.NotADraft):
        publish_plan(world.session, scope=HOUSE, public_id=first.public_id, now=world.clock.now(), new_id=world.ids)
    publish_plan(world.session, scope=HOUSE, public_id=second.public_id, now=world.clock.now(), new_id=world.ids)
    world.submit("BETA", routine_task("備品の発注", minutes=5))
    assert plan(world).version == 3
    published = plans_queries.published_plan(world.session, OCTOBER)
    assert published is not None
    assert published.version == 2


def test_the_same_inputs_make_the_same_plan_once(world: World) -> None:
    first = plan(world)
    assert plan(world) == first

    publish_plan(world.session, scope=HOUSE, public_id=first.public_id, now=world.clock.now(), new_id=world.ids)
    assert plan(world) == first


def test_publishing_tells_those_who_are_in_the_plan_once(world: World) -> None:
    client = world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    world.account("operator@example.jp", Role.OPERATOR)
    made = plan(world)

    told = publish_plan(world.session, scope=HOUSE, public_id=made.public_id, now=world.clock.now(), new_id=world.ids)
    again = publish_plan(world.session, scope=HOUSE, public_id=made.public_id, now=world.clock.now(), new_id=world.ids)

    assert (told, again) == (1, 0)
    scope = replace(world.client_scope("ALPHA"), account_id=client)
    assert [notice.topic for notice in accounts_queries.notices(world.session, scope)] == ["plan_published"]


def test_drafts_are_for_staff_and_each_sees_their_own_part(world: World) -> None:
    alpha = world.client_scope("ALPHA")
    plan(world)
    assert plans_queries.plan(world.session, alpha, OCTOBER) is None

    world.with_plan()
    seen = plans_queries.plan(world.session, alpha, OCTOBER)
    assert seen is not None
    assert [each.task_name for each in plans_queries.assignments(world.session, alpha, seen.id)] == ["受注入力"]
    doer = world.doer("受注入力")
    assert all(
        each.assistant_id == doer.assistant_id for each in plans_queries.assignments(world.session, doer, seen.id)
    )


def test_a_plan_of_what_has_changed_meanwhile_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    solve = make.solve

    def change_then_solve(problem: Problem, **limits: float) -> PlanResult:
        session = world.database.session()
        data = AssistantData("sato", "佐藤 花", 60, {"general_affairs": 3})
        edit_assistant(session, scope=HOUSE, public_id=world.assistants["sato"], data=data)
        session.close()
        return solve(problem, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(make, "solve", change_then_solve)
    with pytest.raises(errors.PlanOutdated):
        plan(world)
    assert plans_queries.plan(world.session, HOUSE, OCTOBER) is None


def test_planning_again_keeps_the_work_items_hours_are_logged_on(world: World) -> None:
    world.with_plan().at(dt.datetime(2026, 10, 6, 9, tzinfo=TOKYO))
    item = world.item("受注入力")
    world.log("受注入力", dt.date(2026, 10, 5), minutes=60)
    world.with_plan()

    assert world.item("受注入力") == item
    assert list(check(world.session)) == []


@pytest.mark.parametrize("code", ["ALPHA", "BETA"])
def test_clients_neither_plan_nor_publish(world: World, code: str) -> None:
    scope = world.client_scope(code)
    made = plan(world)
    with pytest.raises(errors.Forbidden):
        make_plan(world.session, scope=scope, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    with pytest.raises(errors.Forbidden):
        publish_plan(world.session, scope=scope, public_id=made.public_id, now=world.clock.now(), new_id=world.ids)


def test_two_drafts_stored_at_once_are_two_versions_and_one_draft(database: Database, world: World) -> None:
    """The hardest case: both were made from their own inputs, and no draft is there to wait for."""
    start = threading.Barrier(2)
    outcomes: list[int | None] = []

    def store(minutes: int) -> None:
        with database.session() as session:
            found = load(session, HOUSE, OCTOBER)
            session.rollback()
            own = replace(found, input_hash=f"{minutes}")
            start.wait()
            try:
                made = storing.store_plan(
                    session, HOUSE, OCTOBER, own, PlanResult(Status.OPTIMAL), now=world.clock.now(), new_id=world.ids
                )
            except errors.PlanOutdated:
                outcomes.append(None)
            else:
                outcomes.append(made.version)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "load", lambda *_: SimpleNamespace(input_hash=threading.current_thread().name))
        threads = [threading.Thread(target=store, args=(place,), name=f"{place}") for place in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(outcomes) == 2
    assert sorted(filter(None, outcomes)) in ([1], [1, 2])  # the one who lost begins again
    drafts = plans_queries.plan_rows(world.session, OCTOBER, "draft")
    assert [row.version for row in drafts] == [max(filter(None, outcomes))]


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_draft_is_stored_while_somebody_logs_hours(database: Database, world: World) -> None:
    """SQLite has one writer at a time; on PostgreSQL neither may wait for the other's rows."""
    plan(world)
    world.submit("BETA", routine_task("名刺の整理", minutes=5))

    with database.session() as other, transaction(other):
        for code in world.clients:
            clients_queries.lock_client(other, world.client_id(code))
        for person in assistants_queries.assistants(world.session, HOUSE):
            assistants_queries.lock_assistant(other, person.id)
        assert plan(world).version == 2  # a new work item and new assignments, which name clients and assistants


def test_the_best_plan_so_far_is_stored_and_a_search_asked_for_again_goes_to_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(problem: Problem, *, tick: Callable[[], None], **told: object) -> PlanResult:
        tick()
        enough.append(True)
        with pytest.raises(EnoughFound):
            tick()
        return replace(make_solve(problem, gap=0.0), status=Status.INTERRUPTED)

    enough: list[bool] = []
    make_solve = make.solve
    monkeypatch.setattr(make, "solve", interrupted)
    told = {"scope": HOUSE, "month": OCTOBER, "now": world.clock.now(), "new_id": world.ids}
    first = make_plan(world.session, has_enough=lambda: bool(enough), **told)
    monkeypatch.undo()

    second = make_plan(world.session, **told)

    assert (first.version, first.status, second.version, second.status) == (1, "interrupted", 2, "optimal")
    assert first.assigned == 2


def test_the_course_of_the_search_is_told_and_kept_with_the_plan(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def solving(problem: Problem, *, progress: Callable[[Progress], None], **told: object) -> PlanResult:
        found = make_solve(problem, gap=0.0)
        progress(Progress(0.1, None, None, None))
        progress(Progress(0.5, found.objective / 2, 2 * found.objective, 0.75))
        progress(Progress(1.5, found.objective, 1.25 * found.objective, 0.2))
        return replace(found, seconds=2.5, bound=found.objective)

    make_solve = make.solve
    monkeypatch.setattr(make, "solve", solving)
    steps: list[str] = []
    told = {"scope": HOUSE, "month": OCTOBER, "now": world.clock.now(), "new_id": world.ids}
    made = make_plan(world.session, progress=lambda _part, step: steps.append(step), **told)

    kept = plans_queries.plan_by_id(world.session, made.public_id)
    # 2·p is the bound and p/2 found: three quarters may be missing; then 0.25 p of 1.25 p; then nothing
    assert [(point.seconds, point.gap_percent) for point in kept.course] == [(0.5, "75.0"), (1.5, "20.0"), (2.5, "0.0")]
    assert steps == [
        "plan_load",
        "plan_solve",
        "plan_solve",
        "plan_gap:75.0|0.5 75.0",
        "plan_gap:20.0|0.5 75.0,1.5 20.0",
        "plan_store",
        "plan_done",
    ]


def test_each_assignment_is_kept_beside_the_next_best_for_staff_only(world: World) -> None:
    made = plan(world)
    draft = plans_queries.plan_by_id(world.session, made.public_id)
    rows = plans_queries.assignments(world.session, HOUSE, draft.id)
    names = {"work_item_public_id": rows[0].work_item_public_id, "assistant_public_id": rows[0].assistant_public_id}

    found = grounds_of(world.session, HOUSE, draft.id, **names).beside

    assert found is not None
    assert {found.own.assistant, found.next_best.assistant} == set(world.assistants.values())
    # Two people with the same skills: 600 minutes are 10 hours of 100 for either, and worth the same.
    assert (found.own.minutes, found.next_best.minutes) == (600, 600)
    assert found.own.points == found.next_best.points > 0
    assert grounds_of(world.session, HOUSE, draft.id, **{**names, "work_item_public_id": "nobody"}).beside is None
    with pytest.raises(errors.Forbidden):
        grounds_of(world.session, world.client_scope("ALPHA"), draft.id, **names)


def test_an_interrupted_plan_stored_by_a_worker_that_died_is_not_stored_again(world: World) -> None:
    found = load(world.session, HOUSE, OCTOBER)
    world.session.rollback()
    result = replace(make.solve(found.problem), status=Status.INTERRUPTED)

    def store(result: PlanResult) -> int:
        return storing.store_plan(
            world.session, HOUSE, OCTOBER, found, result, now=world.clock.now(), new_id=world.ids
        ).version

    assert [store(result), store(result), store(replace(result, objective=result.objective - 1))] == [1, 1, 2]
