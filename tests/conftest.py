"""What every test gets without asking: no way off this machine. And what it may ask for: a clock, ids, databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from app.adapters import passwords
from tests import network
from tests.clocks import CountingIds, FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine fails no test: how long something may take is measured in `tests/benchmarks`.
settings.register_profile("however long it takes", deadline=None)
settings.load_profile("however long it takes")

pytest_plugins = [
    "tests.databases",
    "tests.economies",
    "tests.worlds",
    "tests.signing",
    "tests.topology.processes",
    "tests.topology.sizes",
    "tests.faults.crowds",
    "tests.demos",
    "tests.furnished",
]


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Nothing a test runs in this process connects anywhere but to this machine."""
    with pytest.MonkeyPatch.context() as patch:
        network.close(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashes that cost next to nothing: every world has accounts, and what a good hash costs is not under test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at 2026-11-18 09:00 in Tokyo until `advance` moves it."""
    return FakeClock()


@pytest.fixture
def ids() -> CountingIds:
    """Ids that count: `id-0001`, `id-0002`, …"""
    return CountingIds()
