from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import child
from optimizer.__main__ import main
from optimizer.blocks import BlockResult, Cut, block_count, cut, join, one, part_of, solve_block, solve_in_blocks
from optimizer.blocks.slices import shares
from optimizer.check import violations
from optimizer.eligible import offers_of
from optimizer.highs import Answer
from optimizer.problem import Assistant, Package, Pair, Problem, ProblemError, Task
from optimizer.result import Assignment, PlanResult, Reason, Status
from optimizer.search import Found, Limits
from optimizer.solve import solve
from optimizer.weeks import minutes_until, weeks_of
from tests.benchmarks.operations import operation
from tests.optimizer.enumeration import best_by_enumeration
from tests.optimizer.problems import any_problem, listed_pairs, random_problem, search_here, search_lost
from tests.optimizer.test_properties import assert_nothing_lost_or_exceeded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROBLEMS = st.builds(
    any_problem,
    st.integers(0, 10**6),
    tasks=st.integers(1, 40),
    assistants=st.integers(1, 8),
    clients=st.integers(1, 8),
    tight=st.booleans(),
)


def solved(parts: Cut) -> list[BlockResult]:
    return [
        solve_block(block, number=nth, start=part_of(parts.prices, block), search=search_here, clock=lambda: 0.0)
        for nth, block in enumerate(parts.blocks)
    ]


def minutes_of(blocks: Sequence[Problem]) -> Counter[str]:
    minutes: Counter[str] = Counter()
    for block in blocks:
        for who in block.assistants:
            minutes[who.id] += who.minutes
    return minutes


@settings(max_examples=40, derandomize=True)
@given(problem=PROBLEMS, count=st.integers(1, 6), seed=st.integers(0, 99), listed=st.booleans())
def test_blocks_are_problems_that_share_no_minute(problem: Problem, count: int, seed: int, listed: bool) -> None:
    if listed:
        problem = listed_pairs(problem, seed)

    blocks = cut(problem, count=count, seed=seed).blocks

    assert len(blocks) <= count
    named = Counter(task.id for block in blocks for task in block.tasks)
    assert set(named.values()) <= {1}
    months = {who.id: who.minutes for who in problem.assistants}
    assert all(minutes <= months[who] for who, minutes in minutes_of(blocks).items())
    assert_no_week_is_given_twice(problem, blocks)
    for package in problem.packages:
        parts = [own for block in blocks for own in block.packages if own.client == package.client]
        assert sum(part.minutes for part in parts) <= package.minutes
        assert sum(part.overage_minutes for part in parts) <= package.overage_minutes
        assert package.team_size is None or len(parts) <= 1
    for block in blocks:
        block.validate()
        assert bool(block.pairs) == bool(problem.pairs)


def assert_no_week_is_given_twice(problem: Problem, blocks: Sequence[Problem]) -> None:
    for who in problem.assistants:
        slices = [own for block in blocks for own in block.assistants if own.id == who.id]
        assert not any(own.leave for own in slices)
        assert all(bool(own.minutes_per_week) == bool(who.minutes_per_week) for own in slices)
        for upto, have in enumerate(minutes_until(who, weeks_of(problem.month)), 1):
            assert sum(sum(own.minutes_per_week[:upto]) for own in slices) <= have


def test_a_block_has_the_weeks_that_its_part_of_the_first_plan_lives_on() -> None:
    # 60 minutes in each of two weeks; t, due in the first, and u, due in the second, are of two clients
    problem = Problem(
        packages=(Package("c", 600), Package("d", 600)),
        assistants=(Assistant("a", 120, (60, 60)),),
        tasks=(Task("t", 60, "c", due_week=1), Task("u", 60, "d", due_week=2)),
    )

    plan = solve_in_blocks(problem, count=2, gap=0.0, search=search_here)

    assert [row.task for row in plan.assignments] == ["t", "u"]
    weeks = sorted(block.assistants[0].minutes_per_week for block in cut(problem, count=2).blocks)
    assert weeks == [(0, 60, 0, 0, 0, 0), (60, 0, 0, 0, 0, 0)]


