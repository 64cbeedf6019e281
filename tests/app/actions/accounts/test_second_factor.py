"""The authenticator app and its recovery codes: each code once, delays after wrong ones, who may do without."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update

from app.actions.accounts.second_factor import (
    Removed,
    begin_totp,
    check_code,
    confirm_totp,
    give_up_totp,
    renew_codes,
    reset_second_factor,
)
from app.adapters import passwords
from app.adapters.keyring import Keyring
from app.database import transaction
from app.domain.errors import Forbidden, NotFound, SecondFactorNeeded, TooManyAttempts, WrongCode, WrongPassword
from app.domain.signing import Method, Stage, Visitor
from app.models import AuditRow, PasskeyRow, RecoveryCodeRow, TotpRow
from app.queries.accounts.signing import second_factor
from app.translations.audit import WAYS
from tests.signing import ADMINISTRATOR, HERE, KEYS, OPERATOR, PASSWORD, SECOND, SECRET, THERE, new_key

if TYPE_CHECKING:
    from app.domain.signing import Opened
    from tests.signing import House


def _check(house: House, token: str, code: str, **changes: Any) -> Opened:
    told = {"visitor": HERE, "now": house.now, "new_id": house.ids, "new_key": new_key, "keys": KEYS} | changes
    return check_code(house.session, house.inside(token), code=code, **told)


def _reset(house: House, email: str, **changes: Any) -> Removed:
    told = {"public_id": house.account().public_id, "now": house.now, "new_id": house.ids, "new_key": new_key}
    return reset_second_factor(house.session, scope=house.scope(email), **(told | changes))


def test_a_code_of_the_app_makes_the_session_whole_under_a_new_token(house: House) -> None:
    phone = house.with_app()
    pending = house.open()
    assert pending.stage is Stage.CODE

    opened = _check(house, pending.token, phone.code(house.now))

    assert house.inside(opened.token).stage is Stage.WHOLE
    assert opened.token != pending.token
    assert house.entered(pending.token) is None
    assert house.deeds(OPERATOR)[-1] == "account.sign_in"


def test_the_code_of_one_step_is_not_taken_twice(house: House) -> None:
    phone = house.with_app()
    code = phone.code(house.now)
    _check(house, house.open().token, code)

    with pytest.raises(WrongCode):
        _check(house, house.open(visitor=THERE).token, code, visitor=THERE)


def test_the_code_the_app_was_confirmed_with_does_not_sign_in(house: House) -> None:
    phone = house.with_app()
    house.clock.advance(seconds=-60)
    code = phone.code(house.now)

    with pytest.raises(WrongCode):
        _check(house, house.open().token, code)


def test_a_recovery_code_stands_in_for_the_app_once(house: House) -> None:
    phone = house.with_app()
    code = phone.recovery_codes[3]

    opened = _check(house, house.open().token, f"{code[:5].lower()}-{code[5:]}")

    assert house.inside(opened.token).stage is Stage.WHOLE
    factor = second_factor(house.session, house.account().id)
    assert factor is not None
    assert factor.codes_left == 9
    with pytest.raises(WrongCode):
        _check(house, house.open().token, code)


def test_recovery_codes_are_stored_as_argon2_and_cost_one_computation(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = house.with_app()
    stored = [row.code_hash for row in house.session.query(RecoveryCodeRow)]
    house.session.rollback()
    assert len(stored) == 10
    assert all(each.startswith("$argon2id$") for each in stored)
    assert not any(code in each for each in stored for code in phone.recovery_codes)
    computed: list[str] = []

    def counted(known_hash: str, code: str) -> str:
        computed.append(code)
        return passwords.hash_like(known_hash, code)

    monkeypatch.setattr("app.actions.accounts.codes.hash_like", counted)

    _check(house, house.open().token, phone.recovery_codes[9])

    assert computed == [phone.recovery_codes[9]]


def test_after_five_wrong_codes_even_the_right_one_waits(house: House) -> None:
    phone = house.with_app()
    token = house.open().token
    for _ in range(5):
        with pytest.raises(WrongCode):
            _check(house, token, "000000")

    with pytest.raises(TooManyAttempts) as refused:
        _check(house, token, phone.code(house.now))
    assert refused.value.params == {"wait_s": 15}

    house.clock.advance(seconds=30)
    assert _check(house, token, phone.code(house.now)).stage is Stage.WHOLE


def test_a_wrong_code_is_recorded_and_the_sign_in_still_waits(house: House) -> None:
    house.with_app()
    token = house.open().token

    with pytest.raises(WrongCode):
        _check(house, token, "000000")

    assert house.deeds(OPERATOR)[-1] == "account.code_refused"
    assert house.inside(token).stage is Stage.CODE


def test_two_browsers_with_one_recovery_code_get_one_session(house: House) -> None:
    phone = house.with_app()
    first, second = house.inside(house.open().token), house.inside(house.open().token)
    told = {"visitor": HERE, "now": house.now, "new_id": house.ids, "new_key": new_key, "keys": KEYS}
    check_code(house.session, first, code=phone.recovery_codes[0], **told)

    with pytest.raises(WrongCode):
        check_code(house.session, second, code=phone.recovery_codes[0], **told)


def test_a_pending_session_becomes_whole_once(house: House) -> None:
    phone = house.with_app()
    pending = house.inside(house.open().token)
    told = {"visitor": HERE, "new_id": house.ids, "new_key": new_key, "keys": KEYS}
    check_code(house.session, pending, code=phone.code(house.now), now=house.now, **told)
    house.clock.advance(seconds=30)

    with pytest.raises(NotFound):
        check_code(house.session, pending, code=phone.code(house.now), now=house.now, **told)


def test_an_app_that_was_not_confirmed_asks_for_nothing(house: House) -> None:
    begin_totp(house.session, house.account(), keys=KEYS, now=house.now, new_key=new_key)

    assert house.open().stage is Stage.WHOLE
    assert house.open(needed=True).stage is Stage.ENROL


def test_setting_up_again_makes_another_key(house: House) -> None:
    begin_totp(house.session, house.account(), keys=KEYS, now=house.now, new_key=new_key)
    before = house.session.query(TotpRow).one().sealed
    house.session.rollback()

    begin_totp(house.session, house.account(), keys=KEYS, now=house.now, new_key=new_key)

    assert house.session.query(TotpRow).one().sealed != before


def test_a_confirmed_app_is_not_replaced_by_beginning_anew(house: House) -> None:
    house.with_app()

    with pytest.raises(Forbidden):
        begin_totp(house.session, house.account(), keys=KEYS, now=house.now, new_key=new_key)


def test_an_app_is_confirmed_by_its_code_alone(house: House) -> None:
    begin_totp(house.session, house.account(), keys=KEYS, now=house.now, new_key=new_key)
    token = house.open(needed=True).token

    with pytest.raises(WrongCode):
        confirm_totp(
            house.session,
            house.inside(token),
            code="000000",
            keys=KEYS,
            visitor=HERE,
            now=house.now,
            new_id=house.ids,
            new_key=new_key,
        )

    assert second_factor(house.session, house.account().id) is None
    assert house.inside(token).stage is Stage.ENROL


def _give_up(house: House, **changes: Any) -> None:
    told = {"account": house.account(), "password": PASSWORD, "is_second_factor_needed": False, "keys": KEYS}
    told |= {"visitor": HERE, "now": house.now, "new_id": house.ids, "new_key": new_key}
    give_up_totp(house.session, **(told | changes))


def _renew(house: House, **changes: Any) -> list[str]:
    told = {"account": house.account(), "password": PASSWORD, "keys": KEYS}
    told |= {"visitor": HERE, "now": house.now, "new_key": new_key}
    return renew_codes(house.session, **(told | changes))


def test_operators_cannot_give_it_up_where_they_must_have_it_and_others_need_password_and_code(house: House) -> None:
    code = house.with_app().code(house.now)

    with pytest.raises(SecondFactorNeeded):
        _give_up(house, code=code, is_second_factor_needed=True)
    with pytest.raises(WrongPassword):
        _give_up(house, code=code, password="wrong")
    with pytest.raises(WrongCode):
        _give_up(house, code="000000")
    assert second_factor(house.session, house.account().id) is not None

    _give_up(house, code=code)

    assert house.open().stage is Stage.WHOLE
    assert house.session.query(RecoveryCodeRow).count() == 0
    (told,) = (row for row in house.rows(AuditRow) if row.action == "account.second_factor_off")
    assert told.after["second"] == "totp"
    with pytest.raises(NotFound):
        _give_up(house, code=code)


def test_new_recovery_codes_take_the_place_of_the_old(house: House) -> None:
    phone = house.with_app()
    with pytest.raises(WrongPassword):
        _renew(house, code=phone.recovery_codes[1], password="wrong")
    with pytest.raises(WrongCode):
        _renew(house, code="ABCDE-FGHJK")

    codes = _renew(house, code=phone.recovery_codes[1])

    (told,) = (row for row in house.rows(AuditRow) if row.action == "account.recovery_codes")
    assert WAYS[told.after["second"]] == "回復コード"

    with pytest.raises(WrongCode):
        _check(house, house.open().token, phone.recovery_codes[0])
    assert _check(house, house.open().token, codes[0]).stage is Stage.WHOLE


def test_a_code_that_was_asked_for_beside_the_password_is_used_up(house: House) -> None:
    phone = house.with_app()
    code = phone.code(house.now)
    _renew(house, code=code)

    with pytest.raises(WrongCode):
        _give_up(house, code=code)
    with pytest.raises(WrongCode):
        _check(house, house.open().token, code)


def test_a_code_is_not_used_up_where_the_password_was_wrong(house: House) -> None:
    code = house.with_app().code(house.now)
    with pytest.raises(WrongPassword):
        _renew(house, code=code, password="wrong")

    assert len(_renew(house, code=code)) == 10


def test_wrong_codes_beside_the_password_are_counted_and_recorded_with_those_of_signing_in(house: House) -> None:
    phone = house.with_app()
    for guess in (_give_up, _renew, _give_up, _renew):
        with pytest.raises(WrongCode):
            guess(house, code="000000")
    assert house.deeds(OPERATOR)[-1] == "account.code_refused"
    with pytest.raises(WrongCode):  # the fifth
        _check(house, house.open().token, "000000")

    with pytest.raises(TooManyAttempts) as refused:
        _give_up(house, code=phone.code(house.now))
    assert (refused.value.field, refused.value.params) == ("code", {"wait_s": 15})
    assert second_factor(house.session, house.account().id) is not None


def test_an_administrator_resets_it_and_that_is_recorded_and_told(house: House) -> None:
    house.with_app()
    with pytest.raises(Forbidden):
        _reset(house, OPERATOR)

    _reset(house, ADMINISTRATOR)

    assert house.open().stage is Stage.WHOLE
    assert "account.second_factor_reset" in house.deeds(OPERATOR)
    house.run_jobs()
    assert house.mails.kept[-1].to_address == OPERATOR
    assert "コードをお聞きしなくなりました" in house.mails.kept[-1].text


def test_passkeys_stay_where_nobody_says_that_they_are_lost_as_well(house: House) -> None:
    house.with_app()
    house.with_passkeys(2)

    assert _reset(house, ADMINISTRATOR) == Removed(has_lost_app=True, passkeys=0, passkeys_left=2)

    assert len(house.rows(PasskeyRow)) == 2
    assert house.deeds(OPERATOR)[-1] == "account.second_factor_reset"
    with pytest.raises(NotFound):  # nothing would be gone
        _reset(house, ADMINISTRATOR)


def test_lost_passkeys_go_with_the_app_or_alone_and_that_is_recorded_and_told(house: House) -> None:
    house.with_app()
    house.with_passkeys(2)
    house.with_passkeys(1, SECOND)
    token = house.open(method=Method.PASSKEY).token

    assert _reset(house, ADMINISTRATOR, with_passkeys=True) == Removed(True, 2, 0)

    assert house.entered(token) is None
    assert [row.account_id for row in house.rows(PasskeyRow)] == [house.account(SECOND).id]
    assert house.deeds(OPERATOR)[-2:] == ["account.second_factor_reset", "account.passkeys_reset"]
    assert house.rows(AuditRow)[-1].after == {"passkeys": 2}
    house.run_jobs()
    assert [mail.to_address for mail in house.mails.kept[-2:]] == [OPERATOR, OPERATOR]
    assert "管理者がパスキー2個を外し" in house.mails.kept[-1].text

    theirs = house.account(SECOND).public_id
    begin_totp(house.session, house.account(SECOND), keys=KEYS, now=house.now, new_key=new_key)
    assert _reset(house, ADMINISTRATOR, public_id=theirs, with_passkeys=True) == Removed(False, 1, 0)
    assert "account.second_factor_reset" not in house.deeds(SECOND)
    assert house.rows(TotpRow) == []  # whose key stood on the screen of the lost device


def test_an_open_screen_of_an_administrator_resets_nothing_of_their_own(house: House) -> None:
    house.with_app(ADMINISTRATOR)

    with pytest.raises(Forbidden):
        _reset(house, ADMINISTRATOR, public_id=house.account(ADMINISTRATOR).public_id)

    assert second_factor(house.session, house.account(ADMINISTRATOR).id) is not None


def test_after_a_change_of_the_secret_key_a_code_seals_the_app_with_the_new_one(house: House) -> None:
    phone = house.with_app()
    newer = Keyring("a newer key, as long as it has to be", (SECRET,))

    _check(house, house.open().token, phone.code(house.now), keys=newer)

    house.clock.advance(seconds=60)
    # The older key is not known any more.
    entered = _check(house, house.open().token, phone.code(house.now), keys=Keyring(newer.secret_key))
    assert entered.stage is Stage.WHOLE


def test_a_sealed_key_that_was_put_to_another_account_opens_nothing(house: House) -> None:
    house.with_app(OPERATOR)
    thief = house.with_app(SECOND)
    # Whoever can write to the database gives the operator their own app.
    owner, giver = house.account(OPERATOR).id, house.account(SECOND).id
    with transaction(house.session):
        rows = {row.account_id: row for row in house.session.query(TotpRow)}
        rows[owner].sealed = rows[giver].sealed

    with pytest.raises(WrongCode):
        _check(house, house.open(OPERATOR).token, thief.code(house.now))


def test_codes_are_not_guessed_from_ever_new_addresses(house: House) -> None:
    phone = house.with_app()
    pending = house.open(visitor=THERE).token
    # One of 65,536 networks that anybody is given; each would be a stranger who may try once.
    strangers = [Visitor(f"2001:db8:0:{number:x}::1", "") for number in range(51)]
    for stranger in strangers[:50]:
        with pytest.raises(WrongCode):
            _check(house, pending, "000000", visitor=stranger)

    with pytest.raises(TooManyAttempts):
        _check(house, pending, phone.code(house.now), visitor=strangers[50])
    house.clock.advance(minutes=9)
    with pytest.raises(TooManyAttempts):
        _check(house, pending, "000000", visitor=strangers[0])


def test_where_the_app_was_right_before_a_storm_of_codes_delays_nothing(house: House) -> None:
    phone = house.with_app()
    _check(house, house.open().token, phone.code(house.now))
    pending = house.open(visitor=THERE).token
    for number in range(50):
        with pytest.raises(WrongCode):
            _check(house, pending, "000000", visitor=Visitor(f"2001:db8:0:{number:x}::1", ""))
    house.clock.advance(seconds=60)

    assert _check(house, house.open().token, phone.code(house.now)).stage is Stage.WHOLE


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_beginning_anew_takes_no_app_away_that_is_confirmed_in_the_same_moment(house: House) -> None:
    account = house.account()
    begin_totp(house.session, account, keys=KEYS, now=house.now, new_key=new_key)
    refused: list[bool] = []

    def begin() -> None:
        with house.database.session() as other:
            try:
                begin_totp(other, account, keys=KEYS, now=house.now, new_key=new_key)
            except Forbidden:
                refused.append(True)

    thread = threading.Thread(target=begin)
    with transaction(house.session):
        house.session.execute(update(TotpRow).values(confirmed_at=house.now))
        thread.start()
        waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        while not house.session.scalar(waits):
            house.session.execute(text("SELECT pg_stat_clear_snapshot()"))
    thread.join()

    assert refused == [True]
    assert [row.confirmed_at is not None for row in house.rows(TotpRow)] == [True]
