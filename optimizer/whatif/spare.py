"""Leaves out who is not needed for a best plan of a part: where many can do the same, a few of them are enough."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from optimizer.eligible import Offer
    from optimizer.whatif.part import Part


def without_spare(part: Part, offers: Sequence[Offer], stay: Collection[int]) -> tuple[Offer, ...]:
    """Give the offers without those of assistants whom enough others can replace; `stay` are never left out.

    Who can do all that another can, in the same minutes for the same value, and has no less time for it, replaces them
    in any plan that does not use both. A plan uses at most as many assistants as there are free tasks, or as may be in
    the team of the only client. With that many replacements one of them is always free, so the best value stays.
    Assistants whose minutes are told by week or who have leave neither replace others nor are replaced.
    """
    most, able, left = _most_used(part), _abilities(part, offers), part.minutes_left()
    plain = [who for who, one in enumerate(part.problem.assistants) if not one.minutes_per_week and not one.leave]
    order = sorted(set(plain) & able.keys(), key=lambda who: (-left[who], who))
    keep = {*stay, *(part.loads if _has_team(part) else ())}
    spare = {who for nth, who in enumerate(order) if who not in keep and _is_spare(able, who, order[:nth], most)}
    return tuple(one for one in offers if one.assistant not in spare or one.task >= part.free)


def _is_spare(able: dict[int, int], who: int, before: Sequence[int], most: int) -> bool:
    """Tell whether enough of those with no less time can do all that somebody can."""
    found = 0
    for other in before:
        found += not able[who] & ~able[other]
        if found >= most:
            return True
    return False


def _abilities(part: Part, offers: Sequence[Offer]) -> dict[int, int]:
    """Give a bit for every (task, minutes, value) that an assistant is offered."""
    bit: dict[tuple[int, int, float], int] = {}
    found: dict[int, int] = defaultdict(int)
    for one in offers:
        if one.task < part.free:
            found[one.assistant] |= 1 << bit.setdefault((one.task, one.minutes, one.value), len(bit))
    return found


def _most_used(part: Part) -> int:
    packages = part.problem.packages
    is_one = len(packages) == 1 and all(one.client is not None for one in part.problem.tasks[: part.free])
    team = packages[0].team_size if is_one else None
    return part.free if team is None else min(part.free, team)


def _has_team(part: Part) -> bool:
    return any(package.team_size is not None for package in part.problem.packages)
