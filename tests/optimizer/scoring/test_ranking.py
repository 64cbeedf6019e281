"""Whether the order of tasks survives other weights, and which two change places first."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from optimizer.scoring import CRITERIA
from optimizer.scoring.ranking import Place, Ranking, Swap, place_of, ranking
from tests.optimizer.scoring.inventories import levels, parts, tenths_with, weighings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.scoring import Contribution
    from optimizer.scoring.result import Criterion
    from tests.optimizer.scoring.inventories import Parts


def ranked(inventory: Sequence[Parts]) -> Ranking:
    return ranking([[part.points_tenths for part in task] for task in inventory])


def placed(inventory: Sequence[Parts], task: int) -> Place:
    return place_of([[part.points_tenths for part in each] for each in inventory], task)


def test_one_task_and_none_are_always_in_order() -> None:
    assert ranking([]).is_stable
    assert ranked([parts({})]).is_stable
    assert ranking([]).pairs == ranking([]).swapped == 0


def test_a_task_that_is_better_in_everything_stays_above() -> None:
    found = ranked([parts({}, other=2), parts({}, other=4)])

    assert (found.is_stable, found.pairs, found.swapped, found.first) == (True, 1, 0, None)


def test_the_change_that_turns_two_tasks_round_is_exact() -> None:
    # The first has standard 5 (14.0 points in place of 7.0), the second volume 5 (12.0 in place of 6.0): 57.0 and 56.0.
    # Volume: the second gains 120 - 60 = 60 tenths for a whole weight, and 10 are wanted: 1/6, 17 % more.
    # Standard: the first loses 140 - 70 = 70, and 10 are wanted: 1/7, 14 % less.
    found = ranked([parts({"standardisation": 5}), parts({"volume": 5})])

    assert found.first == Swap("standardisation", Fraction(-1, 7), 0, 1)
    assert not found.is_stable
    assert (found.pairs, found.swapped) == (1, 1)


def test_equal_tasks_have_no_order_to_lose() -> None:
    found = ranked([parts({"volume": 4}), parts({"judgement": 4})])  # both weigh 12: 53.0 points each

    assert (found.is_stable, found.pairs, found.first) == (True, 0, None)


@given(tasks=st.lists(levels, min_size=2, max_size=7), weights=weighings())
def test_the_order_is_stable_exactly_where_no_pair_turns_at_the_ends(
    tasks: list[dict[Criterion, int]], weights: dict[Criterion, int]
) -> None:
    inventory = [parts(each, weights) for each in tasks]
    found = ranked(inventory)
    strict = [
        (a, b)
        for one, other in combinations(range(len(tasks)), 2)
        for a, b in ((one, other), (other, one))
        if _tenths(inventory, a) > _tenths(inventory, b)
    ]
    turned = [
        sum(
            tenths_with(inventory[a], criterion, Fraction(sign, 5))
            < tenths_with(inventory[b], criterion, Fraction(sign, 5))
            for a, b in strict
        )
        for criterion in CRITERIA
        for sign in (-1, 1)
    ]

    assert found.pairs == len(strict)
    assert found.swapped == max(turned)
    assert found.is_stable == (max(turned) == 0)


@given(tasks=st.lists(levels, min_size=2, max_size=6), weights=weighings())
def test_nothing_turns_before_the_first_swap(tasks: list[dict[Criterion, int]], weights: dict[Criterion, int]) -> None:
    inventory = [parts(each, weights) for each in tasks]
    first = ranked(inventory).first
    limit = Fraction(1) if first is None else abs(first.change)

    for criterion in CRITERIA:
        for change in (limit, -limit):
            now = [tenths_with(each, criterion, change) for each in inventory] if weights[criterion] < 100 else []
            for a, b in combinations(range(len(now)), 2):
                before = _tenths(inventory, a) - _tenths(inventory, b)
                assert before * (now[a] - now[b]) >= 0
    if first is not None:
        assert tenths_with(inventory[first.upper], first.criterion, first.change) == tenths_with(
            inventory[first.lower], first.criterion, first.change
        )


def test_the_places_other_weights_bring_are_said() -> None:
    # 57.0 and 56.0 points change places at 14 % less on the standard; 53.0 and 44.0 stay third and fourth.
    inventory = [parts({"standardisation": 5}), parts({"volume": 5}), parts({"manual": 5}), parts({"judgement": 1})]

    assert placed(inventory, 0) == Place(now=1, best=1, worst=2, of=4)
    assert placed(inventory, 1) == Place(now=2, best=1, worst=2, of=4)
    assert placed(inventory, 3) == Place(now=4, best=4, worst=4, of=4)
    assert placed(inventory, 3).is_stable


def test_equal_points_share_a_place_until_a_weight_parts_them() -> None:
    inventory = [parts({"volume": 4}), parts({"judgement": 4})]

    assert placed(inventory, 0) == Place(now=1, best=1, worst=2, of=2)


@given(tasks=st.lists(levels, min_size=1, max_size=5), weights=weighings())
def test_no_weight_within_a_fifth_brings_another_place(
    tasks: list[dict[Criterion, int]], weights: dict[Criterion, int]
) -> None:
    inventory = [parts(each, weights) for each in tasks]
    found = placed(inventory, 0)
    seen = set()
    for criterion in CRITERIA:
        # Every fourth percent, and a little on either side of every change at which the task is level with another.
        turns = [
            Fraction(_tenths(inventory, 0) - _tenths(inventory, other), gain)
            for other in range(1, len(tasks))
            if (gain := _of(inventory, other, criterion) - _of(inventory, 0, criterion)) != 0
        ]
        near = [turn + Fraction(nudge, 10**6) for turn in turns for nudge in (-1, 0, 1)]
        for change in [*(Fraction(step, 25) for step in range(-5, 6)), *near]:
            if abs(change) <= Fraction(1, 5):
                now = [tenths_with(each, criterion, change) for each in inventory]
                seen.add(1 + sum(each > now[0] for each in now))

    assert (found.best, found.worst) == (min(seen), max(seen))


def _of(inventory: list[tuple[Contribution, ...]], place: int, criterion: Criterion) -> int:
    return next(part.points_tenths for part in inventory[place] if part.criterion == criterion)


def _tenths(inventory: list[tuple[Contribution, ...]], place: int) -> int:
    return sum(part.points_tenths for part in inventory[place])
