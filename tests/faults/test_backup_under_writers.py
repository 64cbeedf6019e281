"""Backups taken and put back while people log and close: each is the house at one instant, and its books hold."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from typing import TYPE_CHECKING, Self

import pytest
from sqlalchemy import text

from app.adapters.backups import restore, save
from app.adapters.failures import Trouble, trouble_of
from app.database import Database
from tests.faults.crowds import findings
from tests.faults.months import OVER, log, with_company, with_work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.topology.sizes import Sizes
    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.usefixtures("postgres_tools")
WRITERS = 4


class Writers:
    """Some who log a minute again and again; the rows a backup may have are those begun before it ended."""

    def __init__(self, world: World, crowd: Database) -> None:
        self.items = [with_work(world, "ALPHA"), *(with_company(world, f"W{place}") for place in range(WRITERS - 1))]
        self.world, self.crowd, self.stop = world, crowd, threading.Event()
        self.ids: list[str] = []
        self.troubles: list[Trouble | None] = []
        self.threads = [threading.Thread(target=self._work, args=(item,)) for item in self.items]
        world.session.rollback()

    def _work(self, item: str) -> None:
        place = 0
        while not self.stop.is_set():
            place += 1
            with self.crowd.session() as session:
                try:
                    self.ids.append(log(session, self.world, item, dt.date(2026, 10, 1 + place % 31), 1))
                except Exception as error:  # noqa: BLE001 - the test looks at whatever went wrong
                    self.troubles.append(trouble_of(error))

    def until_more(self, than: int, count: int = 3 * WRITERS) -> None:
        """Until they have logged so many more."""
        for _ in range(2000):
            if len(self.ids) >= than + count:
                return
            self.stop.wait(0.02)
        raise AssertionError(f"nobody writes any more: {self.troubles}")

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def entries(database: Database) -> set[str]:
    with database.session() as session:
        return {each for (each,) in session.execute(text("SELECT public_id FROM time_entry"))}


@pytest.fixture
def elsewhere(blank_database_url: str) -> Iterator[Database]:
    """Another database of the same kind, without a table."""
    opened = Database(blank_database_url)
    yield opened
    opened.dispose()


def test_each_backup_is_the_house_at_one_instant(
    make_world: MakeWorld, crowd: Database, elsewhere: Database, tmp_path: Path, sizes: Sizes
) -> None:
    world = make_world().at(OVER)
    rounds, counted = max(2, sizes.rounds // 5), []
    with Writers(world, crowd) as writers:
        for place in range(rounds):
            writers.until_more(len(writers.ids))
            acknowledged = set(writers.ids)
            save(crowd, tmp_path / f"copy-{place}")
            began = set(writers.ids)
            restore(elsewhere, tmp_path / f"copy-{place}", replaces=True)
            kept = entries(elsewhere)
            assert acknowledged <= kept, "somebody's acknowledged hours are not in the backup"
            assert len(kept - began) <= WRITERS  # written, and the answer not heard yet
            assert findings(elsewhere) == []
            counted.append(len(kept))
    print(
        f"\n{crowd.engine.dialect.name}: {rounds} backups under {WRITERS} writers, with {counted} entries; check holds"
    )
    assert counted[0] < counted[-1] <= len(writers.ids)
    assert writers.troubles == []


def test_a_restore_under_people_is_all_of_the_backup_and_work_goes_on(
    make_world: MakeWorld, crowd: Database, tmp_path: Path, sizes: Sizes
) -> None:
    world = make_world().at(OVER)
    with Writers(world, crowd) as writers:
        for place in range(max(2, sizes.rounds // 5)):
            writers.until_more(len(writers.ids))
            save(crowd, tmp_path / f"copy-{place}")
            writers.until_more(len(writers.ids))
            restore(crowd, tmp_path / f"copy-{place}", replaces=True)
            after = len(writers.ids)
            writers.until_more(after)
    new = set(writers.ids[after:])
    print(
        f"\n{crowd.engine.dialect.name}: put back under {WRITERS} writers, then {len(new)} entries, "
        f"told to wait {len(writers.troubles)} times"
    )
    assert new <= entries(crowd) | set(writers.ids[after : after + WRITERS])
    assert len(new) > WRITERS
    # On PostgreSQL whoever holds the tables for seconds is cut off; what they did is undone, and they are told.
    assert set(writers.troubles) <= {Trouble.LOCKED, Trouble.CROWDED, Trouble.UNREACHABLE}
    assert findings(crowd) == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_file_that_is_copied_while_people_work_is_not_the_house(
    make_world: MakeWorld, crowd: Database, tmp_path: Path
) -> None:
    world = make_world().at(OVER)
    assert crowd.file is not None
    with Writers(world, crowd) as writers:
        writers.until_more(0)
        acknowledged = set(writers.ids)
        shutil.copyfile(crowd.file, tmp_path / "copied.db")

    copied = Database(f"sqlite:///{tmp_path / 'copied.db'}")
    try:
        kept = entries(copied)
    finally:
        copied.dispose()
    print(f"\ncp of a database in use: {len(kept & acknowledged)} of {len(acknowledged)} acknowledged entries")
    assert not acknowledged <= kept
