"""The month's work in pictures: of all for staff, of one company in its report, with a table behind each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import clients as clients_queries
from app.queries.worked import WorkedShare
from app.web import clients, hours, reports
from app.web.shares import worked_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation


@pytest.fixture
def office(operation: Operation) -> Operation:
    for page in (reports.bp, clients.bp):
        operation.app.register_blueprint(page)
    if "hours" not in operation.app.blueprints:
        operation.app.register_blueprint(hours.bp)
    return operation


def picture(html: str, name: str) -> tuple[str, str]:
    """The picture of that name and the table behind it, as text."""
    drawn = re.search(rf'<svg[^>]*>\s*<title id="[^"]+">{name}</title>.*?</svg>', html, re.DOTALL)
    assert drawn, name
    rest = html[drawn.end() :]
    table = rest[rest.index("<details") : rest.index("</details>")]
    return drawn.group(), " ".join(re.sub(r"<[^>]+>", " ", table).split())


def test_people_of_one_name_stay_two_and_the_longest_comes_first(office: Operation) -> None:
    found = [
        WorkedShare("総務", "a", "佐藤", 30),
        WorkedShare(None, "b", "佐藤", 90),
        WorkedShare("総務", "b", "佐藤", 60),
    ]

    with office.app.test_request_context():
        worked = worked_of(found)

    assert worked.total_min == 180
    assert worked.people is not None
    assert worked.functions is not None
    # b has 90 + 60 = 150 of 180, 83.3 %; a 30, 16.7 %
    assert worked.people.lines == (("佐藤", "2:30", "83%"), ("佐藤", "0:30", "17%"))
    # 総務 30 + 60 = 90 of 180, as much as the other; in the order of their names
    assert sorted(worked.functions.lines) == [("カタログにない業務", "1:30", "50%"), ("総務", "1:30", "50%")]


def test_staff_see_the_month_of_all_by_function_and_person(office: Operation) -> None:
    html = office.browser(Role.OPERATOR).get("/hours/month?month=2026-10").text

    drawn, table = picture(html, "アシスタントごとの稼働")
    assert "髙橋 美咲" in drawn
    assert "アシスタント 稼働 割合" in table
    assert "髙橋 美咲" in table
    assert "aria-labelledby" in drawn
    assert not re.search(r"\sstyle=", html)
    picture(html, "分野ごとの稼働")


def test_estimates_stand_beside_the_work_in_figures_too(office: Operation) -> None:
    html = office.browser(Role.OPERATOR).get("/hours/month?month=2026-10").text

    drawn, table = picture(html, "見積と実績の差が大きい業務")

    # The largest: 40 min × 264 / 12 are 880 a month; six entries of a fifth, 176, are 1,056 or 176 more.
    assert "17:36 / 14:40　＋2:56" in drawn
    assert "商品登録（3モール） こまち雑貨店 17:36 14:40 ＋2:56" in table


def test_a_month_without_work_says_what_comes_next_and_offers_it(office: Operation) -> None:
    html = office.browser(Role.OPERATOR).get("/hours/month?month=2026-12").text

    assert "この月の記録はまだありません" in html
    assert 'href="/hours/import?month=2026-12"' in html


def test_a_company_sees_its_month_in_its_report_and_nothing_of_others(office: Operation) -> None:
    with office.database.session() as session:
        found = clients_queries.client(session, HOUSE, code="AOZORA").public_id
    browser = office.browser(Role.CLIENT)
    with office.counted() as statements:
        html = browser.get(f"/reports/{found}?month=2026-10").text

    _drawn, table = picture(html, "アシスタントごとの稼働")
    assert "森下 由香 17:24 67%" in table  # of 25:48
    assert "髙橋 美咲" not in table  # who works for others alone
    assert len(statements) <= 20
    assert browser.get("/hours/month?month=2026-10").status_code == 403


def test_the_page_stays_light(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    with office.counted() as statements:
        html = browser.get("/hours/month?month=2026-10").text

    assert len(statements) <= 20
    assert len(html.encode()) <= 60_000
