from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.check import violations
from optimizer.eligible import Offer, offers_of
from optimizer.prices import Prices, firm_count, prices_of
from optimizer.prices.descent import limits_of
from optimizer.prices.diving import dive, rest_of
from optimizer.prices.eligible import eligible_of
from optimizer.prices.filling import Filling
from optimizer.prices.firm import firm_most
from optimizer.prices.refining import Refined
from optimizer.prices.teams import Offered, Teams, choice_at, teams_of
from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.proficiency import part_of_minutes, percent_of
from optimizer.room import objective_of
from optimizer.shares import sharers_of
from tests.optimizer.enumeration import best_by_enumeration
from tests.optimizer.problems import any_problem, listed_pairs, plan_of, random_problem

TINY = st.builds(
    any_problem,
    st.integers(0, 10**6),
    tasks=st.integers(1, 5),
    assistants=st.integers(1, 3),
    clients=st.integers(1, 3),
    tight=st.booleans(),
)
MIDDLING = st.builds(
    any_problem,
    st.integers(0, 10**6),
    tasks=st.integers(1, 40),
    assistants=st.integers(1, 8),
    clients=st.integers(1, 6),
    tight=st.booleans(),
)


@settings(max_examples=60, derandomize=True)
@given(problem=TINY, listed=st.booleans(), rounds=st.integers(1, 40))
def test_no_plan_exceeds_the_bound_however_few_the_rounds(problem: Problem, listed: bool, rounds: int) -> None:
    if listed:
        problem = listed_pairs(problem, 1)
    prices = prices_of(problem, rounds=rounds)

    free = replace(problem, tasks=tuple(replace(task, must=False) for task in problem.tasks))
    pinned, must, value = best_by_enumeration(problem)

    assert best_by_enumeration(free)[2] <= prices.bound
    assert pinned <= prices.most_pinned
    assert pinned < prices.most_pinned or must <= prices.most_must
    if (pinned, must) == (prices.most_pinned, prices.most_must):
        assert value <= prices.firm_bound
    assert prices.firm_bound <= prices.bound


@settings(max_examples=60, derandomize=True)
@given(problem=MIDDLING, listed=st.booleans())
def test_the_first_plan_is_sound_and_below_its_bound(problem: Problem, listed: bool) -> None:
    if listed:
        problem = listed_pairs(problem, 2)
    prices = prices_of(problem, rounds=20)
    done = {row.task for row in prices.plan}
    rest = tuple(row for row in plan_of(problem, ()).unassigned if row.task not in done)

    plan = replace(plan_of(problem, ()), assignments=prices.plan, unassigned=rest, objective=prices.objective)

    assert violations(problem, plan) == ()
    bound = prices.bound_of(problem, done)
    assert prices.objective <= min(prices.bound, prices.bound if bound is None else bound)


def _whole(problem: Problem, sharer: Offer) -> Offer:
    task, who = problem.tasks[sharer.task], problem.assistants[sharer.assistant]
    return replace(sharer, minutes=part_of_minutes(task.minutes, percent_of(task, who, problem.proficiency)))


@settings(max_examples=60, derandomize=True)
@given(problem=MIDDLING, listed=st.booleans())
def test_the_arrays_hold_the_pairs_that_the_model_is_built_from(problem: Problem, listed: bool) -> None:
    if listed:
        problem = listed_pairs(problem, 3)
    allowed = {package.client: package.minutes + package.overage_minutes for package in problem.packages}
    wanted = {
        (offer.task, offer.assistant, offer.minutes, offer.value)
        for offer in (*offers_of(problem), *(_whole(problem, sharer) for sharer in sharers_of(problem)))
        if offer.minutes <= allowed.get(problem.tasks[offer.task].client or "", offer.minutes)
    }

    rows = eligible_of(problem)

    found = {
        (task, int(who), int(minutes * rows.task_minutes[task]), float(value + rows.task_value[task]))
        for task in range(len(problem.tasks))
        for who, minutes, value in zip(
            rows.who[rows.places(task)], rows.minutes[rows.places(task)], rows.values[rows.places(task)], strict=True
        )
    }
    with_time = {one for one in found if one[2] <= problem.assistants[one[1]].minutes}
    assert with_time <= wanted <= found
    # who has time for a share only is there too, also when nobody else is there to share with
    assert all(problem.tasks[task].splittable for task, *_ in found - wanted)


