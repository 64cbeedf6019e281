"""Who works when: minutes of a month become entries with a begin and an end, the same for the same plan.

Pure: assignments in, entries by day out. No two entries of an assistant overlap, lunch is free, minutes come in fives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

STEP_MIN = 5
OPENS_MIN, LUNCH_MIN, AFTER_LUNCH_MIN, CLOSES_MIN = 9 * 60, 12 * 60, 13 * 60, 22 * 60
#: How much of its estimate a task takes: most take a little less, some more.
LEAST_PCT, MOST_PCT = 82, 118


@dataclass(frozen=True, slots=True)
class Job:
    """A work item that is done in the month: by whom, for how many minutes as planned, how many times."""

    key: str
    work_item: str
    assistant: str
    client: str
    planned_min: int
    runs: int


@dataclass(frozen=True, slots=True)
class Stint:
    """One piece of work on a day, in minutes since midnight."""

    job: Job
    day: dt.date
    starts_min: int
    stops_min: int

    @property
    def starts(self) -> dt.time:
        """When it begins."""
        return dt.time(*divmod(self.starts_min, 60))

    @property
    def stops(self) -> dt.time:
        """When it ends."""
        return dt.time(*divmod(self.stops_min, 60))


def timetable(
    jobs: Sequence[Job], days: Mapping[str, Sequence[dt.date]], worked_min: Mapping[str, int]
) -> dict[dt.date, list[Stint]]:
    """Day -> what is worked on it, in the order of the clock for each assistant.

    Args:
        jobs: what is done.
        days: client -> the days its work is spread over, in order.
        worked_min: client -> minutes worked in all, a multiple of 5; spread over its jobs by their plans.
    """
    pieces: dict[tuple[dt.date, str], list[tuple[Job, int]]] = {}
    for client, total_min in worked_min.items():
        own = [job for job in jobs if job.client == client]
        for job, minutes in shares(own, total_min).items():
            for day, part_min in _runs(job, minutes, days[client]):
                pieces.setdefault((day, job.assistant), []).append((job, part_min))
    table: dict[dt.date, list[Stint]] = {}
    for (day, _assistant), found in sorted(pieces.items()):
        table.setdefault(day, []).extend(_placed(day, found))
    return table


def shares(jobs: Sequence[Job], total_min: int) -> dict[Job, int]:
    """The total split over the jobs by their planned minutes, each a little off its plan; multiples of 5."""
    if not jobs:
        return {}
    weights = {job: job.planned_min * Random(job.key).randint(LEAST_PCT, MOST_PCT) for job in jobs}  # noqa: S311
    whole = sum(weights.values())
    steps = total_min // STEP_MIN
    given = {job: steps * weight // whole for job, weight in weights.items()}
    rests = sorted(jobs, key=lambda job: (-(steps * weights[job] % whole), job.key))
    for job in rests[: steps - sum(given.values())]:
        given[job] += 1
    return {job: count * STEP_MIN for job, count in given.items()}


def _runs(job: Job, minutes: int, days: Sequence[dt.date]) -> list[tuple[dt.date, int]]:
    """The job's minutes on evenly spread days, the longer ones first."""
    count = min(job.runs, len(days), minutes // STEP_MIN)
    if count == 0:
        return []
    offset = Random(job.key).randrange(len(days))  # noqa: S311 - the same days each time are wanted
    chosen = sorted({(offset + place * len(days) // count) % len(days) for place in range(count)})
    steps, rest = divmod(minutes // STEP_MIN, count)
    return [(days[index], (steps + (place < rest)) * STEP_MIN) for place, index in enumerate(chosen)]


def _placed(day: dt.date, pieces: Sequence[tuple[Job, int]]) -> list[Stint]:
    """The pieces one after the other from the morning on, with a pause at noon; what would end too late is left out."""
    now_min = OPENS_MIN + Random(f"{day}{pieces[0][0].assistant}").randrange(0, 60, STEP_MIN)  # noqa: S311
    stints = []
    for job, minutes in pieces:
        if now_min < AFTER_LUNCH_MIN and now_min + minutes > LUNCH_MIN:
            now_min = AFTER_LUNCH_MIN
        if now_min + minutes > CLOSES_MIN:
            continue
        stints.append(Stint(job, day, now_min, now_min + minutes))
        now_min += minutes + STEP_MIN
    return stints
