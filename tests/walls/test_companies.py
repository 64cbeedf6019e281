"""The house of two companies says of every word whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.walls.companies import SIDES
from tests.walls.rows import PROSE, WORDED_OTHERWISE, texts, unmarked

if TYPE_CHECKING:
    from tests.walls.conftest import House


def test_every_text_column_is_told_to_be_peoples_words_or_not() -> None:
    told = {(table, column) for kind in (PROSE, WORDED_OTHERWISE) for table, names in kind.items() for column in names}

    assert told == texts()


def test_each_side_has_its_mark_in_every_column_of_peoples_words(house: House) -> None:
    assert {side.client: unmarked(house.world.database, side) for side in SIDES} == {"ALPHA": set(), "BETA": set()}
