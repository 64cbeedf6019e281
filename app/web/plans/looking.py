"""What everybody sees of a plan: rows with their reasons in words, and what is left out with the smallest change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.database import Session
from app.domain.accounts import Role, Scope
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries.hours import UsageView
from app.queries.plans import AssignmentView, LeftOutView, PlanView
from app.queries.plans.answers import Answers, answers
from app.translations.plans import Change, Teller, smallness
from app.web.formats import ja_hours
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
    """A task left out: its reason and the smallest change, the amount in bold."""

    row: LeftOutView
    icon: str
    kind: str
    reason: str
    change: Markup


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
    usage = [each for each in hours_queries.usage(session, scope, plan.month) if each.has_terms]
    names = {**names_in(rows, left), **{each.client_public_id: each.client_short_name for each in usage}}
    teller = Teller(language(), ja_hours, names)

    def why(row: AssignmentView) -> str:
        return teller.choice(row.reason, row.assistant_name, for_client=True) if is_client else ""

    return OwnLook(
        given=tuple(Given(row, why) for row in rows),
        missing=missing_of(left, teller),
        packages=tuple(usage),
        answers=answers(session, scope, plan.id) if is_client else Answers(),
        names=names,
    )


def bold(change: Change) -> Markup:
    """The smallest change with its amount in bold."""
    amount = Markup("<strong>{}</strong>").format(change.params["amount"])
    return Markup(change.text) % {**change.params, "amount": amount}  # noqa: S704 - our own words; values are escaped


def missing_of(left: Iterable[LeftOutView], teller: Teller) -> tuple[Missing, ...]:
    """What is left out, the smallest change first."""
    ordered = sorted(left, key=lambda row: smallness(row.reason, row.needs))
    return tuple(
        Missing(
            row,
            *_ICONS.get(row.reason, _OTHER_ICON),
            teller.left_out(row.reason, row.needs),
            bold(teller.change(row.reason, row.needs)),
        )
        for row in ordered
    )


def names_in(rows: Sequence[AssignmentView], left: Sequence[LeftOutView]) -> dict[str, str]:
    """Only names out of rows this reader may see: who else is in the plan stays unnamed."""
    return {
        **{each.assistant_public_id: each.assistant_name for each in rows},
        **{each.task_public_id: each.task_name for each in rows},
        **{each.task_public_id: each.task_name for each in left},
        **{each.client_public_id: each.client_short_name for each in left},
    }
