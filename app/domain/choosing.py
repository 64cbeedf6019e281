"""Rows chosen from a list, and what became of each: done, refused with its reason, or not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import DomainError, InvalidInput, NotFound, Problem
from app.domain.worktime import Month

#: Most rows of one choice; more is no choice but a rule, and belongs into a filter.
MOST_CHOSEN = 2_000
#: So many are done while the page waits; more are a job.
AT_ONCE = 50
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows by their public ids, and what doing something to them needs.

    Attributes:
        public_ids: without doubles, in the order of the page.
        month: the month the page was about.
        now: the instant of the choice.
        new_id: makes ids.
        progress: told the part done, 0 to 1, and a code of what is being done; raises where it shall stop.
    """

    public_ids: Sequence[str]
    month: Month
    now: dt.datetime
    new_id: Callable[[], str]
    progress: Progress = lambda _part, _code: None


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that stayed as it was: what it is called, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows; `missing` were never there, or are somebody else's: the two are not told apart."""

    done: int
    refused: tuple[Refused, ...] = ()
    missing: int = 0

    def to_json(self) -> dict[str, object]:
        """As a job keeps it."""
        refused = [
            {"name": each.name, "code": each.problem.code, "field": each.problem.field, "params": each.problem.params}
            for each in self.refused
        ]
        return {"done": self.done, "refused": refused, "missing": self.missing}


def chosen_ids(given: Iterable[str]) -> tuple[str, ...]:
    """The ids without doubles, in their order.

    Raises:
        InvalidInput: `nothing_chosen`; `chosen_many`, more than `MOST_CHOSEN`.
    """
    found = tuple(dict.fromkeys(each for each in given if each))
    if not found:
        raise InvalidInput("row", "nothing_chosen")
    if len(found) > MOST_CHOSEN:
        raise InvalidInput("row", "chosen_many", most=MOST_CHOSEN)
    return found


def do_each(chosen: Chosen, names: Mapping[str, str], act: Callable[[str], None], step: str) -> Outcome:
    """Each row done on its own: what a rule refuses stays, and the others go on.

    Args:
        chosen: the rows.
        names: public id -> name of those that the scope may see.
        act: does it to one; its errors are reasons.
        step: the code of what is being done.
    """
    done, refused, missing = 0, [], 0
    for place, public_id in enumerate(chosen.public_ids):
        chosen.progress(place / len(chosen.public_ids), step)
        if public_id not in names:
            missing += 1
            continue
        try:
            act(public_id)
        except NotFound:
            missing += 1
        except DomainError as error:
            refused += [Refused(names[public_id], problem) for problem in error.problems()[:1]]
        else:
            done += 1
    return Outcome(done, tuple(refused), missing)