def test_a_block_with_weekly_work_has_a_part_of_each_week() -> None:
    # 60 minutes in each of two weeks: t has 40 of either, u 40 at the end of the second; u's block has the 40 of the
    # second week, t's has all else: 60, and 20 of the second, so 80 until then
    problem = Problem(
        packages=(Package("c", 600), Package("d", 600)),
        assistants=(Assistant("a", 120, (60, 60)),),
        tasks=(Task("t", 80, "c", early_weeks=(1,), due_week=2), Task("u", 40, "d", due_week=2)),
    )

    plan = solve_in_blocks(problem, count=2, gap=0.0, search=search_here)

    assert [row.task for row in plan.assignments] == ["t", "u"]
    weeks = sorted(block.assistants[0].minutes_per_week for block in cut(problem, count=2).blocks)
    assert weeks == [(0, 40, 0, 0, 0, 0), (60, 20, 0, 0, 0, 0)]


def test_who_is_away_for_a_task_is_away_in_its_block_too() -> None:
    away = (date(2026, 11, 1),)
    problem = Problem(
        "2026-11",
        assistants=(Assistant("a", 120, leave=away), Assistant("b", 120)),
        tasks=(Task("t", 60, due_week=1), Task("u", 60)),
    )

    blocks = cut(problem, count=1).blocks

    assert [task.forbidden for block in blocks for task in block.tasks] == [("a",), ()]


@settings(max_examples=30, derandomize=True)
@given(problem=PROBLEMS, count=st.integers(2, 5), listed=st.booleans(), lost=st.booleans())
def test_a_joined_plan_loses_no_task_and_exceeds_nothing(
    problem: Problem, count: int, listed: bool, lost: bool
) -> None:
    if listed:
        problem = listed_pairs(problem, 4)
    search = search_lost if lost else search_here

    plan = solve_in_blocks(problem, count=count, gap=0.0, search=search)

    assert_nothing_lost_or_exceeded(problem, plan)
    assert violations(problem, plan) == ()
    assert PlanResult.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@pytest.mark.parametrize("seed", range(25))
def test_no_plan_of_any_kind_exceeds_the_bound_of_a_joined_plan(seed: int) -> None:
    problem = any_problem(seed, tasks=5, assistants=3, clients=3)

    plan = solve_in_blocks(problem, count=2, gap=0.0, search=search_here)

    pinned, must, value = best_by_enumeration(problem)
    done = {row.task for row in plan.assignments}
    served = [task for task in problem.tasks if task.id in done]
    mine = (
        sum(task.pinned_to is not None for task in served),
        sum(task.must and task.pinned_to is None for task in served),
        round(plan.objective, 6),
    )
    assert mine <= (pinned, must, round(value, 6))
    if plan.bound is not None:  # only where it is proven that no more firm work is possible
        assert mine[:2] == (pinned, must)
        assert plan.bound >= value


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_results_makes_no_difference(seed: int) -> None:
    problem = random_problem(seed, tasks=45, assistants=8, clients=8)
    parts = cut(problem, count=4, seed=seed)
    results = solved(parts)

    plans = [join(problem, parts, order) for order in itertools.permutations(results)]

    assert len(parts.blocks) == 4
    assert all(plan == plans[0] for plan in plans)
    assert join(problem, parts, [*results, None, *results]) == plans[0]


