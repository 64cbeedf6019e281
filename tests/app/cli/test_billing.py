"""What follows an invoice, from the line alone, on both databases."""

from __future__ import annotations

import datetime as dt
import re
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

CLIENT = ("client", "add", "--code", "AOZORA", "--name", "株式会社アオゾラ設計室", "--short-name", "アオゾラ")
TERMS = ("--hours", "30", "--fee", "100000", "--overage", "4000", "--from", "2026-10")


@pytest.fixture
def house(call: Call, database: Database, clock: FakeClock) -> Call:
    """On 2 November AOZORA's October, ¥110,000 with tax, is issued as INV-2026-0001."""
    clock.instant = dt.datetime(2026, 9, 28, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    with database.session() as session:
        save_issuer(session, scope=HOUSE, data=ISSUER)
    assert call(*CLIENT, *TERMS).code == 0
    clock.instant = dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    assert call("month", "close", "2026-10").code == 0
    assert call("invoice", "issue", "--month", "2026-10").code == 0
    return call


def test_payments_credits_and_the_search(house: Call) -> None:
    assert "¥50,000" in house("invoice", "pay", "INV-2026-0001", "50000", "--note", "一部").out
    noted = house("invoice", "credit", "INV-2026-0001", "--amount", "1=1000", "--reason", "値引き")
    # ¥1,000 and ¥100 tax.
    assert noted.out == "返還請求書INV-2026-0002を発行しました。−¥1,100（税込）\n"

    found = house("invoice", "search", "--from", "2026-11-01", "--partner", "アオゾラ", "--json").data

    assert [head["number"] for head in found["heads"]] == ["INV-2026-0002", "INV-2026-0001"]
    assert (found["count"], found["total_yen"]) == (2, 108_900)
    assert house("invoice", "search", "--least", "1").out.count("INV-") == 1
    assert house("check").code == 0


def test_more_than_is_open_is_recorded_where_it_is_said_to_have_come_in(house: Call) -> None:
    refused = house("invoice", "pay", "INV-2026-0001", "110500")
    assert refused.code != 0
    assert "残りは110000円です" in refused.err
    assert "残りを超えた分も受け取った" in house("invoice", "pay", "--help").out

    assert house("invoice", "pay", "INV-2026-0001", "110500", "--above").out == (
        "INV-2026-0001に¥110,500を記録しました。\n"
    )
    # ¥500 more than was billed: that can go back, and not a yen besides.
    assert house("invoice", "pay", "INV-2026-0001", "-110501").code != 0
    assert house("invoice", "pay", "INV-2026-0001", "-500").code == 0


def test_a_void_names_its_draft(house: Call) -> None:
    said = house("invoice", "void", "INV-2026-0001", "--reason", "宛名").out

    draft = re.search(r"記号：(\S+)", said)
    assert draft is not None
    assert house("invoice", "issue", draft[1]).out == "INV-2026-0002を発行しました。\n"
    assert house("check").code == 0


def test_the_heads_of_the_chains_are_printed_to_be_kept(house: Call) -> None:
    before = house("audit", "heads", "--json").data
    house("invoice", "pay", "INV-2026-0001", "110000")
    after = house("audit", "heads", "--json").data

    assert [(head["client_code"], head["seq"]) for head in before] == [("AOZORA", 2)]
    assert [(head["client_code"], head["seq"]) for head in after] == [("AOZORA", 3)]
    assert before[0]["hash"] != after[0]["hash"]
    assert after[0]["hash"] in house("audit", "heads").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("credit", "INV-2026-0001", "--reason", "x"), "--whole か --amount"),
        (("credit", "INV-2026-0001", "--amount", "eins", "--reason", "x"), "読み取れません"),
        (("credit", "INV-2026-0001", "--amount", "1=10", "--amount", "01=20", "--reason", "x"), "明細1の金額が2つ"),
        (("credit", "INV-2026-0001", "--amount", "1=999999", "--reason", "x"), "あと100000円"),
        (("void", "INV-2026-0009", "--reason", "x"), "見つかりません"),
        (("pay", "INV-2026-0001", "0"), "1から"),
    ],
)
def test_what_cannot_be_done_is_said(house: Call, arguments: tuple[str, ...], told: str) -> None:
    called = house("invoice", *arguments)

    assert called.code == 2
    assert told in called.err
