"""A house as large as wanted: two companies lived through by the actions, and then copied inside the database.

Copying knows no table by name but the few below: whatever hangs on a company is copied with its ids moved on, so that
the books of the copies hold like those of the two. A million hours take the database's time and not ours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, Table, UniqueConstraint, insert, select, text

from app.actions.accounts import save_issuer
from app.actions.assistants import AssistantData, add_assistant
from app.actions.hours.log import EntryData, log_many
from app.actions.invoices.close import close_all
from app.actions.invoices.issue import issue_month
from app.actions.plans.add import add_to_month
from app.domain.accounts import HOUSE
from app.domain.audit import GENESIS, AuditRecord, chain_hash
from app.domain.terms import package_terms
from app.domain.terms.carry import CarryOver
from app.domain.worktime import TOKYO, Month
from app.models import AuditRow, Row
from app.models.audit import HOUSE_STREAM
from tests.worlds import ISSUER, NOVEMBER, World, routine_task

if TYPE_CHECKING:
    from app.database import Database
    from tests.clocks import CountingIds, FakeClock

#: Companies that are lived through; all others are copies of them.
COMPANIES, TASKS = 2, 5
#: Hang on a company and are not copied: people, and what is still to be done.
LEFT = {"account", "notice", "job", "message", "timer"}
#: Numbers with as many places as a large house needs, a series a year.
PATTERN = "{YYYY}-{SEQ:7}"
#: A copy's numbers come after all of those before it, so that no number is missing.
PLACE = "own.sequence + copy.n * (SELECT last FROM invoice_counter WHERE invoice_counter.series = own.series)"
#: The columns of an audit row that its hash is over, in the order of an `AuditRecord`.
RECORDED = ("stream", "seq", "at", "account_id", "action", "subject", "before", "after", "reason")
NOW = dt.datetime(2026, 11, 28, 9, tzinfo=TOKYO)


@dataclass(frozen=True)
class Size:
    """How large the house is.

    Attributes:
        clients: companies, an even number.
        assistants: people who work; each works for several companies.
        months: months of hours, the running one included; the others are closed and invoiced.
        entries: time entries of a company and month.
    """

    clients: int
    assistants: int
    months: int
    entries: int = 100

    @property
    def copies(self) -> int:
        return self.clients // COMPANIES


#: What issue 5 asks for: 500 × 2 × 100 and 500 × 20 × 100 entries.
HUNDRED_THOUSAND = Size(500, 300, 2)
MILLION = Size(500, 300, 20)


def live_in(database: Database, clock: FakeClock, ids: CountingIds, size: Size) -> World:
    """The house of that size, on an empty database: it is 28 November 2026, and November is open and planned."""
    first = NOVEMBER.plus(1 - size.months)
    terms = package_terms(first, 50_000, 40 * 60, 3_000, 15, carry_over=CarryOver.NEXT_MONTH)
    world = World(database, clock, ids, terms=terms)
    world.at(dt.datetime(first.year, first.number, 1, 9, tzinfo=TOKYO))
    save_issuer(world.session, scope=HOUSE, data=replace(ISSUER, invoice_pattern=PATTERN))
    for code in ("ALPHA", "BETA"):
        for nth in range(TASKS - 1):
            world.submit(code, routine_task(f"{code}の業務{nth + 2}", minutes=10 + 5 * nth))
    for nth in range(size.assistants - 2):
        data = AssistantData(f"a{nth:03}", f"担当 {nth + 1:03}", 140 * 60, {"general_affairs": 3, "bookkeeping": 3})
        add_assistant(world.session, scope=HOUSE, data=data, now=clock.now(), new_id=ids)
    for nth in range(size.months):
        _live(world, first.plus(nth), size.entries)
    world.at(NOW)
    world.session.close()
    with database.engine.execution_options(writes=True).begin() as connection:
        _multiply(connection, size)
    _settle(database)
    return world


def _live(world: World, month: Month, entries: int) -> None:
    told = {"scope": HOUSE, "new_id": world.ids}
    is_running = month == NOVEMBER
    world.at(dt.datetime(month.year, month.number, 1, 9, tzinfo=TOKYO))
    if is_running:
        world.with_plan(month)
    items = {
        name: add_to_month(world.session, task_public_id=public_id, month=month, **told)
        for name, public_id in world.tasks.items()
    }
    world.at(NOW if is_running else dt.datetime(month.next().year, month.next().number, 1, 9, tzinfo=TOKYO))
    last = 27 if is_running else 28
    rows = [
        EntryData(
            world.ids(),
            item,
            dt.date(month.year, month.number, 1 + (nth + place) % last),
            minutes=5 + 5 * ((nth * 7 + place) % 9),
            assistant_public_id=world.assistants[("sato", "mori")[place % 2]],
            note="問い合わせへの返信と記録",
        )
        for place, item in enumerate(items.values())
        for nth in range(entries * COMPANIES // len(items))
    ]
    log_many(world.session, scope=HOUSE, data=rows, now=world.clock.now(), new_id=world.ids)
    if not is_running:
        close_all(world.session, month=month, now=world.clock.now(), **told)
        issue_month(world.session, month=month, now=world.clock.now(), **told)


def _multiply(connection: Connection, size: Size) -> None:
    """Every row that hangs on a company again for each copy; walls and references are looked at afterwards."""
    guards = _lowered(connection)
    copied = [table for table in Row.metadata.sorted_tables if _hangs_on_a_company(table)]
    newest = {
        table.name: int(connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {table.name}")).scalar_one())
        for table in copied
        if "id" in table.columns
    }
    for table in copied:
        connection.execute(text(_copying(table, size, newest, is_postgresql=_is_postgresql(connection))))
    _continue_chains(connection, size, newest["client"])
    connection.execute(text("UPDATE invoice_counter SET last = last * :copies"), {"copies": size.copies})
    connection.execute(text("DELETE FROM message"))
    connection.execute(text("DELETE FROM job"))
    _raise_again(connection, guards)


def _continue_chains(connection: Connection, size: Size, clients: int) -> None:
    """The audit trail of each copy, in a chain of its own: its hashes are over ids that are the copy's."""
    columns = AuditRow.__table__.columns
    kept = [dict(row) for row in connection.execute(select(*columns).order_by(columns.stream, columns.seq)).mappings()]
    own = [row for row in kept if row["stream"] != HOUSE_STREAM]
    copies = []
    for n in range(1, size.copies):
        ends: dict[int, str] = {}
        for row in own:
            copy = {**row, "stream": row["stream"] + n * clients, "subject": f"{row['subject']}.{n}"}
            del copy["id"]
            told = AuditRecord(*(copy[name] for name in RECORDED))
            copy["hash"] = ends[row["stream"]] = chain_hash(ends.get(row["stream"], GENESIS), told)
            copies.append(copy)
    if copies:
        connection.execute(insert(AuditRow), copies)


