"""Tables for people and JSON for programs."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from app.cli.printing import plain, print_json, print_table
from app.domain.errors import Problem
from app.domain.worktime import TOKYO, Month


def test_json_knows_months_days_and_dataclasses() -> None:
    value = {
        "month": Month(2026, 10),
        "day": dt.date(2026, 10, 5),
        "at": dt.datetime(2026, 10, 5, 9, tzinfo=TOKYO),
        "problems": (Problem("span", None, 3, {"found": 1}),),
    }

    assert plain(value) == {
        "month": "2026-10",
        "day": "2026-10-05",
        "at": "2026-10-05T09:00:00+09:00",
        "problems": [{"code": "span", "field": None, "row": 3, "params": {"found": 1}}],
    }


def test_japanese_stays_readable_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(["依頼企業"])

    said = capsys.readouterr().out
    assert "依頼企業" in said
    assert json.loads(said) == ["依頼企業"]


def test_a_table_is_whole_where_no_terminal_limits_it(capsys: pytest.CaptureFixture[str]) -> None:
    long = "とても長い業務の名前" * 30

    print_table(["業務", ">時間"], [(long, "0:30"), ("短い", None), ("[bold]括弧[/]", "10:00")])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["業務", "時間"]
    assert lines[2].split() == [long, "0:30"]
    assert lines[3].split() == ["短い"]
    assert lines[4].split() == ["[bold]括弧[/]", "10:00"]
    # Numbers end under each other; every Japanese letter is two wide.
    assert len(lines[4]) - len(lines[2]) == len(long) - len("括弧")
