"""What an invoice's page offers in each of its states works, and what would be refused says what to do instead."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from app.database import transaction
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.models import InvoiceFile, Issuer
from app.queries import invoices as invoices_queries
from app.web import clients, invoices, settings
from tests.app.web.office import Office, open_office, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
READERS = (Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """Seen from 5 November: the draft of ALPHA's October, 60 minutes in one entry, ¥50,000 and tax: ¥55,000."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=60)
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))
    world.close("ALPHA")
    return open_office(world, tmp_path, invoices.bp, clients.bp, settings.bp)


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def newest(office: Office) -> str:
    """The page of the document that was made last."""
    with office.world.database.session() as session:
        return f"/invoices/{max(invoices_queries.invoices(session, HOUSE), key=lambda head: head.id).public_id}"


def offered(html: str) -> list[str]:
    """Where the links of the page's own part lead, and which paths its forms are sent to."""
    main = html.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'<(?:a|form)[^>]*? (?:href|action)="(/[^"]*)"', main)
    return [unescape(each).partition("#")[0] for each in found]


def dead_ends(office: Office, page: str) -> list[tuple[Role, str, int]]:
    """Links of the page that lead to no page, for each role that reads it."""
    found = []
    for role in READERS:
        browser = office.browser(role)
        for path in dict.fromkeys(offered(browser.get(page).text)):
            if not path.startswith(("/invoices/", "/clients/")):
                continue
            status = browser.get(path, buffered=True).status_code
            # Of a form's path only the POST is offered.
            if status not in (200, 302, 405):
                found.append((role, path, status))
    return found


def pay(staff: FlaskClient, page: str, amount_yen: int) -> None:
    sent = {"paid_on": "2026-11-05", "amount_yen": str(amount_yen), "way": "in"}
    assert staff.post(f"{page}/payments", data=sent, follow_redirects=True).status_code == 200


def take_all_back(staff: FlaskClient, page: str) -> None:
    sent = {"what": "whole", "minutes_go": "back", "reason": "誤り"}
    looked = staff.post(f"{page}/credit", data={**sent, "step": "look"}).text
    (seal,) = re.findall(r'name="seen"[^>]*value="([^"]+)"', looked)
    assert (
        staff.post(f"{page}/credit", data={**sent, "step": "issue", "seen": seal}, follow_redirects=True).status_code
        == 200
    )


def instead(staff: FlaskClient, path: str) -> tuple[str, list[str]]:
    """What is said, and where it leads, on the page in place of a dialog: the same when its form is sent."""
    asked, sent = staff.get(path), staff.post(path, data={"reason": "誤り", "what": "whole", "minutes_go": "back"})
    assert (asked.status_code, sent.status_code) == (409, 409)
    assert text_of(asked.text) == text_of(sent.text)
    return text_of(asked.text), offered(asked.text)


def test_a_paid_invoice_leads_to_the_credit_note_and_one_taken_back_to_the_open_month(
    office: Office, staff: FlaskClient
) -> None:
    page = newest(office)
    staff.post(f"{page}/issue")
    expenses = f"/clients/{office.world.clients['ALPHA']}/expenses"
    assert {f"{page}/void", f"{page}/credit", f"{page}.pdf", f"{page}.xml"} <= set(offered(staff.get(page).text))
    assert dead_ends(office, page) == []

    pay(staff, page, 20_000)
    said, links = instead(staff, f"{page}/void")
    assert "入金か返還の記録があります" in said
    assert "取消の行が残るので、この請求書は取り消せないままです" in said
    assert {f"{page}/credit", expenses} <= set(links)
    assert "取り消せない理由" in text_of(staff.get(page).text)

    pay(staff, page, 35_000)
    assert staff.get(f"{page}/credit").status_code == 200
    take_all_back(staff, page)
    note = newest(office)
    assert f"{page}/credit" not in offered(staff.get(page).text)
    assert "すべて返してあります" in instead(staff, f"{page}/credit")[0]
    said, links = instead(staff, f"{page}/void")
    assert f"{page}/credit" not in links
    assert expenses in links
    for path in (f"{note}/void", f"{note}/credit"):
        said, links = instead(staff, path)
        assert "返還請求書は取り消せません" in said
        assert expenses in links


def test_a_void_invoice_leads_to_the_one_in_its_place_and_a_draft_is_issued_first(
    office: Office, staff: FlaskClient
) -> None:
    old = newest(office)
    for path in (f"{old}/void", f"{old}/credit"):
        assert "まだ発行していないので" in instead(staff, path)[0]
    staff.post(f"{old}/issue")
    staff.post(f"{old}/void", data={"reason": "宛名の誤り"}, follow_redirects=True)
    draft = newest(office)

    # Sent again, the voiding shows the draft that it made.
    assert staff.post(f"{old}/void", data={"reason": "宛名の誤り"}).headers["Location"] == draft
    for path in (f"{old}/void", f"{old}/credit"):
        html = staff.get(path).text
        assert "INV-2026-0001は取り消してあります" in text_of(html)
        assert draft in offered(html)
    assert not {f"{old}/void", f"{old}/credit"} & set(offered(staff.get(old).text))
    assert dead_ends(office, old) == []


def test_without_a_company_that_issues_nothing_offers_to_issue(office: Office, staff: FlaskClient) -> None:
    page = newest(office)
    assert f"{page}/issue" in offered(staff.get(page).text)
    with office.world.database.session() as session, transaction(session):
        session.execute(delete(Issuer))

    for path in (page, "/invoices?month=2026-10"):
        html = staff.get(path).text
        assert not [each for each in offered(html) if each.endswith(("/issue", "/issue-all"))]
        assert "管理者に、設定で入れてもらってください。" in text_of(html)
        assert "/settings" in offered(office.browser(Role.ADMINISTRATOR).get(path).text)


def test_a_paper_without_a_file_for_machines_offers_none(office: Office, staff: FlaskClient) -> None:
    page = newest(office)
    staff.post(f"{page}/issue")
    with office.world.database.session() as session, transaction(session):
        head = invoices_queries.invoice(session, HOUSE, number="INV-2026-0001").head
        kept = {"content": b"%PDF", "sha256": "0" * 64, "made_at": office.world.clock.now()}
        session.add(InvoiceFile(invoice_id=head.id, format="pdf", **kept))

    links = offered(staff.get(page).text)
    assert f"{page}.xml" not in links
    assert f"{page}.pdf" in links
