from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optimizer import child
from optimizer.check import Violation
from optimizer.child import find
from optimizer.eligible import offers_of
from optimizer.greedy import put_together
from optimizer.highs import Answer
from optimizer.problem import Assistant, Package, Problem, ProblemError, Task
from optimizer.result import Choice, PlanResult, Reason, Status, Unassigned
from optimizer.search import EnoughFound, Found, Limits, Progress, gap_between
from optimizer.shares import sharers_of
from optimizer.solve import PlanNotSoundError, search_in_child, solve
from tests.optimizer.problems import random_problem, search_here, search_lost

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.model import Model

#: 60 + 40 minutes at a point a minute fill the 100 minutes: 100 points. The densest alone, 70 at 1.2, would give 84.
SMALL = Problem(
    assistants=(Assistant("a", 100),),
    tasks=(Task("t", 60), Task("u", 40), Task("v", 70, value_per_hour=72)),
)


def never(*_: object) -> Found:
    raise AssertionError("the solver was called")


def test_a_plan_comes_from_a_process_of_its_own_with_its_proof() -> None:
    plan = solve(SMALL, gap=0.0)

    assert (plan.status, plan.objective, plan.bound, plan.gap, plan.solver) == ("optimal", 100.0, 100.0, 0.0, "HiGHS")
    assert [(row.task, row.assistant, row.minutes) for row in plan.assignments] == [("t", "a", 60), ("u", "a", 40)]
    assert [row.task for row in plan.unassigned] == ["v"]


def test_a_plan_can_be_made_from_any_thread() -> None:
    plans: list[PlanResult] = []
    threads = [threading.Thread(target=lambda: plans.append(solve(SMALL))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [plan.objective for plan in plans] == [100.0, 100.0]


def test_the_process_gives_the_same_plan_twice() -> None:
    problem = random_problem(4, tasks=30, assistants=5, clients=4)

    first, second = (solve(problem, seed=2, clock=lambda: 0.0) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("problem", "left_out"),
    [
        (Problem(), []),
        (Problem(assistants=(Assistant("a", 60),)), []),
        (Problem(packages=(Package("c", 60),), tasks=(Task("t", 60, "c"),)), ["t"]),
    ],
)
def test_without_tasks_or_assistants_there_is_nothing_to_plan(problem: Problem, left_out: list[str]) -> None:
    plan = solve(problem, search=never)

    assert plan.status is Status.NOTHING_TO_PLAN
    assert plan.assignments == ()
    assert [row.task for row in plan.unassigned] == left_out
    assert {row.reason for row in plan.unassigned} <= {Reason.NO_ASSISTANTS}


def test_when_nobody_may_do_anything_the_empty_plan_is_proven_without_a_solver() -> None:
    problem = Problem(assistants=(Assistant("a", 600),), tasks=(Task("t", 60, skills={"経理": 1}),))

    plan = solve(problem, search=never)

    assert (plan.status, plan.bound, plan.solver) == (Status.OPTIMAL, 0.0, "none")
    assert [row.reason for row in plan.unassigned] == [Reason.NO_SKILL]


def test_bad_input_never_reaches_a_solver() -> None:
    with pytest.raises(ProblemError) as caught:
        solve(Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", -1),)), search=never)

    assert [str(fault) for fault in caught.value.problems] == ["tasks[0].minutes: negative (-1)"]


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"gap": -0.1}, "gap"),
        ({"gap": float("nan")}, "gap"),
        ({"time_limit_s": 0.0}, "time_limit_s"),
        ({"time_limit_s": float("inf")}, "time_limit_s"),
        ({"seed": -1}, "seed"),
        ({"seed": True}, "seed"),
    ],
)
def test_limits_that_make_no_sense_are_refused(options: dict[str, float], field: str) -> None:
    with pytest.raises(ProblemError) as caught:
        solve(SMALL, search=never, **options)

    assert [fault.field for fault in caught.value.problems] == [field]


