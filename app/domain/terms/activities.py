"""Which kinds of activity a client pays for, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Activity(StrEnum):
    """What an assistant did with the time."""

    WORK = "work"
    COMMUNICATION = "communication"
    MEETING = "meeting"
    HAND_OVER = "hand_over"
    TRAINING = "training"


class Counting(StrEnum):
    """Who pays for an activity.

    `counted`: it draws on the package; above it, it is overage (or it is metered). `billed`: it is charged by the hour
    beside the package and draws nothing from it. `paid`: the assistant is paid, the client is not charged.
    `not_counted`: it is only written down.
    """

    COUNTED = "counted"
    BILLED = "billed"
    PAID = "paid"
    NOT_COUNTED = "not_counted"

    @property
    def draws_package(self) -> bool:
        """Whether minutes come out of the package; what does not is never refused for want of minutes."""
        return self is Counting.COUNTED

    @property
    def is_charged(self) -> bool:
        """Whether the client pays for it, by the package or beside it."""
        return self in (Counting.COUNTED, Counting.BILLED)

    @property
    def costs(self) -> bool:
        """Whether the assistant is paid for it."""
        return self is not Counting.NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Activities:
    """How each kind of activity counts; by default all draw on the package."""

    work: Counting = Counting.COUNTED
    communication: Counting = Counting.COUNTED
    meeting: Counting = Counting.COUNTED
    hand_over: Counting = Counting.COUNTED
    training: Counting = Counting.COUNTED

    def counting(self, activity: Activity) -> Counting:
        """How that activity counts."""
        found: Counting = getattr(self, str(activity))
        return found

    def with_counting(self, activity: Activity, counting: Counting) -> Activities:
        """The same with one activity counting otherwise."""
        return replace(self, **{str(activity): counting})
