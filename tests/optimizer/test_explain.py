"""Every reason on a problem made for it, with figures worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from optimizer.eligible import offers_of
from optimizer.explain import why_left_out
from optimizer.greedy import put_together
from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.result import Assignment, Choice, Reason
from optimizer.solve import solve
from tests.optimizer.problems import search_here

LEFT_OUT: list[tuple[Reason, Problem, str, dict[str, Any]]] = [
    (
        Reason.NO_PACKAGE,
        Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60, "c"),)),
        "t",
        {"client": "c"},
    ),
    (
        # levels short of 経理 3 and 英語 2: a 3 + 1, b 2 + 1, c 1 + 2; b is the first of the nearest
        Reason.NO_SKILL,
        Problem(
            assistants=(
                Assistant("a", 60, skills={"英語": 1}),
                Assistant("b", 60, skills={"経理": 1, "英語": 1}),
                Assistant("c", 60, skills={"経理": 2}),
            ),
            tasks=(Task("t", 60, skills={"経理": 3, "英語": 2}),),
        ),
        "t",
        {"skill": "経理", "level": 3, "best_level": 2, "nearest": "b", "nearest_level": 1, "levels_short": 3},
    ),
    (
        Reason.NO_CLEARANCE,
        Problem(
            assistants=(Assistant("a", 60), Assistant("b", 60, clearances=("給与",))),
            tasks=(Task("t", 60, clearances=("給与", "振込")),),
        ),
        "t",
        {"clearance": "振込", "nearest": "b"},
    ),
    (
        # only b has the skill, so only b is named
        Reason.FORBIDDEN,
        Problem(
            assistants=(Assistant("a", 60), Assistant("b", 60, skills={"経理": 5})),
            tasks=(Task("t", 60, skills={"経理": 1}, forbidden=("b",)),),
        ),
        "t",
        {"assistants": ("b",)},
    ),
    (
        Reason.EXCLUDED,
        Problem(
            packages=(Package("c", 60),),
            assistants=(Assistant("a", 60, excluded_clients=("c",)),),
            tasks=(Task("t", 60, "c"),),
        ),
        "t",
        {"client": "c", "assistants": ("a",)},
    ),
    (
        # 2026-11-01 is a Sunday and a week of its own
        Reason.ON_LEAVE,
        Problem(
            month="2026-11",
            assistants=(
                Assistant("a", 60, leave=(date(2026, 11, 1), date(2026, 11, 9))),
                Assistant("b", 60, clearances=("給与",)),
            ),
            tasks=(Task("t", 60, due_week=1, forbidden=("b",)),),
        ),
        "t",
        {"assistants": ("a",), "days": ("2026-11-01",)},
    ),
    (
        Reason.NO_PAIR,
        Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60), Task("u", 60)), pairs=(Pair("u", "a"),)),
        "t",
        {"assistants": ("a",)},
    ),
    (
        Reason.TASK_TOO_LONG,
        Problem(assistants=(Assistant("a", 50), Assistant("b", 90)), tasks=(Task("t", 100),)),
        "t",
        {"minutes": 100, "longest_minutes": 90, "assistant": "b", "missing_minutes": 10},
    ),
    (
        Reason.PIN_IMPOSSIBLE,
        Problem(
            assistants=(Assistant("a", 60), Assistant("b", 60, skills={"経理": 1})),
            tasks=(Task("t", 60, skills={"経理": 1}, pinned_to="a"),),
        ),
        "t",
        {
            "assistant": "a",
            "cause": "no_skill",
            "skill": "経理",
            "level": 1,
            "best_level": 0,
            "nearest": "a",
            "nearest_level": 0,
            "levels_short": 1,
        },
    ),
    (
        # 80 of 100 minutes are taken by other pinned work worth 10 more: 20 left, 50 short of 70
        Reason.PIN_IMPOSSIBLE,
        Problem(
            assistants=(Assistant("a", 100), Assistant("b", 100)),
            tasks=(Task("s", 80, pinned_to="a"), Task("t", 70, pinned_to="a")),
        ),
        "t",
        {"assistant": "a", "cause": "assistants_full", "missing_minutes": 50, "displaces": "s", "margin": 10.0},
    ),
    (
        # 100 + 20 overage minutes, 70 used: 50 left, 60 needed. t could replace s, worth 70, at a loss of 10
        Reason.PACKAGE_FULL,
        Problem(
            packages=(Package("c", 100, 20),),
            assistants=(Assistant("a", 600),),
            tasks=(Task("s", 70, "c"), Task("t", 60, "c")),
        ),
        "t",
        {"client": "c", "missing_minutes": 10, "displaces": "s", "margin": 10.0},
    ),
    (
        # the task alone is larger than the package: nothing to give up
        Reason.PACKAGE_FULL,
        Problem(packages=(Package("c", 100),), assistants=(Assistant("a", 600),), tasks=(Task("t", 130, "c"),)),
        "t",
        {"client": "c", "missing_minutes": 30},
    ),
    (
        # b is forbidden; a has nothing left, and giving up s, worth 60, would let in t, worth 50
        Reason.ASSISTANTS_FULL,
        Problem(
            assistants=(Assistant("a", 60), Assistant("b", 30)),
            tasks=(Task("s", 60), Task("t", 50, forbidden=("b",))),
        ),
        "t",
        {"assistant": "a", "missing_minutes": 50, "displaces": "s", "margin": 10.0},
    ),
    (
        # 20 + 70 minutes until week 2, s has 60 of them: 30 left, t lacks 20. Giving s up would lose 60 and gain 50
        Reason.WEEK_FULL,
        Problem(
            assistants=(Assistant("a", 600, minutes_per_week=(20, 70)),),
            tasks=(Task("s", 60, due_week=2), Task("t", 50, due_week=2), Task("later", 300)),
        ),
        "t",
        {"assistant": "a", "week": 2, "missing_minutes": 20, "displaces": "s", "margin": 10.0},
    ),
    (
        # the dear task of week 1 is all that is in the way; the cheap one without a week takes nothing of it
        Reason.DISPLACED,
        Problem(
            assistants=(Assistant("a", 600, minutes_per_week=(60,)),),
            tasks=(
                Task("s", 60, value_per_hour=90, due_week=1),
                Task("t", 60, value_per_hour=40, due_week=1),
                Task("cheap", 60, value_per_hour=10),
            ),
        ),
        "t",
        {
            "displaced_by": "s",
            "margin": 50.0,
            "bottleneck": "week_full",
            "assistant": "a",
            "week": 1,
            "missing_minutes": 60,
        },
    ),
    (
        # a has 90 minutes left and b 80, together 30 short of 200; c has less than a share needs
        Reason.ASSISTANTS_FULL,
        Problem(
            assistants=(Assistant("a", 100), Assistant("b", 80), Assistant("c", 50)),
            tasks=(Task("s", 10, value_per_hour=90, forbidden=("b", "c")), Task("t", 200, splittable=True)),
        ),
        "t",
        {"assistant": "a", "missing_minutes": 30},
    ),
    (
        # people have the time, the package lacks 20 of 120 minutes
        Reason.PACKAGE_FULL,
        Problem(
            packages=(Package("c", 100),),
            assistants=(Assistant("a", 70), Assistant("b", 70)),
            tasks=(Task("t", 120, "c", splittable=True),),
        ),
        "t",
        {"client": "c", "missing_minutes": 20},
    ),
    (
        # 140 minutes of two people, of whom one alone may work for the client
        Reason.TEAM_FULL,
        Problem(
            packages=(Package("c", 600, team_size=1),),
            assistants=(Assistant("a", 70), Assistant("b", 70)),
            tasks=(Task("t", 120, "c", splittable=True),),
        ),
        "t",
        {"client": "c", "team_size": 1, "assistants": ("a", "b")},
    ),
    (
        # 200 minutes of three people, but 150 make two shares of 60 at most, and no two of them have 150: 70 + 65
        Reason.ASSISTANTS_FULL,
        Problem(
            assistants=(Assistant("a", 70), Assistant("b", 65), Assistant("c", 65)),
            tasks=(Task("t", 150, splittable=True),),
        ),
        "t",
        {"assistant": "a", "missing_minutes": 15},
    ),
    (
        # 120 minutes are worth 120, 90 of them over the package at 2 points cost 180
        Reason.OVERAGE_NOT_WORTH,
        Problem(
            packages=(Package("c", 30, 600, overage_cost_per_hour=120),),
            assistants=(Assistant("a", 70), Assistant("b", 70)),
            tasks=(Task("t", 120, "c", splittable=True),),
        ),
        "t",
        {"client": "c", "overage_minutes": 90, "value": 120.0, "cost": 180.0, "margin": 60.0},
    ),
    (
        # t is worth 40 an hour, all in its way 90: giving up s loses 90 and gains 40
        Reason.DISPLACED,
        Problem(
            packages=(Package("c", 60),),
            assistants=(Assistant("a", 600),),
            tasks=(Task("s", 60, "c", value_per_hour=90), Task("t", 60, "c", value_per_hour=40)),
        ),
        "t",
        {"displaced_by": "s", "margin": 50.0, "bottleneck": "package_full", "client": "c", "missing_minutes": 60},
    ),
    (
        # what another client's cheap hour takes from the assistant does not matter: the package is the bottleneck
        Reason.DISPLACED,
        Problem(
            packages=(Package("c", 60), Package("d", 60)),
            assistants=(Assistant("a", 600),),
            tasks=(
                Task("s", 60, "c", value_per_hour=90),
                Task("o", 60, "d", value_per_hour=20),
                Task("t", 60, "c", value_per_hour=40),
            ),
        ),
        "t",
        {"displaced_by": "s", "margin": 50.0, "bottleneck": "package_full", "client": "c", "missing_minutes": 60},
    ),
    (
        # the team of one is a, who has 20 minutes left; that b has plenty does not help
        Reason.ASSISTANTS_FULL,
        Problem(
            packages=(Package("c", 600, team_size=1),),
            assistants=(Assistant("a", 100), Assistant("b", 600)),
            tasks=(Task("s", 80, "c", pinned_to="a"), Task("t", 50, "c")),
        ),
        "t",
        {"assistant": "a", "missing_minutes": 30},
    ),
    (
        # a has no minutes left and b may not join the team of one
        Reason.TEAM_FULL,
        Problem(
            packages=(Package("c", 600, team_size=1),),
            assistants=(Assistant("a", 60), Assistant("b", 50)),
            tasks=(Task("s", 60, "c"), Task("t", 50, "c", forbidden=("a",))),
        ),
        "t",
        {"client": "c", "team_size": 1, "assistants": ("b",)},
    ),
    (
        # 60 minutes of overage at 90 an hour cost 90, the work is worth 60
        Reason.OVERAGE_NOT_WORTH,
        Problem(
            packages=(Package("c", 0, 60, overage_cost_per_hour=90),),
            assistants=(Assistant("a", 600),),
            tasks=(Task("t", 60, "c"),),
        ),
        "t",
        {"client": "c", "overage_minutes": 60, "value": 60.0, "cost": 90.0, "margin": 30.0},
    ),
]


@pytest.mark.parametrize(("reason", "problem", "task", "needs"), LEFT_OUT)
def test_a_task_left_out_says_why(reason: Reason, problem: Problem, task: str, needs: dict[str, Any]) -> None:
    plan = solve(problem, gap=0.0, search=search_here)

    told = {row.task: row for row in plan.unassigned}[task]
    assert (told.reason, told.needs) == (reason, needs)


def test_a_task_of_the_same_worth_is_not_displaced_but_finds_no_room() -> None:
    # an hour at 60 and two hours at 30 are worth the same 60 points: the margin is nothing
    tasks = (Task("s", 60), Task("t", 120, value_per_hour=30))
    problem = Problem(assistants=(Assistant("a", 130),), tasks=tasks)
    room = put_together(problem, offers_of(problem), [0])

    told = why_left_out(room, 1)

    assert (told.reason, told.needs["displaces"], told.needs["margin"]) == (Reason.ASSISTANTS_FULL, "s", 0.0)


def test_every_reason_has_its_example() -> None:
    # no_assistants is told without a plan, in test_solve
    assert {case[0] for case in LEFT_OUT} | {Reason.NO_ASSISTANTS} == set(Reason)


TWO = (Assistant("a", 100), Assistant("b", 200))

CHOSEN: list[tuple[Choice, Problem, str, dict[str, Any]]] = [
    (Choice.PINNED, Problem(assistants=TWO, tasks=(Task("t", 60, pinned_to="a"),)), "a", {}),
    (Choice.ONLY_ELIGIBLE, Problem(assistants=TWO, tasks=(Task("t", 60, forbidden=("b",)),)), "a", {}),
    (
        Choice.HIGHER_VALUE,
        Problem(assistants=TWO, tasks=(Task("t", 60),), pairs=(Pair("t", "a", value=80.0), Pair("t", "b"))),
        "a",
        {"next_best": "b", "margin": 20.0},
    ),
    (
        # b is worth as much, and did it last month
        Choice.PUBLISHED,
        Problem(assistants=TWO, tasks=(Task("t", 60, previous="b"),), published=(Assignment("t", "a", 60),)),
        "a",
        {"next_best": "b", "margin": 0.0},
    ),
    (
        Choice.PREVIOUS,
        Problem(assistants=TWO, tasks=(Task("t", 60, previous="a"),)),
        "a",
        {"next_best": "b"},
    ),
    (
        # b has 200 minutes, 150 of them pinned: 10 short of 60
        Choice.OTHERS_FULL,
        Problem(assistants=TWO, tasks=(Task("t", 60), Task("s", 150, pinned_to="b"))),
        "a",
        {"next_best": "b", "missing_minutes": 10},
    ),
    (
        # of 90 minutes until week 2 b has 80 pinned: 50 short of 60
        Choice.OTHERS_WEEK_FULL,
        Problem(
            assistants=(Assistant("a", 100), Assistant("b", 200, minutes_per_week=(40, 50, 60))),
            tasks=(Task("t", 60, due_week=1), Task("s", 80, pinned_to="b", due_week=2)),
        ),
        "a",
        {"next_best": "b", "week": 2, "missing_minutes": 50},
    ),
    (
        Choice.TEAM_KEPT,
        Problem(
            packages=(Package("c", 600, team_size=1),),
            assistants=TWO,
            tasks=(Task("t", 60, "c"), Task("s", 30, "c", pinned_to="a")),
        ),
        "a",
        {"next_best": "b", "team_size": 1},
    ),
    (
        # 60 of 200 minutes are 30 %, 60 of 100 would be 60 %
        Choice.EVEN_LOAD,
        Problem(assistants=TWO, tasks=(Task("t", 60),)),
        "b",
        {"next_best": "a", "load_percent": 30, "next_best_load_percent": 60},
    ),
    (
        # nobody has 150 minutes; the one with most time takes as much as leaves the other the smallest share
        Choice.SHARED,
        Problem(assistants=(Assistant("a", 100), Assistant("b", 80)), tasks=(Task("t", 150, splittable=True),)),
        "a",
        {"minutes": 90, "task_minutes": 150, "others": ("b",)},
    ),
    (
        # b is full, so the next best is d: c would have 60 of 200 minutes, d 60 of 100, a 60 + 30 of 100
        Choice.EVEN_LOAD,
        Problem(
            assistants=(Assistant("a", 100), Assistant("b", 100), Assistant("c", 200), Assistant("d", 100)),
            tasks=(Task("t", 60), Task("r", 100, pinned_to="b"), Task("s", 30, pinned_to="a")),
        ),
        "c",
        {"next_best": "d", "load_percent": 30, "next_best_load_percent": 60},
    ),
    (
        # with b the task is worth 10 more but takes 10 minutes of overage at 2 points each
        Choice.OVERALL,
        Problem(
            packages=(Package("c", 60, 60, overage_cost_per_hour=120),),
            assistants=TWO,
            tasks=(Task("t", 60, "c"),),
            pairs=(Pair("t", "a"), Pair("t", "b", minutes=70, value=70.0)),
        ),
        "a",
        {"next_best": "b", "margin": 10.0},
    ),
]


@pytest.mark.parametrize(("reason", "problem", "who", "needs"), CHOSEN)
def test_an_assignment_says_why_this_assistant(
    reason: Choice, problem: Problem, who: str, needs: dict[str, Any]
) -> None:
    plan = solve(problem, gap=0.0, search=search_here)

    told = {row.task: row for row in reversed(plan.why)}["t"]
    assert (told.assistant, told.reason, told.needs) == (who, reason, needs)


def test_every_choice_has_its_example() -> None:
    assert {case[0] for case in CHOSEN} == set(Choice)


def test_giving_the_named_minutes_lets_the_task_in() -> None:
    def planned(minutes: int) -> set[str]:
        tasks = (Task("s", 70, "c"), Task("t", 60, "c"))
        problem = Problem(packages=(Package("c", minutes),), assistants=(Assistant("a", 600),), tasks=tasks)
        return {row.task for row in solve(problem, gap=0.0, search=search_here).assignments}

    assert planned(120) == {"s"}
    assert planned(129) == {"s"}
    assert planned(130) == {"s", "t"}


def test_a_week_that_nobody_has_filled_is_no_reason_to_call_a_task_displaced() -> None:
    # b has 50 minutes for the 80 of u, and for nothing else in week 1; only a could do it, in place of t: 110 - 64
    problem = Problem(
        assistants=(Assistant("a", 150), Assistant("b", 130, minutes_per_week=(50,))),
        tasks=(Task("t", 110, due_week=2), Task("u", 80, value_per_hour=48, due_week=1)),
    )

    [left_out] = solve(problem, search=search_here).unassigned

    assert left_out.reason is Reason.WEEK_FULL
    assert left_out.needs == {"assistant": "b", "week": 1, "missing_minutes": 30, "displaces": "t", "margin": 46.0}
