from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optimizer import tiers as module
from optimizer.eligible import offers_of
from optimizer.highs import Answer, answer
from optimizer.problem import Assistant, Package, Pair, Problem, ProblemError, Task
from optimizer.result import Assignment, Choice, PlanResult, Tier, TierUse
from optimizer.search import Limits
from optimizer.shares import known, sharers_of
from optimizer.solve import solve
from optimizer.tiers import Plan, Tiers
from tests.optimizer.enumeration import every_plan, score_of
from tests.optimizer.problems import random_problem, search_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.model import Model

TWO = (Assistant("a", 600), Assistant("b", 600))
SIX = tuple(Task(f"t{i}", 60) for i in range(6))


def who_has(plan: PlanResult) -> dict[str, str]:
    return {row.task: row.assistant for row in plan.assignments}


def published(**tasks: str) -> tuple[Assignment, ...]:
    return tuple(Assignment(task, who, 60) for task, who in tasks.items())


def test_the_published_plan_stays_where_it_is_worth_as_much() -> None:
    # even loads would give b some of the work; what is published comes before
    problem = Problem(assistants=TWO, tasks=SIX[:4], published=published(t0="a", t1="a", t2="a", t3="a"))

    plan = solve(problem, search=search_here)

    assert set(who_has(plan).values()) == {"a"}
    assert plan.tiers[0] == TierUse(Tier.CHANGES, 0, 0.0, proven=True)
    assert {why.reason for why in plan.why} == {Choice.PUBLISHED}


def test_without_a_published_plan_the_same_work_is_spread() -> None:
    plan = solve(Problem(assistants=TWO, tasks=SIX[:4]), search=search_here)

    assert sorted(who_has(plan).values()) == ["a", "a", "b", "b"]
    assert [use.tier for use in plan.tiers] == [Tier.LOAD]


def test_what_the_published_plan_has_and_this_one_cannot_is_counted_as_a_change() -> None:
    # t1 is with b now because a is barred; t9 and c are gone
    tasks = (SIX[0], replace(SIX[1], forbidden=("a",)))
    problem = Problem(assistants=TWO, tasks=tasks, published=published(t0="a", t1="a", t9="a", t2="c"))

    plan = solve(problem, search=search_here)

    assert who_has(plan) == {"t0": "a", "t1": "b"}
    assert (plan.tiers[0].tier, plan.tiers[0].amount) == (Tier.CHANGES, 3)


def worth(a: float, b: float) -> Problem:
    """One task, published with b, worth so much with each."""
    pairs = (Pair("t0", "a", value=a), Pair("t0", "b", value=b))
    return Problem(assistants=TWO, tasks=SIX[:1], pairs=pairs, published=published(t0="b"))


def test_few_changes_cost_a_tenth_of_a_percent_of_value_at_most() -> None:
    # 99.95 of 100 is within 0.1 %, 99.8 is not
    near, far = solve(worth(100, 99.95), search=search_here), solve(worth(100, 99.8), search=search_here)

    assert (who_has(near)["t0"], who_has(far)["t0"]) == ("b", "a")
    assert near.tiers[0].value_lost == pytest.approx(0.05)
    assert (near.objective, near.bound, near.gap, near.status) == (99.95, pytest.approx(100.0), 0.0, "optimal")


def test_whoever_asks_for_the_best_value_loses_none_of_it() -> None:
    assert who_has(solve(worth(100, 99.95), gap=0.0, search=search_here)) == {"t0": "a"}


def test_changes_come_before_continuity_and_continuity_before_load() -> None:
    # t0 is published with b though a had it last month; t1 to t3 stay with a, who had them, though b is idle then
    tasks = tuple(replace(task, previous="a") for task in SIX[:4])
    problem = Problem(assistants=TWO, tasks=tasks, published=published(t0="b"))

    plan = solve(problem, search=search_here)

    assert who_has(plan) == {"t0": "b", "t1": "a", "t2": "a", "t3": "a"}
    # a has 180 of 600 minutes
    assert [(use.tier, use.amount) for use in plan.tiers] == [
        (Tier.CHANGES, 0),
        (Tier.CONTINUITY, 1),
        (Tier.LOAD, 30.0),
    ]


def test_must_work_comes_before_the_published_plan() -> None:
    problem = Problem(
        assistants=(Assistant("a", 60),),
        tasks=(SIX[0], replace(SIX[1], must=True, value_per_hour=1)),
        published=published(t0="a"),
    )

    assert who_has(solve(problem, search=search_here)) == {"t1": "a"}


