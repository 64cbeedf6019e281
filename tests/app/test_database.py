"""Writers wait for each other instead of losing what the other wrote."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.actions import clients as clients_actions
from app.database import Database, of_one_instant, transaction
from app.domain.accounts import HOUSE
from app.queries import clients as clients_queries
from tests.worlds import TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld

THREADS, ROUNDS = 8, 10


def test_no_increment_is_lost_between_eight_writers(database: Database, make_world: MakeWorld) -> None:
    make_world()
    failures: list[Exception] = []

    def work() -> None:
        session = database.session()
        try:
            for _ in range(ROUNDS):
                with transaction(session):
                    lock = " FOR UPDATE" if database.engine.dialect.name == "postgresql" else ""
                    found = session.execute(text(f"SELECT monthly_min FROM assistant WHERE id = 1{lock}")).scalar_one()
                    session.execute(text("UPDATE assistant SET monthly_min = :m WHERE id = 1"), {"m": found - 1})
        except Exception as error:  # noqa: BLE001 - the test reports whatever went wrong
            failures.append(error)
        finally:
            session.close()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    session = database.session()
    assert failures == []
    assert session.execute(text("SELECT monthly_min FROM assistant WHERE id = 1")).scalar() == 6000 - THREADS * ROUNDS
    session.close()


def test_changes_outside_of_a_transaction_are_a_mistake(make_world: MakeWorld) -> None:
    world = make_world()
    from app.models import Client

    world.session.get_one(Client, 1).name = "別の名前"
    with pytest.raises(RuntimeError), transaction(world.session):
        pass
    world.session.rollback()


def test_a_url_with_options_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="options"):
        Database("postgresql+psycopg://localhost/x?options=-csearch_path%3Dx")


def test_reads_of_one_instant_do_not_see_what_is_written_between_them(make_world: MakeWorld) -> None:
    world = make_world()
    with world.database.session() as reading:
        of_one_instant(reading)
        before = len(clients_queries.clients(reading, HOUSE))
        clients_actions.add_client(
            world.session,
            scope=HOUSE,
            data=clients_actions.ClientData("GAMMA", "ガンマ工房"),
            terms=TERMS,
            now=world.clock.now(),
            new_id=world.ids,
        )

        assert len(clients_queries.clients(reading, HOUSE)) == before
        reading.rollback()
        assert len(clients_queries.clients(reading, HOUSE)) == before + 1
