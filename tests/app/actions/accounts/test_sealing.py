"""All apps are sealed anew at once after a change of the secret key, and what cannot be is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.accounts.sealing import Sealed, seal_anew
from app.adapters.keyring import Keyring
from app.domain.accounts import HOUSE
from app.domain.errors import Forbidden
from app.models import TotpRow
from tests.signing import KEYS, OPERATOR, SECOND, SECRET, new_key

if TYPE_CHECKING:
    from tests.signing import House

NEWER = Keyring("a newer key, as long as it has to be")
BOTH = Keyring(NEWER.secret_key, (SECRET,))


def seal(house: House, keys: Keyring) -> Sealed:
    return seal_anew(house.session, scope=HOUSE, keys=keys, new_key=new_key)


def test_every_app_is_sealed_with_the_newest_key_and_says_the_same_codes(house: House) -> None:
    phones = {house.account(email).id: house.with_app(email) for email in (OPERATOR, SECOND)}

    assert seal(house, BOTH) == Sealed(apps=2, renewed=2, left=0)

    for row in house.rows(TotpRow):
        code = phones[row.account_id].code(house.now)
        assert NEWER.apps.said(row.sealed, row.account_id, code, now=house.now, last_step=row.last_step, seed="s")
    assert seal(house, NEWER) == Sealed(apps=2, renewed=0, left=0)


def test_what_no_key_opens_is_counted_and_stays_as_it_is(house: House) -> None:
    house.with_app()
    before = [row.sealed for row in house.rows(TotpRow)]

    assert seal(house, NEWER) == Sealed(apps=1, renewed=0, left=1)
    assert [row.sealed for row in house.rows(TotpRow)] == before
    assert seal(house, KEYS) == Sealed(apps=1, renewed=0, left=0)


def test_nobody_but_administrators_seals(house: House) -> None:
    with pytest.raises(Forbidden):
        seal_anew(house.session, scope=house.scope(OPERATOR), keys=BOTH, new_key=new_key)
