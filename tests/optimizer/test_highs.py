from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.eligible import offers_of
from optimizer.highs import SolverFailedError, answer, answer_of_cbc, answer_of_highs, cbc, steps
from optimizer.model import build
from optimizer.problem import Assistant, Problem, Task
from optimizer.search import Limits
from optimizer.shares import share, sharers_of
from tests.optimizer.problems import any_problem, random_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.highs import Answer
    from optimizer.model import Model

    Solver = Callable[[Model, Limits], Answer]

BOTH = (answer_of_highs, answer_of_cbc)
#: 60 + 40 minutes at 60 an hour fill 100 minutes: 100 points.
SMALL = Problem(assistants=(Assistant("a", 100),), tasks=(Task("t", 60), Task("u", 40), Task("v", 70)))


def model_of(problem: Problem, firm_work: int = 0) -> Model:
    return build(problem, offers_of(problem), firm_work=firm_work)


def value(problem: Problem, found: Answer) -> float:
    return sum(offers_of(problem)[i].value for i in found.chosen)


@pytest.mark.parametrize("solve", [answer_of_highs, answer_of_cbc])
def test_the_best_plan_comes_with_its_proof(solve: Solver) -> None:
    found = solve(model_of(SMALL), Limits(10.0))

    assert value(SMALL, found) == 100
    assert found.bound == pytest.approx(-100)
    assert found.complete
    assert not found.infeasible


@pytest.mark.parametrize("seed", range(12))
def test_both_solvers_prove_the_same_bound(seed: int) -> None:
    problem = random_problem(seed, tasks=12, assistants=4, clients=3)

    one, other = (solve(model_of(problem), Limits(20.0)) for solve in (answer_of_highs, answer_of_cbc))

    assert one.complete
    assert other.complete
    assert one.bound == pytest.approx(other.bound, abs=1e-4)


@pytest.mark.parametrize("seed", range(1, 33, 2))
def test_both_solvers_prove_the_same_bound_where_more_is_asked_for(seed: int) -> None:
    problem = any_problem(seed, tasks=8, assistants=4, clients=2)
    offers, sharers = offers_of(problem), sharers_of(problem)

    one, other = (solve(build(problem, offers, sharers=sharers), Limits(20.0)) for solve in BOTH)

    assert one.complete
    assert other.complete
    assert one.bound == pytest.approx(other.bound, abs=1e-4)


@pytest.mark.parametrize("solve", BOTH)
def test_a_divided_task_comes_back_in_whole_minutes(solve: Solver) -> None:
    # 100 + 80 minutes for one task of 150: a has 70 to 90 of them, b the rest
    problem = Problem(assistants=(Assistant("a", 100), Assistant("b", 80)), tasks=(Task("t", 150, splittable=True),))

    found = solve(build(problem, (), sharers=sharers_of(problem)), Limits(10.0))

    assert found.chosen == ()
    assert [share.assistant for share in found.shares] == [0, 1]
    assert sum(share.minutes for share in found.shares) == 150
    assert 70 <= found.shares[0].minutes <= 90


@pytest.mark.parametrize("solve", [answer_of_highs, answer_of_cbc])
def test_a_model_without_a_plan_is_told_as_infeasible(solve: Solver) -> None:
    must = Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60, must=True), Task("u", 60, must=True)))

    found = solve(model_of(must, firm_work=2), Limits(10.0))

    assert found.infeasible
    assert found.chosen is None


@pytest.mark.parametrize("solve", [answer_of_highs, answer_of_cbc])
def test_a_search_cut_short_is_not_told_as_complete(solve: Solver) -> None:
    problem = random_problem(1, tasks=400, assistants=40, clients=40)

    found = solve(model_of(problem), Limits(0.3))

    assert not found.complete
    assert found.bound is None or found.chosen is None or -found.bound > value(problem, found)


@pytest.mark.parametrize("solve", [answer_of_highs, answer_of_cbc])
def test_a_search_that_has_done_its_work_says_so(solve: Solver) -> None:
    problem = random_problem(1, tasks=400, assistants=40, clients=40)

    found = solve(model_of(problem), Limits(60.0, checks=2))

    assert (found.is_spent, found.complete) == (True, False)
    assert not solve(model_of(SMALL), Limits(10.0, checks=1_000)).is_spent


def test_work_is_counted_the_same_every_time() -> None:
    problem = random_problem(1, tasks=400, assistants=40, clients=40)

    one, other = (answer_of_highs(model_of(problem), Limits(300.0, checks=8)) for _ in range(2))
    more = answer_of_highs(model_of(problem), Limits(300.0, checks=12))

    assert one == other
    assert more.bound is not None
    assert one.bound is not None
    assert more.bound >= one.bound


