"""`terms show` and `terms set`."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from app.domain.worktime import TOKYO
from app.queries import clients as clients_queries
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.terms import Terms
    from tests.app.cli.conftest import Call
    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().at(dt.datetime(2026, 10, 30, 20, tzinfo=TOKYO))


def newest(world: World) -> Terms:
    world.session.rollback()
    return clients_queries.series_of(world.session, world.client_id("ALPHA"))[-1]


def test_shown_terms_are_a_file_that_sets_them_again(call: Call, world: World, tmp_path: Path) -> None:
    shown = call("terms", "show", "ALPHA").out
    assert shown.startswith(
        'valid_from = "2026-10"\nis_shared = false\n\n[fee]\nbase_yen = 50000\nincluded_min = 1200\n'
    )
    file = tmp_path / "terms.toml"
    file.write_text(shown.replace("2026-10", "2026-11").replace("base_yen = 50000", "base_yen = 60000"), "utf-8")

    tried = call("terms", "set", "ALPHA", str(file), "--dry-run")
    assert tried.out == "ALPHAの2026-11からの契約条件を読めました。\n"
    assert newest(world).valid_from == OCTOBER

    assert call("terms", "set", "ALPHA", str(file)).out == "ALPHAの2026-11からの契約条件を決めました。\n"
    stored = newest(world)
    assert (stored.valid_from, stored.fee.base_yen, stored.fee.included_min) == (NOVEMBER, 60_000, 1_200)
    assert json.loads(call("terms", "show", "ALPHA", "--month", "2026-11", "--json").out)["fee"]["base_yen"] == 60_000


def test_bands_are_written_and_read(call: Call, world: World, tmp_path: Path) -> None:
    file = tmp_path / "terms.toml"
    file.write_text(
        'valid_from = "2026-11"\n[fee]\nbase_yen = 1\nincluded_min = 60\n'
        '[[clock.bands]]\ndays = ["weekend"]\nstarts_min = 0\nstops_min = 1440\nmultiple_pct = 150\n',
        "utf-8",
    )
    assert call("terms", "set", "ALPHA", str(file)).code == 0

    shown = call("terms", "show", "ALPHA", "--month", "2026-11").out
    assert '[[clock.bands]]\ndays = ["weekend"]\nstarts_min = 0\nstops_min = 1440\nmultiple_pct = 150\n' in shown


def test_everything_to_mend_is_said_at_once_and_nothing_changes(call: Call, world: World, tmp_path: Path) -> None:
    file = tmp_path / "terms.json"
    file.write_text(
        json.dumps({"valid_from": "2026-11", "fee": {"base_yen": "x", "foo": 1}, "carry": {"over": "often"}})
    )

    said = call("terms", "set", "ALPHA", str(file))

    assert said.code == 2
    assert said.err.splitlines() == [
        "fee.foo：この項目はありません。つづりを確かめてください。",
        "fee.base_yen：「x」を読み取れません。整数で書いてください。",
        "carry.over：「often」は選べません。none・first_month・next_month・months・days・unlimitedのどれかにしてください。",
        "何も変えていません。",
    ]
    assert newest(world).valid_from == OCTOBER


def test_a_file_that_is_no_table_is_refused_in_words(call: Call, world: World, tmp_path: Path) -> None:
    file = tmp_path / "terms.toml"
    file.write_text("base fee: 100", "utf-8")

    said = call("terms", "set", "ALPHA", str(file))

    assert said.code == 2
    assert "terms.toml を読み取れません" in said.err
    assert world.session is not None
