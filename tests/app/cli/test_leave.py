"""Times away from the line alone, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.domain.worktime import TOKYO

if TYPE_CHECKING:
    from tests.app.cli.conftest import Call
    from tests.clocks import FakeClock


def test_it_is_added_listed_and_taken_back(call: Call, clock: FakeClock) -> None:
    clock.instant = dt.datetime(2026, 10, 2, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    assert call("assistant", "add", "--code", "sato", "--name", "佐藤 花", "--hours", "80").code == 0

    said = call("assistant", "leave", "add", "sato", "2026-10-05", "2026-10-09").out
    assert said == "佐藤 花さんの休みを登録しました。\n"
    assert call("assistant", "leave", "add", "sato", "2026-11-02").code == 0
    again = call("assistant", "leave", "add", "sato", "2026-10-09")

    assert again.code == 2
    assert "2026-10-05から2026-10-09までの休みと重なります。" in again.err
    first, second = call("assistant", "leave", "list", "sato", "--json").data
    assert (first["first_day"], second["last_day"]) == ("2026-10-05", "2026-11-02")
    assert call("assistant", "leave", "drop", "sato", first["public_id"]).code == 0
    assert "2026-10-05" not in call("assistant", "leave", "list", "sato").out
    assert call("assistant", "leave", "add", "sato", "2026-10-32").code == 2
