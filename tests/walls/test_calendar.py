"""The secret link of a calendar: nothing near it opens, and it ends with whatever it stood on."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from tests.walls.companies import ALPHA, BETA, scope
from tests.walls.harm import calendar_of
from tests.walls.reading import alike, words
from tests.walls.test_matrix import own_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.walls.conftest import Copy


def _token(address: str) -> str:
    found = re.fullmatch(r"/calendar/([\w-]{43})\.ics", address)  # 256 bits in base64url
    assert found is not None
    return found[1]


def _account(copied: Copy, name: str) -> str:
    copied.world.session.rollback()
    found = scope(copied.world, name).account_id
    rows = own_of(copied, ALPHA if name == "alpha" else BETA)
    assert found is not None
    return rows["account"]


def _deed(browser: FlaskClient, public_id: str, deed: str, **sent: str) -> None:
    assert browser.post(f"/settings/accounts/{public_id}/{deed}", data=sent).status_code == 302


def test_nothing_near_a_link_opens_and_all_of_it_looks_like_what_never_was(copied: Copy) -> None:
    token = _token(calendar_of(copied.browsers["alpha"]))
    visitor = copied.app.test_client()
    near = [
        token[:-1],
        token + "A",
        token[1:] + token[0],
        token.swapcase(),
        hashlib.sha256(token.encode()).hexdigest(),
        "_" * 43,
        _account(copied, "alpha"),
    ]

    never = alike(visitor.get(f"/calendar/{'x' * 43}.ics"), "x" * 43)
    assert never[0] == 404
    assert [each for each in near if alike(visitor.get(f"/calendar/{each}.ics"), each) != never] == []
    assert visitor.get(f"/calendar/{token}.ics").status_code == 200


def test_no_two_links_are_alike(copied: Copy) -> None:
    tokens = {_token(calendar_of(copied.browsers["alpha"])) for _ in range(20)}

    assert len(tokens) == 20
    assert len({token[:4] for token in tokens}) == 20


def test_it_opens_nothing_from_the_moment_its_account_is_closed(copied: Copy) -> None:
    address = calendar_of(copied.browsers["alpha"])
    visitor = copied.app.test_client()
    assert visitor.get(address).status_code == 200

    _deed(copied.browsers["administrator"], _account(copied, "alpha"), "close")

    assert visitor.get(address).status_code == 404


def test_it_shows_what_its_account_may_see_now(copied: Copy) -> None:
    address = calendar_of(copied.browsers["alpha"])
    visitor = copied.app.test_client()
    before = words(visitor.get(address))
    assert ALPHA.mark in before
    assert BETA.mark not in before

    beta = copied.world.clients["BETA"]
    _deed(copied.browsers["administrator"], _account(copied, "alpha"), "role", role="client", client=beta, assistant="")

    after = words(visitor.get(address))
    assert BETA.mark in after
    assert ALPHA.mark not in after
