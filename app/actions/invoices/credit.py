"""Take back an issued invoice, whole or in part, by a credit note that names it; minutes come back at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.invoices.numbering import give_number, issuer_of
from app.actions.invoices.void import checked_reason
from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.crediting import (
    CreditableLine,
    MinutesGo,
    Reopened,
    Reopening,
    credit_lines,
    credit_taxes,
    may_be_omitted,
    proposed_yen,
    refuse_empty,
    reopenings,
    takes_back_fee,
)
from app.domain.errors import AlreadyCredited, CreditedMeanwhile, InvalidInput, NotIssued
from app.domain.invoicing import InvoiceLine, SummedByRate, TaxGroup
from app.domain.jobs import pdf_order
from app.domain.money import TaxRounding
from app.domain.worktime import Month, work_date
from app.models import BilledEntry, CreditNote, InvoiceLineRow, InvoiceRow, InvoiceTax
from app.models.audit import record
from app.models.jobs import ask
from app.models.months import ledger_rows, opened_month
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices import InvoiceView
from app.queries.invoices import crediting as crediting_queries

NO_SERIES = ""


@dataclass(frozen=True, slots=True)
class CreditData:
    """What is to be taken back.

    Attributes:
        entry_ids: rows of billed entries to re-open, each as a whole.
        amounts: position of a line -> yen without tax to take back; None for what re-opening the entries comes to.
        minutes_go: what becomes of the minutes.
        reason: why; printed and kept.
        is_whole: take back everything that is left; `entry_ids` and `amounts` are not looked at then.
        public_id: of the note, made by whoever sends it; the same id sent twice is issued once. None for a new one.
        left_yen: position of a line -> yen without tax that were left of it when this was decided; None for any.
    """

    entry_ids: Collection[int] = ()
    amounts: Mapping[int, int] | None = None
    minutes_go: MinutesGo = MinutesGo.BACK
    reason: str = ""
    is_whole: bool = False
    public_id: str | None = None
    left_yen: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Credit(SummedByRate):
    """A credit note before it is issued: what it takes back and re-opens; amounts negative.

    Attributes:
        lines: each with the position of the line it takes back from.
        tax_groups: their sums by rate.
        reopenings: what becomes of each entry.
        to_month: the open month the minutes come back to.
    """

    lines: tuple[tuple[int, InvoiceLine], ...]
    tax_groups: tuple[TaxGroup, ...]
    reopenings: tuple[Reopening, ...]
    to_month: Month

    @property
    def minutes(self) -> int:
        """Minutes re-opened."""
        return sum(each.minutes for each in self.reopenings)

    @property
    def package_min(self) -> int:
        """Minutes that come back to the package of the open month."""
        return sum(each.package_min for each in self.reopenings)

    @property
    def may_be_omitted(self) -> bool:
        """Whether the law asks for no credit note."""
        return may_be_omitted(self.total_yen)


def foresee_credit(session: Session, *, scope: Scope, public_id: str, data: CreditData) -> Credit:
    """The credit note as it would be issued now; nothing is written.

    Raises:
        Forbidden, NotFound, NotIssued, AlreadyCredited, OverCredited, NothingToCredit: as `credit_invoice`, but for the
            reason, which is not asked for yet.
    """
    scope.require_staff()
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    _refuse_unissued(view.head.state, view.head.kind)
    return _decide(session, view, data)


def credit_invoice(
    session: Session, *, scope: Scope, public_id: str, data: CreditData, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the credit note, issued with its number. Its minutes are on the open month's ledger.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such invoice.
        NotIssued: it is a draft, void, or itself a credit note.
        AlreadyCredited: an entry was re-opened before.
        OverCredited: more than is left of a line.
        CreditedMeanwhile: of a line less, or more, is left than when this was decided.
        NothingToCredit: neither money nor minutes.
        InvalidInput: there is no reason, or a long one; or the note's id is of something else.
        IssuerIncomplete: the issuing company is not filled in.
    """
    scope.require_staff()
    why = checked_reason(data.reason)
    with transaction(session):
        credited = invoices_queries.invoice_row(session, public_id)
        if data.public_id is not None and _is_issued(session, scope, data.public_id, credited):
            return data.public_id
        _refuse_unissued(credited.state, credited.kind)
        issuer = issuer_of(session)
        credit = _decide(session, invoices_queries.invoice(session, scope, public_id=public_id), data)
        note = _note(session, credited, credit, now, data.public_id or new_id())
        session.add(
            CreditNote(
                invoice_id=note.id,
                client_id=note.client_id,
                credits_id=credited.id,
                reason=why,
                minutes_go=str(data.minutes_go),
                to_month=credit.to_month if credit.reopenings else None,
                created_by=scope.account_id,
            )
        )
        session.flush()
        _reopen(session, note, credit, data.minutes_go, now, new_id)
        number = give_number(session, note, issuer, now)
        _tell(session, scope, credited, note, now, new_id)
        record(
            session,
            stream=note.client_id,
            account_id=scope.account_id,
            action="invoice.credit",
            subject=f"invoice:{credited.public_id}",
            now=now,
            before={"total_yen": credited.total_yen},
            after={
                "credit_note": number,
                "total_yen": note.total_yen,
                "minutes": credit.minutes,
                "package_min": credit.package_min,
                "minutes_go": str(data.minutes_go),
                "entries": [each.billed_entry_id for each in credit.reopenings],
            },
            reason=why,
        )
        return note.public_id


def _refuse_unissued(state: str, kind: str) -> None:
    if state != "issued" or kind != "invoice":
        raise NotIssued("invoice")


