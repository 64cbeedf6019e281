"""Downloads for staff by months, and the XML beside the PDF."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.domain.worktime import TOKYO
from app.web import invoices
from tests.app.web.office import Office, open_office, text_of
from tests.app.web.pressing import press

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
OCTOBER = "first=2026-10&last=2026-10"


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """October of ALPHA and BETA, issued on 5 November."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1210)
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=300, assistant="mori")
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))
    world.approve()
    office = open_office(world, tmp_path, invoices.bp)
    browser = office.browser(Role.OPERATOR)
    press(browser, "/invoices/close-all", office.run_jobs, month="2026-10")
    press(browser, "/invoices/issue-all", office.run_jobs, month="2026-10")
    return office


def test_the_page_says_what_is_there_for_the_months(office: Office) -> None:
    page = office.browser(Role.OPERATOR).get(f"/invoices/exports?{OCTOBER}")
    text = text_of(page.text)

    assert page.status_code == 200
    assert "会計ソフトの仕訳 2件" in text
    # both were supplied in October and issued in November
    assert "取引日がこの期間（2件）" in text
    assert "発行日がこの期間（0件）" in text
    assert f'href="/invoices/exports/documents.zip?by=traded&amp;{OCTOBER.replace("&", "&amp;")}"' in page.text
    assert "by=issued" not in page.text
    assert f'href="/invoices/exports/journal-freee.csv?{OCTOBER.replace("&", "&amp;")}"' in page.text


def test_without_months_the_page_is_about_the_month_to_close(office: Office) -> None:
    page = office.browser(Role.OPERATOR).get("/invoices/exports")

    assert 'name="first" type="month" value="2026-10"' in page.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2026-11&last=2026-10", "終わりの月は、始まりの月より前にできません。"),
        ("first=2020-01&last=2026-10", "一度に書き出せるのは36か月までです。"),
        ("first=x&last=2026-10", "月は 2026-11 の形で書いてください。"),
    ],
)
def test_a_range_that_is_none_is_said_on_the_page(office: Office, query: str, sentence: str) -> None:
    page = office.browser(Role.OPERATOR).get(f"/invoices/exports?{query}")

    assert page.status_code == 400
    assert sentence in text_of(page.text)
    assert office.browser(Role.OPERATOR).get(f"/invoices/exports/hours.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    ("path", "start", "name"),
    [
        ("journal-freee.csv", "\ufeff収支区分,".encode(), "journal_freee_2026-10.csv"),
        ("journal-moneyforward.csv", "\ufeff取引No,".encode(), "journal_moneyforward_2026-10.csv"),
        ("journal-yayoi.csv", b"2000,1,,2026/10/31,", "journal_yayoi_2026-10.csv"),
        ("hours.csv", "\ufeff日付,".encode(), "hours_2026-10.csv"),
        ("hours.xlsx", b"PK", "hours_2026-10.xlsx"),
        ("receivables.csv", "\ufeff依頼企業コード,".encode(), "receivables_2026-11-05.csv"),
        ("documents.zip", b"PK", "documents_2026-10-01_2026-10-31.zip"),
    ],
)
def test_each_file_is_sent_as_a_download_nobody_keeps(office: Office, path: str, start: bytes, name: str) -> None:
    answer = office.browser(Role.OPERATOR).get(f"/invoices/exports/{path}?{OCTOBER}")

    assert answer.status_code == 200
    assert answer.data.startswith(start)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_bundle_of_the_month_of_issue_holds_both_papers(office: Office) -> None:
    answer = office.browser(Role.ADMINISTRATOR).get("/invoices/exports/documents.zip?first=2026-11&last=2026-11")
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()

    assert len([name for name in names if name.endswith(".pdf")]) == 2
    assert {"索引.csv", "SHA256SUMS.txt"} <= set(names)


def test_the_bundle_of_the_month_of_the_transaction_holds_them_too(office: Office) -> None:
    browser = office.browser(Role.ADMINISTRATOR)
    answer = browser.get(f"/invoices/exports/documents.zip?by=traded&{OCTOBER}")
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()

    assert len([name for name in names if name.endswith(".pdf")]) == 2
    assert answer.headers["Content-Disposition"].endswith("documents_traded_2026-10-01_2026-10-31.zip")
    assert browser.get(f"/invoices/exports/documents.zip?by=x&{OCTOBER}").status_code == 400


@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
@pytest.mark.parametrize("path", ["", "/journal-freee.csv", "/hours.csv", "/receivables.csv", "/documents.zip"])
def test_exports_are_for_staff(office: Office, role: Role, path: str) -> None:
    assert office.browser(role).get(f"/invoices/exports{path}?{OCTOBER}").status_code == 403


@pytest.mark.parametrize("path", ["journal-other.csv", "hours.pdf"])
def test_a_format_nobody_knows_does_not_exist(office: Office, path: str) -> None:
    assert office.browser(Role.OPERATOR).get(f"/invoices/exports/{path}?{OCTOBER}").status_code == 404


def test_what_a_search_finds_can_be_taken_along(office: Office) -> None:
    browser = office.browser(Role.OPERATOR)
    page = browser.get("/invoices/search?partner=ベータ")
    answer = browser.get("/invoices/search.zip?partner=ベータ")
    index = zipfile.ZipFile(io.BytesIO(answer.data)).read("索引.csv").decode()

    assert 'href="/invoices/search.zip?partner=' in page.text
    assert "INV-2026-0002" in index
    assert "INV-2026-0001" not in index
    assert browser.get("/invoices/search.zip?least_yen=x").status_code == 400
