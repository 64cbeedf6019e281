"""Reads of the whole audit trail, filtered: a page at a time, or record by record for a file. For administrators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.audit import GENESIS, AuditRecord, chain_hash
from app.domain.worktime import tokyo_instant
from app.models import AccountRow, AuditRow, Client
from app.models.audit import HOUSE_STREAM, record_of

PAGE = 50
#: Records of a file that are read at a time.
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; None and "" and an empty tuple leave a side open.

    Attributes:
        first_day: done on this day in Tokyo or later.
        last_day: done on this day in Tokyo or earlier.
        actor: part of the name or address of who did it.
        client: part of the code or short name of the company it concerns.
        actions: one of these.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    actor: str = ""
    client: str = ""
    actions: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A record with the names that go with its numbers.

    Attributes:
        record: as it is chained.
        previous_hash: of the record before it in its stream.
        hash: its own.
        actor: the name of who did it; None for the house itself, or somebody who was not signed in.
        actor_email: the address of the same.
        client_code: of the company it concerns; None for what concerns no single one.
        client_short_name: of the same.
    """

    record: AuditRecord
    previous_hash: str
    hash: str
    actor: str | None
    actor_email: str | None
    client_code: str | None
    client_short_name: str | None

    @property
    def is_linked(self) -> bool:
        """Whether the hash follows from the record and the hash before it."""
        return self.hash == chain_hash(self.previous_hash, self.record)


def count(session: Session, scope: Scope, sought: Sought) -> int:
    """How many records fit everything that is asked for.

    Raises:
        Forbidden: the scope is no administrator.
    """
    scope.require_administrator()
    return session.scalar(select(func.count()).select_from(AuditRow).where(*_conditions(sought))) or 0


def page(session: Session, scope: Scope, sought: Sought, *, offset: int) -> list[TrailLine]:
    """The records after so many of those that fit, the newest first.

    Raises:
        Forbidden: the scope is no administrator.
    """
    scope.require_administrator()
    # Only the page itself is looked up with its names: a sort of all of them would carry every name along.
    wanted = select(AuditRow.id).where(*_conditions(sought)).order_by(AuditRow.id.desc()).limit(PAGE).offset(offset)
    ids = list(session.scalars(wanted))
    return [
        _line(*found) for found in session.execute(_told().where(AuditRow.id.in_(ids)).order_by(AuditRow.id.desc()))
    ]


def every(session: Session, scope: Scope, sought: Sought) -> Iterator[TrailLine]:
    """Every record that fits, the oldest first, read a few hundred at a time.

    Raises:
        Forbidden: the scope is no administrator.
    """
    scope.require_administrator()
    wanted = _told().where(*_conditions(sought)).order_by(AuditRow.id).execution_options(yield_per=AT_A_TIME)
    return (_line(*found) for found in session.execute(wanted))


_before = aliased(AuditRow)


def _told() -> Select[AuditRow, str, str, str, str, str]:
    return (
        select(
            AuditRow,
            _before.hash,
            AccountRow.display_name,
            AccountRow.email,
            Client.code,
            Client.short_name,
        )
        .outerjoin(_before, and_(_before.stream == AuditRow.stream, _before.seq == AuditRow.seq - 1))
        .outerjoin(AccountRow, AccountRow.id == AuditRow.account_id)
        .outerjoin(Client, and_(Client.id == AuditRow.stream, AuditRow.stream != HOUSE_STREAM))
    )


def _line(
    row: AuditRow,
    previous: str | None,
    actor: str | None,
    actor_email: str | None,
    client_code: str | None,
    client_short_name: str | None,
) -> TrailLine:
    return TrailLine(record_of(row), previous or GENESIS, row.hash, actor, actor_email, client_code, client_short_name)


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.first_day is not None:
        found.append(AuditRow.at >= tokyo_instant(sought.first_day, dt.time()))
    if sought.last_day is not None:
        found.append(AuditRow.at < tokyo_instant(sought.last_day + dt.timedelta(days=1), dt.time()))
    if sought.actions:
        found.append(AuditRow.action.in_(sought.actions))
    if text := sought.actor.strip():
        named = or_(*(each.icontains(text, autoescape=True) for each in (AccountRow.display_name, AccountRow.email)))
        found.append(AuditRow.account_id.in_(select(AccountRow.id).where(named)))
    if text := sought.client.strip():
        named = or_(*(each.icontains(text, autoescape=True) for each in (Client.code, Client.short_name, Client.name)))
        found.append(AuditRow.stream.in_(select(Client.id).where(named)))
    return found