def _copying(table: Table, size: Size, newest: dict[str, int], *, is_postgresql: bool) -> str:
    numbers = (
        f"generate_series(1, {size.copies - 1}) AS copy(n)"
        if is_postgresql
        else f"(WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {size.copies - 1})"
        " SELECT n FROM counted) AS copy"
    )
    names = ", ".join(table.columns.keys())
    said = ", ".join(_said(column, size, newest, is_postgresql=is_postgresql) for column in table.columns)
    return f"INSERT INTO {table.name} ({names}) SELECT {said} FROM {table.name} AS own, {numbers}"


def _said(column: Column[object], size: Size, newest: dict[str, int], *, is_postgresql: bool) -> str:
    own, home = f"own.{column.name}", _home(column)
    if (column.table.name, column.name) == ("invoice", "sequence"):
        return PLACE
    if (column.table.name, column.name) == ("invoice", "number"):
        padded = f"to_char({PLACE}, 'FM0000000')" if is_postgresql else f"printf('%07d', {PLACE})"
        return f"substr({own}, 1, 5) || {padded}"
    if home == "assistant":
        return f"({own} - 1 + copy.n * 7) % {size.assistants} + 1"
    if home is not None:
        return f"{own} + copy.n * {newest[home]}"
    return f"{own} || '.' || copy.n" if _is_own_name(column) else own


def _home(column: Column[object]) -> str | None:
    """The table whose id the column holds, if copies of a company have ids of their own in it."""
    for key in column.foreign_keys:
        if key.column is not column:  # a row of a company that names another of its table names the company itself
            return _home(key.column)
    is_id = column.name == "id" and column.primary_key
    return (
        column.table.name if is_id and (column.table.name == "assistant" or _hangs_on_a_company(column.table)) else None
    )


def _is_own_name(column: Column[object]) -> bool:
    """Whether it is a word that no other row, or no other posting, may have."""
    alone = [
        each
        for each in column.table.constraints
        if isinstance(each, UniqueConstraint) and list(each.columns) == [column]
    ]
    return column.name == "posting_id" or bool(column.unique or alone)


def _hangs_on_a_company(table: Table) -> bool:
    if table.name == "client":
        return True
    if table.name in LEFT:
        return False
    return any(key.column.table is not table and _hangs_on_a_company(key.column.table) for key in table.foreign_keys)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _lowered(connection: Connection) -> list[str]:
    """How to make the walls again that are down from now on."""
    if _is_postgresql(connection):
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        return []
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _sql in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _name, sql in found]


def _raise_again(connection: Connection, guards: list[str]) -> None:
    for sql in guards:
        connection.exec_driver_sql(sql)


def _settle(database: Database) -> None:
    """Statistics as they are in a house that has been lived in, and keys that count on."""
    with database.engine.execution_options(writes=True).begin() as connection:
        if _is_postgresql(connection):
            for table in Row.metadata.sorted_tables:
                if "id" in table.columns and table.columns["id"].autoincrement is not False:
                    name = table.name
                    connection.execute(
                        text(
                            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                            f" HAVING pg_get_serial_sequence('{name}', 'id') IS NOT NULL AND max(id) IS NOT NULL"
                        )
                    )
        else:
            connection.execute(text("ANALYZE"))
    if database.engine.dialect.name == "postgresql":
        # What autovacuum does of itself within a minute or two: without it no index answers alone.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