def _elsewhere(asked: str) -> str:
    """Solve a block in an interpreter of its own, as another machine would."""
    code = (
        "import json, sys\n"
        "from optimizer.blocks import solve_block\n"
        "from optimizer.problem import Problem\n"
        "from optimizer.result import Assignment\n"
        "asked = json.load(sys.stdin)\n"
        "start = tuple(Assignment(**row) for row in asked['start'])\n"
        "found = solve_block(Problem.from_json(asked['block']), number=asked['number'], start=start, seed=5)\n"
        "print(json.dumps(found.to_json()))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=asked, capture_output=True, text=True, check=True)
    return done.stdout


def test_one_machine_and_two_processes_make_the_same_plan() -> None:
    problem = operation(4, 80)
    parts = Cut.from_json(json.loads(json.dumps(cut(problem, count=3, seed=5, gap=0.0).to_json())))
    asked = [
        {
            "block": block.to_json(),
            "number": nth,
            "start": [
                {"task": row.task, "assistant": row.assistant, "minutes": row.minutes}
                for row in part_of(parts.prices, block)
            ],
        }
        for nth, block in enumerate(parts.blocks)
    ]
    with ThreadPoolExecutor(2) as two:
        answers = list(two.map(_elsewhere, map(json.dumps, reversed(asked))))
    results = [BlockResult.from_json(json.loads(answer)) for answer in answers]

    apart = join(problem, parts, results, gap=0.0)
    here = solve_in_blocks(problem, count=3, seed=5, gap=0.0)

    assert len(parts.blocks) == 3
    assert replace(here, seconds=0.0) == apart
    assert {use.status for use in apart.blocks} <= {Status.OPTIMAL, Status.WITHIN_GAP}


def test_the_same_cut_comes_from_the_same_seed_only() -> None:
    problem = random_problem(2, tasks=60, assistants=3, clients=20)

    assert cut(problem, count=4, seed=1) == cut(problem, count=4, seed=1)
    assert cut(problem, count=4, seed=1).blocks != cut(problem, count=4, seed=2).blocks


def test_a_lost_block_keeps_its_part_of_the_first_plan_and_is_marked() -> None:
    problem = random_problem(7, tasks=40, assistants=6, clients=8)
    parts = cut(problem, count=3)
    results = solved(parts)

    plan = join(problem, parts, [results[0], None, results[2]], gap=0.0)

    assert plan.blocks[1].status is Status.GREEDY
    assert plan.blocks[0].status in {Status.OPTIMAL, Status.WITHIN_GAP}
    own = {(row.task, row.assistant) for row in part_of(parts.prices, parts.blocks[1])}
    assert own <= {(row.task, row.assistant) for row in plan.assignments}
    assert join(problem, parts, [None, None, None], gap=0.0).status is Status.GREEDY


def test_a_result_of_another_cut_counts_as_lost() -> None:
    problem = random_problem(7, tasks=40, assistants=6, clients=8)
    parts = cut(problem, count=3)
    alien = BlockResult(0, Status.OPTIMAL, (Assignment("nobody's", "a0", 60),), 0.0, "HiGHS")

    assert join(problem, parts, [alien, *solved(parts)[1:]]).blocks[0].status is Status.GREEDY


def test_a_result_that_takes_more_than_there_is_is_cut_down() -> None:
    problem = Problem(assistants=(Assistant("a", 100),), tasks=(Task("t", 60), Task("u", 60, value_per_hour=50)))
    parts = cut(problem, count=1)
    rows = (Assignment("t", "a", 60), Assignment("u", "a", 60))

    plan = join(problem, parts, [BlockResult(0, Status.OPTIMAL, rows, 0.0, "HiGHS")])

    assert [row.task for row in plan.assignments] == ["t"]


def test_a_first_plan_within_the_gap_needs_no_blocks() -> None:
    problem = operation(2, 700)

    parts = cut(problem, count=3, gap=0.05)
    plan = join(problem, parts, (), gap=0.05)

    assert parts.blocks == ()
    assert (plan.status, plan.solver, plan.blocks) == (Status.WITHIN_GAP, "none", ())
    assert cut(problem, count=3, gap=0.0001).blocks


def test_minutes_that_two_blocks_leave_are_filled_across_them() -> None:
    # each client's block keeps 30 of the assistant's minutes that it cannot use; together they are enough for `extra`
    packages = (Package("c", 60), Package("d", 600))
    tasks = (Task("t", 60, "c"), Task("u", 60, "d"), Task("extra", 60, "d", value_per_hour=30))
    problem = Problem(packages=packages, assistants=(Assistant("a", 180),), tasks=tasks)
    parts = cut(problem, count=2)
    halves = (
        replace(parts.blocks[0], assistants=(Assistant("a", 90),)),
        replace(parts.blocks[1], assistants=(Assistant("a", 90),)),
    )
    parts = replace(parts, blocks=halves, prices=replace(parts.prices, plan=()))

    plan = join(problem, parts, solved(parts))

    assert [row.task for row in plan.assignments] == ["t", "u", "extra"]


def test_a_very_large_client_is_spread_over_blocks_with_its_package() -> None:
    tasks = tuple(Task(f"t{i}", 60, "c") for i in range(40))
    people = tuple(Assistant(f"a{i}", 300) for i in range(8))
    problem = Problem(packages=(Package("c", 1500, overage_minutes=301),), assistants=people, tasks=tasks)

    blocks = cut(problem, count=4).blocks
    limited = replace(problem, packages=(Package("c", 1500, team_size=5),))

    assert len(blocks) == 4
    assert sum(block.packages[0].minutes for block in blocks) == 1500
    assert sum(block.packages[0].overage_minutes for block in blocks) == 301
    assert len(cut(limited, count=4).blocks) == 1


def test_a_task_whose_people_have_no_minutes_in_its_block_is_still_planned() -> None:
    # listed pairs: were the pairs of a block empty, everybody would be eligible in it
    pairs = (Pair("t", "a"), Pair("u", "b"), Pair("v", "b"))
    tasks = (Task("t", 60, "c"), Task("u", 60, "d"), Task("v", 60, "d"))
    packages = (Package("c", 600), Package("d", 600))
    people = (Assistant("a", 60), Assistant("b", 60))
    problem = Problem(packages=packages, assistants=people, tasks=tasks, pairs=pairs)

    plan = solve_in_blocks(problem, count=2, gap=0.0, search=search_here)

    assert [(row.task, row.assistant) for row in plan.assignments] == [("t", "a"), ("u", "b")]
    assert [row.task for row in plan.unassigned] == ["v"]


def test_reasons_and_choices_are_given_for_the_whole_not_for_the_block() -> None:
    package = Package("c", 100)
    tasks = (
        Task("t", 60, "c"),
        Task("u", 60, "c", value_per_hour=30),
        Task("long", 160, "c"),
        Task("skilled", 10, skills={"経理": 3}),
        Task("begun", 10, pinned_to="b"),
        Task("alien", 10, "nowhere"),
    )
    problem = Problem(packages=(package,), assistants=(Assistant("a", 600), Assistant("b", 600)), tasks=tasks)

    plan = solve_in_blocks(problem, count=2, gap=0.0, search=search_here)

    told = {row.task: (row.reason, row.needs.get("missing_minutes")) for row in plan.unassigned}
    # 100 - 60 leaves 40: u lacks 20, the 160 minutes lack 120
    assert told == {
        "u": (Reason.PACKAGE_FULL, 20),
        "long": (Reason.PACKAGE_FULL, 120),
        "skilled": (Reason.NO_SKILL, None),
        "alien": (Reason.NO_PACKAGE, None),
    }
    assert [row.reason.value for row in plan.why if row.task == "begun"] == ["pinned"]


@pytest.mark.parametrize(("tasks", "blocks"), [(1, 1), (800, 1), (801, 3), (20_000, 67)])
def test_a_problem_is_cut_when_one_model_is_not_enough(tasks: int, blocks: int) -> None:
    assert block_count(Problem(tasks=tuple(Task(f"t{i}", 60) for i in range(tasks)))) == blocks


def test_a_small_problem_is_not_cut() -> None:
    problem = random_problem(3, tasks=20, assistants=4, clients=3)

    whole = solve(problem, search=search_here, clock=lambda: 0.0)

    assert replace(solve_in_blocks(problem, search=search_here), seconds=0.0) == whole


def test_time_that_runs_out_leaves_the_first_plan_to_the_blocks_not_begun() -> None:
    problem = random_problem(7, tasks=40, assistants=6, clients=8)
    ticking = itertools.count(0.0, 4.0)

    plan = solve_in_blocks(
        problem, count=4, gap=0.0, time_limit_s=10.0, search=search_here, clock=lambda: next(ticking)
    )

    # the clock stands at 4 and 8 before the first two blocks, at 12 before the third
    assert {use.status for use in plan.blocks[2:]} == {Status.GREEDY}
    assert {use.status for use in plan.blocks[:2]} != {Status.GREEDY}


def test_a_cancel_between_blocks_comes_out() -> None:
    def cancel(_: object) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        solve_in_blocks(random_problem(7, tasks=40, assistants=6, clients=8), count=4, gap=0.0, progress=cancel)


def test_a_block_is_no_worse_than_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    # the solver finds nothing; by itself the search knows v, worth 84, and its one swap makes nothing better of it
    def nothing(*_: object) -> Answer:
        return Answer("HiGHS", None, None, complete=False)

    monkeypatch.setattr(child, "answer", nothing)
    problem = Problem(
        assistants=(Assistant("a", 100),), tasks=(Task("t", 60), Task("u", 40), Task("v", 70, value_per_hour=72))
    )
    offers = offers_of(problem)

    assert child.find(problem, Limits(1.0)).chosen == (2,)
    assert sorted(child.find(problem, Limits(1.0), start=(0, 1)).chosen) == [0, 1]
    assert [problem.tasks[offer.task].id for offer in offers] == ["t", "u", "v"]


def test_a_block_that_has_done_its_work_is_the_same_everywhere_and_says_so() -> None:
    # without the limit on work its gap of 0 is proven within a second
    block = operation(4, 40)

    def solved_once(_: int) -> BlockResult:
        return replace(solve_block(block, number=0, gap=0.0, checks=4), seconds=0.0)

    with ThreadPoolExecutor(2) as two:
        at_once = list(two.map(solved_once, range(2)))
    alone = solved_once(0)

    assert alone.status is Status.WORK_LIMIT
    assert at_once == [alone, alone]
    assert solve_block(block, number=0, gap=0.0, checks=None).status is Status.OPTIMAL


def test_both_tiers_of_a_block_keep_to_the_work_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[int | None] = []

    def nothing(_model: object, limits: Limits, *_: object) -> Answer:
        allowed.append(limits.checks)
        return Answer("HiGHS", None, None, complete=False, is_spent=True)

    monkeypatch.setattr(child, "answer", nothing)
    problem = Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60, must=True), Task("u", 60)))

    assert child.find(problem, Limits(1.0, checks=7)).is_spent
    assert allowed == [7, 7]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ((Status.WORK_LIMIT, Status.WITHIN_GAP), Status.WORK_LIMIT),
        ((Status.WORK_LIMIT, Status.TIME_LIMIT), Status.TIME_LIMIT),
        ((Status.WITHIN_GAP, None), Status.TIME_LIMIT),
        ((None, None), Status.GREEDY),
    ],
)
def test_a_joined_plan_tells_work_apart_from_time(statuses: Sequence[Status | None], status: Status) -> None:
    # the first plan is empty, so what a block brings is better; a bound of 1,000 leaves a gap
    tasks = (Task("t", 60, "c"), Task("s", 60, "d"))
    packages = (Package("c", 60), Package("d", 60))
    problem = Problem(packages=packages, assistants=(Assistant("a", 60), Assistant("b", 60)), tasks=tasks)
    parts = cut(problem, count=2)
    parts = replace(parts, prices=replace(parts.prices, plan=(), bound=1000.0, firm_bound=1000.0))
    own = [(parts.blocks[nth].tasks[0].id, parts.blocks[nth].assistants[0].id) for nth in range(2)]
    results = [
        BlockResult(nth, each, (Assignment(*own[nth], 60),), 0.0, "HiGHS") if each else None
        for nth, each in enumerate(statuses)
    ]

    plan = join(problem, parts, results)

    assert plan.status is status
    assert [use.status for use in plan.blocks] == [each or Status.GREEDY for each in statuses]


