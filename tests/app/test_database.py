"""Writers wait for each other instead of losing what the other wrote."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.actions import clients as clients_actions
from app.database import AddressUnreadable, Condition, Database, DatabaseUnfit, of_one_instant, transaction
from app.domain.accounts import HOUSE
from app.queries import clients as clients_queries
from tests.conditions import EARLIER, LATER, bring_to, of_somebody_else
from tests.economies import SQLITE_AS_SERVED
from tests.worlds import TERMS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.databases import PostgresServer
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


def test_a_commit_is_on_the_disk_before_it_is_one_and_every_wall_stands(tmp_path: Path) -> None:
    engine = SQLITE_AS_SERVED(f"sqlite:///{tmp_path / 'ennoshita.db'}", {})
    said = {}
    with engine.connect() as connection:
        for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema"):
            said[name] = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
    engine.dispose()

    # synchronous: 0 OFF, 1 NORMAL, 2 FULL
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }


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


@pytest.mark.parametrize(
    "url", ["sqlite:///file:x.db?mode=ro&uri=true", "sqlite:///x.db?timeout=1", "sqlite:///file:x.db"]
)
def test_a_file_of_sqlite_is_named_by_its_path_alone(url: str) -> None:
    with pytest.raises(AddressUnreadable, match="path"):
        Database(url)


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


def test_with_the_tables_of_this_version_it_is_fit(database: Database) -> None:
    assert database.condition() is Condition.OK


def test_without_tables_it_is_not_migrated(blank_database_url: str) -> None:
    blank = Database(blank_database_url)

    assert blank.condition() is Condition.NOT_MIGRATED
    blank.dispose()


def test_tables_of_an_earlier_version_are_told_from_those_of_a_later(database: Database) -> None:
    bring_to(database, EARLIER)
    assert database.condition() is Condition.NOT_MIGRATED

    bring_to(database, LATER)
    assert database.condition() is Condition.NEWER


def test_tables_of_a_later_version_are_not_migrated(database: Database) -> None:
    bring_to(database, LATER)

    with pytest.raises(DatabaseUnfit) as refused:
        database.migrate()

    assert refused.value.condition is Condition.NEWER


@pytest.mark.postgres
@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_text_that_is_not_utf8_is_refused(postgres_server: PostgresServer, encoding: str) -> None:
    name = f"test_{encoding.lower()}"
    postgres_server.execute(
        f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    database = Database(postgres_server.url(name))
    try:
        assert database.condition() is Condition.NOT_UTF8
        with pytest.raises(DatabaseUnfit), database.session() as session:
            clients_queries.clients(session, HOUSE)
    finally:
        database.dispose()
        postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_file_of_somebody_else_is_read_only(migrated_sqlite: Path) -> None:
    with of_somebody_else(migrated_sqlite) as file:
        database = Database(f"sqlite:///{file}")

        assert database.condition() is Condition.READ_ONLY
        database.dispose()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = Database(f"sqlite:///{tmp_path / 'file' / 'ennoshita.db'}")

    with pytest.raises(DatabaseUnfit) as refused:
        database.migrate()

    assert refused.value.condition is Condition.READ_ONLY


@pytest.mark.parametrize("url", ["hallo", "postgresql+psycopg://h:port/x"])
def test_an_address_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"^cannot be read") as refused:
        Database(url)

    assert url not in str(refused.value)
