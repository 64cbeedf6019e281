"""The page of times away, as the assistant and as staff."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.queries import assistants as assistants_queries
from app.web import assistants, home, hours
from tests.app.web.office import Office, error_beside, open_office, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO))
    return open_office(world, tmp_path, assistants.bp, home.bp, hours.bp)


def page_of(office: Office, code: str = "sato") -> str:
    return f"/assistants/{office.world.assistants[code]}/leave"


def test_staff_tell_a_time_away_and_see_the_month_that_is_left(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)

    said = staff.post(
        page_of(office), data={"first_day": "2026-10-19", "last_day": "2026-10-23"}, follow_redirects=True
    )

    assert "休みを登録しました。" in text_of(said.text)
    assert "5日" in text_of(said.text)
    shown = text_of(staff.get(f"/assistants/{office.world.assistants['sato']}?month=2026-10").text)
    # October 2026 has 21 working days: 16 of them are left, of 80 hours 60:57.
    monthly_min = assistants_queries.assistant(office.world.session, HOUSE, code="sato").monthly_min
    left_min = monthly_min * 16 // 21
    assert f"休み5日を除いた{left_min // 60}時間" in shown


def test_an_assistant_tells_one_day_and_takes_it_back(office: Office) -> None:
    mine: FlaskClient = office.browser(Role.ASSISTANT)

    mine.post(page_of(office), data={"first_day": "2026-10-19", "last_day": ""})
    page = mine.get(page_of(office)).text
    drop = _drop_url(page)
    home = text_of(mine.get("/?month=2026-10").text)
    said = mine.post(drop, follow_redirects=True)

    assert "休み1日" in home
    assert "休みを取り消しました。" in text_of(said.text)
    assert "休みはまだありません" in text_of(said.text)


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)

    page = staff.post(page_of(office), data={"first_day": "2026-10-19", "last_day": "2026-10-12"})
    empty = staff.post(page_of(office), data={"first_day": "", "last_day": "2026-10-12"})

    assert (page.status_code, empty.status_code) == (400, 400)
    assert "最後の日が最初の日より前です。" in page.text
    assert 'value="2026-10-19"' in page.text
    assert error_beside(empty.text, "first_day") == "日付を入力してください。"


def test_another_assistants_page_is_not_there(office: Office) -> None:
    mine = office.browser(Role.ASSISTANT)

    assert mine.get(page_of(office, "mori")).status_code == 404
    assert mine.post(page_of(office, "mori"), data={"first_day": "2026-10-19"}).status_code == 404
    assert office.browser(Role.CLIENT).get(page_of(office)).status_code == 403


def _drop_url(page: str) -> str:
    return next(part.partition('"')[0] for part in page.split('action="')[1:] if "/drop" in part.partition('"')[0])
