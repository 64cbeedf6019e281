"""Reads of packages in a month: what came, what was used, what is planned and free."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.ledger import Account, Balances, PostingKind
from app.domain.packages import Sources, sources_of
from app.domain.terms import Terms
from app.domain.terms.fees import FirstMonth
from app.domain.terms.series import granted_in
from app.domain.worktime import Month
from app.models import AssignmentRow, Client, ClientMonth, ContractTerms, LedgerRow, PlanRow, TimeEntry
from app.queries.clients import ClientView, clients, listed, terms_by_client
from app.queries.hours import balances_by_client, month_sums


@dataclass(frozen=True, slots=True)
class UsageView:
    """A client's package in a month, all in minutes and at least 0.

    granted + carried in + beside = used + planned + free while the month is open and the package is not exceeded;
    `overage_min` is what was worked above it so far; `planned_min` what the published plan still expects;
    `carried_out_min` and `expired_min` are set by the close. `beside_min` is what was topped up and corrected, less
    what the month owes; only it may be negative. `has_terms` is False where no contract covers the month. `balance` is
    the month's ledger, `series` all of the client's terms: whoever goes on from here asks for neither again.
    """

    client_id: int
    client_public_id: str
    client_code: str
    client_name: str
    client_short_name: str
    month: Month
    state: str | None
    has_terms: bool
    granted_min: int
    carried_in_min: int
    used_min: int
    planned_min: int
    free_min: int
    overage_min: int
    carried_out_min: int
    expired_min: int
    beside_min: int = 0
    balance: Balances = field(default_factory=Balances)
    series: tuple[Terms, ...] = ()

    @property
    def available_min(self) -> int:
        """Everything that came: granted, carried in, and what came beside."""
        return self.granted_min + self.carried_in_min + self.beside_min

    @property
    def sources(self) -> Sources:
        """What `available_min` is made of."""
        return sources_of(
            granted_min=self.granted_min,
            topped_up_min=self.balance.topped_up_min,
            carried_in_min=self.carried_in_min,
            adjusted_min=self.balance.adjusted_min,
            owed_in_min=self.balance.owed_in_min,
        )


@dataclass(frozen=True, slots=True)
class UsageTotals:
    """Minutes of many packages added up, as in `UsageView`; `clients` are those whose contract covers the month."""

    clients: int = 0
    granted_min: int = 0
    carried_in_min: int = 0
    available_min: int = 0
    used_min: int = 0
    planned_min: int = 0
    free_min: int = 0
    overage_min: int = 0


@dataclass(frozen=True, slots=True)
class ClosedTotals:
    """Minutes of closed months added up, as in `UsageView`."""

    used_min: int = 0
    overage_min: int = 0
    carried_out_min: int = 0


def usage(
    session: Session,
    scope: Scope,
    month: Month,
    *,
    client_id: int | None = None,
    companies: Sequence[ClientView] | None = None,
    termless: Collection[str] = (),
) -> list[UsageView]:
    """The package of every client in the scope in a month, by client code; assistants see none.

    Args:
        session: of the database.
        scope: who asks.
        month: which.
        client_id: of that client alone.
        companies: of these, which `clients` listed, in their order.
        termless: states of months, `open` or `closed`, whose `series` stays empty. A month that has begun is covered by
            a contract and has its grant in the ledger: who only adds up need not read 500 contracts.
    """
    if companies is None:
        companies = [each for each in clients(session, scope) if client_id in {None, each.id}]
    ids = [company.id for company in companies]
    states = dict(
        session.execute(
            select(ClientMonth.client_id, ClientMonth.state).where(
                ClientMonth.month == month, ClientMonth.client_id.in_(ids)
            )
        ).all()
    )
    terms = terms_by_client(session, [each for each in ids if states.get(each) not in termless])
    ledger = balances_by_client(session, ids, month)
    planned = {client_id: int(minutes) for client_id, minutes in session.execute(_planned_by_client(month, ids))}
    return [
        _view(
            company,
            month,
            ledger.get(company.id, Balances()),
            terms.get(company.id, []),
            states.get(company.id),
            planned.get(company.id, 0),
            is_termless=states.get(company.id) in termless,
        )
        for company in companies
    ]


def _view(
    company: ClientView,
    month: Month,
    balance: Balances,
    series: Sequence[Terms],
    state: str | None,
    planned_min: int,
    *,
    is_termless: bool,
) -> UsageView:
    begun = [each for each in series if each.valid_from <= month]
    granted = balance.granted_min if state else (granted_in(begun, month) if begun else 0)
    beside = balance.topped_up_min + balance.adjusted_min - balance.owed_in_min
    available = granted + balance.carried_in_min + beside
    left = max(0, available - balance.used_min)
    still_planned = 0 if state == "closed" else planned_min
    return UsageView(
        client_id=company.id,
        client_public_id=company.public_id,
        client_code=company.code,
        client_name=company.name,
        client_short_name=company.short_name,
        month=month,
        state=state,
        has_terms=bool(begun) or is_termless,
        granted_min=granted,
        carried_in_min=balance.carried_in_min,
        used_min=balance.used_min,
        planned_min=still_planned,
        free_min=max(0, left - still_planned - balance.carried_out_min - balance.expired_min),
        overage_min=max(0, balance.used_min - available),
        carried_out_min=balance.carried_out_min,
        expired_min=balance.expired_min,
        beside_min=beside,
        balance=balance,
        series=tuple(series),
    )


def usage_totals(session: Session, scope: Scope, month: Month, *, matching: str = "") -> UsageTotals:
    """The packages of the clients that `clients` lists, added up in the database."""
    packages = _packages(session, month).where(*listed(scope, matching))
    # An offset keeps SQLite from working out a package's minutes again for every sum they are part of.
    package = packages.offset(0).subquery()
    own = package.c
    available = own.granted + own.carried_in + own.beside
    rest = own.granted + own.carried_in + own.beside - own.used
    found = session.execute(
        select(
            func.sum(own.has_terms),
            *(
                func.sum(each)
                for each in (
                    own.granted,
                    own.carried_in,
                    available,
                    own.used,
                    own.planned,
                    _not_below_0(_not_below_0(rest) - own.planned - own.gone),
                    _not_below_0(-rest),
                )
            ),
        )
    ).one()
    return UsageTotals(*(int(each or 0) for each in found))


def low_packages(
    session: Session, scope: Scope, month: Month, *, at_pct: int, limit: int
) -> tuple[int, list[UsageView]]:
    """Of how many packages so many percent are used, and those of them of which least is left."""
    own = _ledger(session, month).offset(0).subquery().c
    available = own.granted + own.carried_in + own.beside
    found = session.execute(
        select(Client.id, func.count().over())
        .join(own.client_id.table, own.client_id == Client.id)
        .where(own.used > 0, own.used * 100 >= available * at_pct, *listed(scope))
        .order_by(available - own.used, Client.code)
        .limit(limit)
    ).all()
    if not found:
        return 0, []
    place = {client_id: place for place, (client_id, _count) in enumerate(found)}
    companies = clients(session, scope, ids=list(place))
    packages = usage(session, scope, month, companies=companies, termless=("open", "closed"))
    return found[0][1], sorted(packages, key=lambda each: place[each.client_id])


def closed_totals(session: Session, scope: Scope, month: Month) -> ClosedTotals:
    """What the closed months of the clients that `clients` lists came to, added up in the database."""
    own = _ledger(session, month).offset(0).subquery().c
    available = own.granted + own.carried_in + own.beside
    found = session.execute(
        select(func.sum(own.used), func.sum(_not_below_0(own.used - available)), func.sum(own.carried_out))
        .select_from(ClientMonth)
        .join(Client, Client.id == ClientMonth.client_id)
        .join(own.client_id.table, own.client_id == ClientMonth.client_id)
        .where(ClientMonth.month == month, ClientMonth.state == "closed", *listed(scope))
    ).one()
    return ClosedTotals(*(int(each or 0) for each in found))


def _packages(session: Session, month: Month) -> Any:
    """A client a row: what its month's ledger holds, or would where it has not begun, and what is still planned."""
    ledger, by_days = _ledger(session, month).subquery(), _by_days(session, month)
    planned = _planned_by_client(month).subquery()
    granted = (
        select(ContractTerms.included_min)
        .where(ContractTerms.client_id == Client.id, ContractTerms.valid_from <= month)
        .order_by(ContractTerms.valid_from.desc())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    begins = case(by_days, value=Client.id, else_=func.coalesce(granted, 0)) if by_days else func.coalesce(granted, 0)
    state = ClientMonth.state
    return (
        select(
            case((granted.is_not(None), 1), else_=0).label("has_terms"),
            case((state.is_(None), begins), else_=func.coalesce(ledger.c.granted, 0)).label("granted"),
            *(func.coalesce(ledger.c[name], 0).label(name) for name in ("carried_in", "beside", "used", "gone")),
            case((state == "closed", 0), else_=func.coalesce(planned.c.minutes, 0)).label("planned"),
        )
        .select_from(Client)
        .outerjoin(ClientMonth, (ClientMonth.client_id == Client.id) & (ClientMonth.month == month))
        .outerjoin(ledger, ledger.c.client_id == Client.id)
        .outerjoin(planned, planned.c.client_id == Client.id)
    )


def _ledger(session: Session, month: Month) -> Any:
    """Client id -> its lines of the month added up, with the signs that `balances` gives them."""
    # SQLite takes the index only for named clients where it has no statistics; PostgreSQL would look each of them up.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    kinds = month_sums(month, LedgerRow.client_id.in_(select(Client.id)) if is_sqlite else true()).subquery()
    kind, account, minutes = kinds.c.kind, kinds.c.account, func.sum(kinds.c.minutes)
    sums = {
        "granted": -minutes.filter(account == str(Account.GRANTED)),
        "carried_in": -minutes.filter(account == str(Account.CARRIED), kind == str(PostingKind.CARRY_IN)),
        "beside": -minutes.filter(
            or_(
                account.in_((str(Account.TOPPED_UP), str(Account.ADJUSTED))),
                (account == str(Account.OWED)) & (kind == str(PostingKind.OWE_IN)),
            )
        ),
        "used": minutes.filter(account == str(Account.USED)),
        "carried_out": minutes.filter(account == str(Account.CARRIED), kind == str(PostingKind.CARRY_OUT)),
        "gone": minutes.filter(
            or_(
                account == str(Account.EXPIRED),
                (account == str(Account.CARRIED)) & (kind == str(PostingKind.CARRY_OUT)),
            )
        ),
    }
    return select(kinds.c.client_id, *(func.coalesce(each, 0).label(name) for name, each in sums.items())).group_by(
        kinds.c.client_id
    )


def _by_days(session: Session, month: Month) -> dict[int, int]:
    """Client id -> granted minutes of contracts that begin in the month, have not, and are paid for by the day."""
    before = aliased(ContractTerms)
    wanted = select(ContractTerms.client_id).where(
        ContractTerms.valid_from == month,
        ContractTerms.first_month == str(FirstMonth.DAILY),
        ~exists().where(before.client_id == ContractTerms.client_id, before.valid_from < month),
        ~exists().where(ClientMonth.client_id == ContractTerms.client_id, ClientMonth.month == month),
    )
    found = terms_by_client(session, session.scalars(wanted))
    return {client_id: granted_in(series, month) for client_id, series in found.items()}


def _not_below_0(minutes: Any) -> Any:
    return case((minutes > 0, minutes), else_=0)


def _items(month: Month) -> Any:
    """A work item of the published plan a row: its client, and what is planned and not worked yet.

    Work counts by the item's own index, which holds the minutes: the month's entries themselves are not read.
    """
    worked = (
        select(func.coalesce(func.sum(TimeEntry.minutes), 0))
        .where(TimeEntry.work_item_id == AssignmentRow.work_item_id, TimeEntry.month == month)
        .correlate(AssignmentRow)
        .scalar_subquery()
    )
    return (
        select(AssignmentRow.client_id, (func.sum(AssignmentRow.planned_min) - worked).label("minutes"))
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .where(PlanRow.month == month, PlanRow.state == "published")
        .group_by(AssignmentRow.client_id, AssignmentRow.work_item_id)
    )


def _planned_by_client(month: Month, ids: Collection[int] | None = None) -> Any:
    items = _items(month) if ids is None else _items(month).where(AssignmentRow.client_id.in_(ids))
    item = items.subquery()
    return select(item.c.client_id, func.sum(_not_below_0(item.c.minutes)).label("minutes")).group_by(item.c.client_id)