@pytest.mark.parametrize("status", [Status.TIME_LIMIT, Status.WORK_LIMIT])
def test_a_block_cut_short_without_a_better_plan_counts_as_the_first_plan(status: Status) -> None:
    problem = Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60),))
    parts = replace(cut(problem, count=1), blocks=(problem,))

    plan = join(problem, parts, [BlockResult(0, status, parts.prices.plan, 0.0, "HiGHS")])

    assert [use.status for use in plan.blocks] == [Status.GREEDY]


def test_a_block_starts_its_search_from_the_first_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def search(
        problem: Problem, limits: Limits, progress: object, *, tick: object, start: tuple[int, ...], shares: object
    ) -> Found:
        asked.append((start, shares))
        return Found(start, None, firm_proven=True, solver="none")

    monkeypatch.setattr(one, "search_in_child", search)
    problem = Problem(assistants=(Assistant("a", 60), Assistant("b", 60)), tasks=(Task("t", 60),))

    result = solve_block(problem, number=0, start=(Assignment("t", "b", 60), Assignment("elsewhere", "b", 60)))

    assert asked == [((1,), ())]  # the second offer, t with b; what the block does not hold is passed over
    assert [row.assistant for row in result.assignments] == ["b"]


def test_of_two_answers_to_one_block_the_same_is_kept_in_any_order() -> None:
    problem = Problem(assistants=(Assistant("a", 60), Assistant("b", 60)), tasks=(Task("t", 60),))
    parts = cut(problem, count=1)
    first, second = (BlockResult(0, Status.OPTIMAL, (Assignment("t", who, 60),), 0.0, "HiGHS") for who in ("a", "b"))
    parts = replace(parts, prices=replace(parts.prices, plan=()), blocks=(problem,))

    assert join(problem, parts, [first, second]) == join(problem, parts, [second, first])


