from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.problem import Assistant, Problem, Task
from optimizer.result import Assignment
from optimizer.search import Limits
from optimizer.whatif import exact
from optimizer.whatif.exact import best
from optimizer.whatif.month import Month
from optimizer.whatif.part import part_of

if TYPE_CHECKING:
    import pytest


def test_a_search_without_time_gives_what_is_planned_shared_work_too(monkeypatch: pytest.MonkeyPatch) -> None:
    # t is shared and u beside it: 150 + 30 of 190 minutes
    problem = Problem(
        assistants=(Assistant("a", 120), Assistant("b", 70)), tasks=(Task("t", 150, splittable=True), Task("u", 30))
    )
    plan = (Assignment("t", "a", 80), Assignment("t", "b", 70), Assignment("u", "a", 30))
    monkeypatch.setattr(exact, "EXACTLY", Limits(0.0))

    found = best(part_of(Month(problem, plan), (0, 1)))

    assert found is not None
    assert (found.room.done(), found.value, found.proven) == ([0, 1], 180.0, False)
