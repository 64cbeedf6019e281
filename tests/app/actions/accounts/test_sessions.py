"""Sessions on the server: which still hold, and that a copied cookie opens nothing once anything changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.actions.accounts import set_password
from app.actions.accounts.passwords import change_password
from app.actions.accounts.second_factor import reset_second_factor
from app.actions.accounts.sessions import add_session, end_all_sessions, end_own_session, end_session, see_session
from app.actions.accounts.standing import end_sessions_of, set_active, set_role
from app.actions.accounts.tidying import forget_signing
from app.database import transaction
from app.domain.accounts import HOUSE, Role
from app.domain.errors import NotFound
from app.domain.signing import Method, Stage
from app.models import SessionRow
from app.queries.accounts.signing import own_sessions
from tests.signing import ADMINISTRATOR, HERE, OPERATOR, OTHER_PASSWORD, PASSWORD, THERE, new_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.signing import House


def test_a_token_opens_the_session_it_was_made_for_and_is_kept_nowhere(house: House) -> None:
    opened = house.open()

    found = house.inside(opened.token)
    assert (found.account.email, found.stage, found.method) == (OPERATOR, Stage.WHOLE, Method.PASSWORD)
    assert house.entered(opened.token + "x") is None
    row = house.session.query(SessionRow).one()
    assert opened.token not in (row.token_hash, row.public_id, row.account_key)
    assert house.entered(row.token_hash) is None


def _sign_out(house: House, token: str) -> None:
    end_session(house.session, house.inside(token), now=house.now)


def _sign_out_everywhere(house: House, token: str) -> None:
    end_all_sessions(house.session, scope=house.inside(token).account.scope, now=house.now, new_key=new_key)


def _change_password(house: House, token: str) -> None:
    change_password(
        house.session,
        house.inside(token),
        old=PASSWORD,
        new=OTHER_PASSWORD,
        visitor=HERE,
        now=house.now,
        new_id=house.ids,
        new_key=new_key,
    )


def _set_password(house: House, token: str) -> None:
    set_password(house.session, scope=HOUSE, email=OPERATOR, password=OTHER_PASSWORD, now=house.now, new_key=new_key)


def _set_role(house: House, token: str) -> None:
    set_role(
        house.session,
        scope=house.scope(ADMINISTRATOR),
        public_id=house.account().public_id,
        role=Role.ADMINISTRATOR,
        client_id=None,
        assistant_id=None,
        now=house.now,
        new_key=new_key,
    )


def _close(house: House, token: str) -> None:
    set_active(
        house.session,
        scope=house.scope(ADMINISTRATOR),
        public_id=house.account().public_id,
        is_active=False,
        now=house.now,
        new_key=new_key,
    )


def _close_and_open(house: House, token: str) -> None:
    _close(house, token)
    scope, public_id = house.scope(ADMINISTRATOR), house.account().public_id
    set_active(house.session, scope=scope, public_id=public_id, is_active=True, now=house.now, new_key=new_key)


def _be_signed_out(house: House, token: str) -> None:
    scope, public_id = house.scope(ADMINISTRATOR), house.account().public_id
    end_sessions_of(house.session, scope=scope, public_id=public_id, now=house.now, new_key=new_key)


def _reset_factor(house: House, token: str) -> None:
    house.with_app()
    reset_second_factor(
        house.session,
        scope=house.scope(ADMINISTRATOR),
        public_id=house.account().public_id,
        now=house.now,
        new_id=house.ids,
        new_key=new_key,
    )


def _role_by_hand(house: House, token: str) -> None:
    _by_hand(house, "UPDATE account SET role = 'administrator' WHERE email = :email")


def _closed_by_hand(house: House, token: str) -> None:
    _by_hand(house, "UPDATE account SET is_active = false WHERE email = :email")


def _key_by_hand(house: House, token: str) -> None:
    _by_hand(house, "UPDATE account SET session_key = 'another' WHERE email = :email")


def _wait_four_days(house: House, token: str) -> None:
    house.clock.advance(days=4)


def _by_hand(house: House, statement: str) -> None:
    house.session.rollback()
    with house.database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement), {"email": OPERATOR})


@pytest.mark.parametrize(
    "end",
    [
        _sign_out,
        _sign_out_everywhere,
        _change_password,
        _set_password,
        _set_role,
        _close,
        _close_and_open,
        _be_signed_out,
        _reset_factor,
        _role_by_hand,
        _closed_by_hand,
        _key_by_hand,
        _wait_four_days,
    ],
)
def test_a_copy_of_the_cookie_opens_nothing_after(house: House, end: Callable[[House, str], None]) -> None:
    token = house.open().token
    assert house.entered(token) is not None

    end(house, token)

    assert house.entered(token) is None


def test_a_session_that_was_being_opened_while_all_were_ended_is_refused(house: House) -> None:
    """Who opens it has read the account before; the key it carries is an old one by the time it is written."""
    read_before = house.account()
    end_all_sessions(house.session, scope=read_before.scope, now=house.now, new_key=new_key)

    with transaction(house.session):
        token = add_session(
            house.session,
            read_before,
            Stage.WHOLE,
            Method.PASSWORD,
            HERE,
            now=house.now,
            new_id=house.ids,
            new_key=new_key,
        )

    assert house.entered(token) is None


def test_signing_out_leaves_other_browsers_and_other_people_signed_in(house: House) -> None:
    here, there, other = house.open(), house.open(visitor=THERE), house.open(ADMINISTRATOR)

    _sign_out(house, here.token)

    assert house.entered(here.token) is None
    assert house.entered(there.token) is not None
    assert house.entered(other.token) is not None


def test_a_session_in_use_holds_for_thirty_days_and_no_longer(house: House) -> None:
    token = house.open().token
    for _ in range(10):
        house.clock.advance(days=2, hours=23)
        see_session(house.session, house.inside(token), now=house.now)
    # 10 x 2 days 23 hours are 29 days 14 hours.
    assert house.entered(token) is not None

    house.clock.advance(hours=10)

    assert house.entered(token) is None


def test_use_is_written_down_every_five_minutes_and_not_with_every_page(house: House) -> None:
    opened = house.open()
    began = house.now
    house.clock.advance(minutes=4)
    see_session(house.session, house.inside(opened.token), now=house.now)
    assert house.inside(opened.token).seen_at == began

    house.clock.advance(minutes=1)
    see_session(house.session, house.inside(opened.token), now=house.now)

    assert house.inside(opened.token).seen_at == house.now


def test_a_half_finished_sign_in_is_forgotten_after_ten_minutes(house: House) -> None:
    opened = house.open(needed=True)
    assert opened.stage is Stage.ENROL
    house.clock.advance(minutes=9, seconds=59)
    assert house.entered(opened.token) is not None

    house.clock.advance(seconds=1)

    assert house.entered(opened.token) is None


def test_ones_sessions_are_listed_with_device_and_address_and_ended_one_by_one(house: House) -> None:
    house.open()
    house.clock.advance(minutes=1)
    house.open(visitor=THERE)
    house.open(ADMINISTRATOR)
    house.open(needed=True)
    scope = house.scope(OPERATOR)

    listed = own_sessions(house.session, scope, house.now)
    assert [(each.device, each.address) for each in listed] == [
        (THERE.device, THERE.address),
        (HERE.device, HERE.address),
    ]

    end_own_session(house.session, scope=scope, public_id=listed[0].public_id, now=house.now)

    assert [each.address for each in own_sessions(house.session, scope, house.now)] == [HERE.address]


def test_nobody_ends_the_session_of_somebody_else(house: House) -> None:
    token = house.open(ADMINISTRATOR).token
    public_id = house.inside(token).public_id

    with pytest.raises(NotFound):
        end_own_session(house.session, scope=house.scope(OPERATOR), public_id=public_id, now=house.now)

    assert house.entered(token) is not None


def test_signing_in_and_out_is_recorded(house: House) -> None:
    token = house.open().token
    _sign_out(house, token)

    assert house.deeds(OPERATOR) == ["account.add", "account.sign_in", "account.sign_out"]


def test_what_is_over_is_cleared_away_and_what_holds_stays(house: House) -> None:
    house.open()
    house.clock.advance(days=3)
    token = house.open(visitor=THERE).token
    house.send_reset(OPERATOR)
    house.clock.advance(days=1)

    # The session of four days ago and the link of a day ago.
    assert forget_signing(house.session, scope=HOUSE, now=house.now) == 2
    assert house.entered(token) is not None
