"""Postal codes as people write them."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.domain.postal import postal_code


@pytest.mark.parametrize("text", ["100-0001", "1000001", " 〒１００−０００１ ", "100ー0001"])
def test_seven_digits_are_a_code_however_they_are_written(text: str) -> None:
    assert postal_code(text) == "100-0001"


def test_none_may_be_written() -> None:
    assert postal_code(" ") == ""


@pytest.mark.parametrize("text", ["abc", "100-001", "1000-001", "100-00011", "100_0001"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        postal_code(text)
