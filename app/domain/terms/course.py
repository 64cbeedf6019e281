"""The runs of a contract: its first length, its renewals, and months after its end that no contract covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.terms import Terms
from app.domain.terms.duration import Duration
from app.domain.worktime import Month


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a contract.

    Attributes:
        first, last: its months; `last` None where it has no end of its own.
        duration: what was agreed of it.
        is_renewed: whether it began by itself.
    """

    first: Month
    last: Month | None
    duration: Duration
    is_renewed: bool = False

    @property
    def follows(self) -> bool:
        """Whether another run begins by itself after this one."""
        return self.duration.renewal_months > 0 and self.duration.ends_with is None


def run_at(terms_series: Sequence[Terms], month: Month) -> Run | None:
    """The run that covers the month; None before the contract and after its end.

    Terms that say the same of the course change a price or a package and leave it alone; terms that say something else
    of it, or that begin the month after a run's end, begin a new one.

    Args:
        terms_series: all of the client's terms, whatever the order given.
        month: which.
    """
    ordered = sorted(terms_series, key=lambda terms: terms.valid_from)
    if not ordered or month < ordered[0].valid_from:
        return None
    run: Run | None = _begun(ordered[0])
    while run is not None:
        anew = _anew(ordered, run)
        if anew is not None and anew.valid_from <= month:
            run = _begun(anew)
        elif run.last is None or month <= run.last:
            return run
        else:
            run = _renewed(run) if run.follows else None
    return None


def is_over(terms_series: Sequence[Terms], month: Month) -> bool:
    """Whether the contract ended before the month and nothing new was agreed.

    A contract that has begun and says nothing of its end is never over.
    """
    if all(not each.duration.length_months and each.duration.ends_with is None for each in terms_series):
        return False
    begins = min(each.valid_from for each in terms_series)
    return month >= begins and run_at(terms_series, month) is None


def _begun(terms: Terms) -> Run:
    duration = terms.duration
    last = terms.valid_from.plus(duration.length_months - 1) if duration.length_months else None
    return Run(terms.valid_from, _earlier(last, duration.ends_with), duration)


def _renewed(run: Run) -> Run:
    first = run.last.next() if run.last else run.first
    return Run(first, first.plus(run.duration.renewal_months - 1), run.duration, is_renewed=True)


def _anew(ordered: Sequence[Terms], run: Run) -> Terms | None:
    """The terms that begin the next run: by what they say of the course, or because the run has ended by then.

    None where there are none, or where a run that renews itself does so before them.
    """
    for terms in ordered:
        is_after = run.last is not None and terms.valid_from > run.last
        if is_after and run.follows and run.last and terms.valid_from != run.last.next():
            return None
        if terms.valid_from > run.first and (is_after or terms.duration != run.duration):
            return terms
    return None


def _earlier(last: Month | None, agreed: Month | None) -> Month | None:
    if last is None or agreed is None:
        return agreed or last
    return min(last, agreed)
