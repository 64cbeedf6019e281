"""The second wall, which only PostgreSQL has: without the first one nothing of another client is seen still."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text, true, update
from sqlalchemy.exc import DBAPIError

from app.database import Session, asks_for, transaction
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.askers import AT_THE_DOOR, THE_HOUSE, Asker
from app.models import AccountRow, Client, Row, TaskRow
from app.queries import clients as clients_queries
from app.queries import scope as scope_queries
from app.web.access import public, signed_in
from app.web.request import current_session
from tests.walls.companies import ALPHA, BETA, PEOPLE
from tests.walls.conftest import House, app_over
from tests.walls.reading import walk, words
from tests.walls.rows import changed, everything
from tests.walls.test_canaries import other, starts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import ColumnElement

    from tests.walls.companies import Side

pytestmark = [pytest.mark.parametrize("house", ["postgresql"], indirect=True), pytest.mark.postgres]

#: Tables without a policy, because no row of theirs is of a client.
OF_NOBODY = {
    "assistant": "people of the house",
    "assistant_leave": "when they are away",
    "assistant_skill": "what they can do",
    "assistant_terms": "what they are paid",
    "catalogue_entry": "usual tasks, the same for everybody",
    "invoice_counter": "one row a series of numbers",
    "issuer": "the house itself",
    "plan": "of a month; its lines are of clients",
    "sign_in_attempt": "hashes of names, before anybody is known",
    "spent_challenge": "hashes of what may be used once",
    "weights_comparison": "how the house weighs",
    "weights_version": "how the house weighs",
}
#: Columns that say whose a row is, the nearest first.
OWNERS = ("client_id", "task_id", "time_entry_id", "invoice_id", "job_id", "account_id")
#: Who is behind the wall, and whose rows are on the other side of it.
BEHIND = ("alpha", "beta", "sato", "mori")
#: The first wall: what every query asks.
CONDITIONS = ("own_client", "own_assistant", "visible_task", "visible_item")


def scope_of(house: House, name: str) -> Scope:
    with house.world.database.session() as session:
        row = session.scalars(select(AccountRow).where(AccountRow.email == f"{name}@example.jp")).one()
        return Scope(row.id, PEOPLE[name][0], row.client_id, row.assistant_id)


def asker_of(house: House, name: str) -> Asker:
    with house.world.database.session() as session:
        scope_queries.stand_behind(session, scope_of(house, name))
        found: Asker = session.info["asker"]
        return found


def side_of(name: str) -> Side:
    side = PEOPLE[name][1]
    assert side is not None
    return side


def client_id(house: House, side: Side) -> int:
    found = house.world.client_id(side.client)
    house.world.session.rollback()  # or it would stay open until the server loses patience
    return found


def test_every_table_is_behind_the_wall_or_says_why_not(house: House) -> None:
    policies = (
        "SELECT c.relname, p.polname, p.polcmd FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND c.relforcerowsecurity"
    )
    with house.world.database.session() as session:
        found = {(table, name, verb) for table, name, verb in session.execute(text(policies))}

    walled = Row.metadata.tables.keys() - OF_NOBODY.keys()
    # Policies of a table open it one beside the other: besides the wall there is only what lets people be told.
    told = {(table, "told", "a") for table in ("message", "notice")} | {("account", "gone", "d")}
    assert found == {(table, "wall", "*") for table in walled} | told


def test_the_program_is_held_to_it_as_the_owner_of_the_tables(house: House) -> None:
    of_role = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    owners = "SELECT DISTINCT tableowner = current_user FROM pg_tables WHERE schemaname = 'public'"
    with house.world.database.session() as session:
        assert session.scalar(text(of_role)) is False
        assert session.scalars(text(owners)).all() == [True]


@pytest.mark.parametrize("name", BEHIND)
def test_a_query_without_a_scope_finds_the_own_rows_alone(house: House, name: str) -> None:
    own, foreign = side_of(name), other(side_of(name))
    found = everything(house.world.database, asker_of(house, name))
    # Assistants are no client's: their names, and what they sent, are for the first wall to keep.
    of_people = {"assistant", "account"}

    seen = {
        table: [row for row in rows if foreign.mark in row] for table, rows in found.items() if table not in of_people
    }
    assert {table: rows for table, rows in seen.items() if rows} == {}
    missed = [
        table
        for table, rows in everything(house.world.database).items()
        if any(own.mark in row for row in rows) and not any(own.mark in row for row in found[table])
    ]
    # A file of hours is its assistant's, and what people are told is theirs alone.
    assert set(missed) <= ({"message", "notice"} if side_of(name).assistant == name else {"hours_file"})


@pytest.mark.parametrize("name", BEHIND)
def test_no_row_names_a_client_that_is_not_among_the_own(house: House, name: str) -> None:
    asker, seen = asker_of(house, name), {}
    with house.world.database.session(asker) as session:
        for table in Row.metadata.sorted_tables:
            if "client_id" in table.c:
                seen[table.name] = set(session.scalars(select(table.c.client_id).distinct()))
        seen["client"] = set(session.scalars(select(Client.id)))
        seen["audit_row"] = set(session.scalars(text("SELECT DISTINCT stream FROM audit_row"))) - {0}

    assert len(asker.clients) == 1
    assert {table: ids for table, ids in seen.items() if not ids <= {*asker.clients, None}} == {}


def test_whoever_says_nothing_is_shown_nothing_not_even_after_somebody_on_the_same_connection(house: House) -> None:
    asker = asker_of(house, "alpha")
    tables = sorted(Row.metadata.tables.keys() - OF_NOBODY.keys())
    counts = " UNION ALL ".join(f"SELECT '{each}', count(*) FROM {each}" for each in tables)
    # The driver's own connection: no event of ours speaks for it.
    raw = house.world.database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        silent = dict(cursor.execute(counts).fetchall())
        raw.commit()
        for setting, value in zip(("asker", "clients", "account", "assistant"), asker.told, strict=True):
            cursor.execute("SELECT set_config(%s, %s, true)", (f"ennoshita.{setting}", value))
        told = dict(cursor.execute(counts).fetchall())
        raw.commit()
        after = dict(cursor.execute(counts).fetchall())
    finally:
        raw.rollback()
        raw.close()

    assert set(silent.values()) == {0}
    assert told["task"] > 0
    assert after == silent


def without_conditions(patch: pytest.MonkeyPatch) -> None:
    """Takes the first wall away: what queries and actions ask of a row is always so."""

    def always(*_asked: object) -> ColumnElement[bool]:
        return true()

    for condition in CONDITIONS:
        built = getattr(scope_queries, condition)
        for module in [each for name, each in sys.modules.items() if name.startswith("app.")]:
            if getattr(module, condition, None) is built:
                patch.setattr(module, condition, always)


def foreign_words(house: House, app_of: House, name: str) -> list[str]:
    """Addresses at which the person reads a word of the other side."""
    mark = other(side_of(name)).mark
    pages = walk(app_of.browsers[name], starts(house, name))
    return [address for address, answer in pages.items() if mark in words(answer)]


def test_without_the_first_wall_no_page_of_a_client_has_a_word_of_another(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holed = House(house.world, app_over(house.world, tmp_path, 470_000))
    without_conditions(monkeypatch)

    assert foreign_words(house, holed, "alpha") == []

    # And without the second.
    monkeypatch.setattr(scope_queries, "stand_behind", lambda session, _scope: asks_for(session, THE_HOUSE))
    assert len(foreign_words(house, holed, "alpha")) > 5


def test_a_page_that_forgets_its_scope_shows_and_changes_the_own_rows(house: House, tmp_path: Path) -> None:
    holed = House(house.world, app_over(house.world, tmp_path, 480_000))

    @signed_in
    def forgets() -> str:
        session = current_session()
        tasks = session.scalars(select(TaskRow.name)).all()
        return ", ".join([*(each.name for each in clients_queries.clients(session, HOUSE)), *tasks, str(len(tasks))])

    @signed_in
    def writes() -> str:
        with transaction(current_session()):
            return str(current_session().execute(update(TaskRow).values(priority=TaskRow.priority)).rowcount)

    holed.app.add_url_rule("/planted", "planted", forgets)
    holed.app.add_url_rule("/planted/write", "planted_write", writes)
    for name, own in (("alpha", ALPHA), ("beta", BETA), ("sato", ALPHA), ("mori", BETA)):
        found = holed.browsers[name].get("/planted").text
        assert own.mark in found, (name, found)
        assert other(own).mark not in found
        assert holed.browsers[name].get("/planted/write").text == found.rpartition(", ")[2]
    assert all(side.mark in holed.browsers["operator"].get("/planted").text for side in (ALPHA, BETA))


def test_before_anybody_is_known_a_request_is_shown_accounts_and_no_work(house: House, tmp_path: Path) -> None:
    holed = House(house.world, app_over(house.world, tmp_path, 490_000))

    @public
    def forgets() -> str:
        session = current_session()
        counts = [len(session.scalars(select(row.id)).all()) for row in (TaskRow, AccountRow)]
        return " ".join(str(count) for count in counts)

    holed.app.add_url_rule("/planted", "planted", forgets)

    tasks, accounts = holed.browser().get("/planted").text.split()
    assert tasks == "0"
    assert int(accounts) == len(PEOPLE)


def refused(session: Session, statement: str, **values: object) -> str:
    """What the database says to it."""
    session.rollback()
    with pytest.raises(DBAPIError) as error, transaction(session):
        session.execute(text(statement), values)
    return str(error.value.orig)


def test_a_row_of_another_client_is_not_added(house: House) -> None:
    own, foreign = (client_id(house, side) for side in (ALPHA, BETA))
    wrong = []
    with house.world.database.session(asker_of(house, "alpha")) as session:
        for table in Row.metadata.sorted_tables:
            # Expenses, entries and lines of the ledger have a trigger that speaks first of closed months: of none here.
            if "client_id" in table.c and table.name not in OF_NOBODY and not table.c.client_id.nullable:
                insert = f"INSERT INTO {table.name} (client_id) VALUES (:client)"
                said = refused(session, insert, client=foreign), refused(session, insert, client=own)
                # One's own row is looked at further: nothing else of it is there.
                if "row-level security" not in said[0] or "not-null" not in said[1]:
                    wrong.append((table.name, *said))
    assert wrong == []


def owners() -> dict[str, str]:
    """Table -> the column that says whose a row is, of every table behind the wall."""
    told = {"audit_row": "stream", "client": "id", "hours_file": "assistant_id"}
    found = {}
    for table in Row.metadata.sorted_tables:
        if table.name not in OF_NOBODY:
            found[table.name] = told.get(table.name) or next(each for each in OWNERS if each in table.c)
    return found


def ids_of(house: House, side: Side) -> dict[str, int | None]:
    """Column -> what stands there in a row of that side."""
    client = client_id(house, side)
    with house.world.database.session() as session:
        named = {
            f"{table}_id": session.scalar(text(f"SELECT max(id) FROM {table} WHERE client_id = :id"), {"id": client})
            for table in ("task", "time_entry", "invoice", "job")
        }
        person = next(name for name, (role, its, *_) in PEOPLE.items() if its is side and role is Role.CLIENT)
    one_of_them = {"account_id": scope_of(house, person).account_id, "assistant_id": 0}  # nobody's: of no client
    return {"client_id": client, "stream": client, "id": client, **one_of_them, **named}


def said_of(session: Session, statement: str, **values: object) -> str:
    """What the database says to it, and nothing where it does it; either way nothing stays."""
    kept = session.begin_nested()
    try:
        session.execute(text(statement), values)
    except DBAPIError as error:
        return str(error.orig)
    finally:
        kept.rollback()
    return ""


def crossings(session: Session, own: dict[str, int | None], foreign: dict[str, int | None]) -> list[str]:
    """What went through of rows made for the other side, and of own rows given to it, table by table."""
    said = {}
    for table, column in owners().items():
        insert = f"INSERT INTO {table} ({column}) VALUES (:who)"
        said[f"made: {table}"] = said_of(session, insert, who=foreign[column])
        given = f"UPDATE {table} SET {column} = :who WHERE ctid = CAST(:row AS tid)"
        rows = session.scalars(text(f"SELECT ctid::text FROM {table} WHERE {column} = :own"), {"own": own[column]})
        for row in rows:
            said[f"given: {table} {row}"] = said_of(session, given, who=foreign[column], row=row)
    return [what for what, words in said.items() if "row-level security" not in words]


@contextmanager
def unchecked(session: Session, wall: str = "", check: str = "") -> Iterator[None]:
    """Without the triggers that speak before the wall does, with another check of one table; nothing of it stays."""
    session.rollback()
    session.connection(execution_options={"writes": True})
    for table in owners():
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    if wall:
        session.execute(text(f"ALTER POLICY wall ON {wall} WITH CHECK ({check})"))
    yield
    session.rollback()


def test_no_row_of_any_table_is_made_for_or_given_to_another_client(house: House) -> None:
    alpha, beta = ids_of(house, ALPHA), ids_of(house, BETA)
    for name, own, foreign in (("alpha", alpha, beta), ("beta", beta, alpha)):
        with house.world.database.session(asker_of(house, name)) as session, unchecked(session):
            assert crossings(session, own, foreign) == []
            # Their own rows are looked at further: nothing else of them is there.
            refused_own = [
                table
                for table, column in owners().items()
                if "security" in said_of(session, f"INSERT INTO {table} ({column}) VALUES (:who)", who=own[column])
            ]
            # Accounts are made by the house, files of hours are an assistant's, a job is somebody's.
            assert refused_own == ["account", "hours_file", "job"]


@pytest.mark.parametrize("table", ["task", "time_entry", "account_session", "task_skill"])
def test_a_table_whose_wall_checks_nothing_that_is_written_is_found(house: House, table: str) -> None:
    own, foreign = ids_of(house, ALPHA), ids_of(house, BETA)
    with house.world.database.session(asker_of(house, "alpha")) as session, unchecked(session, table, "true"):
        assert f"made: {table}" in crossings(session, own, foreign)


@pytest.mark.parametrize(
    ("table", "column", "named"),
    [
        ("invoice_line", "invoice_id", "invoice"),
        ("invoice_tax", "invoice_id", "invoice"),
        ("invoice_file", "invoice_id", "invoice"),
        ("task_skill", "task_id", "task"),
        ("task_forbidden", "task_id", "task"),
        ("entry_approval", "time_entry_id", "time_entry"),
        ("worked_span", "time_entry_id", "time_entry"),
        ("notice", "account_id", "account"),
        ("account_session", "account_id", "account"),
    ],
)
def test_nothing_is_hung_on_a_row_of_another_client(house: House, table: str, column: str, named: str) -> None:
    foreign = client_id(house, BETA)
    with house.world.database.session() as session:
        row = session.scalar(text(f"SELECT max(id) FROM {named} WHERE client_id = :id"), {"id": foreign})
    with house.world.database.session(asker_of(house, "alpha")) as session:
        said = refused(session, f"INSERT INTO {table} ({column}) VALUES (:row)", row=row)

    assert "row-level security" in said


def test_rows_of_another_client_are_neither_changed_nor_taken_nor_given_away(house: House) -> None:
    before = everything(house.world.database)
    own, foreign = (client_id(house, side) for side in (ALPHA, BETA))
    with house.world.database.session(asker_of(house, "alpha")) as session:
        with transaction(session):
            for statement in (
                "UPDATE task SET name = 'taken' WHERE client_id = :foreign",
                "UPDATE client SET name = 'taken' WHERE id = :foreign",
                "UPDATE account SET locale = 'xx' WHERE client_id = :foreign",
                "DELETE FROM timer WHERE client_id = :foreign",
            ):
                assert session.execute(text(statement), {"foreign": foreign}).rowcount == 0  # type: ignore[attr-defined]
        given = refused(session, "UPDATE account SET client_id = :to WHERE client_id = :own", to=foreign, own=own)

    assert "row-level security" in given
    assert changed(before, everything(house.world.database)) == {}


def test_an_assistant_writes_no_hours_for_a_client_they_do_not_work_for(house: House) -> None:
    asker, foreign = asker_of(house, "sato"), client_id(house, BETA)
    with house.world.database.session(asker) as session:
        insert = "INSERT INTO time_entry (client_id, assistant_id) VALUES (:client, :own)"
        said = refused(session, insert, client=foreign, own=asker.assistant)

    assert "row-level security" in said


@pytest.mark.parametrize("name", ["alpha", "sato"])
def test_nobody_but_the_house_makes_or_changes_an_account_of_the_house(house: House, name: str) -> None:
    with house.world.database.session(asker_of(house, name)) as session:
        made = refused(session, "INSERT INTO account (role) VALUES ('administrator')")
        taken = refused(session, "UPDATE account SET password_hash = 'x' WHERE role = 'administrator'")
        own = "UPDATE account SET role = 'operator', client_id = NULL, assistant_id = NULL"
        all_own = refused(session, own)
        alone = refused(session, f"{own} WHERE id = :id", id=scope_of(house, name).account_id)

    assert {"row-level security" in said for said in (made, taken, all_own, alone)} == {True}


def test_nobody_writes_the_account_of_a_client_they_work_for_or_becomes_one_of_its_people(house: House) -> None:
    asker, own = asker_of(house, "sato"), client_id(house, ALPHA)
    with house.world.database.session(asker) as session:
        theirs = refused(session, "UPDATE account SET password_hash = 'x' WHERE client_id = :own", own=own)
        become = "UPDATE account SET role = 'client', client_id = :own, assistant_id = NULL WHERE id = :id"
        became = refused(session, become, own=own, id=asker.account)
        with transaction(session):
            session.execute(text("UPDATE account SET locale = 'en' WHERE id = :id"), {"id": asker.account})
            session.execute(text("UPDATE account SET locale = 'ja' WHERE id = :id"), {"id": asker.account})

    assert {"row-level security" in said for said in (theirs, became)} == {True}


def test_the_door_opens_no_work_for_writing(house: House) -> None:
    with house.world.database.session(AT_THE_DOOR) as session:
        assert "row-level security" in refused(session, "INSERT INTO task (client_id) VALUES (1)")


@pytest.mark.parametrize(
    ("kind", "asked_by"),
    [("many", "NULL"), ("many", "(SELECT id FROM account WHERE role = 'operator')"), ("score", "NULL")],
)
def test_no_job_of_a_person_runs_as_the_house_or_as_somebody_else(house: House, kind: str, asked_by: str) -> None:
    """What is in it is done as whoever asked; a job that only sends is nobody's."""
    columns = "public_id, kind, natural_key, client_id, arguments, state, progress, attempts, asked_at, asked_by"
    values = f"'x', :kind, 'x', :client, '{{}}', 'waiting', 0, 0, now(), {asked_by}"
    with house.world.database.session(asker_of(house, "alpha")) as session, unchecked(session):
        insert = f"INSERT INTO job ({columns}) VALUES ({values})"
        assert "row-level security" in said_of(session, insert, kind=kind, client=client_id(house, ALPHA))
        sent = said_of(session, insert.replace(asked_by, "NULL"), kind="send", client=client_id(house, ALPHA))
        assert "row-level security" not in sent


def test_nobody_but_the_house_takes_out_an_account(house: House) -> None:
    with house.world.database.session(asker_of(house, "alpha")) as session, unchecked(session):
        session.execute(text("SET LOCAL session_replication_role = replica"))  # whatever rows name it
        gone = session.execute(text("DELETE FROM account"))
        assert gone.rowcount == 0  # type: ignore[attr-defined]