def test_a_gap_is_kept_and_its_bound_lies_above_the_plan() -> None:
    problem = random_problem(5, tasks=60, assistants=8, clients=8)

    for solve in (answer_of_highs, answer_of_cbc):
        found = solve(model_of(problem), Limits(30.0, gap=0.05))

        assert found.complete
        assert found.bound is not None
        assert -found.bound >= value_less_overage(problem, found) - 1e-6
        assert -found.bound <= value_less_overage(problem, found) / 0.95 + 1e-6


def value_less_overage(problem: Problem, found: Answer) -> float:
    used = dict.fromkeys((package.client for package in problem.packages), 0)
    offers = offers_of(problem)
    for i in found.chosen:
        client = problem.tasks[offers[i].task].client
        if client is not None:
            used[client] += offers[i].minutes
    over = {one.client: max(0, used[one.client] - one.minutes) for one in problem.packages}
    cost = sum(over[one.client] * one.overage_cost_per_hour / 60 for one in problem.packages)
    return value(problem, found) - cost


def test_the_bound_of_cbc_is_read_where_it_stopped_within_the_gap() -> None:
    model = model_of(SMALL)
    answer_of_cbc(model, Limits(10.0))
    told = (
        "Result - Optimal solution found (within gap tolerance)\n\nObjective value:   -100.0\nLower bound:   -104.5\n"
    )

    assert cbc._read_cbc(model, told, Limits(10.0)).bound == -104.5


def test_cbc_whose_time_is_over_before_it_searches_is_cut_short_and_has_not_failed() -> None:
    # On a busy machine it is still reading the model then, and ends its log without a result.
    told = "threads was changed from 0 to 1\nTotal time (CPU seconds):       0.06   (Wallclock seconds):       0.47\n"

    found = cbc._read_cbc(model_of(SMALL), told, Limits(0.3))

    assert (found.complete, found.infeasible, found.bound, found.chosen) == (False, False, None, None)
    with pytest.raises(SolverFailedError):
        cbc._read_cbc(model_of(SMALL), told, Limits(10.0))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("gap", [0.0, 0.05])
def test_a_search_of_the_core_first_proves_what_the_whole_proves(
    seed: int, gap: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = random_problem(seed, tasks=30, assistants=8, clients=6)
    best = value_less_overage(problem, answer_of_highs(model_of(problem), Limits(30.0)))
    monkeypatch.setattr(steps, "CORE_COLUMNS", 0)
    monkeypatch.setattr(steps, "CORE_OFFERS", 1)

    found = answer_of_highs(model_of(problem), Limits(30.0, gap=gap))

    assert found.complete
    assert found.bound is not None
    assert -found.bound >= best - 1e-4
    assert value_less_overage(problem, found) >= (1 - gap) * best - 1e-4


def test_the_core_keeps_what_the_start_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CORE_COLUMNS", 0)
    monkeypatch.setattr(steps, "CORE_OFFERS", 0)
    problem = random_problem(1, tasks=60, assistants=8, clients=8)
    worst = [i for i, offer in enumerate(offers_of(problem)) if offer.value == 0][:1]

    found = answer_of_highs(model_of(problem), Limits(30.0, gap=0.9), worst)

    assert found.chosen is not None
    assert not found.infeasible


def test_a_known_plan_is_kept_when_there_is_no_time_to_search() -> None:
    problem = random_problem(1, tasks=400, assistants=40, clients=40)
    offers = offers_of(problem)
    start = [0]

    found = answer_of_highs(model_of(problem), Limits(0.001), start)

    assert found.chosen is not None
    assert value(problem, found) >= offers[0].value


def test_cbc_answers_when_highs_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "highspy", None)

    found = answer(model_of(SMALL), Limits(10.0))

    assert (found.solver, value(SMALL, found)) == ("CBC", 100)


def test_cbc_answers_when_highs_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(steps, "arrays", fail)

    assert answer(model_of(SMALL), Limits(10.0)).solver == "CBC"


def test_the_failure_of_both_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no licence")

    monkeypatch.setattr(steps, "highspy", None)
    monkeypatch.setattr(cbc, "_read_cbc", fail)

    with pytest.raises(SolverFailedError, match=r"HiGHS: highspy is not installed; CBC: no licence"):
        answer(model_of(SMALL), Limits(10.0))


def test_highs_reports_how_far_it_is() -> None:
    reports: list[tuple[float, float, float]] = []

    answer_of_highs(
        model_of(random_problem(3, tasks=100, assistants=14, clients=16)),
        Limits(2.0),
        (),
        lambda *now: reports.append(now),
    )

    assert reports
    assert all(lowest <= least + 1e-6 for _, least, lowest in reports)


def test_without_time_the_shares_it_started_from_come_back() -> None:
    problem = Problem(assistants=(Assistant("a", 100), Assistant("b", 80)), tasks=(Task("t", 150, splittable=True),))
    sharers = sharers_of(problem)
    start = tuple(share(whole, 75) for whole in sharers)

    found = answer_of_highs(build(problem, (), sharers=sharers), Limits(0.0), shares=start)

    assert found.shares == start