def test_loads_are_evened_where_no_single_move_would_do() -> None:
    # 50 + 50 and 40 + 40 of 100 wished: only an exchange gives 90 and 90
    people = tuple(Assistant(who, 600, wished_minutes=100) for who in "ab")
    problem = Problem(assistants=people, tasks=(Task("t0", 50), Task("t1", 50), Task("t2", 40), Task("t3", 40)))

    loads, tiers = settled(problem, {"t0": "a", "t1": "a", "t2": "b", "t3": "b"})

    assert loads == {"a": 90, "b": 90}
    assert [(use.tier, use.amount, use.proven) for use in tiers.uses] == [(Tier.LOAD, 90.0, True)]


def test_load_is_measured_against_the_minutes_wished_for() -> None:
    # 180 minutes for 200 and 100 wished: 120 and 60 are 60 % each
    people = (Assistant("a", 600, wished_minutes=200), Assistant("b", 600, wished_minutes=100))
    problem = Problem(assistants=people, tasks=SIX[:3])

    loads, _ = settled(problem, {"t0": "b", "t1": "b", "t2": "b"})

    assert loads == {"a": 120, "b": 60}


def settled(problem: Problem, start: dict[str, str]) -> tuple[dict[str, int], Tiers]:
    """Everybody's minutes after the tiers, begun from a plan."""
    offers = offers_of(problem)
    place = {(problem.tasks[o.task].id, problem.assistants[o.assistant].id): i for i, o in enumerate(offers)}
    tiers = Tiers(problem, offers, (), Limits(10.0, 0.01), lambda: 10.0)
    plan = tiers.settle(Plan(tuple(place[pair] for pair in start.items())))
    loads = dict.fromkeys((one.id for one in problem.assistants), 0)
    for i in plan.chosen:
        loads[problem.assistants[offers[i].assistant].id] += offers[i].minutes
    return loads, tiers


#: b and c share t; a has the four tasks that b, too, may do. Evening out would trim shares by single minutes.
BESIDE_SHARES = Problem(
    assistants=(Assistant("a", 600), Assistant("b", 600), Assistant("c", 600)),
    tasks=(
        Task("t", 150, splittable=True, forbidden=("a",)),
        *(Task(f"u{i}", minutes, forbidden=("c",)) for i, minutes in enumerate((50, 50, 40, 40))),
    ),
)


def loads_beside_shares() -> tuple[dict[str, int], Tiers]:
    problem, offers, sharers = BESIDE_SHARES, offers_of(BESIDE_SHARES), sharers_of(BESIDE_SHARES)
    shares = known(sharers, [(0, 1, 75), (0, 2, 75)])
    own = tuple(i for i, offer in enumerate(offers) if offer.task and offer.assistant == 0)
    tiers = Tiers(problem, offers, sharers, Limits(10.0, 0.01), lambda: 10.0)
    plan = tiers.settle(Plan(own, shares))
    loads = dict.fromkeys("abc", 0)
    for one in (*(offers[i] for i in plan.chosen), *plan.shares):
        loads[problem.assistants[one.assistant].id] += one.minutes
    return loads, tiers


def test_whole_tasks_are_evened_out_beside_shared_work_which_stays() -> None:
    loads, tiers = loads_beside_shares()

    # 180 minutes of a and 75 of b: 50 go over and leave 130 and 125, 60 cannot
    assert loads == {"a": 130, "b": 125, "c": 75}
    assert [(use.tier, use.proven) for use in tiers.uses] == [(Tier.LOAD, False)]


def test_without_its_row_shares_are_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def noted(model: Model, *given: object) -> Answer:
        found = answer(model, *given)  # type: ignore[arg-type]
        asked.append({one.minutes for one in found.shares})
        return found

    monkeypatch.setattr(module, "answer", noted)
    loads_beside_shares()
    monkeypatch.setattr(module, "shares_left_alone", nothing)
    loads_beside_shares()

    assert asked[0] == {75}
    assert asked[1] != {75}


def nothing(*_: object) -> object:
    def rows(model: Model) -> Iterator[object]:
        yield from ()

    return rows


#: A row that keeps a tier, and a problem in which a later tier breaks it without the row.
KEPT = [
    ("value_kept", worth(100, 50), {"t0": "a"}, "a"),
    (
        "no_fewer_pairs",
        Problem(assistants=TWO, tasks=(replace(SIX[0], previous="a"),), published=published(t0="b")),
        {"t0": "b"},
        "b",
    ),
]


