"""Expenses on the pages: the operator adds them and takes them back, the client sees them before the invoice."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import close_client_month
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.queries.invoices.expenses import expenses
from app.web import clients, invoices
from tests.app.web.office import Office, error_beside, open_office, text_of
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
TEA = {
    "expense": "tea-of-october",
    "description": "会議のお茶代",
    "unit_price_yen": "2,160円",
    "quantity": "2",
    "category": "reduced",
    "paid_on": "2026-10-12",
    "receipt_no": "A-7",
}


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """On 2 November October is over and not closed."""
    world = make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    return open_office(world, tmp_path, clients.bp, invoices.bp)


def address(office: Office, rest: str = "?month=2026-10", client: str = "ALPHA") -> str:
    return f"/clients/{office.world.clients[client]}/expenses{rest}"


def close(office: Office) -> str:
    told = {"scope": HOUSE, "now": office.world.clock.now(), "new_id": office.world.ids}
    client = office.world.clients["ALPHA"]
    return close_client_month(office.world.session, client_public_id=client, month=OCTOBER, **told).invoice_public_id


def test_a_form_sent_twice_adds_once_and_the_client_sees_it_before_the_invoice(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    assert re.search(r'name="expense" type="hidden" value="[^"]{8,22}"', staff.get(address(office)).text)

    for _twice in range(2):
        page = staff.post(address(office), data=TEA, follow_redirects=True)

    # 2 × ¥2,160
    assert "2026年10月分の請求に¥4,320（税抜）を加えました。" in text_of(page.text)
    listed = "会議のお茶代 ¥4,320 ¥2,160 × 2 10月12日(月) A-7 軽減税率（8%）"
    assert text_of(page.text).count(listed) == 1
    seen = text_of(office.browser(Role.CLIENT).get("/invoices?month=2026-10").text)
    assert "2026年10月分の請求に入る経費・追加請求 税抜の合計 ¥4,320" in seen
    assert "会議のお茶代 ¥4,320 10月12日(月) A-7 軽減税率（8%）" in seen


def test_the_draft_says_day_and_receipt(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    staff.post(address(office), data=TEA)

    draft = text_of(staff.get(f"/invoices/{close(office)}").text)

    assert "会議のお茶代（2026年10月12日・領収書A-7） ※ 2件 ¥2,160 8% ¥4,320" in draft


def test_everything_that_cannot_be_taken_is_said_at_once_and_kept(office: Office) -> None:
    wrong = {
        "description": "長" * 101,
        "unit_price_yen": "0",
        "quantity": "10000",
        "paid_on": "2026-11-03",
        "receipt_no": "9" * 41,
        "category": "vat",
    }

    page = office.browser(Role.OPERATOR).post(address(office), data={**TEA, **wrong})

    assert page.status_code == 400
    for field in wrong:
        assert error_beside(page.text, field), field
    assert error_beside(page.text, "paid_on") == "領収書の日付は今日までの日付にしてください。"
    assert 'value="10000"' in page.text
    assert expenses(office.world.session, HOUSE, OCTOBER) == []


def test_one_is_taken_back_with_a_reason_and_stays_in_the_list(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    staff.post(address(office), data=TEA)
    dialog = address(office, f"/{TEA['expense']}/reverse")
    assert "会議のお茶代・¥4,320（税抜）" in text_of(staff.get(dialog).text)
    assert staff.post(dialog, data={"reason": " "}).status_code == 400

    page = staff.post(dialog, data={"reason": "別の会社の分"}, follow_redirects=True)

    assert "会議のお茶代 取消 別の会社の分 ¥4,320" in text_of(page.text)
    assert "税抜の合計 ¥0" in text_of(page.text)
    assert staff.post(dialog, data={"reason": "もう一度"}).status_code == 409
    assert "会議のお茶代" not in office.browser(Role.CLIENT).get("/invoices?month=2026-10").text


def test_a_closed_month_sends_what_comes_late_to_the_open_one(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    staff.post(address(office), data=TEA)
    close(office)

    page = staff.get(address(office)).text

    assert "あとから届いたものは、領収書の日付のまま11月の請求に入れます。" in text_of(page)
    assert address(office, "?month=2026-11") in page
    assert f"{TEA['expense']}/reverse" not in page
    late = {**TEA, "expense": "late-of-october"}
    assert staff.post(address(office), data=late).status_code == 409
    added = staff.post(address(office, "?month=2026-11"), data=late, follow_redirects=True)
    assert "10月12日(月) A-7" in text_of(added.text)


def test_an_expense_is_found_under_its_own_client_alone(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)
    staff.post(address(office), data=TEA)

    assert staff.get(address(office, f"/{TEA['expense']}/reverse", client="BETA")).status_code == 404


@pytest.mark.parametrize("rest", ["?month=2026-10", "/tea-of-october/reverse"])
def test_only_staff_come_in(office: Office, rest: str) -> None:
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert office.browser(role).get(address(office, rest)).status_code == 403
        assert office.browser(role).post(address(office, rest), data=TEA).status_code == 403
