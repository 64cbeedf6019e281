"""What the catalogue of usual tasks knows of one whose company stated nothing: how often, how long, what it is called.

Everything taken from here is assumed, and is marked so.
"""

from __future__ import annotations

import re

from optimizer.scoring.facts import TaskFacts

#: Runs a year by the catalogue's letters. A working day is one of 20 in a month, as in the published steps; work on
#: demand (A) has no number.
_RUNS_PER_YEAR = {"D": 240, "W": 52, "M": 12, "Q": 4, "Y": 1}
_HOURS_A_MONTH = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d{1,4})?) h/mo")
_MINUTES_EACH = re.compile(r"(?<!\d)(\d{1,5}) min each")
_CONTROLLED = re.compile(r"(^|[\s/])H($|[\s/(])")


def usual_runs_per_year(facts: TaskFacts) -> int | None:
    """How often the usual task is done; of several frequencies the rarest. None where the catalogue has no number."""
    letters = (facts.catalogue_frequency or "").split("/")
    known = [_RUNS_PER_YEAR[letter] for letter in letters if letter in _RUNS_PER_YEAR]
    return min(known, default=None)


def usual_minutes_per_run(facts: TaskFacts) -> int | None:
    """Minutes of one run as a source published them, e.g. 「52 min each」; None where none did."""
    found = _MINUTES_EACH.search(facts.catalogue_time or "")
    return int(found[1]) if found else None


def usual_minutes_a_month(facts: TaskFacts) -> int | None:
    """Minutes of a month as a source published them, e.g. 「11.6 h/mo」; None where none did."""
    found = _HOURS_A_MONTH.search(facts.catalogue_time or "")
    return round(float(found[1]) * 60) if found else None


def usually_controlled(facts: TaskFacts) -> bool:
    """True when the catalogue marks the usual task H: free, but with authority, My Number or personal data."""
    return bool(_CONTROLLED.search(facts.law_class or ""))
