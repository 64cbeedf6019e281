"""A client's month in review as a page and on paper, for staff and for the client alone."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app.domain.accounts import HOUSE, Role
from app.queries import clients as clients_queries
from app.web import clients, reports
from tests.app.web.office import text_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation


@pytest.fixture
def office(operation: Operation) -> Operation:
    for page in (reports.bp, clients.bp):
        operation.app.register_blueprint(page)
    return operation


def path_of(office: Operation, code: str, month: str = "2026-10", ending: str = "") -> str:
    with office.database.session() as session:
        found = clients_queries.client(session, HOUSE, code=code).public_id
    return f"/reports/{found}{ending}?month={month}"


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", " ")


def test_a_client_opens_its_own_report_and_finds_it_on_its_home(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    path = path_of(office, "AOZORA")

    page = browser.get(path).text

    assert path.replace("&", "&amp;") in browser.get("/?month=2026-10").text
    # October was worked for 25:48, which are 1,548 minutes or 3.2 days of eight hours.
    assert "25 時間 48 分" in text_of(page)
    assert "8時間勤務で約3日分です。" in text_of(page)
    assert "受領請求書の処理" in text_of(page)


def test_a_report_of_somebody_else_is_not_there_by_page_or_paper(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)

    answers = [browser.get(path_of(office, "MIDORI", ending=end)) for end in ("", ".pdf")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert browser.get("/reports/nobody").status_code == 404
    assert office.browser(Role.OPERATOR).get(path_of(office, "MIDORI")).status_code == 200


def test_an_assistant_has_no_reports(office: Operation) -> None:
    assert office.browser(Role.ASSISTANT).get(path_of(office, "AOZORA")).status_code == 403


def test_an_open_month_says_that_it_goes_on(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    assert "途中" in text_of(browser.get(path_of(office, "AOZORA", "2026-11")).text)
    assert "途中" not in text_of(browser.get(path_of(office, "AOZORA")).text)


def test_the_paper_says_the_same_and_names_both_companies(office: Operation) -> None:
    answer = office.browser(Role.CLIENT).get(path_of(office, "AOZORA", ending=".pdf"))

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    said = words(answer.data)
    assert "株式会社アオゾラ設計室" in said
    assert "みなと事務サポート株式会社" in said
    assert "25時間48分" in said
    assert "受領請求書の処理" in said
    assert "予約台帳" not in said


def test_in_english_the_paper_has_no_japanese_but_names(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    browser.get("/?lang=en")

    said = words(browser.get(path_of(office, "AOZORA", ending=".pdf")).data)

    assert "Monthly report" in said
    assert "October 2026" in said
    # What is left of Japanese is what people wrote: names of companies and of tasks.
    for japanese in ("月次", "御中", "時間", "件", "見積", "業務", "対象", "いま"):
        assert japanese not in said.replace("受領請求書の処理", "")


def test_a_month_without_anything_offers_what_could_be_handed_over(office: Operation) -> None:
    text = text_of(office.browser(Role.OPERATOR).get(path_of(office, "AOZORA", "2026-12")).text)

    assert "この月の稼働と割当はまだありません" in text
    # 90 min × 48 / 12 are 6 hours a month, which the package of 30 hours holds.
    assert re.search(r"受領請求書の処理 \d+点 6:00 空きに収まる", text)


def test_the_report_asks_the_database_a_few_times(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    path = path_of(office, "AOZORA")

    with office.counted() as statements:
        browser.get(path)

    assert len(statements) <= 20
