from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.prices.descent import limits_of, usable_minutes
from optimizer.prices.eligible import eligible_of
from optimizer.prices.filling import Filling
from optimizer.prices.firm import firm_most
from optimizer.prices.opening import pairs_of, standing_of
from optimizer.prices.proposing import KINDS, lists_of
from optimizer.prices.refining import Refined
from optimizer.prices.standing import Charge
from optimizer.prices.teams import teams_of
from optimizer.prices.trading import trade
from optimizer.problem import Assistant, Package, Pair, Problem, Task
from tests.optimizer.problems import any_problem, listed_pairs

if TYPE_CHECKING:
    from optimizer.prices.standing import Standing, Trades
    from optimizer.prices.teams import Teams

MIDDLING = st.builds(
    any_problem,
    st.integers(0, 10**6),
    tasks=st.integers(1, 30),
    assistants=st.integers(1, 6),
    clients=st.integers(1, 4),
    tight=st.booleans(),
)


def begun(problem: Problem, rows: dict[str, str] | None = None) -> tuple[Filling, Teams, Refined]:
    """A plan at no prices: these rows of it, or filled."""
    eligible = eligible_of(problem)
    teams = teams_of(problem, eligible, limits_of(problem, eligible, firm_most(problem, eligible).forced))
    people, packages = np.zeros(len(problem.assistants)), np.zeros(len(problem.packages))
    filling = Filling(problem, eligible, people.tolist(), packages.tolist())
    for task, who in (rows or {}).items():
        offer = filling.offer(filling.task_place[task], filling.place[who])
        assert offer is not None
        assert filling.take(offer)
    if rows is None:
        filling.fill(range(len(problem.tasks)))
    return filling, teams, Refined(people, packages, 0.0, 0.0, np.zeros(len(teams.task)))


def after(problem: Problem, rows: dict[str, str]) -> list[tuple[str, str]]:
    made = trade(*begun(problem, rows), lambda: None)
    return [(row.task, row.assistant) for row in made.room.assignments()]


def worth(task: str, **values: float) -> tuple[Pair, ...]:
    return tuple(Pair(task, who, value=value) for who, value in values.items())


FULL = (Assistant("a", 60), Assistant("b", 60))


def test_two_people_who_have_no_minute_left_swap_their_tasks() -> None:
    problem = Problem(
        assistants=FULL, tasks=(Task("t", 60), Task("u", 60)), pairs=worth("t", a=60, b=54) + worth("u", a=54, b=60)
    )

    assert after(problem, {"t": "b", "u": "a"}) == [("t", "a"), ("u", "b")]


def test_a_task_makes_way_to_a_third_person() -> None:
    # v is worth 60 with a alone, who is full with t; t goes to b for 58
    problem = Problem(
        assistants=FULL, tasks=(Task("t", 60), Task("v", 60)), pairs=worth("t", a=60, b=58) + worth("v", a=60)
    )

    assert after(problem, {"t": "a"}) == [("t", "b"), ("v", "a")]


def test_a_task_comes_in_the_place_of_another_of_its_client() -> None:
    problem = Problem(
        packages=(Package("c", 60),),
        assistants=FULL,
        tasks=(Task("t", 60, "c"), Task("u", 60, "c")),
        pairs=worth("t", a=50) + worth("u", b=60),
    )

    assert after(problem, {"t": "a"}) == [("u", "b")]


def test_a_team_changes_its_person_though_all_its_tasks_have_to_go_along() -> None:
    # one place; the first task gains 30 and costs a person too many, half of the 45 that a task is usually worth
    problem = Problem(
        packages=(Package("c", 120, team_size=1),),
        assistants=(Assistant("a", 120), Assistant("b", 120)),
        tasks=(Task("t", 60, "c"), Task("u", 60, "c")),
        pairs=worth("t", a=30, b=60) + worth("u", a=30, b=60),
    )

    assert after(problem, {"t": "a", "u": "a"}) == [("t", "b"), ("u", "b")]


@settings(max_examples=30, derandomize=True)
@given(problem=MIDDLING, seed=st.integers(0, 99))
def test_no_firm_work_is_traded_away_and_no_shares_are_touched(problem: Problem, seed: int) -> None:
    filling, teams, refined = begun(listed_pairs(problem, seed))

    made = trade(filling, teams, refined, lambda: None, steps=200)

    def firm(one: Filling) -> int:
        return sum(one.room.weight[task] for task in one.room.done())

    assert firm(made) >= firm(filling)
    assert filling.room.shared.items() <= made.room.shared.items()