def test_a_minute_costs_what_the_work_just_left_out_would_earn() -> None:
    # 100 minutes: the first task at 1.0 a minute fits, the second at 0.8 does not; a price from 0.8 to 1.0 proves 100
    problem = Problem(assistants=(Assistant("a", 100),), tasks=(Task("t", 100), Task("u", 100, value_per_hour=48.0)))

    prices = prices_of(problem)

    assert 0.75 <= prices.assistants[0] <= 1.05
    assert 100 <= prices.bound <= 101
    assert (prices.objective, [row.task for row in prices.plan]) == (100.0, ["t"])


def test_a_package_is_priced_up_to_its_overage() -> None:
    # 60 bought minutes, 60 more at 0.5 a minute; work at 1.0 and at 0.9 fills both, a third hour has no room:
    # 60 x 1.0 + 60 x 0.9 - 60 x 0.5 = 84
    package = Package("c", 60, overage_minutes=60, overage_cost_per_hour=30)
    tasks = tuple(Task(f"t{i}", 60, "c", value_per_hour=value) for i, value in enumerate((60, 54, 42)))
    prices = prices_of(Problem(packages=(package,), assistants=(Assistant("a", 600),), tasks=tasks))

    assert 84 <= prices.bound <= 84.1
    assert prices.objective == 84.0
    assert 0.7 <= prices.packages[0] <= 0.9


def test_firm_work_lowers_the_bound_of_plans_that_serve_it() -> None:
    # an hour, for the worthless must task or for 60 points
    tasks = (Task("must", 60, value_per_hour=0, must=True), Task("rich", 60))
    problem = Problem(assistants=(Assistant("a", 60),), tasks=tasks)

    prices = prices_of(problem)

    assert prices.bound >= 60
    assert prices.firm_bound <= 1
    assert prices.bound_of(problem, ["must"]) == prices.firm_bound
    assert prices.bound_of(problem, ["rich"]) is None


def test_firm_work_that_no_package_holds_is_not_counted_as_possible() -> None:
    # 100 minutes hold the pinned 60 and one of the 40s
    tasks = (
        Task("begun", 60, "c", pinned_to="a"),
        Task("t", 40, "c", must=True),
        Task("u", 40, "c", must=True),
        Task("huge", 600, "c", must=True),
    )
    problem = Problem(packages=(Package("c", 100),), assistants=(Assistant("a", 600),), tasks=tasks)

    prices = prices_of(problem)

    assert (prices.most_pinned, prices.most_must) == (1, 1)
    assert prices.bound_of(problem, ["begun", "u"]) == prices.firm_bound
    assert firm_count(tasks) == (1, 3)


@pytest.mark.parametrize("problem", [Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 90),)), Problem()])
def test_where_nobody_may_do_anything_the_bound_is_nothing(problem: Problem) -> None:
    prices = prices_of(problem)

    assert (prices.bound, prices.objective, prices.plan) == (0.0, 0.0, ())


def test_a_team_is_made_of_people_who_can_do_most_of_the_work() -> None:
    # the team has one place: either u for the 60 minutes of t alone, or v for all 180
    tasks = (
        Task("t", 60, "c", value_per_hour=66),
        Task("s", 60, "c", skills={"経理": 1}),
        Task("r", 60, "c", skills={"経理": 1}),
    )
    problem = Problem(
        packages=(Package("c", 600, team_size=1),),
        assistants=(Assistant("u", 60), Assistant("v", 200, skills={"経理": 1})),
        tasks=tasks,
    )

    assert [(row.task, row.assistant) for row in prices_of(problem).plan] == [("t", "v"), ("s", "v"), ("r", "v")]


def test_among_people_as_good_the_one_of_last_month_is_taken() -> None:
    people = tuple(Assistant(f"a{i}", 600) for i in range(5))
    problem = Problem(assistants=people, tasks=(Task("t", 60, previous="a3"),))

    assert [row.assistant for row in prices_of(problem).plan] == ["a3"]


def test_prices_survive_the_way_through_json_and_are_the_same_twice() -> None:
    problem = random_problem(3, tasks=40, assistants=6, clients=5)

    prices = prices_of(problem)

    assert Prices.from_json(json.loads(json.dumps(prices.to_json()))) == prices == prices_of(problem)


def test_the_tick_may_end_the_rounds() -> None:
    def cancel() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        prices_of(random_problem(3, tasks=4, assistants=2, clients=2), tick=cancel)


