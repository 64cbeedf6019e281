from __future__ import annotations

from dataclasses import replace

from optimizer.amounts import as_finished
from optimizer.eligible import offers_of
from optimizer.greedy import put_together
from optimizer.problem import Assistant, Problem, Task
from optimizer.result import Assignment, Tier, TierUse

#: t is worth an hour, u nothing: u is added when the plan is finished, and b must not have it any more.
PROBLEM = Problem(
    assistants=(Assistant("a", 120), Assistant("b", 600, wished_minutes=240)),
    tasks=(Task("t", 60, previous="a"), Task("u", 60, value_per_hour=0, previous="b", forbidden=("b",))),
    published=(Assignment("t", "a", 60), Assignment("u", "b", 60)),
)


def test_what_is_added_at_the_end_counts_in_every_tier() -> None:
    # both tasks with a: u / b is published and u was b's; 120 of 120 minutes
    room = put_together(PROBLEM, offers_of(PROBLEM), (0,), is_settled=True)
    assert [(row.task, row.assistant) for row in room.assignments()] == [("t", "a"), ("u", "a")]
    before = (
        TierUse(Tier.CHANGES, 1, 0.5, proven=True),
        TierUse(Tier.CONTINUITY, 0, 0.0, proven=True),
        TierUse(Tier.LOAD, 50.0, 0.0, proven=False),
    )

    assert as_finished(before, room) == (
        TierUse(Tier.CHANGES, 1, 0.5, proven=True),
        TierUse(Tier.CONTINUITY, 1, 0.0, proven=False),  # proven of 0 is not proven of 1
        TierUse(Tier.LOAD, 100.0, 0.0, proven=False),
    )


def test_loads_are_measured_against_the_minutes_wished_for() -> None:
    # offers are t/a, t/b, u/a, u/b; b has both: 120 of 240 minutes
    problem = replace(PROBLEM, tasks=(PROBLEM.tasks[0], replace(PROBLEM.tasks[1], forbidden=())))
    room = put_together(problem, offers_of(problem), (1, 3), is_settled=True)

    assert as_finished((TierUse(Tier.LOAD, 50.0, 0.0, proven=True),), room)[0] == TierUse(
        Tier.LOAD, 50.0, 0.0, proven=True
    )
