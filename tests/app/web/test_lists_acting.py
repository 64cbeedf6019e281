"""Rows ticked in a list and something done to them: by whom, with what answer, at once or as a job."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.jobs.many import DOERS
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from app.translations.choosing import ASKS, DONE, LABELS
from app.web import hours, invoices, lists, tasks
from app.web.lists import acting
from tests.app.web.office import text_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.working_month import Operation


@pytest.fixture
def office(operation: Operation) -> Operation:
    for page in (lists.bp, tasks.bp, hours.bp, invoices.bp):
        if page.name not in operation.app.blueprints:
            operation.app.register_blueprint(page)
    return operation


def boxes(html: str) -> dict[str, str]:
    """What can be ticked: name -> id."""
    found = re.findall(r'name="row" value="([^"]+)" aria-label="([^"]+)"', html)
    return {unescape(label).removesuffix("を選ぶ"): public_id for public_id, label in found}


def buttons(html: str) -> set[str]:
    return set(re.findall(r'name="act" value="([^"]+)"', html))


def task_ids(office: Operation, code: str) -> dict[str, str]:
    with office.database.session() as session:
        company = clients_queries.client(session, HOUSE, code=code)
        return {each.name: each.public_id for each in tasks_queries.inventory(session, HOUSE, client_id=company.id)}


def test_each_role_finds_what_it_may_do_and_no_more(office: Operation) -> None:
    staff, client = office.browser(Role.OPERATOR), office.browser(Role.CLIENT)

    assert buttons(staff.get("/tasks/list").text) == {"month", "score", "archive"}
    assert buttons(staff.get("/hours/list?month=2026-11").text) == {"approve"}
    assert buttons(staff.get("/invoices/list").text) == {"files", "issue", "pay"}
    assert buttons(client.get("/tasks/list").text) == {"archive"}
    assert buttons(client.get("/invoices/list").text) == {"files"}
    for html in (
        client.get("/hours/list?month=2026-11").text,
        office.browser(Role.ASSISTANT).get("/hours/list?month=2026-11").text,
    ):
        assert boxes(html) == {}
        assert 'name="act"' not in html


def test_a_link_ticks_the_whole_page_without_scripts(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    path = "/tasks/list?treatment=outsource&sort=name"

    [link] = re.findall(r'href="([^"]+)#h-rows" data-tick-all', browser.get(path).text)
    html = browser.get(unescape(link)).text

    assert len(boxes(html)) == html.count(" checked>") - _columns_shown(html) > 3
    assert "treatment=outsource" in unescape(link)


def _columns_shown(html: str) -> int:
    return len(re.findall(r'name="cols" value="[^"]+" checked', html))


def test_putting_away_is_asked_first_and_then_done_with_its_names(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    own = task_ids(office, "AOZORA")
    rows = [own["備品の発注"], own["スケジュール調整"]]

    asked = browser.post("/tasks/list?sort=name", data={"row": rows, "act": "archive"})

    assert "選んだ2業務を棚卸から外しますか。" in text_of(asked.text)
    assert re.findall(r'name="row" value="([^"]+)"', asked.text) == rows
    assert len(task_ids(office, "AOZORA")) == 5

    done = browser.post("/tasks/list?sort=name", data={"row": rows, "act": "archive", "sure": "1"})

    assert "2業務を棚卸から外しました。" in text_of(done.text)
    assert 'href="/tasks/list?sort=name"' in done.text
    assert len(task_ids(office, "AOZORA")) == 3


def test_a_foreign_row_is_as_missing_as_none_and_stays(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    foreign = task_ids(office, "MIDORI")["予約台帳の更新"]

    answers = [
        text_of(browser.post("/tasks/list", data={"row": [one], "act": "archive", "sure": "1"}).text)
        for one in (foreign, "A" * 22, "'; DROP", "え")
    ]

    assert len(set(answers)) == 1
    assert "変わったものはありません。" in answers[0]
    assert "1件は見つかりませんでした。" in answers[0]
    assert "予約台帳の更新" in task_ids(office, "MIDORI")


@pytest.mark.parametrize(
    ("path", "verb"), [("/tasks/list", "score"), ("/tasks/list", "month"), ("/invoices/list", "pay")]
)
def test_a_verb_of_another_role_is_refused_before_a_job_is_made_of_it(
    office: Operation, monkeypatch: pytest.MonkeyPatch, path: str, verb: str
) -> None:
    monkeypatch.setattr(acting, "AT_ONCE", 0)

    answer = office.browser(Role.CLIENT).post(path, data={"row": ["A" * 22], "act": verb, "sure": "1"})

    assert answer.status_code == 403


@pytest.mark.parametrize("verb", ["", "approve", "drop"])
def test_what_the_list_has_no_verb_for_is_no_choice(office: Operation, verb: str) -> None:
    assert office.browser(Role.OPERATOR).post("/tasks/list", data={"act": verb}).status_code == 400


def test_none_and_too_many_are_told_on_the_list_with_its_question(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    none = browser.post("/tasks/list?q=%E5%8F%97", data={"act": "score"})

    assert none.headers["Location"] == "/tasks/list?q=%E5%8F%97"
    assert "1件も選んでいません。" in browser.get("/tasks/list").text
    many = browser.post("/tasks/list", data={"act": "score", "row": [str(n) for n in range(2_001)]})
    assert many.status_code == 303
    assert "一度に選べるのは2000件までです。" in browser.get("/tasks/list").text


def test_all_that_fit_the_question_are_done_as_a_job_where_they_are_many(
    office: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "AT_ONCE", 2)
    browser = office.browser(Role.OPERATOR)

    asked = browser.post("/tasks/list?q=みどり", data={"act": "score", "all": "1"})

    job = asked.headers["Location"]
    assert job.startswith("/jobs/")
    assert "採点しなおす" in text_of(browser.get(job).text)
    office.run_jobs()
    said = text_of(browser.get(job).text)
    assert "3業務を採点しなおしました。" in said  # MIDORI has three


def test_a_job_tells_what_stayed_as_it_was(office: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "AT_ONCE", 0)
    browser = office.browser(Role.OPERATOR)
    rows = list(boxes(browser.get("/invoices/list").text).values())

    job = browser.post("/invoices/list", data={"act": "issue", "row": [*rows, "A" * 22], "sure": "1"}).headers[
        "Location"
    ]
    office.run_jobs()

    said = text_of(browser.get(job).text)
    assert "変わったものはありません。" in said
    assert "1件は見つかりませんでした。" in said
    assert "INV-2026-0001：下書きではないので変えられません。" in said


def test_entries_are_approved_and_tell_which_did_not_wait(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    waiting = re.findall(r'name="row" value="([^"]+)"', browser.get("/hours/list?month=2026-11&state=waiting").text)
    approved = re.findall(r'name="row" value="([^"]+)"', browser.get("/hours/list?month=2026-10&state=approved").text)

    done = browser.post("/hours/list?month=2026-11", data={"act": "approve", "row": [waiting[0], approved[0]]})

    assert "1件の記録を承認しました。" in text_of(done.text)
    assert "承認を待っている記録ではありません。" in text_of(done.text)


def test_a_company_fetches_its_own_documents_in_one_file(office: Operation) -> None:
    office.run_jobs()
    staff, client = office.browser(Role.OPERATOR), office.browser(Role.CLIENT)
    rows = list(boxes(staff.get("/invoices/list").text).values())

    own = _names(client, rows)
    foreign = _names(office.browser(email="haruka@example.jp"), rows)

    assert [name for name in own if name.endswith(".pdf")]
    assert not [name for name in foreign if name.endswith(".pdf")]


def test_more_documents_than_a_page_waits_for_are_a_job_with_the_same_in_it(
    office: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run_jobs()
    staff = office.browser(Role.OPERATOR)
    rows = list(boxes(staff.get("/invoices/list").text).values())
    at_once = _names(staff, rows)
    monkeypatch.setattr(acting, "DOCUMENTS_AT_ONCE", len(rows) - 1)

    job = staff.post("/invoices/list", data={"act": "files", "row": rows}).headers["Location"]
    assert "発行した書類" in text_of(staff.get(job).text)
    assert f'action="{job}/cancel"' in staff.get(job).text
    office.run_jobs()

    assert "のファイルができました" in text_of(staff.get(job).text)
    assert zipfile.ZipFile(io.BytesIO(staff.get(f"{job}/file").data)).namelist() == at_once


def _names(browser: FlaskClient, rows: list[str]) -> list[str]:
    answer = browser.post("/invoices/list", data={"act": "files", "row": rows})
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    return zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


def test_pages_and_jobs_do_the_same_and_have_words_for_it() -> None:
    acted = {(verb.noun, verb.key): verb.act for verb in acting.VERBS if verb.act}

    assert acted == DOERS
    assert set(DONE) == set(DOERS)
    assert set(LABELS) == {(verb.noun, verb.key) for verb in acting.VERBS}
    assert set(ASKS) < set(LABELS)


def test_a_list_of_ticks_stays_light(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    with office.counted() as statements:
        html = browser.get("/hours/list?month=2026-11").text

    assert len(statements) <= 20
    assert len(html.encode()) <= 60_000
