"""Says why: why this assistant and not the next best, and why a task is left out. Codes and figures, no sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.eligible import gates_of, is_pinned_away, offer_of, pairs_by_task
from optimizer.greedy import rivals, way_in, wished_minutes
from optimizer.proficiency import part_of_minutes, percent_of
from optimizer.reading import WEEKS
from optimizer.result import Choice, Needs, Reason, Unassigned, Why
from optimizer.shares import smallest_share
from optimizer.weeks import days_for, weeks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Assistant, Problem, Task
    from optimizer.result import Plain
    from optimizer.room import Room

    Barred = tuple[Reason, dict[str, Plain]]


def why_left_out(room: Room, task: int, *, with_rivals: bool = True) -> Unassigned:
    """Give the first reason that keeps a task out of the plan, with the figures of `Reason`.

    In this order: nobody may do it, the assistants are full, the client's team or package is full, it is worth less
    than the overage it would cost. A task counts as displaced when all in its way is worth more an hour and the one
    task it could replace is worth more in all. A task that may be shared displaces nothing: it asks for the minutes
    that are missing when everybody takes what share they can. Without `with_rivals` no task is named that it would
    displace: looking for one takes time that grows with the plan.
    """
    problem, one = room.problem, room.problem.tasks[task]
    if len(room.sharers.get(task, ())) > 1:
        reason, needs = _binding_of_shared(room, task)
    elif room.of_task[task]:
        reason, needs = _binding(room, task, with_rivals=with_rivals)
    else:
        reason, needs = _bar(problem, one)
    if one.pinned_to is not None:
        return Unassigned(one.id, Reason.PIN_IMPOSSIBLE, {**needs, "assistant": one.pinned_to, "cause": reason.value})
    return Unassigned(one.id, reason, needs)


def _bar(problem: Problem, task: Task) -> Barred:
    """Find why no assistant is eligible: the gate at which the last ones are turned away, and who they are."""
    if not problem.assistants:
        return Reason.NO_ASSISTANTS, {}
    if task.client is not None and task.client not in {package.client for package in problem.packages}:
        return Reason.NO_PACKAGE, {"client": task.client}
    people: Sequence[Assistant] = [one for one in problem.assistants if not is_pinned_away(task, one)]
    for reason, gate in gates_of(problem):
        through = [one for one in people if gate(task, one)]
        if not through:
            return reason, _needs_of_gate(reason, problem, task, people)
        people = through
    listed = pairs_by_task(problem)
    own = None if listed is None else listed.get(task.id, {})
    offered = [one for one in people if own is None or one.id in own]
    if not offered:
        return Reason.NO_PAIR, {"assistants": _ids(people)}
    offers = {one.id: offer_of(task, one, own, (0, 0), problem.proficiency) for one in offered}
    short = {one.id: offers[one.id].minutes - one.minutes for one in offered}
    nearest = min(offered, key=lambda one: short[one.id])
    return Reason.TASK_TOO_LONG, {
        "minutes": short[nearest.id] + nearest.minutes,
        "longest_minutes": nearest.minutes,
        "assistant": nearest.id,
        "missing_minutes": short[nearest.id],
    }


def _needs_of_gate(reason: Reason, problem: Problem, task: Task, people: Sequence[Assistant]) -> dict[str, Plain]:
    if reason is Reason.NO_SKILL:
        return _missing_skill(task, people)
    if reason is Reason.NO_CLEARANCE:
        nearest = min(people, key=lambda one: len(set(task.clearances) - set(one.clearances)))
        missing = [clearance for clearance in task.clearances if clearance not in nearest.clearances]
        return {"clearance": missing[0], "nearest": nearest.id}
    if reason is Reason.EXCLUDED:
        return {"client": task.client, "assistants": _ids(people)}
    if reason is Reason.ON_LEAVE:
        days = tuple(day.isoformat() for day in days_for(task, weeks_of(problem.month)))
        return {"assistants": _ids(people), "days": days}
    return {"assistants": _ids(people)}


def _missing_skill(task: Task, people: Sequence[Assistant]) -> dict[str, Plain]:
    """Name who is fewest levels short in all, and the skill they are furthest behind in."""

    def short(one: Assistant, skill: str) -> int:
        return max(0, task.skills[skill] - one.skills.get(skill, 0))

    nearest = min(people, key=lambda one: sum(short(one, skill) for skill in task.skills))
    skill = max(task.skills, key=lambda skill: short(nearest, skill))
    return {
        "skill": skill,
        "level": task.skills[skill],
        "best_level": max(one.skills.get(skill, 0) for one in people),
        "nearest": nearest.id,
        "nearest_level": nearest.skills.get(skill, 0),
        "levels_short": sum(short(nearest, skill) for skill in task.skills),
    }


def _ids(people: Sequence[Assistant]) -> tuple[str, ...]:
    return tuple(one.id for one in people)


def _binding(room: Room, task: int, *, with_rivals: bool) -> Barred:
    """Find what keeps an eligible task out, next to what is taken."""
    offers, client = room.of_task[task], room.problem.tasks[task].client
    open_to = [i for i in offers if not room.is_team_full(i)]
    nearest = min(open_to or offers, key=lambda i: (room.missing_minutes(i), i))
    if room.missing_minutes(nearest):
        return _full(room, task, *_no_time(room, nearest), with_rivals=with_rivals)
    if not open_to and client is not None:
        with_room = [i for i in offers if not room.missing_minutes(i)]
        names = _ids([room.problem.assistants[room.offers[i].assistant] for i in with_room])
        return Reason.TEAM_FULL, {
            "client": client,
            "team_size": room.packages[client].team_size,
            "assistants": names,
        }
    least = min(offers, key=lambda i: (room.missing_package_minutes(i), i))
    if room.missing_package_minutes(least):
        needs = _no_package_minutes(room, task, room.offers[least].minutes)
        return _full(room, task, Reason.PACKAGE_FULL, needs, with_rivals=with_rivals)
    return Reason.OVERAGE_NOT_WORTH, {
        "client": client,
        "overage_minutes": room.overage_of(least),
        "value": room.offers[least].value,
        "cost": room.cost_of(least),
        "margin": -room.gain(least),
    }


def _binding_of_shared(room: Room, task: int) -> Barred:
    """Find what keeps out a task that may be shared, also when everybody takes what they can of it."""
    one, least = room.problem.tasks[task], smallest_share(room.problem.tasks[task])
    time = {whole.assistant: room.left_for(task, whole.assistant) for whole in room.sharers[task]}
    most = sorted((left for left in time.values() if left >= least), reverse=True)[: one.minutes // least]
    if (missing := one.minutes - sum(most)) > 0:
        roomiest = max(time, key=lambda who: (time[who], -who))
        who = room.problem.assistants[roomiest].id
        return Reason.ASSISTANTS_FULL, {"assistant": who, "missing_minutes": missing}
    shortest = min([one.minutes, *(room.offers[i].minutes for i in room.of_task[task])])
    if room.missing_package_minutes_for(task, shortest):
        return Reason.PACKAGE_FULL, _no_package_minutes(room, task, shortest)
    whole = max(room.sharers[task], key=lambda whole: (whole.value, -whole.assistant))
    if one.client is None or room.gain_shared([whole]) >= 0:  # so many have time, but may not all join the team
        names = _ids([room.problem.assistants[who] for who in time])
        size = None if one.client is None else room.packages[one.client].team_size
        return Reason.TEAM_FULL, {"client": one.client, "team_size": size, "assistants": names}
    overage, cost = room.overage(one.client, one.minutes), whole.value - room.gain_shared([whole])
    figures: dict[str, Plain] = {"overage_minutes": overage, "value": whole.value, "cost": cost}
    return Reason.OVERAGE_NOT_WORTH, {"client": one.client, **figures, "margin": cost - whole.value}


def _no_package_minutes(room: Room, task: int, minutes: int) -> dict[str, Plain]:
    """Tell what the package lacks, and what of it is kept free for wrong estimates."""
    client, missing = room.problem.tasks[task].client, room.missing_package_minutes_for(task, minutes)
    protected = room.protected_with(task, minutes)
    kept: dict[str, Plain] = {"protected_minutes": protected} if protected else {}
    return {"client": client, "missing_minutes": missing, **kept}


def _no_time(room: Room, i: int) -> Barred:
    """Tell whether the month or a week of the offer's assistant is what lacks most."""
    who = room.problem.assistants[room.offers[i].assistant].id
    of_month, (of_week, week) = room.missing_assistant_minutes(i), room.missing_until(i)
    if of_week > of_month:
        return Reason.WEEK_FULL, {"assistant": who, "week": week, "missing_minutes": of_week}
    return Reason.ASSISTANTS_FULL, {"assistant": who, "missing_minutes": of_month}


