"""Invitations and forgotten passwords: links that work once and not too long, and nobody learns who has an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.actions.accounts.links import ask_reset, invite, invite_again
from app.actions.accounts.passwords import change_password, choose_password
from app.actions.accounts.standing import set_active
from app.domain.accounts import Invitation, Role
from app.domain.errors import (
    AlreadyExists,
    Forbidden,
    LinkExpired,
    ManyProblems,
    NotFound,
    WrongPassword,
)
from app.domain.signing import Visitor
from app.models import JobRow, LinkRow, MessageRow
from app.queries.accounts.signing import open_link
from tests.signing import ADMINISTRATOR, HERE, KEYS, OPERATOR, OTHER_PASSWORD, PASSWORD, SITE, THERE, new_key

if TYPE_CHECKING:
    from app.domain.accounts import Account
    from tests.signing import House

NEW = "haruka@example.jp"


def _invite(house: House, by: str = ADMINISTRATOR, email: str = NEW, role: Role = Role.OPERATOR) -> str:
    data = Invitation(email, "緑川 遥", role)
    told = {"now": house.now, "new_id": house.ids, "new_key": new_key}
    return invite(house.session, scope=house.scope(by), data=data, **told)


def _choose(house: House, token: str, password: str = OTHER_PASSWORD) -> Account:
    told = {"visitor": HERE, "now": house.now, "new_id": house.ids, "new_key": new_key}
    return choose_password(house.session, link=KEYS.link_of(token) or "", password=password, **told)


def _ask(house: House, email: str) -> None:
    ask_reset(house.session, email=email, visitor=HERE, now=house.now, new_id=house.ids)


def test_an_invitation_comes_by_mail_and_its_link_sets_the_password(house: House) -> None:
    _invite(house)
    with pytest.raises(WrongPassword):
        house.check(NEW, "")
    house.run_jobs()

    mail = house.mails.kept[-1]
    assert mail.to_address == NEW
    assert f"{SITE}/sign-in/link/" in mail.text
    assert _choose(house, house.mailed_token()).email == NEW
    assert house.check(NEW, OTHER_PASSWORD).role is Role.OPERATOR
    assert house.deeds(NEW) == ["account.invite", "account.refused", "account.password"]


def test_what_opens_a_link_is_nowhere_in_the_database(house: House) -> None:
    _invite(house)
    house.run_jobs()
    token = house.mailed_token()
    house.session.rollback()

    kept = [row.params for row in house.session.query(MessageRow)] + [
        row.arguments for row in house.session.query(JobRow)
    ]
    assert token not in repr(kept)
    assert token.partition(".")[2] not in repr(kept)


def test_a_link_works_once(house: House) -> None:
    _invite(house)
    house.run_jobs()
    _choose(house, house.mailed_token())

    with pytest.raises(LinkExpired):
        _choose(house, house.mailed_token(), PASSWORD)

    assert house.check(NEW, OTHER_PASSWORD).email == NEW


@pytest.mark.parametrize(("kind", "minutes"), [("invitation", 7 * 24 * 60), ("reset", 60)])
def test_a_link_works_until_it_expires(house: House, kind: str, minutes: int) -> None:
    if kind == "invitation":
        _invite(house)
    else:
        house.send_reset(OPERATOR)
    house.run_jobs()
    public_id = KEYS.link_of(house.mailed_token()) or ""
    house.clock.advance(minutes=minutes, seconds=-1)
    assert open_link(house.session, public_id, house.now) is not None

    house.clock.advance(seconds=1)

    assert open_link(house.session, public_id, house.now) is None
    with pytest.raises(LinkExpired):
        _choose(house, house.mailed_token())


def test_a_password_that_cannot_be_taken_leaves_the_link_good(house: House) -> None:
    _invite(house)
    house.run_jobs()
    for password in ("short", "haruka.example 1"):
        with pytest.raises(ManyProblems):
            _choose(house, house.mailed_token(), password)

    assert _choose(house, house.mailed_token()).email == NEW


def test_another_invitation_makes_the_earlier_link_worthless(house: House) -> None:
    public_id = _invite(house)
    house.run_jobs()
    first = house.mailed_token()
    told = {"now": house.now, "new_id": house.ids}

    invite_again(house.session, scope=house.scope(ADMINISTRATOR), public_id=public_id, **told)
    house.run_jobs()

    with pytest.raises(LinkExpired):
        _choose(house, first)
    assert _choose(house, house.mailed_token()).email == NEW
    with pytest.raises(AlreadyExists):
        invite_again(house.session, scope=house.scope(ADMINISTRATOR), public_id=public_id, **told)


def test_operators_invite_clients_and_assistants_and_no_colleagues(house: House) -> None:
    for role in (Role.OPERATOR, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            _invite(house, by=OPERATOR, role=role)
    with pytest.raises(ManyProblems):  # allowed, but a client user needs a company
        _invite(house, by=OPERATOR, role=Role.CLIENT)


def test_operators_do_not_manage_colleagues(house: House) -> None:
    public_id = house.account(ADMINISTRATOR).public_id

    with pytest.raises(NotFound):
        set_active(
            house.session,
            scope=house.scope(OPERATOR),
            public_id=public_id,
            is_active=False,
            now=house.now,
            new_key=new_key,
        )


def test_an_address_that_is_taken_is_refused(house: House) -> None:
    with pytest.raises(AlreadyExists):
        _invite(house, email=OPERATOR.upper())


def test_a_forgotten_password_is_chosen_anew_and_every_session_ends(house: House) -> None:
    token = house.open().token
    _ask(house, OPERATOR)
    house.run_jobs()
    assert house.mails.kept[-1].to_address == OPERATOR

    _choose(house, house.mailed_token())

    assert house.entered(token) is None
    assert house.check(OPERATOR, OTHER_PASSWORD).email == OPERATOR
    with pytest.raises(WrongPassword):
        house.check(OPERATOR, PASSWORD, THERE)
    house.run_jobs()
    assert "パスワードが変わり" in house.mails.kept[-1].text


def test_nobody_gets_a_mail_for_an_address_that_nobody_has(house: House) -> None:
    _ask(house, "nobody@example.jp")

    house.run_jobs()

    assert house.mails.kept == []


def test_asking_is_the_same_work_for_known_and_unknown_addresses(house: House) -> None:
    asked: dict[str, list[str]] = {}
    for email in (OPERATOR, "nobody@example.jp"):
        statements = asked[email] = []

        def note(
            _connection: object, _cursor: object, statement: str, *_rest: object, kept: list[str] = statements
        ) -> None:
            kept.append(statement)

        event.listen(house.database.engine, "before_cursor_execute", note)
        _ask(house, email)
        event.remove(house.database.engine, "before_cursor_execute", note)

    assert asked[OPERATOR] == asked["nobody@example.jp"]
    assert not any("FROM account" in each for each in asked[OPERATOR])


def test_asking_again_and_again_sends_few_mails_and_says_nothing(house: House) -> None:
    for _ in range(20):
        _ask(house, OPERATOR)
        house.run_jobs()

    # Five are heard at once; the pause after them grows.
    assert len(house.mails.kept) == 5


def test_a_closed_account_is_sent_nothing_and_its_links_open_nothing(house: House) -> None:
    _ask(house, OPERATOR)
    house.run_jobs()
    set_active(
        house.session,
        scope=house.scope(ADMINISTRATOR),
        public_id=house.account().public_id,
        is_active=False,
        now=house.now,
        new_key=new_key,
    )

    with pytest.raises(LinkExpired):
        _choose(house, house.mailed_token())
    assert not house.send_reset(OPERATOR)


def test_who_was_invited_and_forgot_it_gets_an_invitation_again(house: House) -> None:
    _invite(house)

    assert house.send_reset(NEW)

    house.session.rollback()
    newest = house.session.query(LinkRow).order_by(LinkRow.id.desc()).first()
    assert newest is not None
    assert newest.purpose == "invitation"


def test_nobodys_box_is_filled_with_links_from_ever_new_addresses(house: House) -> None:
    def ask(number: int) -> int:
        visitor = Visitor(f"2001:db8:0:{number:x}::1", "")
        ask_reset(house.session, email=OPERATOR, visitor=visitor, now=house.now, new_id=house.ids)
        return len(house.rows(JobRow))

    assert [ask(number) for number in range(50)] == [1] * 50  # one waits for all of them
    house.run_jobs()
    done = len(house.rows(JobRow))

    assert ask(50) == done
    house.clock.advance(minutes=61)
    assert ask(51) == done + 1


def test_the_own_password_is_changed_with_the_old_one_and_this_browser_stays_in(house: House) -> None:
    here, there = house.open(), house.open(visitor=THERE)
    told = {"visitor": HERE, "now": house.now, "new_id": house.ids, "new_key": new_key}
    with pytest.raises(WrongPassword):
        change_password(house.session, house.inside(here.token), old="wrong", new=OTHER_PASSWORD, **told)
    assert house.entered(there.token) is not None

    opened = change_password(house.session, house.inside(here.token), old=PASSWORD, new=OTHER_PASSWORD, **told)

    assert house.entered(opened.token) is not None
    assert house.entered(here.token) is None
    assert house.entered(there.token) is None
    assert house.account().password_hash.startswith("$argon2id$")
    house.run_jobs()
    assert house.mails.kept[-1].to_address == OPERATOR
