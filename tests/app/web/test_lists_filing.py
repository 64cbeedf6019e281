"""A long list becomes a file by a job, a short one at once; both hold the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web import jobs, lists
from tests.app.web.office import text_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation

PATH = "/tasks/list?treatment=outsource&sort=name&cols=monthly&cols=treatment"


@pytest.fixture
def office(operation: Operation) -> Operation:
    operation.app.register_blueprint(lists.bp)
    assert "jobs" in operation.app.blueprints, jobs.bp.name
    return operation


def test_a_short_list_is_a_link_and_a_long_one_a_button(office: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = office.browser(Role.OPERATOR)

    assert re.findall(r'href="(/tasks/list\.csv[^"]*)"', browser.get(PATH).text)
    monkeypatch.setattr(lists, "ROWS_AT_ONCE", {"csv": 2, "xlsx": 100})
    long = browser.get(PATH).text

    assert "/tasks/list.csv" not in long
    assert "/tasks/list.xlsx" in long  # which is as long, but was given more
    assert re.findall(r'name="act" value="file"', long)


def test_the_job_s_file_is_the_one_a_link_would_have_given(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    answer = browser.post(PATH, data={"act": "file", "form": "csv"})
    job = answer.headers["Location"]
    assert "業務の一覧" in text_of(browser.get(job).text)
    assert browser.get(f"{job}/file").status_code == 404
    office.run_jobs()
    page = browser.get(job).text

    assert f'href="{job}/file"' in page
    assert "のファイルができました" in text_of(page)
    made = browser.get(f"{job}/file")
    assert made.data == browser.get(PATH.replace("list?", "list.csv?")).data
    assert made.headers["Content-Disposition"] == "attachment; filename=tasks_2026-11-18.csv"
    assert made.headers["Cache-Control"] == "private, no-store"


def test_a_file_of_words_in_english_is_in_english(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    browser.get("/tasks/list?lang=en")

    job = browser.post(PATH, data={"act": "file", "form": "csv"}).headers["Location"]
    office.run_jobs()

    head = browser.get(f"{job}/file").data.decode("utf-8-sig").splitlines()[0]
    assert head == "Task,Hours per month (min),Treatment"


def test_an_assistant_may_have_their_hours_as_a_file_and_nobody_else_gets_it(office: Operation) -> None:
    mine, other = office.browser(email="misaki@example.jp"), office.browser(email="yuka@example.jp")

    job = mine.post("/hours/list?month=2026-11", data={"act": "file", "form": "xlsx"}).headers["Location"]
    office.run_jobs()

    assert mine.get(f"{job}/file").status_code == 200
    assert other.get(f"{job}/file").status_code == 404
    assert other.get(f"/jobs/{'A' * 22}/file").status_code == 404
    assert office.browser(Role.OPERATOR).get(f"{job}/file").status_code == 404  # it holds what an assistant sees


def test_a_form_that_is_none_is_refused(office: Operation) -> None:
    assert office.browser(Role.OPERATOR).post(PATH, data={"act": "file", "form": "exe"}).status_code == 404
