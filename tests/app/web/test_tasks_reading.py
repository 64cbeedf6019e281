"""How a person's choice of header row and columns is read from what the page sent."""

from __future__ import annotations

import pytest

from app.web.tasks.reading import chosen


@pytest.mark.parametrize("header", ["", "x", "-1", "９", "9" * 5000, None])
def test_a_header_row_that_is_no_number_is_nobodys_choice(header: str | None) -> None:
    assert chosen({"header": header, "c0": "name"} if header is not None else {"c0": "name"}) is None


def test_a_column_that_is_no_number_or_a_fact_that_is_none_is_left_out() -> None:
    choice = chosen({"header": "2", "c0": "name", "cx": "note", "c1": "colour", "client": "c9"})

    assert choice is not None
    assert (choice.header_row, dict(choice.mapping)) == (1, {0: "name"})