@pytest.mark.parametrize(("row", "problem", "start", "who"), KEPT, ids=[case[0] for case in KEPT])
def test_without_its_row_an_earlier_tier_is_given_up(
    row: str, problem: Problem, start: dict[str, str], who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads, _ = settled(problem, start)
    monkeypatch.setattr(module, row, nothing)
    without, _ = settled(problem, start)

    assert loads[who] == 60
    assert without[who] == 0


def test_without_its_row_a_load_is_in_no_band(monkeypatch: pytest.MonkeyPatch) -> None:
    people = tuple(Assistant(who, 600, wished_minutes=100) for who in "ab")
    problem = Problem(assistants=people, tasks=(Task("t0", 50), Task("t1", 50), Task("t2", 40), Task("t3", 40)))
    start = {"t0": "a", "t1": "a", "t2": "b", "t3": "b"}
    monkeypatch.setattr(module, "bands_hold_load", nothing())

    assert settled(problem, start)[0] == {"a": 100, "b": 80}


def test_a_tier_without_an_answer_leaves_the_plan_of_the_tiers_above(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(assistants=TWO, tasks=SIX[:2], published=published(t0="b", t1="b"))
    monkeypatch.setattr(module, "answer", lambda *_: Answer("HiGHS", None, None, complete=False))

    loads, tiers = settled(problem, {"t0": "a", "t1": "b"})

    assert loads == {"a": 60, "b": 60}
    assert [(use.tier, use.amount, use.proven) for use in tiers.uses] == [
        (Tier.CHANGES, 1, False),
        (Tier.LOAD, 10.0, False),
    ]


def test_with_nothing_to_decide_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "answer", None)
    problem = Problem(assistants=TWO[:1], tasks=SIX[:2], published=published(t0="a", t1="a"))

    loads, tiers = settled(problem, {"t0": "a", "t1": "a"})

    assert loads == {"a": 120}
    assert tiers.uses == [TierUse(Tier.CHANGES, 0, 0.0, proven=True)]


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_of_the_same_value_changes_less_or_keeps_more(seed: int) -> None:
    problem = random_problem(seed, tasks=5, assistants=3, clients=2, tight=seed % 3 != 0)
    problem = replace(
        problem,
        tasks=tuple(replace(task, splittable=False) for task in problem.tasks),
        published=tuple(
            Assignment(task.id, f"a{(seed + nth) % 3}", task.minutes) for nth, task in enumerate(problem.tasks)
        ),
    )
    pairs = {(row.task, row.assistant) for row in problem.published}

    plan = solve(problem, gap=0.0, search=search_here)

    def rank(done: object) -> tuple[float, ...]:
        """Pinned, must and value as found, then published rows kept, then tasks that stay with last month's."""
        firm_and_value = score_of(problem, done)  # type: ignore[arg-type]
        rows = [(task, way[0][0]) for task, way in done]  # type: ignore[attr-defined]
        kept = sum((task.id, who) in pairs for task, who in rows)
        stayed = sum(task.previous == who for task, who in rows)
        return (*firm_and_value[:2], round(firm_and_value[2], 4), kept, stayed)

    best = max(rank(done) for done in every_plan(problem))
    rows = who_has(plan)
    previous = {task.id: task.previous for task in problem.tasks}
    assert sum(pair in pairs for pair in rows.items()) == best[3]
    assert sum(previous[task] == who for task, who in rows.items()) == best[4]
    assert plan.objective == pytest.approx(best[2], abs=1e-3)


def test_the_published_plan_and_the_tiers_travel_as_json() -> None:
    problem = Problem(assistants=TWO, tasks=SIX[:2], published=published(t0="b", gone="x"))
    plan = solve(problem)

    assert Problem.from_json(problem.to_json()) == problem
    assert PlanResult.from_json(plan.to_json()) == plan
    assert [use.tier for use in plan.tiers] == [Tier.CHANGES, Tier.LOAD]


def test_a_row_of_the_published_plan_without_minutes_is_a_fault() -> None:
    with pytest.raises(ProblemError) as caught:
        Problem.from_json({"published": [{"task": "t", "assistant": "a"}]})

    assert [str(fault) for fault in caught.value.problems] == ["published[0].minutes: missing"]


def test_the_model_keeps_its_rules_in_every_tier() -> None:
    # the package holds one of the two published tasks
    tasks = tuple(replace(task, client="c") for task in SIX[:2])
    problem = Problem(packages=(Package("c", 60),), assistants=TWO, tasks=tasks, published=published(t0="a", t1="b"))

    plan = solve(problem, search=search_here)

    assert len(plan.assignments) == 1
    assert plan.tiers[0].amount == 1
