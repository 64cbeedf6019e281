"""Puts a plan together task by task: the fallback when no solver answers, and the finish of every plan."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from optimizer.room import Room
from optimizer.shares import by_task, share, smallest_share

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Problem

SWAP_LIMIT = 5_000  # tasks; looking for swaps grows with the square of a client's and an assistant's work
EVENING_ROUNDS = 10
_SMALLEST_GAIN = 1e-6


class WayIn(NamedTuple):
    """A task gets in as `offer` when the task `instead_of` is given up; `margin` is what the plan loses."""

    offer: int
    instead_of: int
    margin: float


def put_together(
    problem: Problem,
    offers: Sequence[Offer],
    start: Iterable[int] = (),
    *,
    sharers: Iterable[Offer] = (),
    shares: Iterable[Offer] = (),
    is_settled: bool = False,
) -> Room:
    """Give a plan that exceeds nothing: what fits of `start`, then what still fits, the most valuable minute first.

    Pinned work comes first, then must work. `sharers` are those of `optimizer.shares.sharers_of`; `shares` belong to
    the start like the offers. With `is_settled` nothing of the start is moved, for its places are chosen already, and
    what is let in besides takes the place that the tiers below value prefer. The same input gives the same plan.
    """
    room = Room(problem, offers, sharers)
    order = sorted(range(len(offers)), key=lambda i: _urgency(room, i))
    wanted = set(start)
    for i in (i for i in order if i in wanted):
        if room.fits(i):
            room.take(i)
    for own in by_task(shares).values():
        if room.fits_shared(own):
            room.take_shared(own)
    if room.sharers:
        _fill(room, [i for i in order if room.weight[offers[i].task]])
        share_out(room, [task for task in room.sharers if room.weight[task]])
    if is_settled:
        _add_to_settled(room, order)
        share_out(room, room.sharers)
        return room
    _fill(room, order)
    share_out(room, room.sharers)
    if len(problem.tasks) <= SWAP_LIMIT:
        _swap(room, order)
    prefer_previous_and_even_load(room)
    _fill(room, order)  # moving work about may have made room
    share_out(room, room.sharers)
    return room


def share_out(room: Room, tasks: Iterable[int]) -> None:
    """Share what is left of these tasks where that pays, the most valuable minute first; firm work in any case."""
    for task in sorted(tasks, key=lambda task: _shared_urgency(room, task)):
        shares = () if room.is_done(task) else shares_for(room, task)
        if shares and room.fits_shared(shares) and (room.weight[task] or room.gain_shared(shares) >= 0):
            room.take_shared(shares)


def _shared_urgency(room: Room, task: int) -> tuple[float, ...]:
    best = max(one.value for one in room.sharers[task])
    return (-room.weight[task], -best / room.problem.tasks[task].minutes, task)


def shares_for(room: Room, task: int) -> tuple[Offer, ...]:
    """Give shares of a task that people have time for, few and large ones; empty where none were found.

    The most valuable people come first, then the client's team, then who has most time.
    """
    one = room.problem.tasks[task]
    least, missing = smallest_share(one), one.minutes
    team = {} if one.client is None else room.team[one.client]
    time = {whole.assistant: room.left_for(task, whole.assistant) for whole in room.sharers[task]}
    able = [whole for whole in room.sharers[task] if time[whole.assistant] >= least]
    able.sort(key=lambda whole: (-whole.value, not team.get(whole.assistant), -time[whole.assistant], whole.assistant))
    shares: list[Offer] = []
    for whole in able:
        minutes = min(time[whole.assistant], missing, one.minutes - least)
        if 0 < missing - minutes < least:
            minutes = missing - least  # so that the rest is a share too
        if minutes >= least:
            shares.append(share(whole, minutes))
            missing -= minutes
        if not missing:
            return tuple(sorted(shares, key=lambda one: one.assistant))
    return ()


def _urgency(room: Room, i: int) -> tuple[float, ...]:
    offer = room.offers[i]
    return (-room.weight[offer.task], -offer.value / offer.minutes, offer.task, offer.assistant)


def _fill(room: Room, order: Sequence[int]) -> None:
    for i in order:
        if room.fits(i) and (room.weight[room.offers[i].task] or room.gain(i) >= 0):
            room.take(i)


def _add_to_settled(room: Room, order: Sequence[int]) -> None:
    """Let in what costs nothing beside places that are chosen: what has a worth, then what has none.

    A tier has chosen without it, so each is asked again about its place: published pairs come first, then last month's
    assistants, then who is loaded least.
    """
    previous = [task.previous for task in room.problem.tasks]
    names = [one.id for one in room.problem.assistants]
    worth = {i for i in order if room.offers[i].value > 0 or room.weight[room.offers[i].task]}
    published = {i for i in order if (room.offers[i].task, room.offers[i].assistant) in room.published}
    was_theirs = {i for i in order if names[room.offers[i].assistant] == previous[room.offers[i].task]}

    def place(i: int) -> tuple[float, bool, bool, Fraction, int]:
        return (-room.gain(i), i not in published, i not in was_theirs, _load_with(room, i), i)

    for wanted in (worth, published, was_theirs, set(order)):
        for task in dict.fromkeys(room.offers[i].task for i in order if i in wanted):
            own = [] if room.is_done(task) else [i for i in room.of_task[task] if i in wanted and room.fits(i)]
            free = [i for i in own if room.weight[task] or room.gain(i) >= 0]
            if free:
                room.take(min(free, key=place))


def _load_with(room: Room, i: int) -> Fraction:
    """Give the part of their wished minutes that the offer's assistant would have to do with it."""
    who = room.offers[i].assistant
    load = room.problem.assistants[who].minutes - room.left[who] + room.offers[i].minutes
    return Fraction(load, wished_minutes(room.problem, who))


