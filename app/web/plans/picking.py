"""One assignment beside the grid: why this assistant, against the next best, figure by figure, and their weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flask_babel import gettext

from app.domain.leave import spread_by_week
from app.domain.workdays import days_of, week_in_month
from app.domain.worktime import Month
from app.queries.assistants import AssistantView
from app.queries.plans import PlaceView
from app.queries.plans.beside import Beside, Side
from app.queries.plans.places import DatedView
from app.translations.skills import skill_name
from app.web.formats import hm, ja_hours
from app.web.forms.picking import MOST_IN_SELECT, told_apart
from app.web.plans.looking import Given

#: So many names are offered while one is typed: each page of a plan carries them.
MOST_OFFERED = 40
#: Reason of the choice -> the line of the comparison that decided it.
_DECIDED_BY = {
    "higher_value": "points",
    "published": "changes",
    "previous": "previous",
    "even_load": "load",
    "others_full": "missing",
    "others_week_full": "missing",
    "team_kept": "team",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison, in words: what it is about, who has the work, the next best. `decides` marks it."""

    name: str
    own: str
    other: str
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The assistant beside the next best, and in a sentence what would change with the other one; "" for nothing."""

    other: str
    lines: tuple[Line, ...]
    instead: str


@dataclass(frozen=True, slots=True)
class Week:
    """What an assistant has to do by the last day of a week, of the minutes they have until then."""

    number: int
    last: dt.date
    due_min: int
    until_min: int


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody the work can be pinned to instead; `remark` is what there is to know before, "" for nothing."""

    public_id: str
    name: str
    remark: str


@dataclass(frozen=True, slots=True)
class Picked:
    """The assignment beside the grid.

    Attributes:
        given: the assignment with its reason.
        person: who has it, with their month.
        weeks: their weeks; () where nothing is due before the month's last.
        pinned_to: whom a person has fixed it to for the next plan.
        forbidden: who must not get it, id and name.
        comparison: with the next best; None where nothing was compared.
        others: who else is at work and not forbidden, by code.
    """

    given: Given
    person: AssistantView | None
    weeks: tuple[Week, ...]
    pinned_to: str | None
    forbidden: tuple[tuple[str, str], ...]
    comparison: Comparison | None
    others: tuple[Other, ...]

    @property
    def has_many_others(self) -> bool:
        """Whether they are too many to look through: one types a name."""
        return len(self.others) > MOST_IN_SELECT

    @property
    def offered(self) -> list[Other]:
        """Of many the first by name of whom there is nothing to know before; whoever else is typed is found as well."""
        return sorted(self.others, key=lambda other: bool(other.remark))[:MOST_OFFERED]

    @property
    def is_pinned_anew(self) -> bool:
        """Whether the pin was set or taken off since this plan was made."""
        row = self.given.row
        return (self.pinned_to is not None) != row.is_pinned or self.pinned_to not in (None, row.assistant_public_id)


@dataclass(frozen=True, slots=True)
class Ties:
    """What there is to know about a task before the next plan, by public ids.

    Attributes:
        pinned_to: whom a person has fixed it to.
        forbidden: who must not get it.
        began: who has worked on it in the month.
        needs: skill -> least level.
    """

    pinned_to: str | None
    forbidden: tuple[str, ...]
    began: Collection[str]
    needs: Mapping[str, int]


def chosen(rows: Sequence[PlaceView], asked: str | None) -> PlaceView | None:
    """The assignment of the work item that was asked for, else the first."""
    return next((each for each in rows if each.work_item_public_id == asked), rows[0] if rows else None)


def picked(
    given: Given, people: Iterable[AssistantView], ties: Ties, rows: Sequence[DatedView], beside: Beside | None
) -> Picked:
    """What is shown of it.

    Args:
        given: the assignment.
        people: everybody.
        ties: of its task, as they are now.
        rows: the whole plan.
        beside: the figures of the assistant and of the next best.
    """
    by_id = {person.public_id: person for person in people}
    person = by_id.get(given.row.assistant_public_id)
    other = by_id.get(beside.next_best.assistant) if beside else None
    return Picked(
        given,
        person,
        _weeks(given.row.month, person, rows) if person else (),
        ties.pinned_to,
        tuple((one, by_id[one].name) for one in ties.forbidden if one in by_id),
        compared(beside, other.name, str(given.row.reason.get("code"))) if beside and other else None,
        tuple(_others(by_id.values(), ties, given.row.assistant_public_id)),
    )


