"""October in many companies, made through the actions alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.actions import clients
from app.actions.hours.log import EntryData, log_time
from app.actions.plans.add import add_to_month
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO, Month
from app.queries import hours as hours_queries
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from app.database import Database, Session
    from app.domain.terms import Terms
    from tests.worlds import World

#: All of October has been worked and nothing is closed.
OVER = dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO)


def with_company(world: World, code: str, *, terms: Terms | None = None, month: Month = OCTOBER) -> str:
    """The public id of a work item of that month, for a new company's one task."""
    data = clients.ClientData(code, f"{code}商店")
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    world.clients[code] = clients.add_client(world.session, data=data, terms=terms or world.terms, **told)
    return with_work(world, code, month)


def with_work(world: World, code: str, month: Month = OCTOBER) -> str:
    """The public id of a work item of the company's own task in that month."""
    name = f"{code}の受注入力"
    if name not in world.tasks:
        world.submit(code, routine_task(name, minutes=30))
    return add_to_month(world.session, scope=HOUSE, task_public_id=world.tasks[name], month=month, new_id=world.ids)


def log(session: Session, world: World, item: str, day: dt.date, minutes: int, *, assistant: str = "sato") -> str:
    """The public id of an entry that the house logs."""
    data = EntryData(world.ids(), item, day, minutes=minutes, assistant_public_id=world.assistants[assistant])
    return log_time(session, scope=HOUSE, data=data, now=world.clock.now(), new_id=world.ids)[0]


def used_min(database: Database, client_id: int, *months: Month) -> int:
    """Minutes drawn from the client's packages in those months."""
    with database.session() as session:
        return sum(hours_queries.month_balances(session, client_id, month).used_min for month in months)
