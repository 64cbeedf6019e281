"""What assistants are paid: the month of everybody, the own statement, the terms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.domain.worktime import TOKYO
from app.web import assistants
from tests.app.web.office import Office, error_beside, open_office, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
FEE = {
    "valid_from": "2026-10",
    "fee_yen_per_hour": "2,000",
    "category": "design",
    "pay_month_offset": "1",
    "pay_day": "31",
}


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """Seen from 31 October: sato worked 1:30."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=90)
    return open_office(world, tmp_path, assistants.bp)


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def fee_page(office: Office) -> str:
    return f"/assistants/{office.world.assistants['sato']}/fee"


def test_without_terms_the_month_asks_for_them(office: Office, staff: FlaskClient) -> None:
    assert "報酬の条件がありません" in text_of(staff.get("/assistants/pay?month=2026-10").text)
    assert "この月の報酬の条件がまだありません。" in text_of(office.browser(Role.ASSISTANT).get("/pay").text)


def test_with_terms_the_month_says_fee_tax_withheld_and_pay_day(office: Office, staff: FlaskClient) -> None:
    assert staff.post(fee_page(office), data=FEE).status_code == 302

    # 1:30 at ¥2,000 is ¥3,000; 10.21 % of it is ¥306 (306.3 dropped).
    text = text_of(staff.get("/assistants/pay?month=2026-10").text)
    assert "佐藤 花 1:30 なし ¥3,000 – −¥306 ¥2,694 11/30(月)" in text
    own = text_of(office.browser(Role.ASSISTANT).get("/pay?month=2026-10").text)
    assert "¥2,694 が11月30日(月)に振り込まれます。" in own
    assert "支払期日 11/30(月) 法律の期限 12/29(火)（月末から60日）" in own


def test_the_day_that_is_due_and_the_bank_day_before_it_explain_each_other(office: Office, staff: FlaskClient) -> None:
    # 28 November 2026 is a Saturday.
    staff.post(fee_page(office), data={**FEE, "pay_day": "28"})

    own = text_of(office.browser(Role.ASSISTANT).get("/pay?month=2026-10").text)
    assert "が11月27日(金)に振り込まれます。" in own
    assert "支払期日 11/28(土) → 振込日 11/27(金)。期日は銀行が休みのため、前の営業日に振り込みます。" in own
    assert "支払期日 11/28(土) 銀行が休みのため、振込は11/27(金)。法律の期限 12/29(火)（月末から60日）" in own
    assert "11/27(金) 期日 11/28(土)" in text_of(staff.get("/assistants/pay?month=2026-10").text)


def test_a_pay_day_that_is_too_late_is_refused_beside_its_field(office: Office, staff: FlaskClient) -> None:
    answer = staff.post(fee_page(office), data={**FEE, "pay_month_offset": "2"})

    assert answer.status_code == 400
    assert "フリーランス法" in error_beside(answer.text, "pay_day")


def test_the_terms_so_far_are_listed(office: Office, staff: FlaskClient) -> None:
    staff.post(fee_page(office), data=FEE)

    assert "2026年10月 ¥2,000 デザイン（源泉徴収あり） 翌月 末日" in text_of(staff.get(fee_page(office)).text)


def test_clients_see_nothing_of_it_and_assistants_only_their_own(office: Office) -> None:
    paths = ("/assistants/pay", fee_page(office), f"/assistants/{office.world.assistants['sato']}/statement")
    for role in (Role.CLIENT, Role.ASSISTANT):
        browser = office.browser(role)
        assert [browser.get(path).status_code for path in paths] == [403, 403, 403]
    assert office.browser(Role.CLIENT).get("/pay").status_code == 403
    assert office.browser(Role.OPERATOR).get("/pay").status_code == 403


def test_the_paper_is_a_pdf(office: Office, staff: FlaskClient) -> None:
    staff.post(fee_page(office), data=FEE)

    paper = office.browser(Role.ASSISTANT).get("/pay.pdf?month=2026-10")

    assert paper.data.startswith(b"%PDF")
    assert paper.headers["Cache-Control"] == "private, no-store"
