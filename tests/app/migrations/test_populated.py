"""Every revision is taken back and made again on a database in use, and loses nothing that it does not say it loses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.actions.hours.reverse import reverse_entry
from app.actions.tasks.attach import FileData, set_manual_file
from app.actions.tasks.schedule import set_due_rule
from app.database import Database, alembic_config
from app.domain.accounts import HOUSE
from app.domain.tasks.duedays import DueKind, DueRule
from app.queries.check import check
from tests.topology.day_of_kinds import NO_CARRY_OVER, prepare

if TYPE_CHECKING:
    from tests.worlds import MakeWorld

#: Revision -> the tables that stay and of whose rows its way back may lose some, or change what is in them.
LOSES = {
    "0026": {"task_due"},  # weekdays and intervals, which the older table does not know
    "0027": {"job"},  # the kinds that the older table does not know
    "0005": {"job"},  # jobs of a kind that the older tables do not know
}
#: Below the first revision there is nothing to compare.
FIRST = "0001"
#: What watches over rows, and what finds them: a table that is rebuilt loses both unless they are made again.
GUARDS = {
    "sqlite": "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL",
    "postgresql": (
        "SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public'"
        " UNION SELECT 'rule', conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    ),
}


@dataclass(frozen=True)
class Contents:
    """Everything in a database.

    Attributes:
        tables: table -> its columns, and its rows as dictionaries.
        guards: triggers, indexes and constraints, by name.
    """

    tables: dict[str, tuple[set[str], list[dict[str, object]]]]
    guards: set[tuple[str, str]]

    def counts(self, other: Contents) -> set[str]:
        """Tables that have another number of rows."""
        return {name for name, (_columns, rows) in self.tables.items() if len(rows) != len(other.tables[name][1])}

    def count(self) -> int:
        return sum(len(rows) for _columns, rows in self.tables.values())

    def differs(self, other: Contents, *, within: Contents) -> set[str]:
        """Tables of `within` whose rows differ between the two, in the columns that it has."""
        return {name for name in within.tables if self._said(name, within) != other._said(name, within)}

    def _said(self, name: str, within: Contents) -> list[str]:
        columns = sorted(within.tables[name][0] & self.tables[name][0])
        return sorted(repr([row[column] for column in columns]) for row in self.tables[name][1])


def contents(database: Database) -> Contents:
    tables = {}
    with database.engine.connect() as connection:
        for name in set(inspect(connection).get_table_names()) - {"alembic_version"}:
            result = connection.execute(text(f"SELECT * FROM {name}"))
            tables[name] = (set(result.keys()), [dict(row) for row in result.mappings()])
        guards = {(kind, name) for kind, name in connection.execute(text(GUARDS[connection.dialect.name]))}
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    database.dispose()
    return Contents(tables, guards)


@pytest.fixture
def populated(make_world: MakeWorld) -> Database:
    """Months in every state, hours taken back, jobs of every kind, a manual that is a file."""
    world = prepare(make_world(terms=NO_CARRY_OVER))
    entry, *_ = world.log("受注入力", dt.date(2026, 12, 7), minutes=45)
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    reverse_entry(world.session, public_id=entry, reason="日付の書き間違い", **told)
    task = world.tasks["受注入力"]
    for name, rule in (("受注入力", DueRule(DueKind.WEEK, 1)), ("名刺入力", DueRule(DueKind.BUSINESS, 3))):
        set_due_rule(world.session, scope=HOUSE, task_public_id=world.tasks[name], rule=rule)
    for _again in range(2):  # the second takes the place of the first
        file = FileData("手順.txt", b"1. ...")
        set_manual_file(world.session, task_public_id=task, data=file, reviewed_on=None, **told)
    world.session.close()
    world.database.dispose()
    return world.database


def test_no_revision_loses_a_row_on_its_way_back_and_forth(populated: Database) -> None:
    config = alembic_config(populated.url)
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    whole, told = contents(populated), []
    for revision in revisions[: revisions.index(FIRST)]:
        above = contents(populated)
        command.downgrade(config, "-1")
        below = contents(populated)
        command.upgrade(config, "+1")
        again = contents(populated)
        gone = above.tables.keys() - below.tables.keys()
        told.append(
            f"{revision}: {above.count()} rows, {below.count()} below, {again.count()} again; gone {gone or {}}"
        )
        loses = LOSES.get(revision, set())
        assert above.differs(below, within=below) <= loses, f"the way back from {revision}"
        assert below.differs(again, within=below) == set(), f"{revision} made again"
        # What a column was that is gone below is computed anew; no row may be gone for it.
        assert above.counts(again) <= gone | loses, f"{revision} taken back and made again"
        assert again.guards == above.guards, f"{revision} forgets what watches over rows"
        command.downgrade(config, "-1")
    command.upgrade(config, "head")

    assert len(told) == len(revisions) - 1, told
    assert contents(populated).guards == whole.guards
    with populated.session() as session:
        assert list(check(session)) == []