def _others(people: Iterable[AssistantView], ties: Ties, who: str) -> Iterator[Other]:
    everybody = list(people)
    labels = dict(at_work(everybody))
    for person in everybody:
        if not person.is_active or person.public_id == who or person.public_id in ties.forbidden:
            continue
        remarks = [
            gettext("「%(skill)s %(level)s」が足りません", skill=skill_name(gettext, skill), level=level)
            for skill, level in ties.needs.items()
            if person.skills.get(skill, 0) < level
        ]
        if person.public_id in ties.began:
            remarks.append(gettext("この作業を始めています"))
        yield Other(person.public_id, labels[person.public_id], gettext("、").join(remarks))


def at_work(people: Iterable[AssistantView]) -> list[tuple[str, str]]:
    """Public id and name of everybody who is at work, told apart where two have the same name."""
    return told_apart([(person.public_id, person.name) for person in people if person.is_active])


def compared(beside: Beside, other: str, code: str) -> Comparison:
    """The two beside each other; `code` is the reason of the choice, `other` the name of the next best."""
    decided = _DECIDED_BY.get(code, "")
    lines = (
        Line(name, own, rival, decides=bool(decided) and key == decided) for key, name, own, rival in _lines(beside)
    )
    return Comparison(other, tuple(lines), _instead(beside, other))


def _lines(beside: Beside) -> Iterator[tuple[str, str, str, str]]:
    """Key, name and both sides of what there is to compare, in the order of the objective."""
    own, other = beside.own, beside.next_best
    sides = own, other
    has_overage = any(side.overage_cost for side in sides)
    yield "points" if not has_overage else "", gettext("適性×優先度"), _points(own.value), _points(other.value)
    if has_overage:
        yield "", gettext("超過の費用"), _points(-own.overage_cost), _points(-other.overage_cost)
        yield "points", gettext("合計の点"), _points(own.points), _points(other.points)
    if any(side.changes for side in sides):
        yield "changes", gettext("公開中の計画から"), _changed(own), _changed(other)
    if any(side.is_previous for side in sides):
        yield "previous", gettext("先月も担当"), _previous(own), _previous(other)
    yield "", gettext("かかる時間"), hm(own.minutes), hm(other.minutes)
    yield "load", gettext("月の負担"), f"{own.load_percent}%", f"{other.load_percent}%"
    if any(side.missing_minutes for side in sides):
        yield "missing", gettext("足りない空き"), _missing(own), _missing(other)
    if any(side.is_team_full for side in sides):
        yield "team", gettext("担当の人数"), _team(own), _team(other)


def _points(points: float) -> str:
    size = f"{abs(points):,.0f}" if abs(points) >= 10 or not points else f"{abs(points):.1f}"
    return f"−{size}" if points < 0 else size


def _changed(side: Side) -> str:
    return gettext("変わる") if side.changes else gettext("変わらない")


def _previous(side: Side) -> str:
    return gettext("はい") if side.is_previous else gettext("いいえ")


def _missing(side: Side) -> str:
    return hm(side.missing_minutes) if side.missing_minutes else gettext("ない")


def _team(side: Side) -> str:
    return gettext("上限を超える") if side.is_team_full else gettext("上限内")


def _instead(beside: Beside, other: str) -> str:
    """What replacing the assistant would do to points and minutes, where the next best could do it."""
    own, rival = beside.own, beside.next_best
    if rival.missing_minutes or rival.is_team_full:
        return ""
    lost, longer_min = own.points - rival.points, rival.minutes - own.minutes
    words = {"name": other, "points": _points(abs(lost)), "hours": ja_hours(abs(longer_min))}
    if not longer_min:
        return _points_alone(lost, words)
    more = gettext("パッケージを%(hours)s多く使います。", **words)
    return _points_alone(lost, words) + (
        more if longer_min > 0 else gettext("パッケージは%(hours)s少なくて済みます。", **words)
    )


def _points_alone(lost: float, words: dict[str, str]) -> str:
    if lost > 0:
        return gettext("%(name)sさんに替えると、%(points)s点下がります。", **words)
    if lost < 0:
        return gettext("%(name)sさんに替えると、ここだけなら%(points)s点上がります。", **words)
    return gettext("%(name)sさんに替えても、点は同じです。", **words)


def _weeks(month: Month, person: AssistantView, rows: Sequence[DatedView]) -> tuple[Week, ...]:
    last = {week_in_month(day): day for day in days_of(month)}
    if {week_in_month(day) for row in rows for day, _minutes in row.parts} <= {max(last)}:
        return ()
    own = [part for row in rows if row.assistant_public_id == person.public_id for part in row.parts]
    return tuple(
        Week(n, last[n], sum(minutes for day, minutes in own if week_in_month(day) <= n), until_min)
        for n, until_min in enumerate(accumulate(spread_by_week(month, person.monthly_min, person.off)), 1)
    )