def test_the_same_trades_are_made_twice() -> None:
    problem = listed_pairs(any_problem(4, tasks=40, assistants=6, clients=5), 1)

    plans = [trade(*begun(problem), lambda: None).room.assignments() for _ in range(2)]

    assert plans[0] == plans[1]


def drawn(problem: Problem, seed: int) -> tuple[Standing, list[Trades]]:
    filling, teams, refined = begun(problem)
    standing, chance = standing_of(filling, teams, pairs_of(filling, teams, refined)), np.random.default_rng(seed)
    lists = lists_of(standing)
    if not standing.pairs.nobody:
        return standing, []
    return standing, [kind(standing, lists, chance, 8) for kind in KINDS]


def counted(standing: Standing, charge: Charge) -> float:
    """What a standing is worth, counted anew from who has what; shared work is not among the examples."""
    pairs, at = standing.pairs, standing.at[:-1]
    value = float(pairs.value[at].sum())
    who, client, minutes = pairs.who[at], pairs.client[:-1], pairs.minutes[at]
    for person in range(len(standing.left) - 1):
        over = int(minutes[who == person].sum()) - int(standing.left[person] + minutes[who == person].sum())
        value -= charge.minute * max(0, over)
    for one in range(len(standing.used) - 1):
        used = int(minutes[client == one].sum())
        value -= float(pairs.cost[one]) * max(0, used - int(pairs.package[one]))
        value -= charge.minute * max(0, used - int(pairs.most[one]))
        team = {int(p) for p, m in zip(who[client == one], minutes[client == one], strict=True) if m}
        value -= charge.person * max(0, len(team) - int(pairs.size[one]))
    return value


@settings(max_examples=60, derandomize=True)
@given(problem=MIDDLING, seed=st.integers(0, 10**6))
def test_a_trade_brings_what_it_says(problem: Problem, seed: int) -> None:
    whole = replace(problem, tasks=tuple(replace(task, splittable=False) for task in problem.tasks))
    charge = Charge(minute=3.0, person=70.0)
    standing, drafts = drawn(listed_pairs(whole, 2), seed)
    for trades in drafts:
        for nth in range(len(trades.task)):
            one = trades.only(np.array([nth]))
            if one.old[0] != standing.at[one.task[0]] or one.other_old[0] != standing.at[one.other[0]]:
                continue  # drawn before the trades made since
            told = standing.gains(one, charge)[0] - charge.person * standing.people_too_many(one)[0]
            before = counted(standing, charge)
            standing.trade(one)
            assert counted(standing, charge) - before == pytest.approx(told, abs=1e-6)


@settings(max_examples=30, derandomize=True)
@given(problem=MIDDLING, seed=st.integers(0, 10**6))
def test_trades_made_at_once_share_no_person_client_or_task(problem: Problem, seed: int) -> None:
    standing, drafts = drawn(listed_pairs(problem, 2), seed)
    pairs = standing.pairs
    for trades in drafts:
        seen: set[tuple[str, int]] = set()
        for nth in standing.apart(trades).tolist():
            one = trades.only(np.array([nth]))
            places = (one.old, one.new, one.other_old, one.other_new)
            own = {("person", int(pairs.who[place][0])) for place in places}
            own |= {("client", int(pairs.client[task][0])) for task in (one.task, one.other)}
            own |= {("task", int(task[0])) for task in (one.task, one.other)}
            own -= {("person", len(standing.left) - 1), ("client", len(standing.used) - 1)}
            own -= {("task", len(standing.at) - 1)}
            assert not own & seen
            seen |= own


def test_minutes_that_no_whole_task_can_fill_are_not_counted_on() -> None:
    # tasks of 30 and 40 minutes: of 107 minutes 100 can be used; where work may be shared, all
    tasks = (Task("t", 30), Task("u", 40))
    problem = Problem(assistants=(Assistant("a", 107),), tasks=tasks)
    shared = replace(problem, tasks=(tasks[0], replace(tasks[1], splittable=True)))
    listed = replace(problem, pairs=worth("t", a=1) + worth("u", a=1))

    minutes = [usable_minutes(one, eligible_of(one)).tolist() for one in (problem, shared, listed)]

    assert minutes == [[100.0], [107.0], [100.0]]
