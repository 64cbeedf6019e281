"""A database whose disk is full says so, keeps everything acknowledged, and goes on when there is room again."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from app.actions.invoices.close import close_client_month
from app.adapters.failures import Trouble, trouble_of
from app.domain.accounts import HOUSE
from tests.faults.crowds import findings
from tests.faults.months import OVER, log, used_min, with_work
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Database
    from tests.worlds import MakeWorld, World

#: What PostgreSQL says of a file that it cannot make longer, once a table has so many rows.
FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (SELECT count(*) FROM ledger_row) >= {most} THEN
    RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER disk_is_full BEFORE INSERT ON ledger_row FOR EACH ROW EXECUTE FUNCTION disk_is_full()
"""


@contextmanager
def little_room(database: Database) -> Iterator[None]:
    """The database may grow by a few pages, or by a few rows where pages are the server's own affair."""
    with database.engine.execution_options(writes=True).begin() as connection:
        if database.file is None:
            rows = connection.execute(text("SELECT count(*) FROM ledger_row")).scalar_one()
            connection.execute(text(FULL.format(most=rows + 25)))
            most = 0
        else:
            most = connection.execute(text("PRAGMA page_count")).scalar_one() + 4

    def limit(connection: Any, _record: object) -> None:
        if most:
            connection.execute(f"PRAGMA max_page_count={most}")

    database.dispose()
    event.listen(database.engine, "connect", limit)
    yield
    event.remove(database.engine, "connect", limit)
    database.dispose()
    if not most:
        with database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text("DROP TRIGGER disk_is_full ON ledger_row"))


def log_until_full(world: World, item: str) -> tuple[int, DBAPIError]:
    """How many minutes were acknowledged, and what was said then."""
    for place in range(500):
        try:
            log(world.session, world, item, dt.date(2026, 10, 1 + place % 31), 2)
        except DBAPIError as error:
            world.session.rollback()
            return 2 * place, error
    raise AssertionError("never full")


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().at(OVER)


def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost(world: World) -> None:
    item, client_id = with_work(world, "ALPHA"), world.client_id("ALPHA")
    world.session.rollback()

    with little_room(world.database):
        taken_min, error = log_until_full(world, item)
        kept_min = used_min(world.database, client_id, OCTOBER)  # who reads goes on reading
        told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
        with pytest.raises(DBAPIError) as closing:
            close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
        world.session.rollback()
        assert trouble_of(closing.value) is Trouble.FULL
        assert findings(world.database) == []

    print(f"\n{world.database.engine.dialect.name}: {taken_min} min acknowledged, {kept_min} kept, {trouble_of(error)}")
    assert trouble_of(error) is Trouble.FULL
    assert taken_min == kept_min > 0
    closed = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
    assert closed.invoice_public_id is not None
    assert findings(world.database) == []
