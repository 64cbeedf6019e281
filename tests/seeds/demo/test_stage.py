"""The demo's clock reads Tokyo time and never passes the present."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.worktime import TOKYO
from seeds.demo.stage import Stage

if TYPE_CHECKING:
    from app.database import Database
    from tests.clocks import CountingIds

NOW = dt.datetime(2026, 11, 1, 8, tzinfo=TOKYO)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_scene_that_has_not_come_yet_is_played_now(database: Database, ids: CountingIds) -> None:
    with database.session() as session:
        stage = Stage(session, ids, ids, NOW, Path("invoices"))

        # 22:00 in Tokyo is 13:00 UTC.
        assert stage.at(dt.date(2026, 10, 30), 22) == dt.datetime(2026, 10, 30, 13, tzinfo=dt.UTC)
        assert stage.at(dt.date(2026, 11, 1), 9, 30) == NOW
