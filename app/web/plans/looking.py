"""What everybody sees of a plan: rows with their reasons in words, and what is left out with the smallest change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from app.database import Session
from app.domain.accounts import Role, Scope
from app.queries import plans as plans_queries
from app.queries import usage as usage_queries
from app.queries.plans import AssignmentView, LeftOutView, PlaceView, PlanView
from app.queries.plans.answers import Answers, answers
from app.queries.usage import UsageView
from app.translations.answers import AND, AnswerTeller
from app.translations.plans import Change, Teller, smallness
from app.web.formats import hm, ja_hours
from app.web.saying import language

_ICONS = {
    "package_full": ("stack-2", "warn"),
    "no_package": ("stack-2", "warn"),
    "overage_not_worth": ("stack-2", "warn"),
    "assistants_full": ("users", "warn"),
    "week_full": ("clock", "warn"),
    "team_full": ("users", "warn"),
    "task_too_long": ("clock", "warn"),
    "displaced": ("trending-down", ""),
    "no_skill": ("star", "info"),
    "no_clearance": ("shield-lock", "info"),
    "no_assistants": ("user-plus", "info"),
    "no_pair": ("user-plus", "info"),
    "on_leave": ("clock", "info"),
    "forbidden": ("ban", "bad"),
    "excluded": ("ban", "bad"),
    "pin_impossible": ("pin", "bad"),
}
#: By what the smallest change is made that follows from the reason alone.
_MADE_BY = {
    "package_full": "package",
    "no_package": "package",
    "overage_not_worth": "package",
    "team_full": "team",
    "assistants_full": "assistant",
    "task_too_long": "assistant",
    "no_skill": "skill",
    "no_clearance": "clearance",
    "forbidden": "allow",
    "pin_impossible": "unpin",
    "no_assistants": "hire",
    "week_full": "week",
    "on_leave": "week",
}
_OTHER_ICON = ("calendar-due", "warn")


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment; `tell` says why it went to this assistant."""

    row: AssignmentView
    tell: Callable[[AssignmentView], str]

    @property
    def why(self) -> str:
        """Why it went to this assistant; said only when it is shown, of hundreds perhaps for one."""
        return self.tell(self.row)


@dataclass(frozen=True, slots=True)
class Missing:
    """A task left out: its reason and the smallest change, the amount in bold.

    `by` is what the change is made by: package, team, assistant, week, skill, unpin, allow, hire, plan, or "" for none
    of these; `whom` is the assistant that it is about, "" for nobody. `is_asked` where the change was asked for once
    the plan was made, and so counts the hours worked since.
    """

    row: LeftOutView
    icon: str
    kind: str
    reason: str
    change: Markup
    by: str
    whom: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class OwnLook:
    """A published plan as a client or an assistant sees it."""

    given: tuple[Given, ...]
    missing: tuple[Missing, ...]
    packages: tuple[UsageView, ...]
    answers: Answers
    names: Mapping[str, str]

    @property
    def assigned_min(self) -> int:
        """Minutes of all that is given."""
        return sum(each.row.planned_min for each in self.given)

    @property
    def missing_min(self) -> int:
        """Minutes of all that is left out."""
        return sum(each.row.planned_min for each in self.missing)


def look_at_own(session: Session, scope: Scope, plan: PlanView) -> OwnLook:
    """The reader's part of a plan; assistants see theirs without the comparison with others and without answers."""
    rows = plans_queries.assignments(session, scope, plan.id)
    left = plans_queries.left_out(session, scope, plan.id)
    is_client = scope.role is Role.CLIENT
    found = answers(session, scope, plan.id) if is_client else Answers()
    usage = [each for each in usage_queries.usage(session, scope, plan.month) if each.has_terms]
    names = {**names_in(rows, left), **{each.client_public_id: each.client_short_name for each in usage}}
    teller = Teller(language(), ja_hours, names)

    def why(row: AssignmentView) -> str:
        return teller.choice(row.reason, row.assistant_name, for_client=True) if is_client else ""

    return OwnLook(
        given=tuple(Given(row, why) for row in rows),
        missing=missing_of(left, teller, found),
        packages=tuple(usage),
        answers=found,
        names=names,
    )


def bold(change: Change) -> Markup:
    """The smallest change with its amount in bold."""
    amount = Markup("<strong>{}</strong>").format(change.params["amount"])
    return Markup(change.text) % {**change.params, "amount": amount}  # noqa: S704 - our own words; values are escaped


def missing_of(left: Iterable[LeftOutView], teller: Teller, found: Answers) -> tuple[Missing, ...]:
    """What is left out, the smallest change first; where questions about it were answered, as they were."""
    solved = AnswerTeller(teller.say, ja_hours, hm, teller.names)
    ordered = sorted(left, key=lambda row: _size(row, found))
    return tuple(_missing(row, teller, solved, found) for row in ordered)


def _missing(row: LeftOutView, teller: Teller, solved: AnswerTeller, found: Answers) -> Missing:
    needs = row.needs
    forced = solved.forced(found.forced[row.task_public_id]) if row.task_public_id in found.forced else ""
    if forced:
        needs = {key: value for key, value in needs.items() if key != "displaces"}
    change = found.change.get(row.task_public_id)
    steps = solved.steps(change) if change else []
    change_text = escape(teller.say(AND)).join(map(bold, steps or [teller.change(row.reason, needs)]))
    icon, kind = _ICONS.get(row.reason, _OTHER_ICON)
    return Missing(
        row,
        icon,
        kind,
        teller.left_out(row.reason, needs) + forced,
        change_text,
        *_made_by(row, change if steps else None),
        is_asked=bool(steps),
    )


def _made_by(row: LeftOutView, change: Mapping[str, Any] | None) -> tuple[str, str]:
    if change and change["fits_already"]:
        return "plan", ""
    if change:
        steps = change["changes"][0]["steps"]
        # more of the package is of no use while the pin stands, and taking that off is one click
        step = next((step for step in steps if step["kind"] == "unpin"), steps[0])
        return step["kind"], step["assistant"] or ""
    reason = row.needs.get("bottleneck", "package_full") if row.reason == "displaced" else row.reason
    return _MADE_BY.get(reason, ""), str(row.needs.get("assistant") or row.needs.get("nearest") or "")


def _size(row: LeftOutView, found: Answers) -> tuple[int, int]:
    change = found.change.get(row.task_public_id)
    if change is None or not (change["changes"] or change["fits_already"]):
        return smallness(row.reason, row.needs)
    steps = change["changes"][0]["steps"] if change["changes"] else []
    minutes = sum(step["amount"] for step in steps if step["kind"] in ("package", "assistant"))
    return (0, minutes) if all(step["kind"] in ("package", "assistant") for step in steps) else (1, minutes)


def names_in(rows: Sequence[PlaceView], left: Sequence[LeftOutView]) -> dict[str, str]:
    """Only names out of rows this reader may see: who else is in the plan stays unnamed."""
    return {
        **{each.assistant_public_id: each.assistant_name for each in rows},
        **{each.task_public_id: each.task_name for each in rows},
        **{each.task_public_id: each.task_name for each in left},
        **{each.client_public_id: each.client_short_name for each in left},
    }
