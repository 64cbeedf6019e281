"""Comments, manual and due day on a task's page, for each role; what cannot be kept stands beside its field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.catalogue import load_catalogue
from app.domain.accounts import HOUSE, Role
from app.domain.tasks.catalogue import CatalogueEntry
from tests.app.web.office import error_beside, forms_without_token, text_of
from tests.app.web.working_month import cast_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation

URL = "https://docs.example.jp/manuals/1"


@pytest.fixture
def tasks(operation: Operation) -> dict[str, str]:
    with operation.database.session() as session:
        return cast_of(session).tasks


@pytest.fixture
def task(tasks: dict[str, str]) -> str:
    return tasks["受領請求書の処理"]


def test_a_comment_of_the_client_is_read_by_the_operator_as_text(operation: Operation, task: str) -> None:
    client = operation.browser(Role.CLIENT)

    sent = client.post(f"/tasks/{task}/comments", data={"body": "<b>月末</b>は\n10時まで"}, follow_redirects=True)

    assert "コメントを書きました。" in text_of(sent.text)
    page = operation.browser(Role.OPERATOR).get(f"/tasks/{task}").text
    assert "&lt;b&gt;月末&lt;/b&gt;は" in page
    assert "山田 直子" in text_of(page)
    assert "取り消す" not in text_of(page)


def test_a_comment_sent_three_times_is_written_once(operation: Operation, task: str) -> None:
    client = operation.browser(Role.CLIENT)
    shown = re.search(r'name="comment" value="([^"]+)"', client.get(f"/tasks/{task}").text)
    assert shown is not None

    for _ in range(3):
        page = client.post(
            f"/tasks/{task}/comments", data={"body": "一度だけ", "comment": shown[1]}, follow_redirects=True
        )

    assert text_of(page.text).count("一度だけ") == 1


def test_an_empty_comment_is_named_beside_its_field_and_keeps_the_page(operation: Operation, task: str) -> None:
    answer = operation.browser(Role.CLIENT).post(f"/tasks/{task}/comments", data={"body": "  "})

    assert answer.status_code == 400
    assert error_beside(answer.text, "body") == "入力してください。"
    assert "外注適性" in answer.text


def test_ones_own_comment_is_taken_back_by_its_button(operation: Operation, task: str) -> None:
    browser = operation.browser(Role.CLIENT)
    page = browser.post(f"/tasks/{task}/comments", data={"body": "まちがい"}, follow_redirects=True).text
    hide = re.search(r'action="(/tasks/[^"]+/hide)"', page)
    assert hide is not None
    assert operation.browser(Role.OPERATOR).post(hide[1]).status_code == 404

    page = browser.post(hide[1], follow_redirects=True).text

    assert "まちがい" not in text_of(page)


def test_a_task_of_another_client_takes_nothing(operation: Operation) -> None:
    with operation.database.session() as session:
        other = cast_of(session).tasks["予約台帳の更新"]
    browser = operation.browser(Role.CLIENT)
    sent = {"body": "x", "url": URL, "way": "end"}

    statuses = [browser.post(f"/tasks/{other}/{part}", data=sent).status_code for part in ("comments", "manual", "due")]

    assert statuses == [404, 404, 404]


def test_the_manual_is_a_link_with_its_day_for_the_assistant_who_may_not_change_it(
    operation: Operation, tasks: dict[str, str]
) -> None:
    sent = {"url": URL, "reviewed_on": "2025-06-01"}
    assistant = operation.browser(Role.ASSISTANT)
    task = next(each for each in tasks.values() if assistant.get(f"/tasks/{each}").status_code == 200)
    operation.browser(Role.OPERATOR).post(f"/tasks/{task}/manual", data=sent)

    page = assistant.get(f"/tasks/{task}").text

    assert f'<a class="u b" href="{URL}" rel="noopener noreferrer external"' in page
    assert "最後に確認した日：2025年6月1日(日)" in text_of(page)
    assert "1年以上確認なし" in text_of(page)  # 535 days before 18 November 2026
    assert "場所と確認日を保存する" not in page
    assert assistant.post(f"/tasks/{task}/manual", data=sent).status_code == 403
    assert assistant.post(f"/tasks/{task}/due", data={"way": "end"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"url": "javascript:alert(1)", "reviewed_on": ""}, "url"),
        ({"url": URL, "reviewed_on": "2026-11-19"}, "reviewed_on"),
        ({"url": URL, "reviewed_on": "きのう"}, "reviewed_on"),
    ],
)
def test_what_cannot_be_kept_of_a_manual_is_named_and_typed_still(
    operation: Operation, task: str, sent: dict[str, str], field: str
) -> None:
    answer = operation.browser(Role.CLIENT).post(f"/tasks/{task}/manual", data=sent)

    assert answer.status_code == 400
    assert error_beside(answer.text, field) != ""
    assert f'value="{sent["url"]}"' in answer.text
    assert f'href="{sent["url"]}"' not in answer.text


def next_days(page: str) -> list[str]:
    found = re.search(r'<ol class="days[^"]*">(.*?)</ol>', page)
    assert found is not None
    return re.findall(r"<li>(.*?)</li>", found[1])


def test_the_due_day_says_the_next_days_it_gives(operation: Operation, task: str) -> None:
    browser = operation.browser(Role.OPERATOR)

    page = browser.post(f"/tasks/{task}/due", data={"way": "business", "number": "3"}, follow_redirects=True).text

    # It is 18 November. December begins on a Tuesday: 1, 2, 3. In January 4, 5, 6 follow the closed days.
    # February 2027 begins on a Monday, March as well: 1, 2, 3.
    assert next_days(page) == ["12月3日(木)", "2027年1月6日(水)", "2027年2月3日(水)", "2027年3月3日(水)"]
    assert '<option value="business" selected>' in page


def test_a_weekday_of_every_other_week_is_kept_as_it_was_chosen(operation: Operation, task: str) -> None:
    sent = {"way": "week_before", "weekday": "5", "every": "2", "since": "2026-11-18", "number": "99"}

    page = operation.browser(Role.CLIENT).post(f"/tasks/{task}/due", data=sent, follow_redirects=True).text

    # The week of Wednesday 18 November: Friday 20, 4 and 18 December; 1 January is closed and stays in its month.
    assert next_days(page) == ["11月20日(金)", "12月4日(金)", "12月18日(金)", "2027年1月4日(月)"]
    assert '<option value="week_before" selected>' in page
    assert '<option value="5" selected>金曜日' in page
    assert re.search(r'name="since" value="2026-11-18"', page)


def test_what_is_due_once_a_year_is_said_by_its_month_or_the_closing_month(operation: Operation, task: str) -> None:
    sent = {"way": "yearly", "month": "5"}

    page = operation.browser(Role.CLIENT).post(f"/tasks/{task}/due", data=sent, follow_redirects=True).text

    # The last business days of May: 31 May 2027 is a Monday, 2028 a Wednesday, 2029 a Thursday, 2030 a Friday.
    assert next_days(page) == ["2027年5月31日(月)", "2028年5月31日(水)", "2029年5月31日(木)", "2030年5月31日(金)"]
    assert '<option value="yearly" selected>' in page
    assert '<option value="5" selected>5月（3月決算の2か月後）' in page


def test_a_month_that_no_year_has_is_named_beside_its_field(operation: Operation, task: str) -> None:
    answer = operation.browser(Role.OPERATOR).post(f"/tasks/{task}/due", data={"way": "yearly", "month": "13"})

    assert answer.status_code == 400
    assert error_beside(answer.text, "month") == "1から12までの値にしてください。"


def test_a_usual_task_with_a_date_of_a_law_takes_it_at_once(operation: Operation, task: str) -> None:
    entry = CatalogueEntry(29, "人事・労務", "算定基礎届・月額変更", "SI base filing", "Y", "", "X(社)")
    with operation.database.session() as session:
        load_catalogue(session, scope=HOUSE, entries=[entry])
    browser = operation.browser(Role.OPERATOR)
    page = browser.post(f"/tasks/{task}/match", data={"catalogue": "29"}, follow_redirects=True).text
    assert "算定基礎届は、7月10日までです" in page
    form = re.search(r'<form class="inl"[^>]*/due[^>]*>(.*?)</form>', page)
    assert form is not None

    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    page = browser.post(f"/tasks/{task}/due", data=sent, follow_redirects=True).text

    # 10 July 2027 and 2032 are Saturdays, 2028 a Monday, 2029 a Tuesday, 2030 a Wednesday.
    assert next_days(page) == ["2027年7月9日(金)", "2028年7月10日(月)", "2029年7月10日(火)", "2030年7月10日(水)"]
    assert "この期限にする" not in page


def test_without_a_rule_the_last_day_of_each_month_is_next(operation: Operation, task: str) -> None:
    page = operation.browser(Role.CLIENT).get(f"/tasks/{task}").text

    assert next_days(page) == ["11月30日(月)", "12月31日(木)", "2027年1月31日(日)", "2027年2月28日(日)"]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"every": "0"}, "every", "1から12までの値にしてください。"),
        ({"every": "x"}, "every", "1から12までの値にしてください。"),
        ({"every": "5", "way": "week"}, "every", "1から4までの値にしてください。"),
        ({"since": ""}, "since", "入力してください。"),
        ({"since": "きのう"}, "since", "日付「きのう」を読み取れません。2026-11-18 のように書いてください。"),
        ({"weekday": "8", "way": "week"}, "weekday", "1から7までの値にしてください。"),
        ({"way": "other"}, "way", "選べない値です。選びなおしてください。"),
    ],
)
def test_an_interval_that_cannot_be_is_named_beside_its_field_and_typed_still(
    operation: Operation, task: str, changed: dict[str, str], field: str, sentence: str
) -> None:
    sent = {"way": "end", "number": "", "weekday": "1", "every": "3", "since": "2026-11-18", **changed}

    answer = operation.browser(Role.OPERATOR).post(f"/tasks/{task}/due", data=sent)

    assert answer.status_code == 400
    assert error_beside(answer.text, field) == sentence
    assert f'value="{sent["every"]}"' in answer.text


@pytest.mark.parametrize("number", ["", "0", "21", "x", "²", "9999"])
def test_a_number_that_no_month_has_is_named_beside_its_field(operation: Operation, task: str, number: str) -> None:
    answer = operation.browser(Role.OPERATOR).post(f"/tasks/{task}/due", data={"way": "business", "number": number})

    assert answer.status_code == 400
    assert error_beside(answer.text, "number") == "1から20までの値にしてください。"
    assert f'value="{number}"' in answer.text


def test_every_form_of_the_page_has_its_token(operation: Operation, task: str) -> None:
    assert forms_without_token(operation.browser(Role.OPERATOR).get(f"/tasks/{task}").text) == []
