"""Tell people once that a package is nearly used, used up or exceeded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.domain.durations import format_hm
from app.domain.packages.alerts import Standing, newly_reached, standing
from app.domain.worktime import Month
from app.models import PackageAlert
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries import hours as hours_queries
from app.queries import packages as packages_queries

TOPICS = {
    Standing.NEAR: "package_near",
    Standing.USED_UP: "package_used_up",
    Standing.EXCEEDED: "package_exceeded",
}


def alert(session: Session, client_id: int, month: Month, *, now: dt.datetime, new_id: Callable[[], str]) -> None:
    """A notice to the client's people and the staff if this entry reached a share; the client must be locked.

    Each share is told once a month, and again after minutes were bought. Who jumps over both is told of the higher.
    """
    balance = hours_queries.month_balances(session, client_id, month)
    came_min = balance.available_min + balance.used_min
    if not newly_reached(balance.used_min, came_min, ()):
        return
    top_ups, fired_pct = packages_queries.alerts_fired(session, client_id, month)
    reached = newly_reached(balance.used_min, came_min, fired_pct)
    if not reached:
        return
    session.add_all(
        PackageAlert(
            client_id=client_id,
            month=month,
            threshold_pct=threshold_pct,
            top_ups=top_ups,
            used_min=balance.used_min,
            available_min=came_min,
            fired_at=now,
        )
        for threshold_pct in reached
    )
    told = accounts_queries.recipients(session, client_ids={client_id}, staff=True)
    params = {
        "month": str(month),
        **packages_queries.named_in_notices(session, client_id),
        "used": format_hm(balance.used_min),
        "available": format_hm(came_min),
    }
    topic = TOPICS[standing(balance.used_min, came_min)]
    tell_accounts(session, told, topic=topic, params=params, now=now, new_id=new_id)
