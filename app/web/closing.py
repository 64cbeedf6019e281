"""How far each client's month is on its way to the invoice, what stands in the way, and what it will come to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.database import Session
from app.domain.accounts import Scope
from app.domain.invoicing import Beside, draft_settled
from app.domain.packages import MonthFacts, as_if_consented, settle
from app.domain.payments import PaidState
from app.domain.terms import Terms
from app.domain.terms.series import first_unclosed, terms_for
from app.domain.worktime import Month, epoch_s, tokyo_instant
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries import months as months_queries
from app.queries import packages as packages_queries
from app.queries import usage as usage_queries
from app.queries.clients import ClientView
from app.queries.invoices import InvoiceHead
from app.queries.invoices import payments as payments_queries
from app.queries.invoices.payments import Paid
from app.queries.months import CloseFacts
from app.queries.usage import UsageView
from app.translations import N_
from app.web.formats import date_short, ja_hours, month_short, yen

#: Where a client's month may be, in the order of the work, and what is said of it.
STEPS = {
    "hold": N_("保留"),
    "close": N_("締められる"),
    "wait": N_("月の途中"),
    "issue": N_("締め済み"),
    "free": N_("請求なし"),
    "paid": N_("請求済み"),
    "settled": N_("入金済み"),
    "credited": N_("全額返還"),
}
EARLIER, CONSENT, TIMER, WAITING = "earlier_month_open", "package_exhausted", "timer_running", "hours_waiting"
"""What can stand in the way of a close: the codes of the errors the close itself raises."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What stands in the way of a close: its code, its sentence, and the open month where it is an earlier one."""

    code: str
    text: str
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A client's month.

    Attributes:
        step: `hold`, `wait` (the month is not over), `close`, `issue`, `paid` (issued, waits for payment), `settled`
            (paid in whole), `credited` (taken back in whole) or `free` (nothing to bill).
        total_yen: with tax; of a month that is not closed, what it comes to as it stands.
        carried_out_min: minutes taken into the next month, in the same way.
        hold: what stands in the way, under `hold` only.
        paid: how far the issued invoice is paid.
        awaiting: entries that nobody approved yet, and their charged minutes; of a month that is not closed.
        last_day: of the period, of a month that is not closed.
    """

    usage: UsageView
    step: str
    total_yen: int
    carried_out_min: int
    invoice: InvoiceHead | None
    hold: Hold | None = None
    paid: Paid | None = None
    awaiting: tuple[int, int] = (0, 0)
    last_day: dt.date | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether its day of payment is over and something is still owed."""
        return self.paid is not None and self.paid.state is PaidState.OVERDUE

    @property
    def is_closed(self) -> bool:
        """Whether the month is locked."""
        return self.usage.state == "closed"

    @property
    def text(self) -> str:
        """The present state in one sentence; said of rows that are shown alone."""
        if self.hold:
            return self.hold.text
        if self.paid is not None and self.invoice is not None:
            return _payment_text(self.invoice, self.paid)
        return {
            "wait": gettext("%(day)sを過ぎると締められます", day=date_short(self.last_day)),
            "close": gettext("締められます"),
            "free": gettext("締め済み。請求するものはありません"),
        }.get(self.step, gettext("締め済み。請求書の下書きがあります"))

    @property
    def stations(self) -> list[tuple[str, str]]:
        """The four stations with their states, for the steps of the table."""
        last = gettext("返還") if self.step == "credited" else gettext("入金")
        names = [gettext("準備"), gettext("締め"), gettext("請求"), last]
        if self.step == "hold":
            return [(gettext("保留"), "hold"), *((name, "") for name in names[1:])]
        done = {"wait": 0, "close": 1, "issue": 2, "paid": 3, "settled": 4, "credited": 4, "free": 2}[self.step]
        following = None if self.step == "free" else done
        return [(name, "done" if n < done else "now" if n == following else "") for n, name in enumerate(names)]