def _child(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def _answering(folder: Path) -> str:
    """A program that lives for a minute and answers the question put into its folder, if it is still alive then."""
    asked, answer = str(folder / "asked"), str(folder / "answer")
    return (
        "import pathlib, time\n"
        "for _ in range(1200):\n"
        f"    if pathlib.Path({asked!r}).exists(): pathlib.Path({answer!r}).touch(); break\n"
        "    time.sleep(0.05)"
    )


def _is_answered(folder: Path) -> bool:
    (folder / "asked").touch()
    time.sleep(1.0)
    return (folder / "answer").exists()


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(3600)",  # overruns
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",  # crashes
        "raise SystemExit(3)",
        "print('no JSON at all')",
        "import sys; sys.stdin.read(); print('{\"progress\": [0.1, -5.0, -9.0]}')",  # stops half way
    ],
)
def test_a_lost_solver_leaves_the_greedy_plan_checked_and_marked(code: str) -> None:
    def search(problem: Problem, limits: Limits, progress: object) -> Found | None:
        return search_in_child(problem, Limits(0.1), command=_child(code), kill_after_s=0.2)

    plan = solve(SMALL, search=search)

    assert (plan.status, plan.bound, plan.gap, plan.solver) == (Status.GREEDY, None, None, "none")
    # densest first takes v (70 of 100 minutes, 84 points) and nothing fits beside it; t for v would be worse
    assert [row.task for row in plan.assignments] == ["v"]
    assert {row.task for row in plan.unassigned} == {"t", "u"}


BETTER = {"chosen": [0, 1], "bound": None, "firm_proven": True, "solver": "HiGHS"}


@pytest.mark.parametrize("end", ["sys.exit(3)", "time.sleep(3600)"], ids=["crashed", "killed"])
def test_a_lost_solver_leaves_the_best_plan_it_told_with_what_was_proven_by_then(end: str) -> None:
    lines = [{"better": {**BETTER, "chosen": [2]}}, {"better": BETTER}, {"progress": [0.1, -100.0, -125.0]}]
    said = "; ".join(f"print({json.dumps(line)!r}, flush=True)" for line in lines)

    def search(problem: Problem, limits: Limits, progress: object) -> Found | None:
        code = f"import sys, time; sys.stdin.read(); {said}; {end}"
        return search_in_child(problem, Limits(0.1), command=_child(code), kill_after_s=2.0)

    plan = solve(SMALL, search=search)

    # t and u are worth 100 points of 125 that may be possible
    assert (plan.status, plan.objective, plan.bound, plan.gap) == (Status.INTERRUPTED, 100.0, 125.0, 0.2)
    assert [row.task for row in plan.assignments] == ["t", "u"]


def test_whoever_has_enough_gets_the_best_plan_so_far_and_the_process_ends(tmp_path: Path) -> None:
    told: list[Progress] = []
    lines = [{"better": BETTER}, {"progress": [0.1, -100.0, -125.0]}]
    said = "; ".join(f"print({json.dumps(line)!r}, flush=True)" for line in lines)

    def tick() -> None:
        if told:
            raise EnoughFound

    code = f"import sys; {said}; {_answering(tmp_path)}"
    found = search_in_child(SMALL, Limits(30.0), told.append, tick=tick, command=_child(code))

    assert found == Found((0, 1), 125.0, firm_proven=True, solver="HiGHS", is_interrupted=True)
    assert not _is_answered(tmp_path)


def test_whoever_has_enough_before_anything_was_found_gets_what_it_began_with() -> None:
    def tick() -> None:
        raise EnoughFound

    found = search_in_child(SMALL, Limits(30.0), tick=tick, start=(0,))

    assert found == Found((0,), None, firm_proven=False, solver="none", is_interrupted=True)


def test_the_solver_tells_each_better_plan_and_the_last_is_its_answer() -> None:
    problem = random_problem(5, tasks=60, assistants=8, clients=6)
    plain = replace(problem, tasks=tuple(replace(task, previous=None) for task in problem.tasks))
    told: list[Found] = []

    found = find(plain, Limits(20.0, 0.02), better=told.append)

    offers, sharers = offers_of(plain), sharers_of(plain)
    worth = [put_together(plain, offers, one.chosen, sharers=sharers, is_settled=True).objective() for one in told]
    assert len(worth) > 1
    assert worth == sorted(worth)
    assert found.value is None or worth[-1] == pytest.approx(found.value)


def test_a_child_that_overruns_is_dead_afterwards(tmp_path: Path) -> None:
    code = _answering(tmp_path)

    assert search_in_child(SMALL, Limits(0.1), command=_child(code), kill_after_s=0.1) is None
    assert not _is_answered(tmp_path)


def test_the_grandchild_of_a_killed_child_dies_with_it(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_answering(tmp_path)!r}])"

    assert search_in_child(SMALL, Limits(0.1), command=_child(code), kill_after_s=1.0) is None
    assert not _is_answered(tmp_path)


