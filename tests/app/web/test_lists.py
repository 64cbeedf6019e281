"""Lists ordered, filtered, with columns to choose, and saved as shown; each role its own rows and columns."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app.domain.accounts import HOUSE, Role
from app.queries import clients as clients_queries
from app.web import lists
from tests.app.web.office import error_beside, text_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.working_month import Operation


@pytest.fixture
def office(operation: Operation) -> Operation:
    operation.app.register_blueprint(lists.bp)
    return operation


def table(browser: FlaskClient, path: str) -> list[dict[str, str]]:
    """The rows of a list as CSV has them, by the names of its columns."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def names(browser: FlaskClient, path: str) -> list[str]:
    return [next(iter(row.values())) for row in table(browser, path)]


def heads(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<th scope="col"[^>]*><a href="[^"]*">([^<]+)<', html)]


@pytest.mark.parametrize("path", ["/tasks/list", "/hours/list", "/invoices/list", "/tasks/list.csv"])
def test_a_visitor_is_sent_to_sign_in(office: Operation, path: str) -> None:
    assert "/sign-in" in office.browser().get(path).headers["Location"]


def test_an_assistant_has_hours_alone_and_only_their_own(office: Operation) -> None:
    browser = office.browser(email="misaki@example.jp")

    assert browser.get("/tasks/list").status_code == 403
    assert browser.get("/invoices/list.xlsx").status_code == 403
    assert {row["担当"] for row in table(office.browser(Role.OPERATOR), "/hours/list.csv?month=2026-11")} > {
        "髙橋 美咲"
    }
    own = table(browser, "/hours/list.csv?month=2026-11")
    assert own
    assert "担当" not in own[0]
    ids = set(re.findall(r'href="(/hours/entries/[^"]+)"', browser.get("/hours/list?month=2026-11").text))
    assert ids
    assert {office.browser(email="yuka@example.jp").get(path).status_code for path in ids} == {404}


def test_a_client_sees_its_own_rows_and_what_it_is_charged(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)

    tasks = names(browser, "/tasks/list.csv")
    hours = table(browser, "/hours/list.csv?month=2026-11")

    assert "受領請求書の処理" in tasks
    assert not {"予約台帳の更新", "商品登録（3モール）"} & {*tasks, *(row["作業"] for row in hours)}
    assert "請求する時間（分）" in hours[0]
    assert not {"稼働（分）", "報酬の時間（分）"} & set(hours[0])
    assert names(browser, "/invoices/list.csv") == ["INV-2026-0001"]


def test_another_company_cannot_be_asked_for_by_its_id(office: Operation) -> None:
    with office.database.session() as session:
        other = clients_queries.client(session, HOUSE, code="MIDORI").public_id

    assert len(names(office.browser(Role.OPERATOR), f"/tasks/list.csv?client={other}")) == 3
    assert names(office.browser(Role.CLIENT), f"/tasks/list.csv?client={other}") == []


def test_a_column_closed_to_the_role_is_not_shown_and_not_ordered_by(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)

    [row, *_rest] = table(browser, "/hours/list.csv?month=2026-11&cols=cost,minutes,note&sort=cost")

    assert list(row) == ["作業", "メモ"]