def _full(room: Room, task: int, reason: Reason, needs: dict[str, Plain], *, with_rivals: bool) -> Barred:
    """Add what the task would push out; it is displaced when all that stands in its way is worth more an hour."""
    way = way_in(room, task) if with_rivals else None
    if way is None:
        return reason, needs
    pushed_out = room.problem.tasks[way.instead_of].id
    # nobody may have work due by that week, and the task that it could replace may be with somebody who has no weeks
    in_the_way = (_density(room, i) for i in _in_the_way(room, task, reason, needs.get("week")))
    if way.margin > 0 and _density(room, way.offer) < min(in_the_way, default=0.0):
        return Reason.DISPLACED, {
            "displaced_by": pushed_out,
            "margin": way.margin,
            "bottleneck": reason.value,
            **needs,
        }
    return reason, {**needs, "displaces": pushed_out, "margin": way.margin}


def _in_the_way(room: Room, task: int, reason: Reason, week: Plain) -> list[int]:
    """Give the taken offers that use what the task lacks: the client's package, or the minutes of who may do it,
    in the month or until a week.
    """
    people = {room.offers[i].assistant for i in room.of_task[task]}
    client = room.problem.tasks[task].client
    if reason is Reason.PACKAGE_FULL:
        return [i for i in rivals(room, task) if room.client_of(i) == client]
    of_people = [i for i in rivals(room, task) if room.offers[i].assistant in people]
    return [i for i in of_people if not isinstance(week, int) or _is_due_by(room, i, week)]