def test_progress_is_told_in_points_with_the_gap() -> None:
    line = json.dumps({"progress": [0.5, -80.0, -100.0]})
    first = json.dumps({"progress": [0.1, float("inf"), float("-inf")]})
    found = json.dumps({"found": {"chosen": [0], "bound": 100.0, "firm_proven": True, "solver": "HiGHS"}})
    told: list[Progress] = []
    code = f"import sys; sys.stdin.read(); print({first!r}); print({line!r}); print({found!r})"

    answer = search_in_child(SMALL, Limits(5.0), told.append, command=_child(code))

    assert answer == Found((0,), 100.0, firm_proven=True, solver="HiGHS")
    assert told == [Progress(0.1, None, None, None), Progress(0.5, 80.0, 100.0, 0.2)]


def test_a_listener_that_fails_ends_the_search() -> None:
    line = json.dumps({"progress": [0.5, -80.0, -100.0]})
    code = f"import sys, time; sys.stdin.read(); print({line!r}, flush=True); time.sleep(3600)"

    def fail(_: Progress) -> None:
        raise ConnectionError("the page was closed")

    with pytest.raises(ConnectionError):
        search_in_child(SMALL, Limits(30.0), fail, command=_child(code))


def test_a_tick_that_fails_ends_a_silent_search_and_its_process(tmp_path: Path) -> None:
    ticks: list[None] = []

    def cancel() -> None:
        ticks.append(None)
        if len(ticks) == 3:
            raise InterruptedError("nobody wants the plan any more")

    with pytest.raises(InterruptedError):
        search_in_child(SMALL, Limits(30.0), tick=cancel, command=_child(_answering(tmp_path)))

    assert not _is_answered(tmp_path)


def test_a_cancelled_plan_raises_out_of_solve() -> None:
    def cancel() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        solve(SMALL, tick=cancel)


@pytest.mark.parametrize(
    ("bound", "proven", "gap", "status"),
    [
        (100.0, True, 0.0, Status.OPTIMAL),
        (99.9999999, True, 0.0, Status.OPTIMAL),
        (101.0, True, 0.01, Status.WITHIN_GAP),
        (102.0, True, 0.01, Status.TIME_LIMIT),
        (None, True, 0.01, Status.TIME_LIMIT),
        (100.0, False, 0.01, Status.TIME_LIMIT),
    ],
)
def test_the_status_says_no_more_than_is_proven(bound: float | None, proven: bool, gap: float, status: Status) -> None:
    # t and u, 100 points, against what the solver could prove
    plan = solve(SMALL, gap=gap, search=lambda *_: Found((0, 1), bound, firm_proven=proven, solver="HiGHS"))

    assert (plan.objective, plan.status) == (100.0, status)
    assert plan.bound == (None if bound is None or not proven else max(100.0, bound))


def test_a_plan_worth_little_is_optimal_to_a_millionth_of_a_point() -> None:
    # 0.001 an hour: t and u are worth 0.00167 together; the solver's log has them with eight digits
    small = replace(SMALL, tasks=tuple(replace(task, value_per_hour=0.001) for task in SMALL.tasks))
    worth = solve(small, search=search_here).objective

    plan = solve(small, gap=0.0, search=lambda *_: Found((0, 1), worth + 5e-7, firm_proven=True, solver="CBC"))

    assert (plan.objective, plan.status) == (worth, Status.OPTIMAL)


@pytest.mark.parametrize(
    ("bound", "status"), [(None, Status.WORK_LIMIT), (102.0, Status.WORK_LIMIT), (101.0, Status.WITHIN_GAP)]
)
def test_a_search_that_did_its_work_is_told_apart_from_one_out_of_time(bound: float | None, status: Status) -> None:
    spent = Found((0, 1), bound, firm_proven=True, solver="HiGHS", is_spent=True)

    assert solve(SMALL, gap=0.01, search=lambda *_: spent).status is status


def test_a_plan_that_breaks_a_rule_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["optimizer.solve"]  # the package has a function of that name
    monkeypatch.setattr(module, "violations", lambda *_: (Violation("package_minutes_exceeded", "c", 30),))

    with pytest.raises(PlanNotSoundError, match=r"c: package_minutes_exceeded \(30\)"):
        solve(SMALL, search=search_here)


