"""Joins the plans of the blocks into one: the same plan whatever order they come in and wherever they were made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

from optimizer.blocks.one import part_of
from optimizer.blocks.reasons import left_out_reasons, whys
from optimizer.check import violations
from optimizer.prices import firm_count
from optimizer.prices.eligible import eligible_of
from optimizer.prices.filling import Filling
from optimizer.result import BlockUse, PlanResult, Status
from optimizer.search import gap_between
from optimizer.shares import share
from optimizer.solve import PROVEN_GAP, PlanNotSoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.blocks.cut import Cut
    from optimizer.blocks.one import BlockResult
    from optimizer.eligible import Offer
    from optimizer.problem import Problem
    from optimizer.result import Assignment

    Worth = tuple[int, int, float]

_CUT_SHORT = (Status.TIME_LIMIT, Status.WORK_LIMIT, Status.INTERRUPTED)
_TIMED = (Status.TIME_LIMIT, Status.INTERRUPTED)


def join(
    problem: Problem, cut: Cut, results: Iterable[BlockResult | None], *, gap: float = 0.01, seconds: float = 0.0
) -> PlanResult:
    """Give the checked plan of the whole problem, with its gap to the bound of the prices.

    A block without a result, or whose result is no better, keeps its part of the first plan and is marked `greedy` in
    `blocks`. What the blocks leave of anybody's minutes is filled across them. `seconds` is what the caller measured.

    Raises:
        PlanNotSoundError: the plan would break a rule: a mistake in this package, never of the input.
    """
    answers = _by_block(results)
    filling = Filling(problem, eligible_of(problem), cut.prices.assistants, cut.prices.packages)
    chosen, uses = _chosen(filling, cut, answers)
    first = {row.task: row for row in cut.prices.plan}
    in_blocks = {task.id for block in cut.blocks for task in block.tasks}
    _take(filling, [*chosen, *(row for task, row in first.items() if task not in in_blocks)])
    filling.fill(range(len(problem.tasks)))
    plan = _plan(problem, cut, filling, gap, uses, answers, seconds)
    broken = violations(problem, plan)
    if broken:
        raise PlanNotSoundError("; ".join(map(str, broken)))
    return plan


def _by_block(results: Iterable[BlockResult | None]) -> dict[int, BlockResult]:
    """Of a block answered twice, which happens when a worker is thought lost, one answer is kept, always the same."""
    found: dict[int, BlockResult] = {}
    for one in results:
        if one is not None and (one.block not in found or _rank(one) < _rank(found[one.block])):
            found[one.block] = one
    return found


def _rank(result: BlockResult) -> tuple[str, ...]:
    return tuple(f"{row.task} {row.assistant}" for row in result.assignments)


def _chosen(
    filling: Filling, cut: Cut, answers: Mapping[int, BlockResult]
) -> tuple[list[Assignment], tuple[BlockUse, ...]]:
    """Give the better of answer and first plan of every block: more firm work, then worth more."""
    rows: list[Assignment] = []
    uses: list[BlockUse] = []
    for nth, block in enumerate(cut.blocks):
        own, answer = part_of(cut.prices, block), answers.get(nth)
        if answer is not None and not _is_about(block, answer):
            answer = None
        is_better = answer is not None and _worth(filling, block, answer.assignments) > _worth(filling, block, own)
        rows += answer.assignments if answer is not None and is_better else own
        is_proven = answer is not None and (is_better or answer.status not in _CUT_SHORT)
        uses.append(BlockUse(nth, len(block.tasks), answer.status if answer and is_proven else Status.GREEDY))
    return rows, tuple(uses)


def _is_about(block: Problem, answer: BlockResult) -> bool:
    """Tell whether an answer can be this block's: one of another cut is as good as none."""
    tasks, people = {task.id for task in block.tasks}, {who.id for who in block.assistants}
    return all(row.task in tasks and row.assistant in people for row in answer.assignments)


def _worth(filling: Filling, block: Problem, rows: Iterable[Assignment]) -> Worth:
    """Give the pinned tasks, the other must tasks, and the value less overage of a plan of one block."""
    tasks = {task.id: task for task in block.tasks}
    used: Counter[str | None] = Counter()
    values: list[float] = []
    known = list(rows)
    for offers in _offers(filling, known):
        values += [offer.value for offer in offers]
    for row in known:
        used[tasks[row.task].client] += row.minutes
    cost = [
        max(0, used[package.client] - package.minutes) * package.overage_cost_per_hour / 60
        for package in block.packages
    ]
    return (*firm_count(tasks[task] for task in {row.task: 1 for row in known}), fsum(values) - fsum(cost))


def _take(filling: Filling, rows: Iterable[Assignment]) -> None:
    for offers in _offers(filling, rows):
        if len(offers) > 1:
            filling.take_shared(offers)
        else:
            filling.take(offers[0])


def _offers(filling: Filling, rows: Iterable[Assignment]) -> list[list[Offer]]:
    """Give the offer of each whole task, and the shares of each shared one, as long as all of them are eligible."""
    of_task: dict[str, list[Assignment]] = {}
    for row in rows:
        of_task.setdefault(row.task, []).append(row)
    found = []
    for task, own in of_task.items():
        wholes = [filling.offer(filling.task_place[task], filling.place[row.assistant]) for row in own]
        if len(own) > 1:
            minutes = filling.problem.tasks[filling.task_place[task]].minutes
            parts = zip(wholes, own, strict=True)
            wholes = [whole and share(replace(whole, minutes=minutes), row.minutes) for whole, row in parts]
        known = [whole for whole in wholes if whole is not None]
        if len(known) == len(own):
            found.append(known)
    return found


def _unproven(uses: Sequence[BlockUse], answers: Mapping[int, BlockResult]) -> Status:
    """Tell why the plan is not proven better; time is the reason wherever it ended a block, or a block never came."""
    if all(use.status is Status.GREEDY for use in uses):
        return Status.GREEDY
    is_timed = any(use.block not in answers or answers[use.block].status in _TIMED for use in uses)
    return Status.TIME_LIMIT if is_timed else Status.WORK_LIMIT


def _plan(
    problem: Problem,
    cut: Cut,
    filling: Filling,
    gap: float,
    uses: tuple[BlockUse, ...],
    answers: Mapping[int, BlockResult],
    seconds: float,
) -> PlanResult:
    assignments, objective = filling.room.assignments(), filling.room.objective()
    bound = cut.prices.bound_of(problem, (row.task for row in assignments))
    remaining = None if bound is None else gap_between(objective, bound)
    if remaining is not None and remaining <= max(gap, PROVEN_GAP):
        status = Status.OPTIMAL if remaining <= PROVEN_GAP else Status.WITHIN_GAP
    else:
        status = _unproven(uses, answers)
    solvers = sorted({one.solver for one in answers.values()} - {"none"})
    return PlanResult(
        status=status,
        objective=objective,
        bound=None if bound is None else max(bound, objective),
        gap=remaining,
        seconds=seconds,
        assignments=assignments,
        unassigned=left_out_reasons(filling),
        why=whys(filling),
        packages=filling.room.package_uses(),
        solver=", ".join(solvers) or "none",
        blocks=uses,
    )
