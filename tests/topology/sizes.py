"""How much is done to the topology: enough in the usual run, everything in `make soak`."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts and seconds of one run.

    Attributes:
        is_soak: whether this is the long run.
        jobs: how many are done by three workers.
        repeated: how many messages are delivered three times.
        away_s: how long the broker is gone.
        heartbeat_s: of the workers.
        examples: how many histories of jobs are tried.
        steps: how long each of them is.
        rounds: how often a close runs against writers, and a backup against them.
        months: how many histories of a ledger are tried.
    """

    is_soak: bool
    jobs: int
    repeated: int
    away_s: float
    heartbeat_s: int
    examples: int
    steps: int
    rounds: int
    months: int


USUAL = Sizes(False, jobs=45, repeated=30, away_s=3.0, heartbeat_s=3, examples=15, steps=40, rounds=5, months=5)
SOAK = Sizes(
    True, jobs=2000, repeated=1000, away_s=10.0, heartbeat_s=15, examples=300, steps=60, rounds=100, months=200
)


SIZES = SOAK if os.environ.get("SOAK") else USUAL  # noqa: TID251
#: For what is the same on both databases but long: one in the usual run, both in the long one.
on_one_database = pytest.mark.parametrize(
    "engine_name",
    ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgres)] if SIZES.is_soak else [])],
    indirect=True,
)


@pytest.fixture(scope="session")
def sizes() -> Sizes:
    """The usual ones, and the long ones where `SOAK` is set."""
    return SIZES
