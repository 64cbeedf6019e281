"""The audit trail filtered, a page at a time, and whether what is shown follows from what stands before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.database import transaction
from app.domain.accounts import Role
from app.domain.errors import Forbidden
from app.domain.worktime import TOKYO
from app.models.audit import HOUSE_STREAM, record
from app.queries import trail
from app.queries.trail import Sought
from tests.signing import ADMINISTRATOR, OPERATOR

if TYPE_CHECKING:
    from tests.signing import House

MIDNIGHT = dt.datetime(2026, 11, 20, tzinfo=TOKYO)


def _deed(house: House, action: str, at: dt.datetime, *, by: str | None = None, reason: str = "") -> None:
    account_id = house.account(by).id if by else None
    house.session.rollback()
    with transaction(house.session):
        record(
            house.session,
            stream=HOUSE_STREAM,
            account_id=account_id,
            action=action,
            subject="x:1",
            now=at,
            reason=reason,
        )


@pytest.fixture
def deeds(house: House) -> House:
    """Four records around a midnight of Tokyo, behind those of founding the house."""
    second = dt.timedelta(seconds=1)
    _deed(house, "account.refused", MIDNIGHT - second)
    _deed(house, "account.sign_in", MIDNIGHT, by=OPERATOR)
    _deed(house, "terms.set", MIDNIGHT + dt.timedelta(days=1) - second, by=ADMINISTRATOR)
    _deed(house, "account.refused", MIDNIGHT + dt.timedelta(days=1), by=OPERATOR)
    return house


def _found(house: House, sought: Sought) -> list[str]:
    scope = house.scope(ADMINISTRATOR)
    lines = trail.page(house.session, scope, sought, offset=0)
    assert trail.count(house.session, scope, sought) == len(lines)
    assert [line.record for line in trail.every(house.session, scope, sought)] == [line.record for line in lines][::-1]
    return [line.record.action for line in lines]


def test_a_day_is_a_day_of_tokyo(deeds: House) -> None:
    day = MIDNIGHT.date()

    assert _found(deeds, Sought(first_day=day, last_day=day)) == ["terms.set", "account.sign_in"]
    assert _found(deeds, Sought(first_day=day + dt.timedelta(days=1))) == ["account.refused"]


def test_conditions_hold_together(deeds: House) -> None:
    after = Sought(first_day=MIDNIGHT.date() - dt.timedelta(days=1))

    assert _found(deeds, replace(after, actor="MAKOTO@")) == ["account.refused", "account.sign_in"]
    assert _found(deeds, replace(after, actor="makoto", actions=("account.refused",))) == ["account.refused"]
    assert _found(deeds, replace(after, actions=("account.refused", "terms.set"))) == [
        *("account.refused", "terms.set", "account.refused"),
    ]
    assert _found(deeds, replace(after, actor="%")) == []
    assert _found(deeds, replace(after, client="nobody")) == []


def test_a_page_is_fifty_records_and_each_follows_the_one_before_it(deeds: House) -> None:
    for number in range(60):
        _deed(deeds, "account.sign_out", MIDNIGHT + dt.timedelta(days=2, seconds=number))
    scope = deeds.scope(ADMINISTRATOR)

    first = trail.page(deeds.session, scope, Sought(), offset=0)
    second = trail.page(deeds.session, scope, Sought(), offset=50)

    assert len(first) == 50
    assert all(line.is_linked for line in (*first, *second))
    assert second[-1].record.seq == 1  # nothing stands before it, and it is linked to that
    assert [line.record.seq for line in (*first, *second)] == list(range(len(first) + len(second), 0, -1))


@pytest.mark.parametrize("deed", ["changed", "taken out", "put in"])
def test_a_record_that_was_tampered_with_is_not_linked(deeds: House, deed: str) -> None:
    scope = deeds.scope(ADMINISTRATOR)
    last = trail.page(deeds.session, scope, Sought(), offset=0)[0].record.seq
    _behind_the_walls(
        deeds,
        {
            "changed": f"UPDATE audit_row SET reason = 'x' WHERE seq = {last - 1}",
            "taken out": f"DELETE FROM audit_row WHERE seq = {last - 1}",
            "put in": f"UPDATE audit_row SET hash = '{'0' * 64}' WHERE seq = {last - 2}",
        }[deed],
    )

    lines = trail.page(deeds.session, scope, Sought(), offset=0)

    broken = [line.record.seq for line in lines if not line.is_linked]
    assert broken == {"changed": [last - 1], "taken out": [last], "put in": [last - 1, last - 2]}[deed]


def test_it_is_for_administrators_alone(deeds: House) -> None:
    scope = deeds.scope(OPERATOR)
    assert scope.role is Role.OPERATOR

    for read in (trail.count, trail.every):
        with pytest.raises(Forbidden):
            read(deeds.session, scope, Sought())
    with pytest.raises(Forbidden):
        trail.page(deeds.session, scope, Sought(), offset=0)


def _behind_the_walls(house: House, statement: str) -> None:
    """What somebody does who may change tables: the triggers that forbid it are taken away first."""
    house.session.rollback()
    with house.database.engine.execution_options(writes=True).begin() as connection:
        if house.database.engine.dialect.name == "sqlite":
            names = connection.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_row'")
            ).all()
            for name in names:
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            connection.execute(text("ALTER TABLE audit_row DISABLE TRIGGER USER"))
        connection.execute(text(statement))
