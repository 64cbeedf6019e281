"""What an account chose is honoured when it is told of something; of its calendar's link only the hash is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.actions.preferences import renew_calendar, save_choices, withdraw_calendar
from app.database import transaction
from app.domain.accounts import HOUSE, Role
from app.domain.errors import NotFound
from app.domain.notices import Choice
from app.models import AccountRow, AuditRow, CalendarLink, MessageRow, Notice, NoticeChoice
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries.preferences import account_by_calendar, calendar_since, choices

if TYPE_CHECKING:
    from app.domain.accounts import Scope
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


@pytest.fixture
def reader(world: World) -> Scope:
    account_id = world.account("reader@example.jp", Role.ADMINISTRATOR)
    found = accounts_queries.account_by_id(world.session, account_id)
    assert found is not None
    return found.scope


def told(world: World, scope: Scope, topic: str) -> tuple[int, int]:
    """Notices and mails after the account is told once more."""
    world.session.rollback()
    with transaction(world.session):
        tell_accounts(
            world.session, [scope.account_id or 0], topic=topic, params={}, now=world.clock.now(), new_id=world.ids
        )
    notices = world.session.scalar(select(func.count()).select_from(Notice).where(Notice.topic == topic))
    mails = world.session.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.topic == topic))
    world.session.rollback()
    return notices or 0, mails or 0


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(None, (1, 1)), (Choice(True, False), (1, 0)), (Choice(False, True), (0, 1)), (Choice(False, False), (0, 0))],
)
def test_a_topic_comes_in_the_app_and_by_mail_as_it_was_chosen(
    world: World, reader: Scope, choice: Choice | None, expected: tuple[int, int]
) -> None:
    if choice is not None:
        save_choices(world.session, scope=reader, choices={"package_near": choice})

    assert told(world, reader, "package_near") == expected
    assert told(world, reader, "hours_questioned") == (1, 1)  # another topic is not touched


def test_a_choice_can_be_taken_back(world: World, reader: Scope) -> None:
    save_choices(world.session, scope=reader, choices={"package_near": Choice(False, False)})
    save_choices(world.session, scope=reader, choices={"package_near": Choice()})

    assert choices(world.session, reader, ["package_near"]) == {"package_near": Choice(True, True)}
    assert told(world, reader, "package_near") == (1, 1)


def test_books_that_do_not_hold_are_always_shown_in_the_app(world: World, reader: Scope) -> None:
    save_choices(world.session, scope=reader, choices={"books_do_not_hold": Choice(False, False)})

    assert told(world, reader, "books_do_not_hold") == (1, 0)


def test_one_account_chooses_for_itself_alone_and_among_its_own_topics(world: World, reader: Scope) -> None:
    other_id = world.account("other@example.jp", Role.OPERATOR)
    save_choices(
        world.session, scope=reader, choices={"package_near": Choice(False, False), "plan_published": Choice()}
    )
    other = accounts_queries.account_by_id(world.session, other_id)
    assert other is not None

    assert told(world, other.scope, "package_near") == (1, 1)
    assert list(world.session.scalars(select(NoticeChoice.topic))) == ["package_near"]


def test_a_link_opens_its_account_and_a_renewed_one_ends_it(world: World, reader: Scope) -> None:
    first = renew_calendar(world.session, scope=reader, now=world.clock.now(), new_key=world.ids)
    assert account_by_calendar(world.session, first) is not None
    assert account_by_calendar(world.session, first).id == reader.account_id  # type: ignore[union-attr]

    second = renew_calendar(world.session, scope=reader, now=world.clock.now(), new_key=world.ids)

    assert account_by_calendar(world.session, first) is None
    assert account_by_calendar(world.session, second) is not None
    assert calendar_since(world.session, reader) == world.clock.now()


def test_the_token_itself_stands_nowhere(world: World, reader: Scope) -> None:
    token = renew_calendar(world.session, scope=reader, now=world.clock.now(), new_key=lambda: "very-secret")

    kept = world.session.scalars(select(CalendarLink)).one()
    trail = world.session.scalars(select(AuditRow).where(AuditRow.action == "calendar.renew")).one()
    assert token == "very-secret"
    assert token not in kept.token_hash
    assert token not in f"{trail.subject} {trail.before} {trail.after} {trail.reason}"


def test_a_withdrawn_link_and_that_of_somebody_who_left_open_nothing(world: World, reader: Scope) -> None:
    token = renew_calendar(world.session, scope=reader, now=world.clock.now(), new_key=world.ids)
    withdraw_calendar(world.session, scope=reader, now=world.clock.now())
    assert account_by_calendar(world.session, token) is None

    token = renew_calendar(world.session, scope=reader, now=world.clock.now(), new_key=world.ids)
    world.session.rollback()
    with transaction(world.session):
        row = world.session.get(AccountRow, reader.account_id)
        assert row is not None
        row.is_active = False

    assert account_by_calendar(world.session, token) is None


def test_withdrawing_what_is_not_there_changes_nothing_and_the_house_has_no_calendar(
    world: World, reader: Scope
) -> None:
    told = select(func.count()).select_from(AuditRow).where(AuditRow.action.startswith("calendar"))
    withdraw_calendar(world.session, scope=reader, now=world.clock.now())
    assert world.session.scalar(told) == 0

    with pytest.raises(NotFound):
        renew_calendar(world.session, scope=HOUSE, now=world.clock.now(), new_key=world.ids)
