"""Lists a page at a time: their rows and the addresses of their neighbours."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.paging import Pages, pages_of, text_asked


@pytest.fixture
def app() -> Flask:
    app = Flask("lists")
    app.add_url_rule("/list", "list", lambda: "")
    return app


def pages(app: Flask, address: str, count: int, name: str = "page") -> Pages:
    with app.test_request_context(address):
        return pages_of(count, 10, name=name)


def test_a_page_in_the_middle_knows_its_rows_and_both_neighbours_and_keeps_what_is_asked_for(app: Flask) -> None:
    found = pages(app, "/list?q=ab&page=2", 25)

    assert (found.count, found.first, found.last, found.offset) == (25, 11, 20, 10)
    assert found.url_before == "/list?q=ab&page=1"
    assert found.url_after == "/list?q=ab&page=3"


def test_the_last_page_is_shown_where_there_are_not_so_many(app: Flask) -> None:
    found = pages(app, "/list?page=99", 25)

    assert (found.first, found.last, found.url_after) == (21, 25, None)


def test_a_page_of_everything_and_one_of_nothing_have_no_neighbours(app: Flask) -> None:
    whole, empty = pages(app, "/list", 10), pages(app, "/list", 0)

    assert (whole.last, whole.url_before, whole.url_after) == (10, None, None)
    assert (empty.offset, empty.last, empty.url_before, empty.url_after) == (0, 0, None, None)


def test_a_second_list_of_a_page_is_paged_under_its_own_name(app: Flask) -> None:
    found = pages(app, "/list?page=3&clients=1", 25, name="clients")

    assert (found.first, found.url_after) == (1, "/list?page=3&clients=2")


def test_what_is_searched_for_is_trimmed_and_has_an_end(app: Flask) -> None:
    with app.test_request_context("/list?q=%20" + "x" * 300):
        assert text_asked() == "x" * 100
