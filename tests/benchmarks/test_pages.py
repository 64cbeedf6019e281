"""A page asks the database the same number of questions in a small house as in one ten times its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.database import Database
from tests.benchmarks.houses import Size, live_in
from tests.benchmarks.pages import PAGES, browsers, filled, statements
from tests.clocks import CountingIds, FakeClock

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
MOST_STATEMENTS = 20
SMALL = Size(clients=2, assistants=2, months=2, entries=50)
#: Ten times the companies and people, each with as many hours; one month more, so that history counts as well.
LARGE = Size(clients=20, assistants=20, months=3, entries=50)

Counts = dict[tuple[str, str], int]


def counted(database: Database, folder: Path, size: Size) -> Counts:
    """Address and role -> statements."""
    world = live_in(database, FakeClock(), CountingIds(), size)
    people, found = browsers(world, folder), {}
    for name, address in filled(world).items():
        for role in PAGES[name]:
            people[role].get(address)  # what is made at first sight is made
            with statements(database) as said:
                answer = people[role].get(address)
            assert answer.status_code == 200, (name, role)
            found[name, role.value] = len(said)
    return found


def test_pages_ask_as_much_in_a_large_house_as_in_a_small_one(
    database: Database, blank_database_url: str, tmp_path: Path
) -> None:
    other = Database(blank_database_url)
    other.migrate()

    small, large = counted(database, tmp_path, SMALL), counted(other, tmp_path, LARGE)
    other.dispose()

    grown = {page: (small[page], large[page]) for page in small if large[page] > small[page]}
    many = {page: count for page, count in large.items() if count > MOST_STATEMENTS}
    assert grown == {}
    assert many == {}
    assert len(small) == sum(len(roles) for roles in PAGES.values())
