"""What is read out of a page, and which answers are errors."""

from __future__ import annotations

import pytest

from tests.load.pages import Answer, addresses, cells, complaint, form, forms, hours_and_minutes, name_of

WEEK = """<form class="c12" id="week" method="post" action="/hours/week"><input type="hidden" name="csrf_token"
value="a&amp;b"><input name="t1.2026-11-17" value="" maxlength="20"><input type="hidden" name="was.t1.2026-11-17"
value="0"><input name="t1.2026-11-19" value="1:30"><input type="hidden" name="was.t1.2026-11-19" value="90">
<input value="" disabled></form>
<form action="/hours/timer/start"><input name="work_item" value="one"></form>
<form action="/hours/timer/start"><input name="work_item" value="two"></form>"""
PAGE = "<html><main class='page'>…</main></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_a_form_is_read_with_its_fields_as_a_browser_would_send_them() -> None:
    assert form(WEEK, "/hours/week") == {
        "csrf_token": "a&b",
        "t1.2026-11-17": "",
        "was.t1.2026-11-17": "0",
        "t1.2026-11-19": "1:30",
        "was.t1.2026-11-19": "90",
    }
    assert [each["work_item"] for each in forms(WEEK, "/hours/timer/start")] == ["one", "two"]


def test_a_form_that_is_not_there_is_said_so() -> None:
    with pytest.raises(LookupError, match="/plans/make"):
        form(WEEK, "/plans/make")


def test_cells_of_days_to_come_are_left_out() -> None:
    assert cells(form(WEEK, "/hours/week"), "2026-11-18") == ["t1.2026-11-17"]
    assert cells(form(WEEK, "/hours/week"), "2026-11-19") == ["t1.2026-11-17", "t1.2026-11-19"]


def test_links_are_found_once_each_and_read_whole() -> None:
    page = '<a href="/tasks/one">1</a><a class="u" href="/tasks/one">1</a><a href="/tasks/two?a=1&amp;b=2">2</a>'

    assert addresses(page, r"/tasks/\w+") == ["/tasks/one"]
    assert addresses(page, r"/tasks/\w+\?.*") == ["/tasks/two?a=1&b=2"]


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/", "/"),
        ("GET", "/hours?month=2026-11&week=2026-11-16#week", "/hours"),
        ("GET", "/tasks/KYgqs5PyXqeWm0nrrIsg_A", "/tasks/…"),
        ("GET", "/invoices/KYgqs5PyXqeWm0nrrIs-_A.pdf", "/invoices/….pdf"),
        ("GET", "/jobs/KYgqs5PyXqeWm0nrrIsg_A/progress?go=1", "/jobs/…/progress"),
        ("POST", "/hours/timer/start", "POST /hours/timer/start"),
    ],
)
def test_requests_count_in_the_row_of_their_endpoint(method: str, path: str, name: str) -> None:
    assert name_of(method, path) == name


def test_minutes_are_typed_as_people_type_them() -> None:
    assert [hours_and_minutes(minutes) for minutes in (15, 60, 605)] == ["0:15", "1:00", "10:05"]


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("GET", Answer(200, PAGE, HTML)),
        ("GET", Answer(200, '{"alive":true}', {"Content-Type": "application/json"})),
        ("GET", Answer(204)),
        ("GET", Answer(303, "", {"Location": "/plans"})),
        ("POST", Answer(302, "", {"Location": "/"})),
    ],
)
def test_what_was_wanted_is_no_error(method: str, answer: Answer) -> None:
    assert complaint(method, "/", answer) == ""


def test_a_part_of_a_page_and_a_paper_are_no_errors() -> None:
    assert complaint("GET", "/jobs/x/progress", Answer(200, "<section>", HTML), is_part=True) == ""
    assert complaint("GET", "/invoices/x.pdf", Answer(200, "%PDF-1.7")) == ""


@pytest.mark.parametrize(
    ("method", "path", "answer", "said"),
    [
        ("GET", "/", Answer(500, PAGE, HTML), "500"),
        ("GET", "/", Answer(0), "0"),
        ("POST", "/hours/week", Answer(400, PAGE, HTML), "400"),
        ("POST", "/hours/week", Answer(200, PAGE, HTML), "200"),
        ("GET", "/tasks", Answer(302, "", {"Location": "/sign-in?next=/tasks"}), "signed out"),
        ("GET", "/tasks", Answer(200, "<html><main>", HTML), "half a page"),
        ("GET", "/invoices/x.pdf", Answer(200, PAGE, HTML), "no PDF"),
    ],
)
def test_everything_else_is_an_error(method: str, path: str, answer: Answer, said: str) -> None:
    assert complaint(method, path, answer) == said


def test_a_refusal_that_is_told_on_the_next_page_is_an_error() -> None:
    refused = (
        '<main class="page" id="main">\n<div class="note bad" role="alert"><svg></svg><div>締めた月です。</div></div>\n'
    )

    assert complaint("GET", "/", Answer(200, f"<html>{refused}</main></html>", HTML)) == "締めた月です。"
    assert complaint("GET", "/", Answer(200, f"<html>{refused.replace('bad', 'ok')}</main></html>", HTML)) == ""