def month_to_close(month: Month, today: dt.date) -> Month:
    """The month whose close is worked on while `month` is looked at: itself once it is over, else the one before."""
    return month if month.last_day < today else month.previous()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client's month stands, without its hours; `row` is there already where all of it was worked out.

    `total_yen` is with tax, of a closed month what is owed; `invoice` and `paid` are of closed months alone.
    """

    company: ClientView
    step: str
    total_yen: int
    invoice: InvoiceHead | None
    paid: Paid | None
    row: ClosingRow | None = None


def counts_by_step(standings: Iterable[Standing]) -> Mapping[str, int]:
    """Step -> how many clients are there; 0 for every other."""
    return Counter(each.step for each in standings)


def words_by_step(by_step: Mapping[str, int]) -> list[tuple[str, int]]:
    """What is said of each step that a client is at, and how many are there: what is done first, then what is not."""
    order = ("settled", "credited", "paid", "free", "issue", "close", "hold", "wait")
    return [(gettext(STEPS[step]), by_step[step]) for step in order if by_step[step]]


def standings(session: Session, scope: Scope, month: Month, today: dt.date, facts: CloseFacts) -> list[Standing]:
    """Every client whose contract covers the month, by code.

    Of a closed month the invoice says where it stands. What stands in the way of the others, and what they come to, is
    worked out from their contracts.
    """
    companies = clients_queries.clients(session, scope, covered=month)
    closed = {client_id for client_id, months in facts.closed.items() if month in months}
    heads, paid = _invoices(session, scope, month, today)
    rest = [company for company in companies if company.id not in closed]
    usage = usage_queries.usage(session, scope, month, companies=rest) if rest else []
    rows = _open_rows(session, [each for each in usage if each.has_terms], month, today, facts)
    found = []
    for company in companies:
        row = rows.get(company.id)
        if row is not None:
            found.append(Standing(company, row.step, row.total_yen, None, None, row))
        elif company.id in closed:
            head = heads.get(company.id)
            found.append(_closed_standing(company, head, paid.get(head.id) if head else None))
    return found


def early_rows(
    session: Session, scope: Scope, month: Month, today: dt.date, early: Collection[int]
) -> list[ClosingRow]:
    """Which of these clients' periods of a running month are over and not closed, by code.

    `early` are ids of clients whose contracts close before the month does.
    """
    if not early:
        return []
    companies = [each for each in clients_queries.clients(session, scope, covered=month) if each.id in early]
    usage = usage_queries.usage(session, scope, month, companies=companies)
    still_open = [each for each in usage if each.state != "closed"]
    facts = months_queries.close_facts(session, scope, month)
    rows = _open_rows(session, still_open, month, today, facts)
    return [rows[each.client_id] for each in still_open if rows[each.client_id].step in {"close", "hold"}]


def rows_of(session: Session, scope: Scope, month: Month, shown: Sequence[Standing]) -> list[ClosingRow]:
    """The rows of these clients, in their order."""
    closed = [each.company for each in shown if each.row is None]
    usage = usage_queries.usage(session, scope, month, companies=closed, termless=("closed",)) if closed else []
    by_id = {each.client_id: each for each in usage}
    return [each.row or _closed_row(by_id[each.company.id], each) for each in shown]


def _invoices(
    session: Session, scope: Scope, month: Month, today: dt.date
) -> tuple[dict[int, InvoiceHead], dict[int, Paid]]:
    """Client id -> the invoice of its month; invoice id -> how far it is paid."""
    invoices = invoices_queries.invoices(session, scope, month=month)
    heads = {each.client_id: each for each in invoices if each.state != "void" and each.kind == "invoice"}
    return heads, payments_queries.paid(session, heads.values(), today)


@dataclass(frozen=True, slots=True)
class _Known:
    """What decides the invoice of a month that is not closed."""

    terms: Terms
    facts: MonthFacts
    beside: Beside
    awaiting: tuple[int, int]


def _closed_standing(company: ClientView, invoice: InvoiceHead | None, paid: Paid | None) -> Standing:
    if invoice is None:
        step = "free"
    elif paid is None:
        step = "issue"
    elif paid.is_credited:
        step = "credited"
    else:
        step = "settled" if paid.state in {PaidState.PAID, PaidState.OVER} else "paid"
    total_yen = paid.owed_yen if paid else invoice.total_yen if invoice else 0
    return Standing(company, step, total_yen, invoice, paid)


def _closed_row(usage: UsageView, standing: Standing) -> ClosingRow:
    return ClosingRow(
        usage, standing.step, standing.total_yen, usage.carried_out_min, standing.invoice, paid=standing.paid
    )


def _open_rows(
    session: Session, usage: Sequence[UsageView], month: Month, today: dt.date, close: CloseFacts
) -> dict[int, ClosingRow]:
    """Client id -> row of a month that is not closed: what stands in its way and what it comes to are worked out."""
    if not usage:
        return {}
    terms = {each.client_id: each.series for each in usage}
    closed, timed, awaiting = close.closed, close.timed_since, close.awaiting
    balances = {each.client_id: each.balance for each in usage}
    facts = packages_queries.month_facts(session, terms, month, balances=balances)
    besides = packages_queries.besides(session, terms, month)
    rows = {}
    for each in usage:
        in_force = terms_for(terms[each.client_id], month)
        earlier = first_unclosed(terms[each.client_id], closed.get(each.client_id, set()), month)
        known = _Known(in_force, facts[each.client_id], besides[each.client_id], awaiting.get(each.client_id, (0, 0)))
        is_timed = _is_timed_in(known.facts.period, timed.get(each.client_id))
        hold = _hold(each, in_force, earlier, is_timed=is_timed, unapproved=known.awaiting[0])
        rows[each.client_id] = _open_row(each, known, hold, is_over=known.facts.period[1] < today)
    return rows


def _is_timed_in(period: tuple[dt.date, dt.date], since_s: int | None) -> bool:
    """Whether a timer that runs since that second has run in the period, or before it."""
    ends_s = epoch_s(tokyo_instant(period[1] + dt.timedelta(days=1), dt.time()))
    return since_s is not None and since_s < ends_s


def _open_row(usage: UsageView, known: _Known, hold: Hold | None, *, is_over: bool) -> ClosingRow:
    # The consent is asked for by `hold`; what the month comes to is worked out as if it were given.
    settled = settle(as_if_consented(known.terms), known.facts)
    total_yen = draft_settled(known.terms, settled, usage.month, known.beside).total_yen
    if not is_over:
        step, hold = "wait", None
    else:
        step = "hold" if hold else "close"
    carried_min = settled.balance.carried_out_min
    last_day = known.facts.period[1]
    return ClosingRow(usage, step, total_yen, carried_min, None, hold, awaiting=known.awaiting, last_day=last_day)


def _payment_text(invoice: InvoiceHead, paid: Paid) -> str:
    if paid.state in {PaidState.PAID, PaidState.OVER, PaidState.CREDITED}:
        return _settled(paid)
    due = date_short(invoice.due_date)
    if paid.state is PaidState.OVERDUE:
        return gettext("%(day)sの期日を過ぎています。残り%(open)s", day=due, open=yen(paid.open_yen))
    if paid.state is PaidState.PART:
        return gettext("%(day)s 期日。残り%(open)s", day=due, open=yen(paid.open_yen))
    return gettext("%(day)s 期日", day=due)


def _settled(paid: Paid) -> str:
    if paid.state is PaidState.OVER:
        return gettext("%(amount)s多く入金されています", amount=yen(-paid.open_yen))
    if paid.is_credited:
        return gettext("全額を返還しました")
    if paid.last_on is None:
        return gettext("お支払いはありません")
    return gettext("%(day)s 入金", day=date_short(paid.last_on))


def _hold(usage: UsageView, terms: Terms, earlier: Month | None, *, is_timed: bool, unapproved: int) -> Hold | None:
    """The first thing that stands in the way of closing, in the order the close asks; None for nothing."""
    if earlier is not None:
        text = gettext("%(month)sがまだ締められていません", month=month_short(earlier))
        return Hold(EARLIER, text, earlier)
    if is_timed:
        return Hold(TIMER, gettext("タイマーが動いています"))
    if unapproved:
        return Hold(WAITING, gettext("承認していない稼働が%(count)s件あります", count=unapproved))
    consent_min = terms.overage.limit_min
    if consent_min is not None and usage.overage_min > consent_min:
        lacking = ja_hours(usage.overage_min - consent_min)
        return Hold(CONSENT, gettext("超過%(hours)sの承諾がありません", hours=lacking))
    return None