def test_an_impossible_answer_of_a_solver_is_cut_down_to_what_fits() -> None:
    plan = solve(SMALL, search=lambda *_: Found((0, 1, 2), 300.0, firm_proven=True, solver="HiGHS"))

    assert sum(row.minutes for row in plan.assignments) <= 100


def test_must_work_is_served_before_worthier_work_and_what_cannot_be_says_why() -> None:
    tasks = (
        Task("small", 50, value_per_hour=10, must=True),
        Task("large", 90, value_per_hour=10, must=True),
        Task("rich", 100, value_per_hour=600),
    )
    plan = solve(Problem(assistants=(Assistant("a", 100),), tasks=tasks), search=search_here)

    # both must tasks together need 140 minutes; one of them is served either way, the large one is worth more
    assert [row.task for row in plan.assignments] == ["large"]
    assert {row.task: row.reason for row in plan.unassigned} == {
        "small": Reason.ASSISTANTS_FULL,
        "rich": Reason.ASSISTANTS_FULL,
    }
    assert plan.status is Status.OPTIMAL


def test_as_many_must_tasks_are_served_as_can_be() -> None:
    # densest first would take the 60 minutes and leave no room for either of the two that fit together
    tasks = (
        Task("dense", 60, value_per_hour=600, must=True),
        Task("t", 50, value_per_hour=10, must=True),
        Task("u", 50, value_per_hour=10, must=True),
    )
    plan = solve(Problem(assistants=(Assistant("a", 100),), tasks=tasks), search=search_here)

    assert [row.task for row in plan.assignments] == ["t", "u"]


def test_must_work_that_might_still_be_possible_is_not_told_as_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(model: Model, limits: Limits, *_: object) -> Answer:
        return Answer("HiGHS", (0,), bound=-2.0, complete=False)

    problem = Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60, must=True), Task("u", 60, must=True)))
    assert search_here(problem, Limits(5.0)).firm_proven

    monkeypatch.setattr(child, "answer", cut_short)
    assert not search_here(problem, Limits(5.0)).firm_proven


def test_pinned_work_is_served_before_must_work() -> None:
    tasks = (Task("must", 60, must=True), Task("also", 40, must=True), Task("begun", 60, pinned_to="a"))
    plan = solve(Problem(assistants=(Assistant("a", 60),), tasks=tasks), search=search_here)

    assert [(row.task, row.reason) for row in plan.why] == [("begun", Choice.PINNED)]


def test_must_work_takes_overage_that_free_work_would_not() -> None:
    # 60 minutes over the package cost 90 points, the work is worth 60
    package = Package("c", 60, overage_minutes=60, overage_cost_per_hour=90)

    def planned(must: bool) -> tuple[int, float]:
        tasks = (Task("t", 60, "c", must=must), Task("u", 60, "c", must=must))
        plan = solve(Problem(packages=(package,), assistants=(Assistant("a", 600),), tasks=tasks), search=search_here)
        return len(plan.assignments), plan.objective

    assert planned(must=False) == (1, 60.0)
    assert planned(must=True) == (2, 30.0)


def test_a_search_with_no_time_still_gives_a_plan() -> None:
    problem = random_problem(1, tasks=200, assistants=20, clients=20)

    plan = solve(problem, time_limit_s=0.01)

    assert plan.status in {Status.TIME_LIMIT, Status.WITHIN_GAP}
    assert plan.objective >= solve(problem, search=search_lost).objective - 1e-6


@pytest.mark.parametrize(
    ("objective", "bound", "gap"), [(80, 100, 0.2), (100, 100, 0), (0, 0, 0), (0, 5, 1), (-20, -10, 0.5), (5, 4, 0)]
)
def test_the_gap_is_the_share_of_the_bound_that_may_be_missing(objective: float, bound: float, gap: float) -> None:
    assert gap_between(objective, bound) == gap


def test_a_plan_survives_the_way_through_json() -> None:
    forbidden = Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60, forbidden=("a",)),))
    problems = [forbidden, *(random_problem(seed, tasks=12, assistants=3, clients=3) for seed in range(10))]
    plans = [solve(problem, search=search_lost) for problem in problems]

    assert plans[0].unassigned == (Unassigned("t", Reason.FORBIDDEN, {"assistants": ("a",)}),)
    for plan in plans:
        assert PlanResult.from_json(json.loads(json.dumps(plan.to_json()))) == plan
