"""What other weights would do to the inventory, said before they are stored."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.effect import Effect, effect_of
from app.actions.tasks.score import save_weights, score_tasks
from app.actions.tasks.submit import archive_task
from app.domain.accounts import HOUSE
from app.domain.tasks.facts import Routine
from app.domain.tasks.rows import TaskRow
from app.queries import tasks as tasks_queries
from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS
from tests.worlds import routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
IN_FORCE = dict(DEFAULT_WEIGHTS.by_criterion)
#: Everything on the manual: who has one gets 100 points, who has none 0.
ONLY_MANUAL = {**dict.fromkeys(CRITERIA, 0), "manual": 100}


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """Two routine tasks with manuals, one without, and one that a gate stops."""
    world = make_world()
    unwritten = replace(routine_task("施工事例の更新", minutes=120), has_manual=False, routine=Routine.SEMI)
    world.submit("ALPHA", unwritten)
    world.submit("ALPHA", TaskRow(0, "社会保険の資格取得届", minutes_per_run=60, runs_per_year=12))
    return world


def effect(world: World, weights: dict[str, int]) -> Effect:
    return effect_of(world.session, scope=HOUSE, weights=weights)


def test_the_weights_in_force_change_nothing(world: World) -> None:
    found = effect(world, IN_FORCE)

    assert (found.tasks, found.treated_otherwise, found.biggest) == (3, (), ())


def test_what_would_change_is_named_with_points_and_treatment(world: World) -> None:
    found = effect(world, ONLY_MANUAL)
    (changed,) = found.treated_otherwise

    assert (changed.name, changed.client_short_name) == ("施工事例の更新", "アルファ商店")
    assert (changed.after, changed.treatment_after) == (0, "keep")
    assert changed.change == -changed.before
    assert found.biggest[0].name == "施工事例の更新"
    assert {move.after for move in found.biggest[1:]} == {100}


def test_what_is_said_before_is_what_a_new_scoring_gives(world: World) -> None:
    weights = {**IN_FORCE, "manual": 26, "standardisation": 0, "volume": 6}
    said = {move.name: (move.after, move.treatment_after) for move in effect(world, weights).biggest}
    assert len(said) == 3

    save_weights(world.session, scope=HOUSE, weights=weights, now=world.clock.now())
    score_tasks(world.session, scope=HOUSE, client_id=None, now=world.clock.now())
    scores = {task.name: task.score for task in tasks_queries.inventory(world.session, HOUSE)}

    assert said == {name: (scores[name].suitability, scores[name].treatment) for name in said}  # type: ignore[union-attr]


def test_how_firm_treatments_and_order_are_is_said(world: World) -> None:
    found = effect(world, {**dict.fromkeys(CRITERIA, 0), "manual": 50, "standardisation": 50})

    # With manual and standard alone the routine tasks have 100, the other 0 + half of 50 = 25: nothing turns.
    assert (found.unstable, found.pairs, found.swapped, found.first_swap) == (0, 2, 0, None)


def test_the_weakest_pair_is_named(world: World) -> None:
    world.submit("ALPHA", replace(routine_task("名刺の整理", minutes=10), has_manual=False, capable_people=1))
    found = effect(world, IN_FORCE)

    assert found.first_swap is not None
    assert {found.first_swap.upper, found.first_swap.lower} <= {"受注入力", "名刺入力", "名刺の整理", "施工事例の更新"}
    assert abs(found.first_swap.change) <= 1
    assert isinstance(found.first_swap.change, Fraction)


def test_an_archived_task_is_not_counted(world: World) -> None:
    from_before = effect(world, IN_FORCE).tasks
    archive_task(world.session, scope=HOUSE, public_id=world.tasks["施工事例の更新"], now=world.clock.now())

    assert effect(world, IN_FORCE).tasks == from_before - 1
