"""A choice among many people: what was typed finds the one that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import plans as plans_queries
from app.web.forms import picking
from app.web.forms.picking import meant, told_apart
from tests.app.web.office import error_beside
from tests.app.web.working_month import NOVEMBER, cast_of

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.app.web.working_month import Operation

FEW = [("a", "髙橋 美咲"), ("b", "森下 由香"), ("c", "森 学")]
MANY = [*FEW, *((f"p{number}", f"石川 {number:03d}") for number in range(1, 300))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("森下 由香", ["b"]),
        ("森下由香", ["b"]),
        ("森", ["b", "c"]),  # a part of two
        ("森 学", ["c"]),
        ("ﾓﾘ", []),
        ("b", ["b"]),  # the value itself, as forms without a list send it
        ("石川　００７", ["p7"]),
    ],
)
def test_a_name_a_part_of_it_or_its_value_finds_whom_it_means(text: str, found: list[str]) -> None:
    assert meant(text, MANY) == found


def test_people_of_one_name_can_be_told_apart() -> None:
    twice = told_apart([("a", "佐藤 花"), ("b", "佐藤 花"), ("c", "森 学")])

    assert twice == [("a", "佐藤 花（1）"), ("b", "佐藤 花（2）"), ("c", "森 学")]
    assert meant("佐藤 花（2）", twice) == ["b"]


def send(operation: Operation, name: str) -> TestResponse:
    """The operator logs half an hour for whoever that name means."""
    with operation.database.session() as session:
        items = plans_queries.work(session, HOUSE, NOVEMBER)
        client = cast_of(session).clients["みどり歯科"]
    item = next(each for each in items if each.task_name == "予約台帳の更新")
    form = {
        "month": "2026-11",
        "entry": "form-0001-of-the-test",
        "client": client,
        "assistant": name,
        "work_item": item.public_id,
        "work_date": "2026-11-18",
        "minutes": "30",
    }
    return operation.browser(Role.OPERATOR).post("/hours", data=form, follow_redirects=True)


def test_few_people_are_a_select_and_many_a_field_with_their_names(
    operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with operation.database.session() as session:
        client = cast_of(session).clients["みどり歯科"]
    page = f"/hours?month=2026-11&client={client}"
    staff = operation.browser(Role.OPERATOR)
    assert '<select id="assistant"' in staff.get(page).text

    monkeypatch.setattr(picking, "MOST_IN_SELECT", 2)
    html = staff.get(page).text

    assert '<select id="assistant"' not in html
    assert 'list="assistant-names"' in html
    assert '<datalist id="assistant-names"><option value="髙橋 美咲">' in html


def test_a_typed_name_is_stored_for_the_one_it_means(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MOST_IN_SELECT", 2)

    assert "時間を記録しました。" in send(operation, "髙橋美咲").text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("山田", "「山田」が見つかりません。一覧から選んでください。"),
        (" ", "アシスタントを選んでください。"),
    ],
)
def test_a_name_that_means_nobody_is_said_beside_the_field_and_kept(
    operation: Operation, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setattr(picking, "MOST_IN_SELECT", 2)

    answer = send(operation, name)

    assert answer.status_code == 400
    assert said in error_beside(answer.text, "assistant")
    assert f'value="{name.strip()}"' in answer.text
