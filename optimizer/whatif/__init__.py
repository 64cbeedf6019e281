"""What if: questions about a plan, each answered by solving the part it is about anew, exactly, the rest left alone.

    next_hour(problem, plan, client, minutes=60) -> NextHour; next_hours(problem, plan, clients=None) for many
    package_table(problem, plan, client, offers=(600, …)) -> PackageTable
    package_tables(problem, plan, {client: offers}) -> a PackageTable for each
    coverage(problem, plan, assistants=None) -> a Coverage for each
    forced(problem, plan, task) -> Forced; forced_each(problem, plan, tasks) for many
    smallest_change(problem, plan, task) -> SmallestChange; smallest_changes(problem, plan, tasks) for many
    difference(assignments before, assignments after) -> Difference
    beside_unrestricted(published, plan, solve(freed(problem, keep=begun))) -> Unrestricted

All but the last two ask a process that is started for it, once however many clients are asked about, and take
`time_limit_s=` (60; what is answered by then is kept), `tick=` (called at least every 0.5 s; what it raises ends the
process), `heard=` (told how many answers have come) and `failed=` (told why there is none). Of `plan` only the
assignments are looked at, and of these what names tasks and assistants of the problem. One question without an answer
is a `NoAnswerError`; among many it is left out. What the problem does not have, and minutes that are none, are refused
with the field (`ProblemError`).
"""

from __future__ import annotations

from optimizer.whatif.answers import Backup, Cause, Coverage, Done, Lost, NextHour, PackageRow, PackageTable
from optimizer.whatif.ask import (
    NoAnswerError,
    coverage,
    forced,
    forced_each,
    next_hour,
    next_hours,
    package_table,
    package_tables,
    smallest_change,
    smallest_changes,
)
from optimizer.whatif.changes import Change, Forced, Kind, SmallestChange, Step
from optimizer.whatif.difference import Difference, MinutesChanged, Moved, difference
from optimizer.whatif.unrestricted import Unrestricted, beside_unrestricted, freed

__all__ = [
    "Backup",
    "Cause",
    "Change",
    "Coverage",
    "Difference",
    "Done",
    "Forced",
    "Kind",
    "Lost",
    "MinutesChanged",
    "Moved",
    "NextHour",
    "NoAnswerError",
    "PackageRow",
    "PackageTable",
    "SmallestChange",
    "Step",
    "Unrestricted",
    "beside_unrestricted",
    "coverage",
    "difference",
    "forced",
    "forced_each",
    "freed",
    "next_hour",
    "next_hours",
    "package_table",
    "package_tables",
    "smallest_change",
    "smallest_changes",
]