def test_the_first_plan_is_worth_what_it_says() -> None:
    problem = random_problem(12, tasks=60, assistants=8, clients=6, tight=False)
    prices = prices_of(problem)
    worth = {task.id: task.value_per_hour * task.minutes / 60 for task in problem.tasks}
    used = dict.fromkeys((package.client for package in problem.packages), 0)
    for row in prices.plan:
        client = next(task.client for task in problem.tasks if task.id == row.task)
        if client is not None:
            used[client] += row.minutes
    cost = sum(max(0, used[one.client] - one.minutes) * one.overage_cost_per_hour / 60 for one in problem.packages)

    assert prices.objective == pytest.approx(objective_of((worth[row.task] for row in prices.plan), ()) - cost)


def _teams(problem: Problem) -> Teams:
    eligible = eligible_of(problem)
    return teams_of(problem, eligible, limits_of(problem, eligible, firm_most(problem, eligible).forced))


@settings(max_examples=150, derandomize=True)
@given(problem=TINY, seed=st.integers(0, 10**6))
def test_no_plan_exceeds_the_bound_with_teams_whatever_the_prices(problem: Problem, seed: int) -> None:
    problem = listed_pairs(problem, 1)
    teams, chance = _teams(problem), np.random.default_rng(seed)
    forced = teams.limits.forced
    least = chance.uniform(-20, 60, len(problem.tasks))
    prices = Offered(
        chance.uniform(0, 0.5, len(problem.assistants)), chance.uniform(0, 0.5, len(problem.packages)), least
    )

    free = replace(problem, tasks=tuple(replace(task, must=False) for task in problem.tasks))
    pinned, must, value = best_by_enumeration(problem)
    most = firm_most(problem, eligible_of(problem))

    assert best_by_enumeration(free)[2] <= choice_at(teams, prices, np.zeros_like(forced)).bound
    if (pinned, must) == (most.pinned, most.must):
        assert value <= choice_at(teams, prices, forced).bound


# Each of two people is worth 100 with one task and 20 with the other, and the client takes one of them.
ONE_OF_TWO = Problem(
    packages=(Package("c", 600, team_size=1),),
    assistants=(Assistant("a", 600), Assistant("b", 600)),
    tasks=(Task("t", 60, "c"), Task("u", 60, "c")),
    pairs=(Pair("t", "a", value=100), Pair("t", "b", value=20), Pair("u", "a", value=20), Pair("u", "b", value=100)),
)


def test_the_bound_knows_that_a_team_is_limited() -> None:
    anybody = replace(ONE_OF_TWO, packages=(Package("c", 600),))

    assert prices_of(anybody).bound == pytest.approx(200)  # 100 + 100
    assert prices_of(ONE_OF_TWO).bound == pytest.approx(120, abs=1)  # either of them: 100 + 20


def test_whoever_has_nearly_all_of_a_task_gets_it() -> None:
    teams = _teams(ONE_OF_TWO)
    filling = Filling(ONE_OF_TWO, teams.eligible, (0.0, 0.0), (0.0,))

    parts = np.array([0.05, 0.95, 0.4, 0.4])  # a, b of t, then of u

    dive(filling, teams, Refined(np.zeros(2), np.zeros(1), 200, 200, parts), lambda: None)

    # b has t, worth less than with a, and so is the team; u follows it.
    assert [(row.task, row.assistant) for row in filling.room.assignments()] == [("t", "b"), ("u", "b")]


def test_what_is_left_has_no_minute_twice_and_keeps_its_team() -> None:
    teams = _teams(ONE_OF_TWO)
    filling = Filling(ONE_OF_TWO, teams.eligible, (0.0, 0.0), (0.0,))
    offer = filling.offer(0, 1)
    assert offer is not None
    filling.take(offer)  # t to b: one hour, and the only place of the team

    left = rest_of(filling, teams, teams.limits)

    assert (left.task.tolist(), left.eligible.who.tolist()) == ([1], [1])  # u with b; a has no place any more
    assert left.limits.assistant.tolist() == [600, 540]
    assert left.limits.package.tolist() == [540]
    assert left.is_in.tolist() == [True]


def test_too_many_pairs_are_priced_without_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.prices.prices.MOST_PAIRS", 3)

    assert prices_of(ONE_OF_TWO).bound == pytest.approx(200)  # four pairs are too many here: the bound without teams


def test_listed_pairs_have_the_same_prices_and_plan_twice() -> None:
    problem = listed_pairs(random_problem(12, tasks=60, assistants=8, clients=6), 1)

    assert prices_of(problem) == prices_of(problem)
