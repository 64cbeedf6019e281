from __future__ import annotations

import gc

import pulp
import pytest

from optimizer.eligible import offers_of
from optimizer.model import build, one_assistant_per_task
from optimizer.problem import Assistant, Problem, Task

SMALL = Problem(assistants=(Assistant("a", 100), Assistant("b", 60)), tasks=(Task("t", 60), Task("u", 40)))


def test_a_model_can_be_read_by_pulp() -> None:
    lp = build(SMALL, offers_of(SMALL)).lp

    assert sorted(one.name for one in lp.variables()) == ["x_0", "x_1", "x_2", "x_3"]
    assert {(one.lowBound, one.upBound, one.cat) for one in lp.variables()} == {(0, 1, pulp.LpInteger)}
    # t and u once each; a has 60 + 40 of 100 minutes, b of 60
    assert sorted(row.name for row in lp.constraints()) == ["assistant_0", "assistant_1", "task_0", "task_1"]


def test_two_rows_of_one_name_are_refused() -> None:
    with pytest.raises(pulp.PulpError, match="task_0"):
        build(SMALL, offers_of(SMALL), constraints=(one_assistant_per_task, one_assistant_per_task))


@pytest.mark.parametrize("is_on", [True, False])
def test_the_search_for_garbage_is_left_as_it_was(is_on: bool) -> None:
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        build(SMALL, offers_of(SMALL))
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()