def _swap(room: Room, order: Sequence[int]) -> None:
    """Exchange one task for another left out while the plan gains by it."""
    improved = True
    while improved:
        improved = _drop_losses(room)
        for task in dict.fromkeys(room.offers[i].task for i in order):
            way = None if room.is_done(task) else way_in(room, task)
            if way and _is_better(room, way):
                _give_up(room, way.instead_of)
                room.take(way.offer)
                improved = True
        if improved:
            _fill(room, order)


def _drop_losses(room: Room) -> bool:
    """Give up free work that has come to cost more overage than it is worth."""
    dropped = False
    for i in [i for task, i in room.taken.items() if not room.weight[task]]:
        room.give_up(i)
        if room.gain(i) < -_SMALLEST_GAIN:
            dropped = True
        else:
            room.take(i)
    for task in [task for task in room.shared if not room.weight[task]]:
        shares = room.give_up_shared(task)
        if room.gain_shared(shares) < -_SMALLEST_GAIN:
            dropped = True
        else:
            room.take_shared(shares)
    return dropped


def _is_better(room: Room, way: WayIn) -> bool:
    came, went = room.weight[room.offers[way.offer].task], room.weight[way.instead_of]
    return came > went or (came == went and way.margin < -_SMALLEST_GAIN)


def way_in(room: Room, task: int) -> WayIn | None:
    """Give the single task whose giving up lets another in at the least loss; None when there is none.

    Pinned work is never given up for other work, nor must work for free work. A shared task is given up with all its
    shares.
    """
    lacking = {room.offers[i].assistant: i for i in room.of_task[task]}
    with_minutes = [i for i in room.of_task[task] if not room.missing_minutes(i)]
    ways = []
    for other in (*(room.offers[i].task for i in rivals(room, task)), *_shared_rivals(room, task)):
        if room.weight[other] <= room.weight[task]:
            helped = _perhaps_helped(room, task, other, lacking, with_minutes)
            ways += _ways_in_place_of(room, helped, other)
    return min(ways, key=lambda way: (room.weight[way.instead_of], way.margin, way), default=None)


def _perhaps_helped(
    room: Room, task: int, other: int, lacking: Mapping[int, int], with_minutes: Sequence[int]
) -> list[int]:
    """Give the offers of a task that giving up `other` may let in; the rest are not worth trying, and trying is slow.

    Work for another client can only free the minutes of its own assistants; work for the same client frees the package
    and the team too.
    """
    own = []
    for row in room.rows_of(other):
        of_assistant = lacking.get(row.assistant)
        if of_assistant is not None and 0 < room.missing_minutes(of_assistant) <= row.minutes:
            own.append(of_assistant)
    if with_minutes and room.problem.tasks[other].client == room.problem.tasks[task].client:
        return [*with_minutes, *own]
    return own


