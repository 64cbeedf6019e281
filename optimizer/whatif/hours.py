"""What package minutes are worth to a client: the next hour, and a table of package sizes. All by solving anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.problem import Package
from optimizer.protection import growth_of
from optimizer.whatif.answers import Cause, NextHour, PackageRow, PackageTable
from optimizer.whatif.exact import best_or_raise
from optimizer.whatif.figures import done, left_out, tasks_in
from optimizer.whatif.part import part_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.result import Needs, Unassigned
    from optimizer.whatif.exact import Best
    from optimizer.whatif.month import Month
    from optimizer.whatif.part import Part

HOUR_MIN = 60
OFFERS_MIN = (600, 1200, 1800, 3000)  # 10, 20, 30 and 50 hours


class Client:
    """A client's part of a month, solved with one package after another."""

    def __init__(self, month: Month, client: str) -> None:
        self.month, self.client = month, client
        self.part = part_of(month, month.tasks_of.get(client, ()))
        self.package = month.packages.get(client) or Package(client, 0)
        longest = Counter[int]()
        for offer in (*self.part.offers(), *self.part.sharers()):
            if offer.task < self.part.free:
                longest[offer.task] = max(longest[offer.task], offer.minutes)
        tasks = self.part.problem.tasks
        self.most_min = sum(minutes + growth_of(tasks[task], minutes) for task, minutes in longest.items())

    def with_minutes(self, minutes: int, like: Best | None = None) -> tuple[Part, Best]:
        """Give the best plan with a package of so many minutes, as close as may be to the plan given."""
        part = self.part.with_package(replace(self.package, minutes=minutes))
        held = None if like is None else {task: _people(like, task) for task in like.room.done()}
        return part, best_or_raise(part, held=held)


def _people(best: Best, task: int) -> tuple[int, ...]:
    return tuple(one.assistant for one in best.room.rows_of(task))


def next_hour_of(month: Month, client: str, minutes: int = HOUR_MIN) -> NextHour:
    """Give what so many more package minutes bring a client.

    Raises:
        PlanDoesNotFitError: when the other clients' plan breaks a rule of the problem.
    """
    own = Client(month, client)
    bought = own.package.minutes
    part, before = own.with_minutes(bought)
    part, after = own.with_minutes(bought + minutes, before)
    if not after.is_better_than(before):
        after = before  # other work of the same worth is no gain
    was, now = tasks_in(part, before), tasks_in(part, after)
    out = left_out(month, part, after)
    cause, needs, out = _why_nothing(own, before, minutes, out) if after is before else (None, {}, out)
    return NextHour(
        client=client,
        minutes=minutes,
        before=done(part, before),
        after=done(part, after),
        gained=tuple(task for task in now if task not in was),
        lost=tuple(task for task in was if task not in now),
        cause=cause,
        needs=needs,
        left_out=out,
        proven=before.proven and after.proven,
    )


def _why_nothing(
    own: Client, before: Best, minutes: int, out: tuple[Unassigned, ...]
) -> tuple[Cause | None, Needs, tuple[Unassigned, ...]]:
    """Find the fewest minutes that bring anything, or else what bars the way whatever the package."""
    if not out and own.month.listed is None:  # else somebody may do more of it in more minutes
        return Cause.NOTHING_LEFT, {}, out
    low = own.package.minutes + minutes
    part, most = own.with_minutes(max(low, own.most_min), before)
    if not most.is_better_than(before):
        barred = left_out(own.month, part, most)
        if not barred:
            return Cause.NOTHING_LEFT, {}, out  # a larger package holds all of it, and it is worth nothing
        return Cause.BLOCKED, _main_bar(own.month, barred), barred
    high, found = max(low, own.most_min), most
    while high - low > 1:  # low brings nothing, high does
        middle = (low + high) // 2
        part, tried = own.with_minutes(middle, before)
        if tried.is_better_than(before):
            least = _least_minutes(tried)
            high, found = middle if least is None else min(middle, least), tried
        else:
            low = middle
    part, found = own.with_minutes(high, before)
    was = tasks_in(part, before)
    gained = tuple(task for task in tasks_in(part, found) if task not in was)
    needs: Needs = {"minutes": high - own.package.minutes, "tasks": gained, "value": found.value - before.value}
    return Cause.MORE_MINUTES, needs, out


def _least_minutes(best: Best) -> int | None:
    """Give the smallest package for the same plan at the same cost; None where there is overage, which would cost more.

    What is kept free for wrong estimates may lie in the overage that the client has consented to.
    """
    uses = list(zip(best.room.problem.packages, best.room.package_uses(), strict=True))
    if any(use.overage_minutes for _, use in uses):
        return None
    return sum(use.minutes + max(0, use.protected_minutes - package.overage_minutes) for package, use in uses)


def _main_bar(month: Month, out: tuple[Unassigned, ...]) -> Needs:
    """Name the reason that keeps out most minutes, and its largest task with the figures."""
    minutes = Counter[str]()
    size = {row.task: month.problem.tasks[month.task_place[row.task]].minutes for row in out}
    for row in out:
        minutes[row.reason] += size[row.task]
    reason = max(minutes, key=lambda one: minutes[one])
    own = [row for row in out if row.reason == reason]
    largest = max(own, key=lambda row: size[row.task])
    return {**largest.needs, "reason": str(reason), "tasks": tuple(row.task for row in own), "task": largest.task}


def package_table_of(month: Month, client: str, offers: Iterable[int] = OFFERS_MIN) -> PackageTable:
    """Give what packages of these sizes and the client's own bring it.

    Raises:
        PlanDoesNotFitError: when the other clients' plan breaks a rule of the problem.
    """
    own = Client(month, client)
    sizes = sorted({*offers, *([own.package.minutes] if client in month.packages else [])}, reverse=True)
    rows: list[PackageRow] = []
    last: tuple[Part, Best] | None = None
    for minutes in sizes:
        if last is None or not _would_do(last[1], minutes):
            last = own.with_minutes(minutes)
        is_current = client in month.packages and minutes == own.package.minutes
        rows.append(PackageRow(minutes, done(*last), is_current, last[1].proven))
    tasks = [month.problem.tasks[task] for task in month.tasks_of.get(client, ())]
    return PackageTable(client, len(tasks), sum(task.minutes for task in tasks), tuple(reversed(rows)))


def _would_do(best: Best, minutes: int) -> bool:
    """Tell whether the best plan of a larger package is one of this package too, and so its best."""
    least = _least_minutes(best)
    return least is not None and least <= minutes