@pytest.mark.parametrize(("count", "field"), [(0, "blocks"), (-3, "blocks")])
def test_a_count_below_one_is_refused(count: int, field: str) -> None:
    with pytest.raises(ProblemError) as caught:
        solve_in_blocks(random_problem(1, tasks=5, assistants=2, clients=2), count=count)

    assert [fault.field for fault in caught.value.problems] == [field]


def test_the_command_line_cuts_where_it_is_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(random_problem(2, tasks=30, assistants=3, clients=9).to_json()), encoding="utf-8")

    def planned(*options: str) -> PlanResult:
        assert main(["solve", str(problem), "--gap", "0", "--json", *options]) == 0
        return PlanResult.from_json(json.loads(capsys.readouterr().out))

    assert [use.block for use in planned("--blocks", "2").blocks] == [0, 1]
    assert planned().blocks == ()
    assert main(["solve", str(problem), "--blocks", "0"]) == 2
    assert capsys.readouterr().err == "blocks: out_of_range (0)\n"


@given(whole=st.integers(0, 10_000), weights=st.lists(st.integers(0, 500), min_size=1, max_size=9))
def test_shares_add_up_to_the_whole(whole: int, weights: list[int]) -> None:
    parts = shares(whole, weights)

    assert sum(parts) == whole
    assert min(parts) >= 0
    if sum(weights):
        assert all(abs(part - whole * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))
