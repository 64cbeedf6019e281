"""Forms that are taken in place: which are, where they lead, and what of a fault is shown beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from tests.app.web.office import forms_in_place
from tests.app.web.working_month import cast_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation

IN_PLACE = {"HX-Request": "true", "HX-Request-Type": "full"}


@pytest.fixture
def task(operation: Operation) -> str:
    with operation.database.session() as session:
        return cast_of(session).tasks["受領請求書の処理"]


def test_every_form_of_a_tasks_page_is_taken_in_place(operation: Operation, task: str) -> None:
    browser = operation.browser(Role.OPERATOR)
    browser.post(f"/tasks/{task}/comments", data={"body": "取り消せるコメント"})

    taken, loading = forms_in_place(browser.get(f"/tasks/{task}").text)

    # comment, its taking back, file, manual as link and as file, due days, pin, match, put away
    assert (taken, loading) == (9, [])


def test_a_form_that_comes_back_is_answered_with_the_way_back(operation: Operation, task: str) -> None:
    here = {"HX-Current-URL": f"http://localhost/tasks/{task}?month=2026-11#h-talk"}

    answer = operation.browser(Role.OPERATOR).post(
        f"/tasks/{task}/comments", data={"body": "月末まで"}, headers={**IN_PLACE, **here}
    )

    assert answer.status_code == 302


def test_a_form_that_leads_elsewhere_lets_the_browser_open_that_page_which_then_says_what_happened(
    operation: Operation, task: str
) -> None:
    browser = operation.browser(Role.OPERATOR)
    here = {"HX-Current-URL": f"http://localhost/tasks/{task}"}

    answer = browser.post(f"/tasks/{task}/archive", headers={**IN_PLACE, **here})

    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["HX-Redirect"].startswith("/tasks?client=")
    assert "棚卸から外しました" in browser.get(answer.headers["HX-Redirect"]).text


def test_a_fault_is_said_beside_the_page_and_leaves_what_was_typed(operation: Operation) -> None:
    answer = operation.browser(Role.OPERATOR).post("/tasks/nothing/comments", data={"body": "x"}, headers=IN_PLACE)

    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#told"
    assert answer.text.startswith('<div class="note bad" role="alert">')
