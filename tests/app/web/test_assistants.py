"""Assistants: the list with the month's load, one person, their form."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.domain.assistants import SKILLS
from app.domain.worktime import TOKYO
from app.queries import assistants as assistants_queries
from app.web import assistants
from app.web.assistants import people
from tests.app.web.office import Office, error_beside, forms_without_token, open_office, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from app.queries.assistants import AssistantView
    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
WRITTEN = {
    "code": "kato",
    "name": "加藤　結衣",
    "monthly_min": "８０時間",
    **{f"skill_{skill}": "0" for skill in SKILLS},
    "skill_bookkeeping": "4",
    "skill_web": "2",
}


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """In the middle of October, with 5:00 of the 10:00 planned for ALPHA worked by whom the plan chose."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO))
    codes = {person.id: person.code for person in assistants_queries.assistants(world.session, HOUSE)}
    chosen = codes[world.doer("受注入力").assistant_id or 0]
    world.log("受注入力", dt.date(2026, 10, 5), minutes=300, assistant=chosen)
    return open_office(world, tmp_path, assistants.bp)


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def person(office: Office, code: str) -> AssistantView:
    with office.world.database.session() as session:
        return assistants_queries.assistant(session, HOUSE, code=code)


def doer(office: Office) -> AssistantView:
    """Whom the plan gave ALPHA's task."""
    wanted = office.world.doer("受注入力").assistant_id
    with office.world.database.session() as session:
        return next(each for each in assistants_queries.assistants(session, HOUSE) if each.id == wanted)


def test_the_list_shows_who_is_free_for_how_long(office: Office, staff: FlaskClient) -> None:
    text = text_of(staff.get("/assistants?month=2026-10").text)

    assert "公開中の計画" in text
    # Both give 100 h. The plan gives out 600 and 300 minutes, of which 300 are worked: 200 h − 15 h = 185 h are free.
    assert "2人。10月は200時間のうち185時間が空いています" in text
    assert "佐藤 花 sato 経理 3 ・総務 3 100:00" in text


def test_a_long_list_is_paged_and_searched_and_its_sums_are_of_all_of_it(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'type="search" name="q"' not in staff.get("/assistants?month=2026-10").text  # nothing to look for in two
    monkeypatch.setattr(people, "ROWS_A_PAGE", 1)

    first, second = (text_of(staff.get(f"/assistants?month=2026-10&page={page}").text) for page in (1, 2))

    # By code: mori, sato.
    assert "森 学 mori" in first
    assert "佐藤 花 sato" not in first
    assert "佐藤 花 sato" in second
    assert "2人のうち2〜2" in second
    for page in (first, second):
        assert "2人。10月は200時間のうち185時間が空いています" in page
    found = text_of(staff.get("/assistants?month=2027-01&q=佐藤").text)
    assert "1人。1月は100時間のうち100時間が空いています" in found
    assert "森 学" not in found
    assert "「どこにもない」に当てはまる人はいません" in text_of(staff.get("/assistants?q=どこにもない").text)


def test_a_month_without_a_plan_says_so(staff: FlaskClient) -> None:
    assert "計画はまだありません" in text_of(staff.get("/assistants?month=2027-01").text)


def test_a_person_shows_what_the_plan_gave_them(office: Office, staff: FlaskClient) -> None:
    text = text_of(staff.get(f"/assistants/{doer(office).public_id}?month=2026-10").text)

    assert "受注入力 アルファ商店 10:00 5:00 10/31(土)" in text
    assert "3 ひとりでできる" in text


def test_a_new_assistant_is_stored_with_their_skills(office: Office, staff: FlaskClient) -> None:
    page = staff.post("/assistants/new", data=WRITTEN, follow_redirects=True)

    assert "加藤 結衣さんを登録しました。" in text_of(page.text)
    stored = person(office, "kato")
    assert (stored.name, stored.monthly_min, stored.is_active) == ("加藤 結衣", 4_800, True)
    assert stored.skills == {"bookkeeping": 4, "web": 2}


def test_what_cannot_be_taken_is_said_beside_its_field_and_kept(staff: FlaskClient) -> None:
    page = staff.post("/assistants/new", data={**WRITTEN, "name": " ", "code": "長" * 21, "monthly_min": "半日"})

    assert page.status_code == 400
    assert error_beside(page.text, "name") == "名前を入力してください。"
    assert "20文字まで" in error_beside(page.text, "code")
    assert "「半日」を読み取れません。" in error_beside(page.text, "monthly_min")
    assert 'value="半日"' in page.text
    assert '<option selected value="4">4 例外にも対応できる</option>' in page.text


def test_a_missing_time_and_a_code_that_is_taken_are_said(staff: FlaskClient) -> None:
    empty = staff.post("/assistants/new", data={**WRITTEN, "monthly_min": ""})
    taken = staff.post("/assistants/new", data={**WRITTEN, "code": "sato"})

    assert error_beside(empty.text, "monthly_min") == "入力してください。"
    assert taken.status_code == 400
    assert "すでに使われています。" in error_beside(taken.text, "code")


def test_a_level_that_is_none_is_refused(office: Office, staff: FlaskClient) -> None:
    page = staff.post("/assistants/new", data={**WRITTEN, "skill_web": "6"})

    assert page.status_code == 400
    assert error_beside(page.text, "skill_web")


def test_an_assistant_is_edited_and_can_be_set_aside(office: Office, staff: FlaskClient) -> None:
    form = staff.get(f"/assistants/{person(office, 'sato').public_id}/edit").text
    page = staff.post(
        f"/assistants/{person(office, 'sato').public_id}/edit",
        data={**WRITTEN, "code": "other", "monthly_min": "12.5h"},
        follow_redirects=True,
    )

    assert 'value="100時間"' in form
    assert '<option selected value="3">3 ひとりでできる</option>' in form
    # An unticked box is not sent: the person gets no more work.
    assert "休止中" in text_of(page.text)
    assert person(office, "sato").monthly_min == 750
    assert person(office, "sato").skills == {"bookkeeping": 4, "web": 2}


def test_an_edit_that_cannot_be_taken_is_said(office: Office, staff: FlaskClient) -> None:
    page = staff.post(f"/assistants/{person(office, 'sato').public_id}/edit", data={**WRITTEN, "name": ""})

    assert page.status_code == 400
    assert error_beside(page.text, "name") == "名前を入力してください。"
    assert person(office, "sato").name == "佐藤 花"


PAGES = ("/assistants", "/assistants/new", "/assistants/any", "/assistants/any/edit")


@pytest.mark.parametrize("path", PAGES)
def test_only_staff_come_in(office: Office, path: str) -> None:
    assert office.browser().get(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert office.browser(role).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/assistants/new", "/assistants/any/edit"])
def test_only_staff_send_forms(office: Office, path: str) -> None:
    assert office.browser().post(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert office.browser(role).post(path).status_code == 403


def test_a_person_who_is_not_there_is_not_found(staff: FlaskClient) -> None:
    assert staff.get("/assistants/any").status_code == 404
    assert staff.get("/assistants/any/edit").status_code == 404
    assert staff.post("/assistants/any/edit", data=WRITTEN).status_code == 404


def test_the_pages_ask_the_database_little_and_their_forms_carry_tokens(office: Office, staff: FlaskClient) -> None:
    office.app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/assistants", f"/assistants/{person(office, 'sato').public_id}", "/assistants/new"):
        with office.counted() as statements:
            page = staff.get(path).text
        assert len(statements) <= 20
        assert forms_without_token(page) == []