def _is_due_by(room: Room, i: int, week: int) -> bool:
    one = room.problem.tasks[room.offers[i].task]
    return min((*one.early_weeks, one.due_week or WEEKS + 1)) <= week


def _density(room: Room, i: int) -> float:
    return room.offers[i].value / room.offers[i].minutes


def whys_of(room: Room, task: int) -> tuple[Why, ...]:
    """Give for everybody who has the task, or a share of it, why them."""
    if task in room.taken:
        return (why_this_assistant(room, task),)
    one, shares = room.problem.tasks[task], room.shared[task]
    names = {share.assistant: room.problem.assistants[share.assistant].id for share in shares}
    return tuple(
        Why(
            one.id,
            names[share.assistant],
            Choice.SHARED,
            {
                "minutes": share.minutes,
                "task_minutes": one.minutes,
                "others": tuple(name for who, name in names.items() if who != share.assistant),
            },
        )
        for share in shares
    )


def why_this_assistant(room: Room, task: int) -> Why:
    """Give why a task of the plan went to its assistant and not to the next best, with the figures of `Choice`."""
    problem, taken = room.problem, room.taken[task]
    who = problem.assistants[room.offers[taken].assistant]
    reason, needs = _choice(room, task, taken)
    return Why(problem.tasks[task].id, who.id, reason, {**needs, **_practice(problem, task, room.offers[taken], who)})


def _practice(problem: Problem, task: int, offer: Offer, who: Assistant) -> dict[str, Plain]:
    """Say what the minutes come from where skill makes them fewer than the task's own."""
    one = problem.tasks[task]
    percent = percent_of(one, who, problem.proficiency)
    if percent == 100 or offer.minutes != part_of_minutes(one.minutes, percent):
        return {}
    return {"base_minutes": one.minutes, "percent": percent}


def _choice(room: Room, task: int, taken: int) -> tuple[Choice, Needs]:
    if room.problem.tasks[task].pinned_to is not None:
        return Choice.PINNED, {}
    others = [i for i in room.of_task[task] if i != taken]
    if not others:
        return Choice.ONLY_ELIGIBLE, {}
    room.give_up(taken)
    try:
        return _against(room, taken, min(others, key=lambda i: _rank(room, i)))
    finally:
        room.take(taken)


def _rank(room: Room, i: int) -> tuple[float, ...]:
    """Order the other candidates: worth most, has room, did it last month, least loaded."""
    offer = room.offers[i]
    return (-offer.value, not room.fits(i), not did_it(room, i), load_percent(room, i), i)


def _against(room: Room, taken: int, other: int) -> tuple[Choice, Needs]:
    own, next_best = room.offers[taken], room.offers[other]
    name = room.problem.assistants[next_best.assistant].id
    if own.value > next_best.value:
        return Choice.HIGHER_VALUE, {"next_best": name, "margin": own.value - next_best.value}
    if bar := _why_not(room, other, name):
        return bar
    if _is_published(room, taken):
        return Choice.PUBLISHED, {"next_best": name, "margin": next_best.value - own.value}
    if own.value == next_best.value and own.minutes == next_best.minutes:
        if did_it(room, taken):
            return Choice.PREVIOUS, {"next_best": name}
        loads: dict[str, Plain] = {
            "load_percent": load_percent(room, taken),
            "next_best_load_percent": load_percent(room, other),
        }
        return Choice.EVEN_LOAD, {"next_best": name, **loads}
    return Choice.OVERALL, {"next_best": name, "margin": next_best.value - own.value}


def _why_not(room: Room, other: int, name: str) -> tuple[Choice, Needs] | None:
    """Give what keeps the next best from the task; None when nothing does."""
    if room.missing_minutes(other):
        reason, needs = _no_time(room, other)
        figures = {key: value for key, value in needs.items() if key != "assistant"}
        choice = Choice.OTHERS_FULL if reason is Reason.ASSISTANTS_FULL else Choice.OTHERS_WEEK_FULL
        return choice, {"next_best": name, **figures}
    if room.is_team_full(other):
        client = room.client_of(other)
        size = None if client is None else room.packages[client].team_size
        return Choice.TEAM_KEPT, {"next_best": name, "team_size": size}
    return None


def _is_published(room: Room, i: int) -> bool:
    return (room.offers[i].task, room.offers[i].assistant) in room.published


def did_it(room: Room, i: int) -> bool:
    """Tell whether the offer's assistant had the task last month."""
    offer = room.offers[i]
    return room.problem.tasks[offer.task].previous == room.problem.assistants[offer.assistant].id


def load_percent(room: Room, i: int) -> int:
    """Give the load in percent of the wished minutes that an assistant would have with the offer taken."""
    who = room.offers[i].assistant
    minutes = room.problem.assistants[who].minutes - room.left[who] + room.offers[i].minutes
    return 100 * minutes // wished_minutes(room.problem, who)