def rivals(room: Room, task: int) -> list[int]:
    """Give the taken offers of the same client or of an assistant who may do the task."""
    client = room.problem.tasks[task].client
    people = {room.offers[i].assistant for i in room.of_task[task]}
    return [
        i
        for i in sorted(room.taken.values())
        if room.offers[i].assistant in people or (client is not None and room.client_of(i) == client)
    ]


def _shared_rivals(room: Room, task: int) -> list[int]:
    """Give the shared tasks of the same client or of an assistant who may do the task."""
    client = room.problem.tasks[task].client
    people = {room.offers[i].assistant for i in room.of_task[task]}
    return [
        other
        for other, shares in sorted(room.shared.items())
        if any(one.assistant in people for one in shares)
        or (client is not None and room.problem.tasks[other].client == client)
    ]


def _ways_in_place_of(room: Room, helped: Sequence[int], other: int) -> list[WayIn]:
    if not helped:
        return []
    take_back = _give_up(room, other)
    ways = [(i, room.gain(i)) for i in helped if room.fits(i)]
    lost = take_back()
    return [WayIn(i, other, lost - gain) for i, gain in ways]


def _give_up(room: Room, task: int) -> Callable[[], float]:
    """Give a task up, whole or with all its shares; what comes back takes it back and tells what it gains."""

    def take_whole() -> float:
        gain = room.gain(taken)
        room.take(taken)
        return gain

    def take_shares() -> float:
        gain = room.gain_shared(shares)
        room.take_shared(shares)
        return gain

    if task in room.shared:
        shares = room.give_up_shared(task)
        return take_shares
    taken = room.taken[task]
    room.give_up(taken)
    return take_whole


def prefer_previous_and_even_load(room: Room, leave: Collection[int] = ()) -> None:
    """Among plans of the same worth, keep last month's assistant, then even out load against wished minutes.

    The tasks in `leave` stay where they are.
    """
    alike: dict[int, list[int]] = defaultdict(list)
    for task, taken in room.taken.items():
        if task in leave:
            continue
        own = room.offers[taken]
        same = [i for i in room.of_task[task] if _worth(room.offers[i]) == _worth(own)]
        if len(same) > 1:
            alike[task] = same
    for _ in range(EVENING_ROUNDS):
        moves = sum(_move_if_better(room, task, alike[task]) for task in sorted(alike))
        if not moves:
            return


def _worth(offer: Offer) -> tuple[int, float]:
    return offer.minutes, offer.value


def _move_if_better(room: Room, task: int, alike: Sequence[int]) -> bool:
    now = room.taken[task]
    room.give_up(now)
    best = now
    for i in alike:
        if i != best and room.fits(i) and _is_preferred(room, i, best):
            best = i
    room.take(best)
    return best != now


def _is_preferred(room: Room, one: int, other: int) -> bool:
    """Compare two homes of a free task: last month's assistant first, else the lower sum of squared relative loads."""
    problem, minutes = room.problem, room.offers[one].minutes
    previous = problem.tasks[room.offers[one].task].previous
    people = [room.offers[i].assistant for i in (one, other)]
    was = [problem.assistants[who].id == previous for who in people]
    if was[0] != was[1]:
        return was[0]
    base = [wished_minutes(problem, who) for who in people]
    load = [problem.assistants[who].minutes - room.left[who] for who in people]
    # (L + m)^2 / W - L^2 / W = m (2 L + m) / W; multiplied by both W it stays in whole numbers
    return (2 * load[0] + minutes) * base[1] < (2 * load[1] + minutes) * base[0]


def wished_minutes(problem: Problem, who: int) -> int:
    """Give the minutes an assistant's load is measured against: those wished for, else those they have; at least 1."""
    assistant = problem.assistants[who]
    return max(1, assistant.minutes if assistant.wished_minutes is None else assistant.wished_minutes)
