from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optimizer.check import violations
from optimizer.eligible import offers_of
from optimizer.highs import answer_of_highs, steps
from optimizer.highs.answers import Answer
from optimizer.highs.arrays import arrays
from optimizer.highs.running import Ears, Known, configured, hand_over, run_on
from optimizer.highs.surroundings import improved
from optimizer.model import build, values_of
from optimizer.model.surroundings import Surroundings, columns_of
from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.search import Limits
from optimizer.shares import sharers_of
from tests.optimizer.problems import any_problem, plan_of, random_problem

if TYPE_CHECKING:
    from optimizer.model import Model

#: Two tasks of one client and one of another, for two people: offers t-a, t-b, u-a, u-b, v-a, v-b in this order.
TWO_BY_THREE = Problem(
    packages=(Package("c", 100, overage_minutes=10, team_size=1), Package("e", 100)),
    assistants=(Assistant("a", 100), Assistant("b", 100)),
    tasks=(Task("t", 40, client="c"), Task("u", 50, client="c"), Task("v", 60, client="e")),
)


def cost(model: Model, chosen: tuple[int, ...]) -> float:
    return -sum(model.offers[i].value for i in chosen)


def poor_start(model: Model) -> Answer:
    """The worst single offer, and nothing else."""
    worst = min(range(len(model.x)), key=lambda i: (model.offers[i].value, i))
    return Answer("HiGHS", (worst,), None, complete=False, cost=cost(model, (worst,)))


def test_the_columns_of_people_are_their_offers_for_these_tasks_and_what_follows_from_them() -> None:
    model = build(TWO_BY_THREE, offers_of(TWO_BY_THREE))

    # x: t-a is 0, u-a is 2; y of c is 6; z of (c, a) is 7 and of (c, b) 8
    assert columns_of(model, {0, 1}, {0}) == [0, 2, 6, 7]
    assert columns_of(model, {0, 1}, None) == [0, 1, 2, 3, 6, 7, 8]
    assert columns_of(model, {2}, None) == [4, 5]


@pytest.mark.parametrize("seed", range(8))
def test_whoever_keeps_a_task_keeps_it_and_what_is_held_fast_adds_up(seed: int) -> None:
    problem = any_problem(seed, tasks=12, assistants=5, clients=3)
    model = build(problem, offers_of(problem), sharers=sharers_of(problem))
    around = Surroundings(model, random.Random(seed))
    found = answer_of_highs(model, Limits(5.0, checks=5))
    assert found.chosen is not None

    for _ in range(10):
        free = set(around.draw(found.chosen, found.shares, 4))
        held = {model.offers[i].task for i in found.chosen if i not in free}
        assert not held & {model.offers[i].task for i in free if i < len(model.x)}


@pytest.mark.parametrize("seed", range(6))
def test_the_surroundings_of_a_poor_plan_lead_to_a_better_one_that_breaks_no_rule(seed: int) -> None:
    problem = random_problem(seed, tasks=40, assistants=8, clients=6)
    model = build(problem, offers_of(problem))
    best = answer_of_highs(model, Limits(30.0))
    assert best.cost is not None
    start = poor_start(model)

    found = improved(model, arrays(model), Limits(30.0, checks=3_000), start, best.cost, Ears())

    assert found.cost is not None
    assert found.chosen is not None
    assert found.cost <= 0.95 * best.cost < 0
    rows = [(model.offers[i].task, model.offers[i].assistant, model.offers[i].minutes) for i in found.chosen]
    names = [(problem.tasks[t].id, problem.assistants[a].id, minutes) for t, a, minutes in rows]
    assert {one.code for one in violations(problem, plan_of(problem, names))} <= {"wrong_objective"}


def test_the_same_work_finds_the_same_plan() -> None:
    problem = random_problem(3, tasks=60, assistants=10, clients=8)
    model = build(problem, offers_of(problem))
    found = [
        improved(model, arrays(model), Limits(60.0, checks=200), poor_start(model), -1e9, Ears()) for _ in range(2)
    ]

    assert found[0] == found[1]
    assert found[0].chosen != poor_start(model).chosen


def test_it_ends_where_the_plan_is_as_close_to_the_bound_as_asked_for() -> None:
    problem = random_problem(3, tasks=60, assistants=10, clients=8)
    model = build(problem, offers_of(problem))
    start = poor_start(model)
    assert start.cost is not None

    assert improved(model, arrays(model), Limits(60.0), start, start.cost, Ears()) is start


def test_every_better_plan_is_told_with_the_bound_of_all_offers() -> None:
    problem = random_problem(3, tasks=60, assistants=10, clients=8)
    model = build(problem, offers_of(problem))
    told: list[tuple[float, float]] = []
    plans: list[tuple[int, ...]] = []
    ears = Ears(lambda _, least, lowest: told.append((least, lowest)), lambda chosen, _: plans.append(chosen))

    found = improved(model, arrays(model), Limits(60.0, checks=200), poor_start(model), -1e9, ears)

    assert told[-1] == (found.cost, -1e9)
    assert plans[-1] == found.chosen
    assert [least for least, _ in told] == sorted((least for least, _ in told), reverse=True)


def test_a_run_that_was_ended_does_not_end_the_next_one() -> None:
    problem = random_problem(1, tasks=400, assistants=40, clients=40)
    model = build(problem, offers_of(problem))
    solver = configured(Limits(60.0))
    hand_over(solver, arrays(model))

    first, asked = run_on(solver, model, 2, Known(), Ears())
    again, more = run_on(solver, model, 8, Known(), Ears())

    assert (first.is_spent, asked) == (True, 3)
    assert (again.is_spent, more) == (True, 9)


def test_a_search_of_the_core_goes_on_around_its_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(5, tasks=60, assistants=8, clients=8)
    model = build(problem, offers_of(problem))
    best = answer_of_highs(model, Limits(30.0))
    begun_with: list[float | None] = []

    def to_the_best(_model: Model, _lp: object, _limits: Limits, found: Answer, *_: object) -> Answer:
        begun_with.append(found.cost)
        return replace(found, chosen=best.chosen, cost=best.cost)

    monkeypatch.setattr(steps, "CORE_COLUMNS", 0)
    monkeypatch.setattr(steps, "improved", to_the_best)

    found = answer_of_highs(model, Limits(30.0, checks=40))

    assert best.cost is not None
    assert begun_with[0] is not None
    assert begun_with[0] >= best.cost
    assert found.cost == pytest.approx(best.cost)


def test_the_start_of_a_plan_fills_every_column() -> None:
    model = build(TWO_BY_THREE, offers_of(TWO_BY_THREE))

    # t and u with a: 90 of 100 minutes, no overage; a works for c, b does not
    assert values_of(model, (0, 2)) == [1, 0, 1, 0, 0, 0, 0, 1, 0]
