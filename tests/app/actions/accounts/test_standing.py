"""Who manages accounts: roles, closing, and that an administrator is always left."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts.standing import set_active, set_role
from app.actions.clients import ClientData, add_client
from app.domain.accounts import HOUSE, Role
from app.domain.errors import Forbidden, LastAdministrator, ManyProblems
from app.queries.clients import clients
from tests.signing import ADMINISTRATOR, OPERATOR, SECOND, new_key
from tests.worlds import TERMS

if TYPE_CHECKING:
    from tests.signing import House


def _role(house: House, email: str, role: Role, by: str = ADMINISTRATOR, client_id: int | None = None) -> None:
    set_role(
        house.session,
        scope=house.scope(by),
        public_id=house.account(email).public_id,
        role=role,
        client_id=client_id,
        assistant_id=None,
        now=house.now,
        new_key=new_key,
    )


def _company(house: House, code: str) -> int:
    data = ClientData(code, f"{code}商店")
    add_client(house.session, scope=HOUSE, data=data, terms=TERMS, now=house.now, new_id=house.ids)
    return next(each.id for each in clients(house.session, HOUSE) if each.code == code)


def _close(house: House, email: str, by: str = ADMINISTRATOR) -> None:
    scope, public_id = house.scope(by), house.account(email).public_id
    set_active(house.session, scope=scope, public_id=public_id, is_active=False, now=house.now, new_key=new_key)


def test_a_role_is_changed_by_administrators_and_recorded(house: House) -> None:
    with pytest.raises(Forbidden):
        _role(house, OPERATOR, Role.ADMINISTRATOR, by=OPERATOR)

    _role(house, OPERATOR, Role.ADMINISTRATOR)

    assert house.account(OPERATOR).role is Role.ADMINISTRATOR
    assert house.deeds(OPERATOR)[-1] == "account.role"


def test_a_client_user_needs_a_company(house: House) -> None:
    with pytest.raises(ManyProblems):
        _role(house, OPERATOR, Role.CLIENT)


def test_the_same_role_again_ends_no_session(house: House) -> None:
    token = house.open().token

    _role(house, OPERATOR, Role.OPERATOR)

    assert house.entered(token) is not None


def test_another_company_in_the_same_role_ends_every_session(house: House) -> None:
    alpha, beta = _company(house, "ALPHA"), _company(house, "BETA")
    _role(house, OPERATOR, Role.CLIENT, client_id=alpha)
    token = house.open().token
    assert house.entered(token) is not None

    _role(house, OPERATOR, Role.CLIENT, client_id=beta)

    assert house.entered(token) is None


def test_one_administrator_is_always_left(house: House) -> None:
    _close(house, SECOND)

    with pytest.raises(LastAdministrator):
        _close(house, ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        _role(house, ADMINISTRATOR, Role.OPERATOR)
    assert house.account(ADMINISTRATOR).is_active


def test_two_administrators_who_close_each_other_leave_one(house: House) -> None:
    scopes = {email: house.scope(email) for email in (ADMINISTRATOR, SECOND)}
    ids = {email: house.account(email).public_id for email in scopes}
    refused: list[str] = []
    house.session.rollback()
    barrier = threading.Barrier(2)

    def close(by: str, other: str) -> None:
        with house.database.session() as session:
            barrier.wait()
            try:
                set_active(
                    session, scope=scopes[by], public_id=ids[other], is_active=False, now=house.now, new_key=new_key
                )
            except LastAdministrator:
                refused.append(by)

    threads = [threading.Thread(target=close, args=pair) for pair in ((ADMINISTRATOR, SECOND), (SECOND, ADMINISTRATOR))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert house.account(ADMINISTRATOR).is_active != house.account(SECOND).is_active