def _is_issued(session: Session, scope: Scope, note_public_id: str, credited: InvoiceRow) -> bool:
    credits_public_id = crediting_queries.credited_by(session, scope, note_public_id)
    if credits_public_id not in (None, credited.public_id):
        raise InvalidInput("public_id", "not_a_choice")
    return credits_public_id is not None


def _decide(session: Session, view: InvoiceView, data: CreditData) -> Credit:
    lines = crediting_queries.creditable_lines(session, view)
    if data.left_yen is not None and data.left_yen != {each.position: each.left_yen for each in lines}:
        raise CreditedMeanwhile("invoice")
    wanted = None if data.is_whole else set(data.entry_ids)
    entries = crediting_queries.creditable_entries(session, view.head.id, wanted)
    if wanted is not None and len(entries) != len(wanted):
        raise AlreadyCredited("entries", count=len(wanted) - len(entries))
    apart = crediting_queries.apart_entries(session, view.head.id)
    amounts = _amounts(session, view, lines, entries, apart, data)
    refuse_empty(amounts, entries)
    return Credit(
        lines=credit_lines(lines, amounts),
        tax_groups=credit_taxes(lines, amounts, TaxRounding(view.tax_rounding)),
        reopenings=reopenings(
            [(each.id, each.minutes) for each in entries],
            overage_min=view.balance.overage_min if view.balance else 0,
            before_min=crediting_queries.reopened_min(session, view.head.id),
            fee_is_taken_back=takes_back_fee(lines, amounts),
            apart=apart,
        ),
        to_month=crediting_queries.open_month(session, view.head.client_id),
    )


def _amounts(
    session: Session,
    view: InvoiceView,
    lines: list[CreditableLine],
    entries: list[BilledEntry],
    apart: Mapping[int, int],
    data: CreditData,
) -> Mapping[int, int]:
    if data.is_whole:
        return {each.position: each.left_yen for each in lines}
    if data.amounts is not None:
        return data.amounts
    before_min, before_apart_min = (
        crediting_queries.reopened_min(session, view.head.id, apart=is_apart) for is_apart in (False, True)
    )
    now_apart_min = sum(each.minutes for each in entries if each.id in apart)
    now_min = sum(each.minutes for each in entries) - now_apart_min
    over = Reopened(view.balance.overage_min if view.balance else 0, before_min, now_min)
    return proposed_yen(lines, over, Reopened(sum(apart.values()), before_apart_min, now_apart_min))


def _note(session: Session, credited: InvoiceRow, credit: Credit, now: dt.datetime, public_id: str) -> InvoiceRow:
    note = InvoiceRow(
        public_id=public_id,
        client_id=credited.client_id,
        month=credited.month,
        kind="credit_note",
        state="draft",
        series=NO_SERIES,
        period_start=credited.period_start,
        period_end=credited.period_end,
        due_date=work_date(now),
        subtotal_yen=credit.subtotal_yen,
        tax_yen=credit.tax_yen,
        total_yen=credit.total_yen,
        tax_rounding=credited.tax_rounding,
        parties={},
        balance={},
        drafted_at=now,
    )
    session.add(note)
    session.flush()
    session.add_all(
        InvoiceLineRow(
            invoice_id=note.id,
            position=position,
            kind=str(line.kind),
            description=line.text,
            quantity=line.quantity,
            unit=str(line.unit),
            unit_price_yen=line.unit_price_yen,
            amount_yen=line.amount_yen,
            tax_rate_pct=line.tax_rate_pct,
            category=str(line.category),
        )
        for position, line in credit.lines
    )
    session.add_all(
        InvoiceTax(
            invoice_id=note.id,
            rate_pct=group.rate_pct,
            category=str(group.category),
            taxable_yen=group.taxable_yen,
            tax_yen=group.tax_yen,
        )
        for group in credit.tax_groups
    )
    session.flush()
    return note


def _reopen(
    session: Session,
    note: InvoiceRow,
    credit: Credit,
    minutes_go: MinutesGo,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """Frees the entries and posts their minutes to the open month, which begins with this if it has not."""
    if not credit.reopenings:
        return
    client_id, month = note.client_id, credit.to_month
    if clients_queries.month_row(session, client_id, month) is None:
        grant = ledger.opening(client_id, month, clients_queries.terms_in(session, client_id, month).included_min)
        session.add_all(opened_month(client_id, month, grant, posting_id=new_id(), now=now))
        session.flush()
    for each in credit.reopenings:
        row = session.get_one(BilledEntry, each.billed_entry_id)
        row.reopened_at, row.credit_note_id = now, note.id
        reference = f"credit:{note.public_id}:{each.billed_entry_id}"
        postings = []
        if each.package_min:
            postings.append(ledger.credit(client_id, month, each.package_min, reference))
        if minutes_go is MinutesGo.AGAIN and not each.is_apart:  # beside the package the ledger has no say
            postings.append(ledger.rebill(client_id, month, each.minutes, reference))
        for posting in postings:
            session.add_all(
                ledger_rows(posting, posting_id=new_id(), posted_at=now, billed_entry_id=each.billed_entry_id)
            )
    session.flush()


def _tell(
    session: Session,
    scope: Scope,
    credited: InvoiceRow,
    note: InvoiceRow,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    told = accounts_queries.recipients(session, client_ids={note.client_id})
    params = {
        "number": note.number,
        "credits": credited.number,
        "month": str(note.month),
        "total_yen": note.total_yen,
        "invoice": note.public_id,
    }
    tell_accounts(session, told, topic="credit_note_issued", params=params, now=now, new_id=new_id)
    ask(session, pdf_order(note.public_id, note.client_id), new_id=new_id, asked_by=scope.account_id, now=now)
