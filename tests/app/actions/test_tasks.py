"""Submitting, importing and scoring tasks, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.import_sheet import Imported, import_sheet, keep_sheet
from app.actions.tasks.score import save_weights, score_tasks
from app.actions.tasks.submit import TaskData, archive_task, edit_task, restore_task, submit_task
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.tasks.columns import ColumnChoice, TaskField
from app.domain.tasks.rows import TaskRow as TaskFacts
from app.queries import tasks as tasks_queries
from app.queries.tasks import TaskView
from tests.worlds import routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

SHEET = """業務名,部署,頻度,1回の時間,マニュアル,定型／非定型
請求書の封入,総務,毎月,2時間,あり,定型
社会保険の資格取得届,総務,都度,1時間,なし,定型
会議室の予約,総務,毎日,10分,あり,定型
"""
BAD = SHEET + "棚卸,総務,毎月,ながい,あり,定型\n配送の手配,総務,たまに？？,30分,あり,定型\n"


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def keep(world: World, text: str, scope: object = HOUSE) -> str:
    return keep_sheet(
        world.session,
        scope=scope,  # type: ignore[arg-type]
        client_public_id=world.clients["ALPHA"],
        data=text.encode("cp932"),
        filename="棚卸.csv",
        now=world.clock.now(),
        new_id=world.ids,
    )


def take(world: World, sheet: str, **options: object) -> Imported:
    return import_sheet(
        world.session,
        scope=HOUSE,
        sheet_public_id=sheet,
        now=world.clock.now(),
        new_id=world.ids,
        **options,  # type: ignore[arg-type]
    )


def inventory(world: World, code: str = "ALPHA") -> dict[str, TaskView]:
    found = tasks_queries.inventory(world.session, HOUSE, client_id=world.client_id(code))
    return {task.name: task for task in found}


def edit(world: World, name: str, data: TaskData) -> None:
    edit_task(world.session, scope=HOUSE, public_id=world.tasks[name], data=data, now=world.clock.now())


def test_a_submitted_task_is_numbered_matched_and_scored(world: World) -> None:
    task = inventory(world)["受注入力"]

    assert (task.number, task.monthly_min, task.wish) == (1, 600, "requested")
    assert task.score is not None
    assert (task.score.treatment, task.score.weights_version) == ("outsource", 1)


def test_a_task_of_a_name_alone_gets_its_facts_from_the_catalogue_marked_as_assumed(world: World) -> None:
    world.submit("ALPHA", TaskFacts(0, "見積・受発注処理"))
    score = inventory(world)["見積・受発注処理"].score
    assert score is not None
    parts = {each["criterion"]: each for each in score.breakdown["contributions"]}

    # The catalogue: daily, which is 20 times a month; 12.8 hours a month, which are 768 minutes.
    assert (parts["frequency"]["level"], parts["volume"]["level"]) == (4, 3)
    assert all(parts[name]["assumed"] and parts[name]["by_catalogue"] for name in ("frequency", "volume"))
    assert all(each["assumed"] for each in parts.values())


def test_two_tasks_of_one_department_have_different_names(world: World) -> None:
    with pytest.raises(errors.AlreadyExists):
        world.submit("ALPHA", routine_task("受注入力", minutes=5))
    world.submit("BETA", routine_task("受注入力", minutes=5))
    world.submit("ALPHA", replace(routine_task("受注入力", minutes=5), department="営業"))


def test_a_client_submits_to_its_own_inventory_only(world: World) -> None:
    data = TaskData(routine_task("封筒の宛名書き", minutes=30))
    arguments = {"scope": world.client_scope("ALPHA"), "data": data, "now": world.clock.now(), "new_id": world.ids}

    submit_task(world.session, client_public_id=world.clients["ALPHA"], **arguments)  # type: ignore[arg-type]
    with pytest.raises(errors.NotFound):
        submit_task(world.session, client_public_id=world.clients["BETA"], **arguments)  # type: ignore[arg-type]
    with pytest.raises(errors.NotFound):
        edit_task(
            world.session,
            scope=world.client_scope("BETA"),
            public_id=world.tasks["受注入力"],
            data=data,
            now=world.clock.now(),
        )


def test_a_changed_task_gets_a_new_score_and_keeps_the_old_one(world: World) -> None:
    edit(world, "受注入力", TaskData(replace(routine_task("受注入力", minutes=30), note="受注に直結するコア業務")))

    task = inventory(world)["受注入力"]
    given = tasks_queries.scores(world.session, HOUSE, task.id)
    assert [score.treatment for score in given] == ["keep", "outsource"]
    assert [score.suitability is None for score in given] == [True, False]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"wish": "maybe"}, errors.InvalidInput),
        ({"priority": 0}, errors.InvalidInput),
        ({"priority": 6}, errors.InvalidInput),
        ({"catalogue_no": 99}, errors.NotFound),
    ],
)
def test_what_no_task_can_be_is_refused(
    world: World, changes: dict[str, object], error: type[errors.DomainError]
) -> None:
    with pytest.raises(error):
        edit(world, "受注入力", replace(TaskData(routine_task("受注入力", minutes=30)), **changes))  # type: ignore[arg-type]
    task = inventory(world)["受注入力"]
    assert len(tasks_queries.scores(world.session, HOUSE, task.id)) == 1


def test_an_archived_task_leaves_the_inventory_and_frees_its_name(world: World) -> None:
    archive_task(world.session, scope=HOUSE, public_id=world.tasks["受注入力"], now=world.clock.now())

    assert inventory(world) == {}
    world.submit("ALPHA", routine_task("受注入力", minutes=30))
    assert inventory(world)["受注入力"].number == 2


def test_an_archived_task_comes_back_unless_its_name_is_taken(world: World) -> None:
    first = world.tasks["受注入力"]
    archive_task(world.session, scope=HOUSE, public_id=first, now=world.clock.now())
    restore_task(world.session, scope=HOUSE, public_id=first)
    assert inventory(world)["受注入力"].number == 1
    archive_task(world.session, scope=HOUSE, public_id=first, now=world.clock.now())
    world.submit("ALPHA", routine_task("受注入力", minutes=30))

    with pytest.raises(errors.AlreadyExists):
        restore_task(world.session, scope=HOUSE, public_id=first)


def test_a_sheet_becomes_tasks_with_scores(world: World) -> None:
    imported = take(world, keep(world, SHEET))

    assert (imported.stored, imported.stopped, imported.reported, imported.skipped) == (3, 1, 0, 0)
    tasks = inventory(world)
    assert [tasks[name].number for name in ("請求書の封入", "社会保険の資格取得届", "会議室の予約")] == [2, 3, 4]
    law = tasks["社会保険の資格取得届"].score
    assert law is not None
    assert (law.treatment, law.suitability, law.is_stopped) == ("specialist", None, True)


def test_with_rows_that_cannot_be_read_nothing_is_stored_and_all_are_named(world: World) -> None:
    sheet = keep(world, BAD)

    with pytest.raises(errors.ManyProblems) as caught:
        take(world, sheet)

    assert [(problem.row, problem.field) for problem in caught.value.problems()] == [
        (5, "minutes_per_run"),
        (6, "frequency"),
    ]
    assert inventory(world).keys() == {"受注入力"}
    assert take(world, sheet, good_rows_only=True).stored == 3


def test_a_sheet_is_taken_in_once(world: World) -> None:
    sheet = keep(world, SHEET)
    take(world, sheet)

    with pytest.raises(errors.AlreadyExists):
        take(world, sheet)


def test_the_same_sheet_sent_again_brings_what_is_new(world: World) -> None:
    take(world, keep(world, SHEET))

    again = take(world, keep(world, SHEET + "郵便の仕分け,総務,毎日,15分,あり,定型\n"))

    # Three rows are there, of which the law stops one; the fourth is new and stopped by nothing.
    assert (again.stored, again.known, again.stopped, again.reported) == (1, 3, 0, 0)
    assert len(inventory(world)) == 1 + 3 + 1


@pytest.mark.parametrize("name", ["受注 入力", "受注入力"])
def test_a_row_is_known_by_name_and_department_without_width_and_blanks(world: World, name: str) -> None:
    department = inventory(world)["受注入力"].department

    done = take(world, keep(world, f"業務名,部署,頻度\n{name},{department},毎日\n検収,総務,毎週\n"))

    assert (done.stored, done.known) == (1, 1)


def test_a_known_row_is_taken_in_all_the_same_where_somebody_wants_it(world: World) -> None:
    take(world, keep(world, SHEET))

    again = take(world, keep(world, SHEET), as_new=frozenset({4}))

    assert (again.stored, again.known) == (1, 2)
    found = tasks_queries.inventory(world.session, HOUSE, client_id=world.client_id("ALPHA"))
    assert [task.number for task in found if task.name == "会議室の予約"] == [4, 5]


@pytest.mark.parametrize("as_new", [frozenset(), frozenset({3})])
def test_a_task_added_before_the_lock_is_not_doubled(world: World, as_new: frozenset[int]) -> None:
    """Row 4 was new when it was looked at; somebody adds its task while the sheet is being scored."""
    sheet = keep(world, SHEET)

    def add(_part: float, code: str) -> None:
        if code == "import_store":
            world.submit("ALPHA", replace(routine_task("会議室の予約", minutes=10), department="総務"))

    done = take(world, sheet, as_new=as_new, progress=add)

    assert (done.stored, done.known) == (2, 1)
    assert len(tasks_queries.inventory(world.session, HOUSE, client_id=world.client_id("ALPHA"))) == 1 + 1 + 2


def test_a_removed_task_and_one_of_another_company_are_not_known(world: World) -> None:
    take(world, keep(world, SHEET))
    removed = inventory(world)["会議室の予約"].public_id
    archive_task(world.session, scope=HOUSE, public_id=removed, now=world.clock.now())
    world.submit("BETA", replace(routine_task("郵便の仕分け", minutes=15), department="総務"))

    done = take(world, keep(world, SHEET + "郵便の仕分け,総務,毎日,15分,あり,定型\n"))

    assert (done.stored, done.known) == (2, 2)


def test_two_rows_of_one_name_are_a_problem_of_the_sheet_as_ever(world: World) -> None:
    sheet = keep(world, SHEET + "会議室の　予約,総務,毎日,10分,あり,定型\n")

    with pytest.raises(errors.ManyProblems) as caught:
        take(world, sheet)

    assert [(problem.row, problem.code) for problem in caught.value.problems()] == [(5, "duplicate_row")]
    done = take(world, sheet, good_rows_only=True)
    assert (done.stored, done.known, done.reported) == (3, 0, 1)


def test_columns_chosen_by_hand_are_taken_as_chosen(world: World) -> None:
    sheet = keep(world, "A,B\n会議室の予約,10分\n")

    take(world, sheet, choice=ColumnChoice(0, {0: TaskField.NAME, 1: TaskField.MINUTES_PER_RUN}))

    assert inventory(world)["会議室の予約"].minutes_per_run == 10


def test_a_sheet_of_another_client_does_not_exist(world: World) -> None:
    sheet = keep(world, SHEET)
    with pytest.raises(errors.NotFound):
        keep(world, SHEET, world.client_scope("BETA"))
    with pytest.raises(errors.NotFound):
        import_sheet(
            world.session,
            scope=world.client_scope("BETA"),
            sheet_public_id=sheet,
            now=world.clock.now(),
            new_id=world.ids,
        )


def test_a_file_that_is_no_sheet_is_not_kept(world: World) -> None:
    with pytest.raises(errors.DomainError):
        keep(world, "")


def test_new_weights_count_from_the_next_scoring_on(world: World) -> None:
    weights = dict(tasks_queries.newest_weights(world.session).weights)  # type: ignore[union-attr]
    weights["volume"] -= 5
    weights["manual"] += 5

    assert save_weights(world.session, scope=HOUSE, weights=weights, now=world.clock.now()) == 2
    before = inventory(world)["受注入力"].score
    assert score_tasks(world.session, scope=HOUSE, client_id=None, now=world.clock.now()) == 2
    after = inventory(world)["受注入力"].score

    assert before is not None
    assert after is not None
    assert (before.weights_version, after.weights_version) == (1, 2)
    # The manual is there (level 5 of 5) and the volume is not full: moving weight to it can only help.
    assert (after.suitability or 0) > (before.suitability or 0)


@pytest.mark.parametrize("change", [{"volume": -1}, {"volume": 13}])
def test_weights_that_do_not_add_up_are_refused(world: World, change: dict[str, int]) -> None:
    weights = {**tasks_queries.newest_weights(world.session).weights, **change}  # type: ignore[union-attr]

    with pytest.raises(errors.ManyProblems):
        save_weights(world.session, scope=HOUSE, weights=weights, now=world.clock.now())
