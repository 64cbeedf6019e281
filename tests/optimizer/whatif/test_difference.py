from __future__ import annotations

from optimizer.result import Assignment
from optimizer.whatif.difference import Difference, MinutesChanged, Moved, difference


def rows(*given: tuple[str, str, int]) -> tuple[Assignment, ...]:
    return tuple(Assignment(*one) for one in given)


def test_two_plans_differ_by_what_is_added_dropped_moved_and_changed() -> None:
    before = rows(("same", "a", 10), ("moved", "a", 20), ("dropped", "b", 30), ("longer", "b", 40))
    after = rows(("longer", "b", 45), ("moved", "b", 25), ("new", "a", 50), ("same", "a", 10))

    found = difference(before, after)

    assert found == Difference(
        added=rows(("new", "a", 50)),
        dropped=rows(("dropped", "b", 30)),
        moved=(Moved("moved", ("a",), ("b",), 20, 25),),
        minutes_changed=(MinutesChanged("longer", ("b",), 40, 45),),
        minutes_before=100,
        minutes_after=130,
    )
    assert found.changes == 4


def test_a_plan_does_not_differ_from_itself_in_another_order() -> None:
    plan = rows(("t", "a", 10), ("u", "b", 20))

    found = difference(plan, reversed(plan))

    assert (found.changes, found.minutes_before, found.minutes_after) == (0, 30, 30)


def test_split_work_is_one_task_that_moves_or_changes() -> None:
    before = rows(("t", "a", 30), ("t", "b", 30), ("u", "a", 30), ("u", "b", 30))
    after = rows(("t", "b", 40), ("t", "a", 20), ("u", "c", 30), ("u", "b", 30))

    found = difference(before, after)

    assert found.minutes_changed == (MinutesChanged("t", ("a", "b"), 60, 60),)
    assert found.moved == (Moved("u", ("a", "b"), ("b", "c"), 60, 60),)
    assert found.changes == 2
