"""Each rule of the model is taken out in turn: the plan must then break the rule, and with it must not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from optimizer import eligible, model
from optimizer.check import violations
from optimizer.eligible import GATES, offers_of
from optimizer.highs import answer_of_cbc, answer_of_highs
from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.result import Reason
from optimizer.search import Limits
from optimizer.shares import sharers_of
from tests.optimizer.problems import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.highs import Answer
    from optimizer.model import Rows

    Solver = Callable[[model.Model, Limits], Answer]

TWO = (Assistant("a", 600), Assistant("b", 600))

#: The constraint, a problem whose best plan without it breaks it, and the code of the break.
CASES = [
    (
        model.one_assistant_per_task,
        Problem(assistants=TWO, tasks=(Task("t", 60),)),
        "task_more_than_once",
    ),
    (
        model.assistant_minutes,
        Problem(assistants=(Assistant("a", 100),), tasks=(Task("t", 60), Task("u", 60))),
        "assistant_minutes_exceeded",
    ),
    (
        # of 130 minutes the largest share is 70: nothing keeps it from being given twice
        model.shares_make_the_whole,
        Problem(
            assistants=(Assistant("a", 100), Assistant("b", 100)),
            tasks=(Task("t", 130, splittable=True),),
        ),
        "wrong_minutes",
    ),
    (
        # 70 + 60 are shares, and leave no room for one of the short tasks; 70 + 50 + 10 leave room for both
        model.share_is_large_enough,
        Problem(
            assistants=(Assistant("a", 70), Assistant("b", 60), Assistant("c", 60)),
            tasks=(
                Task("t", 130, splittable=True),
                Task("u", 10, pinned_to="b"),
                Task("v", 10, pinned_to="c"),
            ),
        ),
        "share_too_small",
    ),
    (
        # b could have 30 minutes of t beside u without counting as somebody with a share
        model.share_leaves_another,
        Problem(
            assistants=(Assistant("a", 100), Assistant("b", 60)),
            tasks=(Task("t", 130, splittable=True), Task("u", 30, pinned_to="b")),
        ),
        "share_too_small",
    ),
    (
        model.assistant_weeks,
        # the month has 120 minutes, the first two weeks 40 + 70: 60 and 60 due in them do not fit
        Problem(
            assistants=(Assistant("a", 120, (40, 70, 200)),),
            tasks=(Task("t", 60, due_week=2), Task("u", 60, due_week=1)),
        ),
        "week_minutes_exceeded",
    ),
    (
        # of 100 minutes 50 are due in the first week, which has 49
        model.assistant_weeks,
        Problem(
            assistants=(Assistant("a", 400, (49, 300)),),
            tasks=(Task("t", 100, early_weeks=(1,), due_week=2),),
        ),
        "week_minutes_exceeded",
    ),
    (
        model.package_minutes,
        Problem(packages=(Package("c", 100),), assistants=TWO, tasks=(Task("t", 60, "c"), Task("u", 60, "c"))),
        "package_minutes_exceeded",
    ),
    (
        # of 100 and 60 minutes, which may become 110 and 90, the worse by 30 is to fit 180: 160 + 30 do not
        model.package_protection,
        Problem(
            packages=(Package("c", 100, 80, protection=1),),
            assistants=TWO,
            tasks=(Task("t", 100, "c", uncertainty=0.1), Task("u", 60, "c", uncertainty=0.5)),
        ),
        "protection_exceeded",
    ),
    (
        model.growth_of_task,
        Problem(
            packages=(Package("c", 100, 80, protection=1),),
            assistants=TWO,
            tasks=(Task("t", 100, "c", uncertainty=0.1), Task("u", 60, "c", uncertainty=0.5)),
        ),
        "protection_exceeded",
    ),
    (
        model.overage_consent,
        # 120 minutes against 60 and a consent of 30: free overage would take both
        Problem(packages=(Package("c", 60, 30),), assistants=TWO, tasks=(Task("t", 60, "c"), Task("u", 60, "c"))),
        "package_minutes_exceeded",
    ),
    (
        model.team_member,
        # each assistant has the minutes for one of the two tasks, and the team is one
        Problem(
            packages=(Package("c", 600, team_size=1),),
            assistants=(Assistant("a", 60), Assistant("b", 60)),
            tasks=(Task("t", 60, "c"), Task("u", 60, "c")),
        ),
        "team_size_exceeded",
    ),
    (
        model.team_size,
        Problem(
            packages=(Package("c", 600, team_size=1),),
            assistants=(Assistant("a", 60), Assistant("b", 60)),
            tasks=(Task("t", 60, "c"), Task("u", 60, "c")),
        ),
        "team_size_exceeded",
    ),
]


@pytest.mark.parametrize("solve", [answer_of_highs, answer_of_cbc])
@pytest.mark.parametrize(("constraint", "problem", "code"), CASES, ids=[case[0].__name__ for case in CASES])
def test_without_the_constraint_the_plan_breaks_it(
    solve: Solver, constraint: Rows, problem: Problem, code: str
) -> None:
    def codes(constraints: Sequence[Rows]) -> set[str]:
        offers, sharers = offers_of(problem), sharers_of(problem)
        found = solve(model.build(problem, offers, sharers=sharers, constraints=constraints), Limits(10.0))
        rows = [*(offers[i] for i in found.chosen), *found.shares]
        given = [(problem.tasks[row.task].id, problem.assistants[row.assistant].id, row.minutes) for row in rows]
        return {one.code for one in violations(problem, plan_of(problem, given))} - {"wrong_objective"}

    assert codes(model.CONSTRAINTS) == set()
    assert codes([one for one in model.CONSTRAINTS if one is not constraint]) == {code}


@pytest.mark.parametrize("solve", [answer_of_highs, answer_of_cbc])
def test_without_the_firm_constraint_must_work_is_given_up_for_worthier_work(solve: Solver) -> None:
    tasks = (Task("cheap", 60, value_per_hour=10, must=True), Task("dear", 60, value_per_hour=90))
    problem = Problem(assistants=(Assistant("a", 60),), tasks=tasks)
    offers = offers_of(problem)

    def chosen(constraints: Sequence[Rows]) -> list[str]:
        found = solve(model.build(problem, offers, firm_work=1, constraints=constraints), Limits(10.0))
        return [problem.tasks[offers[i].task].id for i in found.chosen]

    assert chosen(model.CONSTRAINTS) == ["cheap"]
    assert chosen([one for one in model.CONSTRAINTS if one is not model.firm_work_kept]) == ["dear"]


def test_every_constraint_of_the_model_is_tried_here() -> None:
    assert {case[0] for case in CASES} | {model.firm_work_kept} == set(model.CONSTRAINTS)


def test_without_the_gate_of_leave_who_is_away_until_the_end_of_the_week_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # week 1 of 2026-11 is Sunday the 1st alone, week 2 begins on Monday the 2nd
    away = tuple(date(2026, 11, day) for day in (1, 2, 3, 4, 5, 6))
    tasks = (Task("t", 60, due_week=2), Task("u", 60, due_week=3))
    problem = Problem("2026-11", assistants=(Assistant("a", 120, leave=away),), tasks=tasks)

    assert [offer.task for offer in offers_of(problem)] == [1]
    monkeypatch.setattr(eligible, "gates_of", lambda _: GATES)
    assert [offer.task for offer in offers_of(problem)] == [0, 1]
    assert {one.code for one in violations(problem, plan_of(problem, [("t", "a")]))} >= {"assistant_on_leave"}


def test_one_working_day_before_the_task_is_due_is_enough() -> None:
    away = tuple(date(2026, 11, day) for day in (1, 2, 3, 4, 5, 7, 8))  # free on Friday the 6th
    problem = Problem("2026-11", assistants=(Assistant("a", 120, leave=away),), tasks=(Task("t", 60, due_week=2),))

    assert len(offers_of(problem)) == 1
    assert violations(problem, plan_of(problem, [("t", "a")], objective=60.0)) == ()


GATE_CASES = {
    Reason.NO_SKILL: (Task("t", 60, skills={"経理": 3}), Assistant("a", 60, skills={"経理": 2}), "skill_missing"),
    Reason.NO_CLEARANCE: (Task("t", 60, clearances=("給与",)), Assistant("a", 60), "clearance_missing"),
    Reason.FORBIDDEN: (Task("t", 60, forbidden=("a",)), Assistant("a", 60), "assistant_forbidden"),
    Reason.EXCLUDED: (Task("t", 60, "c"), Assistant("a", 60, excluded_clients=("c",)), "client_excluded"),
}


@pytest.mark.parametrize("reason", [reason for reason, _ in GATES])
def test_without_the_gate_an_ineligible_pair_is_offered(reason: Reason, monkeypatch: pytest.MonkeyPatch) -> None:
    task, assistant, code = GATE_CASES[reason]
    problem = Problem(packages=(Package("c", 600),), assistants=(assistant,), tasks=(task,))

    assert offers_of(problem) == ()
    monkeypatch.setattr(eligible, "GATES", tuple(gate for gate in GATES if gate[0] is not reason))
    assert len(offers_of(problem)) == 1
    assert code in {one.code for one in violations(problem, plan_of(problem, [("t", "a")]))}


def test_a_pinned_task_is_offered_to_nobody_else() -> None:
    problem = Problem(assistants=TWO, tasks=(Task("t", 60, pinned_to="b"),))

    assert [offer.assistant for offer in offers_of(problem)] == [1]


def test_a_task_of_a_client_without_a_package_is_offered_to_nobody() -> None:
    assert offers_of(Problem(assistants=TWO, tasks=(Task("t", 60, "c"),))) == ()


def test_a_task_longer_than_the_month_of_an_assistant_is_not_offered_to_them() -> None:
    problem = Problem(assistants=(Assistant("a", 59), Assistant("b", 60)), tasks=(Task("t", 60),))

    assert [offer.assistant for offer in offers_of(problem)] == [1]


def test_listed_pairs_are_offered_by_assistant_in_whatever_order_they_are_listed() -> None:
    people = tuple(Assistant(who, 100) for who in "abc")
    problem = Problem(assistants=people, tasks=(Task("t", 60),), pairs=(Pair("t", "c"), Pair("t", "a")))

    assert [offer.assistant for offer in offers_of(problem)] == [0, 2]


def test_listed_pairs_are_the_only_eligible_ones_with_their_own_minutes_and_value() -> None:
    # 60 min at 30 an hour are worth 30 whoever does them, unless the pair says otherwise
    tasks = (Task("t", 60, value_per_hour=30), Task("u", 60))
    pairs = (Pair("t", "a", minutes=90), Pair("t", "b", value=7.0))
    offers = offers_of(Problem(assistants=TWO, tasks=tasks, pairs=pairs))

    assert [(one.task, one.assistant, one.minutes, one.value) for one in offers] == [(0, 0, 90, 30.0), (0, 1, 60, 7.0)]
