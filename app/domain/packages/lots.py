"""Lots: minutes that came at one time and expire at one time, and the order in which work draws on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.terms.carry import Consume
from app.domain.worktime import Month


class LotKind(StrEnum):
    """How minutes came: with a month's fee, or bought beside it."""

    GRANTED = "granted"
    TOPPED_UP = "topped_up"


@dataclass(frozen=True, slots=True)
class Lot:
    """Minutes of one origin.

    Attributes:
        kind: how they came.
        month: the month they were granted or bought in.
        expires_on: the last day they may be used.
        minutes: how many are left, at least 0.
    """

    kind: LotKind
    month: Month
    expires_on: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lots after work drew on them, in the order drawn, and what no lot could give."""

    lots: tuple[Lot, ...]
    lacking_min: int


def in_order(lots: Iterable[Lot], month: Month, consume: Consume) -> list[Lot]:
    """The lots as work of that month draws on them.

    The month's own package comes before or after what was carried, as agreed; carried minutes by expiry, then by age.
    Bought minutes come last: they were bought for when nothing is left.
    """
    own_first = consume is Consume.BASE_FIRST

    def place(lot: Lot) -> tuple[bool, bool, dt.date, Month]:
        is_own = lot.month == month
        return lot.kind is LotKind.TOPPED_UP, is_own is not own_first, lot.expires_on, lot.month

    return sorted(lots, key=place)


def draw(ordered: Iterable[Lot], used: Mapping[dt.date, int]) -> Drawn:
    """What is left of the lots once every day's work has drawn on those that had not expired on that day.

    Args:
        ordered: the lots in the order they are drawn on.
        used: minutes by day, each at least 0.
    """
    lots = list(ordered)
    lacking_min = 0
    for day in sorted(used):
        wanted_min = used[day]
        for place, lot in enumerate(lots):
            if day > lot.expires_on:
                continue
            taken_min = min(wanted_min, lot.minutes)
            lots[place] = replace(lot, minutes=lot.minutes - taken_min)
            wanted_min -= taken_min
        lacking_min += wanted_min
    return Drawn(tuple(lots), lacking_min)


def capped(lots: Iterable[Lot], most_min: int | None) -> tuple[list[Lot], list[Lot]]:
    """Granted lots cut to a total: what stays, and what does not. Minutes that expire first go first.

    Args:
        lots: lots that may be carried.
        most_min: most granted minutes that may be; None for all. Bought minutes stay in any case.
    """
    kept: list[Lot] = []
    lost: list[Lot] = []
    room_min = most_min
    for lot in sorted(lots, key=lambda each: (each.expires_on, each.month), reverse=True):
        if lot.kind is LotKind.TOPPED_UP or room_min is None:
            kept.append(lot)
            continue
        stays_min = min(lot.minutes, room_min)
        room_min -= stays_min
        kept.append(replace(lot, minutes=stays_min))
        lost.append(replace(lot, minutes=lot.minutes - stays_min))
    return kept[::-1], lost[::-1]


def merged(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    """The lots without empty ones, those of one origin and expiry as one, in the order they came."""
    total_min: dict[tuple[LotKind, Month, dt.date], int] = {}
    for lot in lots:
        key = (lot.kind, lot.month, lot.expires_on)
        total_min[key] = total_min.get(key, 0) + lot.minutes
    return tuple(Lot(*key, minutes) for key, minutes in total_min.items() if minutes)
