"""Recompute every balance, total and number from the entries and say what does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.queries.check import audit, billing, hours, invoices, ledger, plans, tasks

_CHECKS: tuple[Callable[[Session], Iterator[Problem]], ...] = (
    hours.months_of_entries,
    hours.charges,
    hours.costs,
    hours.reversals,
    hours.spans,
    ledger.postings_balance,
    ledger.entries_posted,
    ledger.grants,
    ledger.closes,
    ledger.carried,
    hours.waiting,
    invoices.closed_months_billed,
    invoices.totals,
    invoices.taxes,
    invoices.charges,
    invoices.hours_billed,
    invoices.numbers,
    invoices.counters,
    invoices.files,
    billing.entries_billed,
    billing.reopened,
    billing.credits_within,
    billing.credit_taxes,
    billing.credit_postings,
    billing.voids,
    billing.payments,
    audit.chains,
    plans.walls,
    tasks.files,
)


def check(session: Session) -> Iterator[Problem]:
    """Everything that does not hold, in a fixed order; nothing for a sound database.

    A problem's `code` names the rule, `params` the row: client id, month, entry, invoice, found and wanted values.
    Where others write meanwhile, the caller reads `of_one_instant`: half of a close is no error.
    """
    return chain.from_iterable(rule(session) for rule in _CHECKS)


def count_rules() -> int:
    """How many rules are checked."""
    return len(_CHECKS)
