"""Expenses from the line alone, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts import save_issuer
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from tests.worlds import ISSUER

if TYPE_CHECKING:
    from app.database import Database
    from tests.app.cli.conftest import Call
    from tests.clocks import FakeClock

CLIENT = ("client", "add", "--code", "AOZORA", "--name", "株式会社アオゾラ設計室")
TERMS = ("--hours", "30", "--fee", "100000", "--overage", "4000", "--from", "2026-10")
STAMPS = ("expenses", "add", "--client", "AOZORA", "--what", "切手", "--price", "1000")


@pytest.fixture
def house(call: Call, database: Database, clock: FakeClock) -> Call:
    """On 2 November nothing of AOZORA is closed yet."""
    clock.instant = dt.datetime(2026, 9, 28, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    with database.session() as session:
        save_issuer(session, scope=HOUSE, data=ISSUER)
    assert call(*CLIENT, *TERMS).code == 0
    clock.instant = dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    return call


def test_it_is_added_listed_and_charged_in_the_month_of_its_receipt(house: Call) -> None:
    said = house(*STAMPS, "--pieces", "3", "--date", "2026-10-12", "--receipt", "A-7", "--tax", "exempt").out

    assert said.startswith("2026-10の請求に¥3,000（税抜）を加えました。")
    (row,) = house("expenses", "list", "2026-10", "--client", "AOZORA", "--json").data
    assert (row["category"], row["paid_on"], row["receipt_no"]) == ("exempt", "2026-10-12", "A-7")
    assert "対象外" in house("expenses", "list", "2026-10").out
    assert house("month", "close", "2026-10").code == 0
    assert house("check").code == 0


def test_a_late_one_comes_into_the_open_month_under_its_own_day(house: Call) -> None:
    assert house("month", "close", "2026-10").code == 0

    assert "2026-11の請求に" in house(*STAMPS, "--date", "2026-10-12").out
    assert "締め済み" in house(*STAMPS, "--month", "2026-10").err


def test_one_taken_back_stays_in_the_list_with_its_reason(house: Call) -> None:
    public_id = house(*STAMPS).out.strip().rpartition("：")[2]

    assert house("expenses", "reverse", public_id, "--reason", "別の会社の分").out == "「切手」を取り消しました。\n"

    assert "取消：別の会社の分" in house("expenses", "list", "2026-11").out
    assert house("expenses", "reverse", public_id, "--reason", "もう一度").code == 2


def test_everything_wrong_is_said_at_once_with_its_flag(house: Call) -> None:
    refused = house(*STAMPS[:-3], " ", "--price", "0", "--pieces", "0", "--date", "2026-11-03", "--receipt", "9" * 41)

    assert refused.code == 2
    for flag in ("--what", "--price", "--pieces", "--date", "--receipt"):
        assert flag in refused.err
