"""The story of the demo from its first month to now, and where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.cli.desk import Refused
from app.database import Session
from app.domain.accounts import HOUSE
from app.domain.errors import NotFound
from app.domain.worktime import Month, work_date
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.translations import N_
from seeds.demo.cast import CLIENTS, EVERYBODY, LAST_ACCOUNT
from seeds.demo.founding import found_house, open_account, take_in_inventory
from seeds.demo.months import close_and_issue, plan_month, work_until_now, work_whole_month
from seeds.demo.stage import Stage

MOST_MONTHS = 12
"""How far back the demo's month may lie: every month since is played."""

Tell = Callable[[float, str], None]


def is_complete(session: Session) -> bool:
    """Whether the demo stands in this database; the administrator is its last touch."""
    return accounts_queries.account_by_email(session, LAST_ACCOUNT.email) is not None


def first_month(session: Session) -> Month | None:
    """The month the demo's contracts begin in, None before it was begun."""
    try:
        company = clients_queries.client(session, HOUSE, code=CLIENTS[0].data.code)
    except NotFound:
        return None
    return clients_queries.terms_series(session, HOUSE, company.id)[0].valid_from


def chosen_month(session: Session, asked: Month | None, today: dt.date) -> Month:
    """The demo's month: the one that was begun, the one asked for, or the previous.

    Raises:
        Refused: the month is not over, too long ago, or another one was begun; or the database is somebody's own.
    """
    _refuse_others(session)
    begun = first_month(session)
    month = begun or asked or Month.of(today).previous()
    if asked is not None and asked != month:
        raise Refused(
            N_("このデモの月は %(month)s です。別の月で作るには、別の ENNOSHITA_DATA_DIR を指定してください。"),
            month=month,
        )
    if begun is None and month.last_day >= today:
        raise Refused(
            N_("%(month)s はまだ終わっていません。%(latest)s かそれより前の月にしてください。"),
            month=month,
            latest=Month.of(today).previous(),
        )
    if begun is None and month < Month.of(today).plus(-MOST_MONTHS):
        raise Refused(
            N_("%(month)s は古すぎます。%(earliest)s からの月にしてください。"),
            month=month,
            earliest=Month.of(today).plus(-MOST_MONTHS),
        )
    return month


def play(stage: Stage, month: Month, tell: Tell) -> None:
    """Every scene that has not been played, in order. What was interrupted goes on where it stopped."""
    current = Month.of(work_date(stage.real_now))
    tell(0.0, "demo_start")
    found_house(stage, month)
    tell(0.1, "demo_tasks")
    for client in CLIENTS:
        take_in_inventory(stage, client, month)
    months = _months(month, current)
    planned_on = month.first_day - dt.timedelta(days=4)
    for place, each in enumerate(months):
        _play_month(stage, each, planned_on, _share(tell, place, len(months)))
        planned_on = each.next().first_day
    tell(0.85, "demo_now")
    plan_month(stage, current, planned_on)
    work_until_now(stage, current)
    open_account(stage, LAST_ACCOUNT, stage.real_now)
    tell(1.0, "demo_now")


def _play_month(stage: Stage, month: Month, planned_on: dt.date, tell: Tell) -> None:
    tell(0.0, "demo_plan")
    plan_month(stage, month, planned_on)
    work_whole_month(stage, month, lambda part, step: tell(0.3 + part / 2, step))
    tell(0.8, "demo_close")
    close_and_issue(stage, month)


def _months(first: Month, end: Month) -> list[Month]:
    """The months from `first` on, `end` not among them."""
    count = (end.year - first.year) * 12 + end.number - first.number
    return [first.plus(place) for place in range(count)]


def _share(tell: Tell, place: int, count: int) -> Tell:
    """Told the part done of one month, tells that of the whole story."""
    begin, length = 0.15 + 0.7 * place / count, 0.7 / count
    return lambda part, step: tell(begin + part * length, step)


def _refuse_others(session: Session) -> None:
    own = {client.data.code for client in CLIENTS}
    strangers = [company for company in clients_queries.clients(session, HOUSE) if company.code not in own]
    demo_accounts = sum(accounts_queries.account_by_email(session, account.email) is not None for account in EVERYBODY)
    if is_complete(session):
        return
    if strangers or accounts_queries.count_accounts(session) > demo_accounts:
        raise Refused(
            N_(
                "このデータベースには、デモではないデータがあります。"
                "デモには別の ENNOSHITA_DATABASE_URL か ENNOSHITA_DATA_DIR を指定してください。"
            )
        )
