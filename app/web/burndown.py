"""The hours left in a client's period, day by day: what was worked, what the plan and the present pace leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.workdays import is_national_holiday, is_working_day
from app.domain.worktime import Month
from app.web.pictures.frames import Frame

_STEPS_MIN = (60, 120, 300, 600, 1200, 3000, 6000, 12000)
_MOST_LINES = 5
_LABEL_PX = 18


@dataclass(frozen=True, slots=True)
class DayLeft:
    """A day that is over, or today: minutes worked, minutes left at its end."""

    day: dt.date
    used_min: int
    left_min: int


@dataclass(frozen=True, slots=True)
class Burndown:
    """Minutes left after each day of a month's period.

    Attributes:
        month: whose period it is.
        days: its days, in order.
        available_min: everything that came.
        past: the days up to today; empty before the period.
        plan: minutes left after each day from today on if the plan is kept; one value more than days to come.
        pace: the same if work goes on as it did a business day so far; empty while nothing was worked.
        expiring_min: minutes carried in that end with the period.
    """

    month: Month
    days: tuple[dt.date, ...]
    available_min: int
    past: tuple[DayLeft, ...]
    plan: tuple[int, ...]
    pace: tuple[int, ...]
    expiring_min: int

    @property
    def left_min(self) -> int:
        """Minutes left today."""
        return self.past[-1].left_min if self.past else self.available_min

    @property
    def last_day(self) -> dt.date:
        """The last day of the period."""
        return self.days[-1]

    @property
    def plan_end_min(self) -> int:
        """Minutes left at the end of the period if the plan is kept."""
        return self.plan[-1]

    @property
    def pace_end_min(self) -> int | None:
        """Minutes left at the end of the period at the present pace; None while nothing was worked."""
        return self.pace[-1] if self.pace else None


WIDE = Frame(820, 290, 44, 688, 20, 256)
NARROW = Frame(360, 250, 34, 350, 20, 216)


@dataclass(frozen=True, slots=True)
class Text:
    """A place for a label."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws, in the frame's units."""

    frame: Frame
    rest_days: tuple[tuple[float, float], ...]
    lines: tuple[Text, ...]
    days: tuple[tuple[Text, bool], ...]
    past: str
    area: str
    plan: str
    pace: str
    now: tuple[float, float] | None
    expiring_y: float | None
    plan_label_y: float
    pace_label_y: float


def burndown(
    month: Month,
    period: tuple[dt.date, dt.date],
    today: dt.date,
    *,
    available_min: int,
    daily: Mapping[dt.date, int],
    plan: Mapping[dt.date, int],
    pace: Mapping[dt.date, int] | None,
    expiring_min: int,
) -> Burndown:
    """The period as it stands at the end of `today`.

    Args:
        month: the month shown.
        period: its first and last day.
        today: the Tokyo day; before or after the period as well.
        available_min: minutes granted, carried in and bought.
        daily: day -> minutes worked; late work, of a day before the period, counts on its first.
        plan: day -> minutes the plan still expects; those of today are drawn on the next day.
        pace: day -> minutes at the present pace; None while nothing was worked.
        expiring_min: minutes carried in that end with the period.
    """
    first_day, last_day = period
    days = [first_day + dt.timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    worked = _within(daily, first_day, last_day)
    left, past = available_min, []
    for day in (each for each in days if each <= today):
        left -= worked.get(day, 0)
        past.append(DayLeft(day, worked.get(day, 0), left))
    coming = days[len(past) :]
    return Burndown(
        month,
        tuple(days),
        available_min,
        tuple(past),
        _onwards(left, plan, coming),
        () if pace is None else _onwards(left, pace, coming),
        expiring_min,
    )


def draw(data: Burndown, frame: Frame) -> Drawing:
    """The same as places in a frame; what lies below nothing left is drawn below the zero line."""
    days = data.days
    step_x = (frame.right - frame.left) / len(days)
    values = [data.available_min, *(each.left_min for each in data.past), *data.plan, *data.pace]
    low, high = min(0.0, *values), max(60.0, *values)

    def y(minutes: float) -> float:
        return round(frame.bottom - (minutes - low) / (high - low) * (frame.bottom - frame.top), 1)

    def x(days_gone: int) -> float:
        return round(frame.left + days_gone * step_x, 1)

    past = [(x(n), y(value)) for n, value in enumerate([data.available_min, *(each.left_min for each in data.past)])]
    gone = len(data.past)
    plan, pace = ([(x(gone + n), y(value)) for n, value in enumerate(way)] for way in (data.plan, data.pace))
    plan_y, pace_y = _apart(plan, pace)
    return Drawing(
        frame=frame,
        rest_days=tuple((x(n), round(step_x, 1)) for n, day in enumerate(days) if not is_working_day(day)),
        lines=tuple(Text(frame.left, y(minutes), str(minutes // 60)) for minutes in _lines(high)),
        days=tuple(
            (Text(round(x(n) + step_x / 2, 1), frame.bottom + 22, _day_text(day, days[0])), is_national_holiday(day))
            for n, day in enumerate(days)
            if n == 0 or (day.weekday() == 0 and n > 3)
        ),
        past=_path(past),
        area=f"{_path(past)}L{past[-1][0]} {y(0)}L{past[0][0]} {y(0)}Z" if gone else "",
        plan=_path(plan),
        pace=_path(pace),
        now=past[-1] if gone and len(data.plan) > 1 else None,
        expiring_y=y(data.expiring_min) if data.expiring_min else None,
        plan_label_y=plan_y,
        pace_label_y=pace_y,
    )


def _within(daily: Mapping[dt.date, int], first_day: dt.date, last_day: dt.date) -> dict[dt.date, int]:
    """Minutes by day of the period, as a close counts them: what lies outside of it on its nearest day."""
    found: dict[dt.date, int] = {}
    for day, minutes in daily.items():
        within = min(max(day, first_day), last_day)
        found[within] = found.get(within, 0) + minutes
    return found


def _onwards(left_min: int, spent: Mapping[dt.date, int], coming: Sequence[dt.date]) -> tuple[int, ...]:
    """Minutes left now and after each coming day; what is expected before them is taken off with the first."""
    values = [left_min]
    before_min = sum(minutes for day, minutes in spent.items() if not coming or day < coming[0])
    for day in coming:
        values.append(values[-1] - before_min - spent.get(day, 0))
        before_min = 0
    return tuple(values)


def _lines(high_min: float) -> range:
    step = next((each for each in _STEPS_MIN if high_min / each <= _MOST_LINES), _STEPS_MIN[-1])
    return range(0, int(high_min) + 1, step)


def _day_text(day: dt.date, first_day: dt.date) -> str:
    """The day's number; with its month where the reader cannot know it."""
    is_new_month = day.month != first_day.month and day.day <= 7
    return f"{day.month}/{day.day}" if day == first_day or is_new_month else str(day.day)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) if len(points) > 1 else ""


def _apart(plan: Sequence[tuple[float, float]], pace: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where the labels at the right end stand so that they do not cover each other."""
    plan_y = plan[-1][1] if plan else 0.0
    pace_y = pace[-1][1] if pace else plan_y
    if abs(plan_y - pace_y) >= _LABEL_PX:
        return plan_y + 4, pace_y + 4
    middle, half = (plan_y + pace_y) / 2 + 4, _LABEL_PX / 2
    return (middle - half, middle + half) if plan_y <= pace_y else (middle + half, middle - half)
