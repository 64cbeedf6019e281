"""Which database roles the wall between clients is nothing to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.database import Database
from app.queries.wall import sees_through_wall
from tests.databases import ROLE

if TYPE_CHECKING:
    from tests.databases import PostgresServer


def test_the_role_of_a_real_house_is_held_to_it_and_sqlite_has_none(database: Database) -> None:
    with database.session() as session:
        assert not sees_through_wall(session)


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("right", ["SUPERUSER", "BYPASSRLS"])
def test_a_superuser_and_who_bypasses_it_see_through(
    database_url: str, postgres_server: PostgresServer, right: str
) -> None:
    role = f"seer_{uuid4().hex[:8]}"
    postgres_server.execute(f"CREATE ROLE {role} LOGIN {right}")
    seer = Database(database_url.replace(f"//{ROLE}:@", f"//{role}:@", 1))
    with seer.session() as session:
        found = sees_through_wall(session)
    seer.dispose()
    postgres_server.execute(f"DROP ROLE {role}")

    assert found
