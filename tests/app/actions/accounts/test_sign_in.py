"""Name and password: the same work for known and unknown names, delays that hit only who fails, what is recorded."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from app.actions.accounts import set_password, sign_in
from app.actions.accounts.passwords import change_password
from app.actions.accounts.sessions import open_session
from app.actions.accounts.sign_in import check_own_password, check_sign_in
from app.actions.accounts.standing import set_active
from app.adapters import passwords
from app.domain.accounts import HOUSE
from app.domain.errors import TooManyAttempts, WrongPassword
from app.domain.signing import Method, Visitor
from app.models import AuditRow, SessionRow
from tests.app.adapters.test_passwords import CountingHasher
from tests.signing import ADMINISTRATOR, HERE, OPERATOR, OTHER_PASSWORD, PASSWORD, THERE, new_key

if TYPE_CHECKING:
    from tests.signing import House


def _fail(house: House, times: int, email: str = OPERATOR, visitor: Visitor = HERE) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            house.check(email, "not the password", visitor)


def test_address_and_password_that_belong_together_name_the_account(house: House) -> None:
    assert house.check(OPERATOR.upper()).email == OPERATOR


@pytest.mark.parametrize("email", [OPERATOR, "nobody@example.jp"])
def test_anything_else_is_refused_in_the_same_way(house: House, email: str) -> None:
    with pytest.raises(WrongPassword) as refused:
        house.check(email, OTHER_PASSWORD)

    assert (refused.value.field, refused.value.params) == (None, {})


def test_a_closed_account_is_refused_like_a_wrong_password(house: House) -> None:
    scope = house.scope(ADMINISTRATOR)
    public_id = house.account().public_id
    set_active(house.session, scope=scope, public_id=public_id, is_active=False, now=house.now, new_key=new_key)

    with pytest.raises(WrongPassword):
        house.check()


@pytest.mark.parametrize(
    ("email", "password"),
    [(OPERATOR, PASSWORD), (OPERATOR, "wrong"), ("nobody@example.jp", PASSWORD), ("invited@example.jp", "")],
)
def test_every_attempt_that_is_heard_costs_one_computation(
    house: House, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    passwords.is_password("", "warms up the hash of nobody")
    hasher.computed.clear()

    with suppress(WrongPassword):
        house.check(email, password)

    assert hasher.computed == ["verify"]


def test_one_that_is_not_heard_costs_none_for_known_and_unknown_names(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for email in (OPERATOR, "nobody@example.jp"):
        _fail(house, 5, email)
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "_HASHER", hasher)

    for email in (OPERATOR, "nobody@example.jp"):
        with pytest.raises(TooManyAttempts) as refused:
            house.check(email)
        assert refused.value.params == {"wait_s": 15}

    assert hasher.computed == []


def test_after_five_failures_the_sixth_waits_and_then_is_heard(house: House) -> None:
    _fail(house, 5)
    with pytest.raises(TooManyAttempts):
        house.check()

    house.clock.advance(seconds=15)

    assert house.check().email == OPERATOR


def test_success_forgets_the_failures_before_it(house: House) -> None:
    _fail(house, 4)
    house.check()

    _fail(house, 4)
    assert house.check().email == OPERATOR


def test_what_somebody_does_elsewhere_does_not_lock_the_owner_out(house: House) -> None:
    house.check(visitor=THERE)
    _fail(house, 5)
    with pytest.raises(TooManyAttempts):
        house.check(visitor=HERE)

    assert house.check(visitor=THERE).email == OPERATOR


def test_against_many_addresses_strangers_wait_and_the_owner_comes_in_where_they_have_been(house: House) -> None:
    house.check(visitor=THERE)
    # 16 addresses fail three times each and one twice: 16 x 3 + 2 = 50 failures of one name within the hour.
    for number in range(17):
        _fail(house, 3 if number < 16 else 2, visitor=Visitor(f"192.0.2.{number}", ""))
    stranger = Visitor("192.0.2.3", "")

    with pytest.raises(TooManyAttempts) as refused:
        house.check(visitor=stranger)
    assert refused.value.params == {"wait_s": 900}
    assert house.check(visitor=THERE).email == OPERATOR


def test_one_address_that_tries_many_names_waits_for_every_one_it_failed(house: House) -> None:
    for number in range(100):
        _fail(house, 1, f"somebody{number}@example.jp")

    with pytest.raises(TooManyAttempts):
        house.check("somebody5@example.jp")


def test_many_at_the_same_time_are_heard_no_more_often_than_in_a_row(house: House) -> None:
    heard: list[str] = []

    def attempt() -> None:
        with house.database.session() as session:
            try:
                check_sign_in(session, email=OPERATOR, password="wrong", visitor=HERE, now=house.now)
            except WrongPassword:
                heard.append("heard")
            except TooManyAttempts:
                heard.append("waits")

    house.session.rollback()
    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(heard) == ["heard"] * 5 + ["waits"] * 7


def test_refusals_are_recorded_with_the_network_and_without_what_was_typed(house: House) -> None:
    _fail(house, 1)
    _fail(house, 1, "nobody@example.jp")
    house.session.rollback()

    rows = house.session.query(AuditRow).filter(AuditRow.action == "account.refused").order_by(AuditRow.id).all()
    assert [row.after for row in rows] == [{"network": "198.51.100.0/24"}] * 2
    assert rows[0].subject == f"account:{house.account().public_id}"
    rows = house.session.query(AuditRow).filter(AuditRow.action == "account.refused").order_by(AuditRow.id).all()
    assert rows[1].subject.startswith("nobody:")
    assert "example" not in rows[1].subject


def test_an_attempt_that_is_not_heard_adds_nothing_to_the_trail(house: House) -> None:
    _fail(house, 5)
    before = len(house.deeds())

    with pytest.raises(TooManyAttempts):
        house.check()

    assert len(house.deeds()) == before


def test_a_hash_of_another_cost_is_made_anew_when_its_password_is_known(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.account().password_hash
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    house.check()

    after = house.account().password_hash
    assert after != before
    assert "m=16,t=2" in after
    assert house.check().password_hash == after


def test_the_own_password_is_asked_with_delays_of_its_own(house: House) -> None:
    account = house.account()
    asked = {"account_id": account.id, "visitor": HERE, "now": house.now}
    check_own_password(house.session, password=PASSWORD, **asked)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            check_own_password(house.session, password="wrong", **asked)

    with pytest.raises(TooManyAttempts):
        check_own_password(house.session, password=PASSWORD, **asked)
    assert house.check().email == OPERATOR


def _changed_meanwhile(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner changes the password while the old one, which somebody else typed, is looked at."""

    def looked_at(known_hash: str, password: str) -> bool:
        found = passwords.is_password(known_hash, password)
        with house.database.session() as other:
            told = {"email": OPERATOR, "password": OTHER_PASSWORD, "now": house.now, "new_key": new_key}
            set_password(other, scope=HOUSE, **told)
        return found

    monkeypatch.setattr(sign_in, "is_password", looked_at)


def test_a_password_that_is_changed_while_it_is_looked_at_opens_no_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _changed_meanwhile(house, monkeypatch)
    account = house.check()

    with pytest.raises(WrongPassword):
        open_session(
            house.session,
            account=account,
            method=Method.PASSWORD,
            visitor=HERE,
            is_second_factor_needed=False,
            now=house.now,
            new_id=house.ids,
            new_key=new_key,
        )
    assert house.rows(SessionRow) == []


def test_a_password_that_is_changed_while_it_is_looked_at_is_not_changed_once_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = house.inside(house.open().token)
    _changed_meanwhile(house, monkeypatch)

    told = {"visitor": HERE, "now": house.now, "new_id": house.ids, "new_key": new_key}
    with pytest.raises(WrongPassword):
        change_password(house.session, inside, old=PASSWORD, new="ぬすんだ人の合言葉 2028", **told)

    monkeypatch.undo()
    assert house.check(OPERATOR, OTHER_PASSWORD).email == OPERATOR
