"""How a person names an entry of the catalogue."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.web.tasks.catalogue import picked
from tests.worlds import CATALOGUE


def test_a_text_picks_an_entry_by_number_or_by_name_in_either_language() -> None:
    assert [picked(text, CATALOGUE) for text in ("57", "５７　名刺データ化", "Card Entry", " ", "")] == [
        57,
        57,
        57,
        None,
        None,
    ]
    with pytest.raises(InvalidInput):
        picked("58 名刺データ化", CATALOGUE)
