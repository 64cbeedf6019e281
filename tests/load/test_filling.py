"""Who there is for the crowd."""

from __future__ import annotations

from tests.load.filling import Size
from tests.load.roles import CROWD


def test_there_is_an_account_for_everybody_so_that_no_two_share_a_timer() -> None:
    emails = Size().emails()

    assert sum(CROWD.values()) == 50
    assert all(len(emails[role]) >= number for role, number in CROWD.items())
