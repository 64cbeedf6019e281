"""The inventory as the pages list it: order, counts, what has points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.accounts import HOUSE
from app.domain.tasks.rows import TaskRow
from app.queries.tasks import InventoryOrder, inventory, inventory_counts
from tests.worlds import routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World


def _filled(make_world: MakeWorld) -> World:
    """ALPHA has a routine task of 600 minutes, one of 5, one without time, one a law reserves and one nobody needs."""
    world = make_world()
    world.submit("ALPHA", routine_task("名刺の棚卸", minutes=65, runs_per_year=1))
    world.submit("ALPHA", TaskRow(0, "資料の片付け"))
    world.submit("ALPHA", TaskRow(0, "旧台帳への転記", detail="誰も見ていない", minutes_per_run=30, runs_per_year=48))
    world.submit("ALPHA", TaskRow(0, "社会保険の資格取得届", minutes_per_run=120, runs_per_year=6))
    return world


def _names(world: World, order: InventoryOrder, *, has_points: bool | None = None) -> list[str]:
    found = inventory(world.session, HOUSE, client_id=world.client_id("ALPHA"), order=order, has_points=has_points)
    return [task.name for task in found]


def test_by_suitability_the_best_come_first_and_those_without_points_last_the_law_before_the_rest(
    make_world: MakeWorld,
) -> None:
    world = _filled(make_world)

    names = _names(world, InventoryOrder.SUITABILITY)

    assert names[0] == "受注入力"
    assert names[-2:] == ["社会保険の資格取得届", "旧台帳への転記"]


def test_by_worth_the_most_minutes_times_points_come_first_and_unknown_time_is_left_out(make_world: MakeWorld) -> None:
    world = _filled(make_world)

    assert _names(world, InventoryOrder.WORTH, has_points=True) == ["受注入力", "名刺の棚卸"]


def test_what_a_gate_kept_from_points_can_be_listed_alone(make_world: MakeWorld) -> None:
    world = _filled(make_world)

    assert _names(world, InventoryOrder.NUMBER, has_points=False) == ["旧台帳への転記", "社会保険の資格取得届"]


def test_tasks_and_minutes_are_counted_by_treatment_as_each_task_shows_them(make_world: MakeWorld) -> None:
    world = _filled(make_world)

    counted = inventory_counts(world.session, HOUSE, client_id=world.client_id("ALPHA"))

    by_treatment = {each.treatment: (each.tasks, each.monthly_min) for each in counted}
    # 65 minutes a year are 5.4, so 5 a month, beside 600; 30 × 48 / 12 = 120; 120 × 6 / 12 = 60.
    assert by_treatment["outsource"] == (2, 605)
    assert by_treatment["stop"] == (1, 120)
    assert by_treatment["specialist"] == (1, 60)
    assert sum(tasks for tasks, _ in by_treatment.values()) == 5
    shown = inventory(world.session, HOUSE, client_id=world.client_id("ALPHA"))
    assert sum(each.monthly_min for each in counted) == sum(task.monthly_min or 0 for task in shown)


def test_counts_are_of_the_scope_alone(make_world: MakeWorld) -> None:
    world = _filled(make_world)

    counted = inventory_counts(world.session, world.client_scope("BETA"))

    assert [(each.client_id, each.tasks) for each in counted] == [(world.client_id("BETA"), 1)]
