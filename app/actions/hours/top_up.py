"""Buy minutes for a client's package: they are charged with the month they were bought in and stay until used.

The client asks, the operator adds: nothing is charged because somebody pressed a button on the client's side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Role, Scope
from app.domain.errors import InvalidInput, MonthClosed, NotFound, RequestChanged, RequestDecided
from app.domain.invoicing.topping import is_agreed, price_yen
from app.domain.packages import Lot, LotKind
from app.domain.terms import Terms
from app.domain.terms.carry import NEVER
from app.domain.terms.limits import MOST_MIN
from app.domain.terms.series import period_of, terms_for
from app.domain.texts import require_plain
from app.domain.worktime import Month
from app.models import ClientMonth, TopUpRequest
from app.models.audit import record
from app.models.months import ledger_rows, opened_month
from app.models.outbox import tell_accounts, tell_chat
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import packages as packages_queries
from app.queries import topups as topups_queries

MOST_REASON = 400


def top_up(
    session: Session,
    *,
    scope: Scope,
    client_public_id: str,
    month: Month,
    minutes: int,
    now: dt.datetime,
    new_id: Callable[[], str],
    expires_on: dt.date = NEVER,
    public_id: str | None = None,
    asked_min: int | None = None,
) -> int:
    """What the minutes add to the month's invoice, in yen without tax; alerts of its shares are armed again.

    The client's people are told. What they wait for is answered by the same minutes; by others it waits on.
    `public_id` names the purchase: sent twice, it is made once. `asked_min` is what they were seen to wait for, if any.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        InvalidInput: the minutes are out of range or no whole step, or would expire before the month's period begins.
        NoTerms: no contract covers the month.
        MonthClosed: it is closed.
        RequestChanged: the client waits for other minutes than `asked_min`.
        RequestDecided: it waits for nothing any more.
    """
    scope.require_staff()
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        series = clients_queries.series_of(session, client.id)
        terms = _refuse(terms_for(series, month), minutes)
        if expires_on < period_of(series, month)[0]:
            raise InvalidInput("expires_on", "expires_before")
        bought_min = hours_queries.month_balances(session, client.id, month).topped_up_min
        if public_id is not None and packages_queries.is_posted(session, public_id):
            return price_yen(terms, minutes, bought_min=bought_min - minutes)
        asked = _waiting(session, client.id, month, asked_min)
        _open(session, client.id, month, now, new_id)
        posting_id = public_id or new_id()
        lot = Lot(LotKind.TOPPED_UP, month, expires_on, minutes)
        posting = ledger.top_up(client.id, month, minutes, f"top_up:{posting_id}", lot)
        session.add_all(ledger_rows(posting, posting_id=posting_id, posted_at=now))
        added_yen = price_yen(terms, minutes, bought_min=bought_min)
        bought = {"month": str(month), "minutes": minutes, "total_yen": added_yen}
        record(
            session,
            stream=client.id,
            account_id=scope.account_id,
            action="package.top_up",
            subject=f"top_up:{posting_id}",
            now=now,
            after=bought | ({} if expires_on == NEVER else {"expires_on": expires_on.isoformat()}),
        )
        if asked is not None and asked.minutes == minutes:
            _decide(asked, "added", scope, now)
        told = accounts_queries.recipients(session, client_ids={client.id})
        tell_accounts(session, told, topic="time_added", params=bought, now=now, new_id=new_id)
        return added_yen


def ask_top_up(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    minutes: int,
    now: dt.datetime,
    new_id: Callable[[], str],
    public_id: str | None = None,
) -> int:
    """What the minutes would add to the month's invoice, in yen without tax; the wish waits for the operator.

    The operator is told. A client waits for one amount a month: asking for another changes it, for the same nothing.

    The operation's chat is told too. `public_id` names the form: sent twice, it asks once, whatever came of it.

    Raises:
        Forbidden: somebody else than the client asks.
        InvalidInput: the minutes are out of range or no whole step.
        NoTerms: no contract covers the month.
        MonthClosed: it is closed.
    """
    scope.require(Role.CLIENT)
    with transaction(session):
        client = clients_queries.own_company(session, scope)
        if client is None:
            raise NotFound("client")
        clients_queries.lock_client(session, client.id)
        terms = _refuse(clients_queries.terms_in(session, client.id, month), minutes)
        _refuse_closed(clients_queries.month_row(session, client.id, month))
        bought_min = hours_queries.month_balances(session, client.id, month).topped_up_min
        added_yen = price_yen(terms, minutes, bought_min=bought_min)
        if not _is_new_wish(session, scope, client.id, month, minutes, now, new_id, public_id):
            return added_yen
        params = {
            "month": str(month),
            "client": client.short_name,
            "client_id": client.public_id,
            "minutes": minutes,
            "total_yen": added_yen,
        }
        tell_chat(session, topic="time_asked", params=params, now=now, new_id=new_id)
        told = accounts_queries.recipients(session, staff=True)
        tell_accounts(session, told, topic="time_asked", params=params, now=now, new_id=new_id)
        return added_yen


def decline_top_up(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    asked_min: int | None,
    reason: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """Nothing is added; the client is told why, and may ask for something else. `asked_min` is what is declined.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such wish.
        InvalidInput: there is no reason, a long one, or one with a control character.
        RequestChanged: the client waits for other minutes by now.
        RequestDecided: it has its answer.
    """
    scope.require_staff()
    why = reason.strip()
    if not why or len(why) > MOST_REASON:
        raise InvalidInput("reason", "too_long" if why else "required", **({"most": MOST_REASON} if why else {}))
    require_plain("reason", why)
    with transaction(session):
        row = topups_queries.request_row(session, public_id)
        _refuse_unseen(row if row.outcome is None else None, asked_min)
        _decide(row, "declined", scope, now)
        row.reason = why
        wish = {"month": str(row.month), "minutes": row.minutes}
        _record_wish(session, scope, row, "package.decline", now, reason=why)
        told = accounts_queries.recipients(session, client_ids={row.client_id})
        tell_accounts(session, told, topic="time_declined", params={**wish, "reason": why}, now=now, new_id=new_id)


def _is_new_wish(
    session: Session,
    scope: Scope,
    client_id: int,
    month: Month,
    minutes: int,
    now: dt.datetime,
    new_id: Callable[[], str],
    form_id: str | None,
) -> bool:
    """Whether the operator does not know of the wish yet; it is kept then. The client must be locked."""
    if form_id is not None and topups_queries.was_sent(session, client_id, month, form_id, minutes):
        return False
    row = topups_queries.open_row(session, client_id, month)
    if row is None:
        row = TopUpRequest(public_id=new_id(), client_id=client_id, month=month, reason="", sent={})
        session.add(row)
    if form_id is not None:
        row.sent = {**row.sent, form_id: minutes}
    if row.minutes == minutes:
        return False
    row.minutes, row.asked_by, row.asked_at = minutes, scope.account_id, now
    session.flush()
    _record_wish(session, scope, row, "package.ask", now)
    return True


def _waiting(session: Session, client_id: int, month: Month, asked_min: int | None) -> TopUpRequest | None:
    row = topups_queries.open_row(session, client_id, month)
    if asked_min is not None:
        _refuse_unseen(row, asked_min)
    return row


def _refuse_unseen(waits: TopUpRequest | None, asked_min: int | None) -> None:
    """What waits must be what was seen when it was decided on."""
    if waits is None:
        raise RequestDecided("request")
    if waits.minutes != asked_min:
        raise RequestChanged("request")


def _decide(row: TopUpRequest, outcome: str, scope: Scope, now: dt.datetime) -> None:
    row.outcome, row.decided_by, row.decided_at = outcome, scope.account_id, now


def _record_wish(
    session: Session, scope: Scope, row: TopUpRequest, action: str, now: dt.datetime, *, reason: str = ""
) -> None:
    record(
        session,
        stream=row.client_id,
        account_id=scope.account_id,
        action=action,
        subject=f"top_up_request:{row.public_id}",
        now=now,
        after={"month": str(row.month), "minutes": row.minutes},
        reason=reason,
    )


def _refuse(terms: Terms, minutes: int) -> Terms:
    if not 1 <= minutes <= MOST_MIN:
        raise InvalidInput("minutes", "out_of_range", least=1, most=MOST_MIN)
    if not is_agreed(terms, minutes):
        raise InvalidInput("minutes", "not_a_step", step=terms.overage.top_up_min or 1)
    return terms


def _refuse_closed(row: ClientMonth | None) -> None:
    if row is not None and row.state == "closed":
        raise MonthClosed("month", month=str(row.month))


def _open(session: Session, client_id: int, month: Month, now: dt.datetime, new_id: Callable[[], str]) -> None:
    """The month has begun afterwards; it may not be closed."""
    row = clients_queries.month_row(session, client_id, month)
    _refuse_closed(row)
    if row is None:
        grant = ledger.opening(client_id, month, clients_queries.grant_in(session, client_id, month))
        session.add_all(opened_month(client_id, month, grant, posting_id=new_id(), now=now))
        session.flush()
