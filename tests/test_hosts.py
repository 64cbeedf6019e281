"""The simulation of many hosts comes to what can be worked out by hand."""

from __future__ import annotations

import pytest

from tests.benchmarks.hosts import Costs, Operation, Spread, simulated, table

TEN = Spread(10.0, 10.0, 10.0, 10.0)
FREE = Costs(0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("workers", "seconds"), [(1, 48.0), (2, 28.0), (3, 28.0), (4, 18.0), (40, 18.0)])
def test_blocks_go_to_whoever_is_free_and_the_rest_is_done_by_one(workers: int, seconds: float) -> None:
    # 5 s before, 3 s after, 4 blocks of 10 s: 4, 2, 2, 1 and 1 rounds of blocks
    outcome = simulated(Operation("", 4, 5.0, TEN, 3.0), FREE, workers=workers)

    assert outcome.makespan_s == pytest.approx(seconds)
    assert outcome.use == pytest.approx(48.0 / (seconds * workers))


def test_the_spread_is_what_was_measured() -> None:
    spread = Spread(1.0, 3.0, 12.0, 20.0)

    assert [spread.at(share) for share in (0.0, 0.25, 0.5, 0.95, 1.0)] == pytest.approx([1.0, 2.0, 3.0, 12.0, 20.0])
    assert sorted(spread.drawn(5, seed=1)) == pytest.approx([1.0, 2.0, 3.0, 8.0, 20.0])  # 3 + 9 × 0.25 / 0.45
    assert spread.drawn(9, seed=1) == spread.drawn(9, seed=1) != spread.drawn(9, seed=2)
    assert spread.drawn(1, seed=1) == [20.0]


def test_no_number_of_workers_beats_the_longest_block() -> None:
    outcome = simulated(Operation("", 40, 5.0, Spread(1.0, 1.0, 1.0, 30.0), 3.0), FREE, workers=400)

    assert outcome.makespan_s == pytest.approx(5.0 + 30.0 + 3.0)
    assert outcome.longest_s == 30.0


def test_the_database_serves_one_after_the_other() -> None:
    costs = Costs(row_ms=500.0, claim_ms=1000.0, beat_ms=0.0, answer_ms=2000.0, ring_ms=0.0)

    outcome = simulated(Operation("", 2, 5.0, TEN, 3.0), costs, workers=2)

    # 5 + 2 rows of 0.5 = 6; claims end at 7 and 8, blocks at 17 and 18, answers at 19 and 21; the join ends at 24.
    # The second claim waits 1 s, the second answer from 18 to 19.
    assert outcome.makespan_s == pytest.approx(24.0)
    assert outcome.queued_s == pytest.approx(2.0)
    assert outcome.database_s == pytest.approx(6.0)


def test_signs_of_life_take_their_time_of_the_database() -> None:
    costs = Costs(row_ms=0.0, claim_ms=0.0, beat_ms=250.0, answer_ms=0.0, ring_ms=0.0)

    outcome = simulated(Operation("", 1, 0.0, TEN, 0.0), costs, workers=1)

    # A beat begins 1 s after the last has ended: at 1, 2.25, 3.5, ... 9.75 s, 8 in all.
    assert outcome.database_s == pytest.approx(8 * 0.25)


def test_rings_are_heard_once_before_the_plan_each_block_and_the_join() -> None:
    costs = Costs(row_ms=0.0, claim_ms=0.0, beat_ms=0.0, answer_ms=0.0, ring_ms=1000.0)

    # ring, 5 s, ring, 10 s, ring, 10 s, ring, 3 s
    assert simulated(Operation("", 2, 5.0, TEN, 3.0), costs, workers=1).makespan_s == pytest.approx(32.0)


def test_the_table_compares_with_the_first_number_of_hosts() -> None:
    lines = table((Operation("small", 4, 5.0, TEN, 3.0),), FREE, hosts=(1, 2), workers=2).splitlines()

    # 2 workers: 28 s, 48 of 56 worked; 4 workers: 18 s, 48 of 72 worked
    assert lines[2:] == ["| small | 1 | 28 | 1.0 | 86% | 0.0% |", "| small | 2 | 18 | 1.6 | 67% | 0.0% |"]