def test_rows_are_ordered_by_any_column_both_ways_with_what_is_missing_last(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    up = [row["月の時間（分）"] for row in table(browser, "/tasks/list.csv?sort=monthly")]
    down = [row["月の時間（分）"] for row in table(browser, "/tasks/list.csv?sort=-monthly")]

    assert [int(each) for each in up] == sorted(int(each) for each in up)
    assert down == up[::-1] or sorted(down, key=int, reverse=True) == down
    # 40 min × 264 / 12 are 880, the longest
    assert down[0] == "880"
    assert names(browser, "/invoices/list.csv?sort=-nonsense") == names(browser, "/invoices/list.csv")


def test_words_choices_and_days_narrow_the_list(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    assert names(browser, "/tasks/list.csv?q=みどり 在庫") == ["診療材料の在庫表"]
    assert names(browser, "/tasks/list.csv?treatment=stop") == []
    assert set(names(browser, "/tasks/list.csv?treatment=stop;--")) == set(names(browser, "/tasks/list.csv"))
    days = {row["日付"] for row in table(browser, "/hours/list.csv?first=2026-11-06&last=2026-11-10")}
    assert days == {"2026-11-06", "2026-11-10"}  # work is recorded every fourth day from the 2nd on
    assert {row["日付"][:7] for row in table(browser, "/hours/list.csv?month=2026-10")} == {"2026-10"}


def test_a_last_day_before_the_first_is_said_beside_it(office: Operation) -> None:
    page = office.browser(Role.OPERATOR).get("/invoices/list?first=2026-11-05&last=2026-11-04").text

    assert error_beside(page, "f-last") == "終わりの日は、始まりの日より前にできません。"


def test_a_day_that_is_none_is_named_beside_its_field_and_not_used(office: Operation) -> None:
    page = office.browser(Role.OPERATOR).get("/invoices/list?first=2026-13-45").text

    assert 'value="2026-13-45" aria-invalid="true"' in page
    assert "この条件は使っていません" in text_of(page)
    assert "INV-2026-0001" in page


def test_columns_are_chosen_and_stand_in_the_address_of_order_pages_and_files(office: Operation) -> None:
    page = office.browser(Role.OPERATOR).get("/tasks/list?cols=tools&cols=monthly&q=の").text

    assert heads(page) == ["業務", "月の時間", "使う道具"]
    links = [unescape(each) for each in re.findall(r'href="(/tasks/list[^"]*)"', page)]
    kept = [each for each in links if "cols=tools" in each and "cols=monthly" in each and "q=" in each]
    assert {each.partition("?")[0] for each in kept} == {"/tasks/list", "/tasks/list.csv", "/tasks/list.xlsx"}
    assert "sort=name" in " ".join(kept)


def test_the_order_is_said_and_the_same_column_turns_it_round(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    page = browser.get("/tasks/list?sort=name").text

    assert re.search(r'aria-sort="ascending"><a href="/tasks/list\?sort=-name"', page)
    assert page.count("aria-sort") == 1
    assert re.search(
        r'aria-sort="descending"><a href="/tasks/list\?sort=name"', browser.get("/tasks/list?sort=-name").text
    )


def test_the_sum_is_of_all_rows_and_not_of_the_page(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    minutes = sum(int(row["稼働（分）"]) for row in table(browser, "/hours/list.csv?month=2026-11"))

    page = browser.get("/hours/list?month=2026-11").text

    foot = text_of(f"<main>{page.partition('<tfoot>')[2].partition('</tfoot>')[0]}</main>")
    assert f"{minutes // 60}:{minutes % 60:02}" in foot


def test_an_excel_book_holds_the_same_with_numbers_and_days_as_such(office: Operation) -> None:
    answer = office.browser(Role.OPERATOR).get("/hours/list.xlsx?month=2026-11&sort=day")

    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    found = list(sheet.iter_rows(values_only=True))
    head = list(found[0])
    assert isinstance(found[1][head.index("稼働（分）")], int)
    assert str(found[1][head.index("日付")])[:10] == "2026-11-02"


def test_a_name_that_looks_like_a_formula_stays_a_text(office: Operation) -> None:
    cells = [value for row in table(office.browser(Role.OPERATOR), "/tasks/list.csv") for value in row.values()]

    assert [value for value in cells if value.startswith(("=", "+", "-", "@"))] == []


def test_an_unknown_kind_of_file_is_no_page(office: Operation) -> None:
    assert office.browser(Role.OPERATOR).get("/tasks/list.exe").status_code == 404


def test_nothing_that_fits_says_how_to_go_on(office: Operation) -> None:
    page = text_of(office.browser(Role.OPERATOR).get("/tasks/list?q=無い").text)

    assert "条件に合うものはありません" in page


def test_english_has_no_japanese_heads(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    browser.get("/tasks/list?lang=en")

    assert heads(browser.get("/tasks/list").text)[:2] == ["Task", "Client"]
    assert "List of hours" in browser.get("/hours/list").text


@pytest.mark.parametrize("noun", ["tasks", "hours", "invoices"])
def test_a_list_asks_the_database_a_few_times(office: Operation, noun: str) -> None:
    browser = office.browser(Role.OPERATOR)

    with office.counted() as statements:
        browser.get(f"/{noun}/list?month=2026-11&q=a")

    assert len(statements) <= 8


def test_the_pages_lead_to_their_lists(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    assert 'href="/tasks/list"' in browser.get("/tasks").text
    assert 'href="/invoices/list"' in browser.get("/invoices").text
    assert "/hours/list?month=2026-11" in browser.get("/hours?month=2026-11").text
