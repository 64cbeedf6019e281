"""The weeks of a month and what leave takes of them: in whole days and whole minutes.

Weeks begin on Monday and are counted inside the month, so that its first and last may be short; `due_week` 2 is the
second of them, `early_weeks` those in which parts of weekly work are due before it.

`Assistant.minutes` are what somebody has in the month, with leave already taken off.
`minutes_per_week` are those of each week as if nobody were away; leave takes its share of them, by working days. A
working day is Monday to Friday; public holidays are days like others unless `leave` names them. Without `month` there
is no calendar, and leave changes nothing.
"""

from __future__ import annotations

from calendar import Calendar
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from optimizer.reading import WEEKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from optimizer.prices.eligible import Whole
    from optimizer.problem import Assistant, Task

    Weeks = tuple[tuple[date, ...], ...]

_SATURDAY = 5
#: Minutes of one, or an array of those of many.
Number = TypeVar("Number", int, "Whole")


def weeks_of(month: str | None) -> Weeks:
    """Give the working days of each week of a month, 4 to 6 weeks; a week without any has its weekend instead."""
    if month is None:
        return ()
    year, number = map(int, month.split("-"))
    weeks = ([day for day in week if day.month == number] for week in Calendar().monthdatescalendar(year, number))
    return tuple(tuple([day for day in week if day.weekday() < _SATURDAY] or week) for week in weeks)


def minutes_until(assistant: Assistant, weeks: Weeks) -> tuple[int, ...]:
    """Give the minutes an assistant has from the first week to each of the six; none where none are told by week.

    A week of h minutes with d working days, e of them on leave, has h * (d - e) / d minutes, rounded down. Weeks
    beyond those told have none of their own.
    """
    if not assistant.minutes_per_week:
        return ()
    told = [*assistant.minutes_per_week, *[0] * (WEEKS - len(assistant.minutes_per_week))]
    for nth, days in enumerate(weeks):
        told[nth] = told[nth] * _days_there(assistant, days) // len(days)
    return tuple(accumulate(told))


def as_if_nobody_were_away(assistant: Assistant, left: Sequence[int], weeks: Weeks) -> tuple[int, ...]:
    """Give `minutes_per_week` of which leave leaves just so many minutes of each week.

    h minutes of a week with d working days, e of them on leave, are h * d / (d - e) as if nobody were away, rounded up.
    Of a week that is all leave nothing can be left.
    """
    there = [(_days_there(assistant, days), len(days)) for days in weeks]
    return tuple(
        -(-minutes * of_days // days) if days else 0 for minutes, (days, of_days) in zip(left, there, strict=True)
    )


def with_more_minutes(assistant: Assistant, minutes: int, weeks: Weeks) -> Assistant:
    """Give an assistant who has so many more minutes, in the month and from the first week on in which they are there.

    What leave takes of that week is added on top, so that all of them are left: h minutes more of a week with d working
    days, e of them on leave, are h * d / (d - e) more as if nobody were away, rounded up.
    """
    more = replace(assistant, minutes=assistant.minutes + minutes)
    if not assistant.minutes_per_week:
        return more
    told = [*assistant.minutes_per_week, *[0] * (WEEKS - len(assistant.minutes_per_week))]
    there = [(_days_there(assistant, days), len(days)) for days in weeks] or [(1, 1)]
    for nth, (days, of_days) in enumerate(there):
        if days:
            left = told[nth] * days // of_days + minutes
            told[nth] = -(-left * of_days // days)
            break
    return replace(more, minutes_per_week=tuple(told))


def with_time_for(assistant: Assistant, due_min: Mapping[int, int], weeks: Weeks) -> Assistant:
    """Give an assistant whose weeks are long enough for work they have: week from 1 -> minutes that are due in it.

    What is lacking until the end of a week is added to that week, or where leave takes all of it to the one before, and
    is not there later; a week that is long enough already ends with as much as before. Work that is due before they are
    there at all has no time even so.
    """
    until = minutes_until(assistant, weeks)
    work = accumulate(due_min.get(nth, 0) for nth in range(1, WEEKS + 1))
    longer = [max(pair) for pair in zip(until, work, strict=False)]
    if longer == list(until):
        return assistant
    left = [now - before for before, now in zip([0, *longer], longer, strict=False)]
    told = [*assistant.minutes_per_week, *[0] * (WEEKS - len(assistant.minutes_per_week))]
    there = [(_days_there(assistant, days), len(days)) for days in weeks]
    there += [(1, 1)] * (WEEKS - len(there))
    for nth in reversed(range(WEEKS)):
        days, of_days = there[nth]
        if days:
            told[nth] = -(-left[nth] * of_days // days)
        elif nth:
            left[nth - 1] += left[nth]
    return replace(assistant, minutes_per_week=tuple(told))


def parts_of(task: Task, minutes: int) -> tuple[tuple[int | None, int], ...]:
    """Give the weeks in which so many minutes of a task are due, in order, each with its part; None is the month's end.

    Of n parts, k nths are due by the kth of them, rounded down. A part may have no minutes.
    """
    weeks = (*task.early_weeks, task.due_week)
    until = [minutes * nth // len(weeks) for nth in range(len(weeks) + 1)]
    return tuple((week, now - before) for week, before, now in zip(weeks, until, until[1:], strict=False))


def due_until(task: Task, minutes: int) -> tuple[int, ...]:
    """Give how many of so many minutes of a task are due by the end of each of the six weeks."""
    due = [0] * WEEKS
    for week, part in parts_of(task, minutes):
        if week is not None:
            due[week - 1] += part
    return tuple(accumulate(due))


def counted_parts(task: Task) -> list[tuple[int, int | None, int]]:
    """Give for each part of a task which it is, from 1, the week in which it is due, and of how many."""
    weeks = (*task.early_weeks, task.due_week)
    return [(nth, week, len(weeks)) for nth, week in enumerate(weeks, 1)]


def weeks_of_growth(due: Sequence[int]) -> tuple[int, ...]:
    """Give the weeks, from 1, in which more is due than before them."""
    return tuple(week for week, (before, now) in enumerate(zip((0, *due), due, strict=False), 1) if now > before)


def most_for_part(left: Number, nth: int, parts: int) -> Number:
    """Give the most minutes a task may have of which the first so many of its parts fit what is left.

    k of n parts of m minutes are m * k // n: no more than `left` where m <= ((left + 1) * n - 1) // k.
    """
    return ((left + 1) * parts - 1) // nth


def _days_there(assistant: Assistant, days: tuple[date, ...]) -> int:
    return sum(day not in assistant.leave for day in days)


def days_for(task: Task, weeks: Weeks) -> tuple[date, ...]:
    """Give the working days on which a task can be done: until the end of its week, or of the month."""
    return tuple(day for week in weeks[: task.due_week] for day in week)
