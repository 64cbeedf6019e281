"""A plan as one reader may look at it: rows with their reasons in words, the grid, the packages, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.database import Session
from app.domain.accounts import Role, Scope
from app.queries import assistants as assistants_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries.assistants import AssistantView
from app.queries.hours import UsageView
from app.queries.plans import AssignmentView, LeftOutView, PlanView
from app.translations.plans import Change, Teller, smallness
from app.web.formats import ja_hours
from app.web.plans.grid import Section, load_of, make_sections
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


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment; `tell` says why it went to this assistant, `pinned_to` is who the next plan must give it to."""

    row: AssignmentView
    tell: Callable[[AssignmentView], str]
    pinned_to: str | None

    @property
    def why(self) -> str:
        """Why it went to this assistant; said only when it is shown, of hundreds perhaps for one."""
        return self.tell(self.row)

    @property
    def is_pinned_anew(self) -> bool:
        """Whether the pin was set or taken off since this plan was made."""
        return (self.pinned_to is not None) != self.row.is_pinned or (
            self.pinned_to is not None and self.pinned_to != self.row.assistant_public_id
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """A task left out: its reason and the smallest change, the amount in bold."""

    row: LeftOutView
    icon: str
    kind: str
    reason: str
    change: Markup


@dataclass(frozen=True, slots=True)
class Look:
    """Everything the page shows of a plan. Only staff get sections and a picked assignment."""

    given: tuple[Given, ...]
    missing: tuple[Missing, ...]
    packages: dict[str, UsageView]
    sections: tuple[Section, ...]
    picked: Given | None
    picked_person: AssistantView | None
    planned_by_client: dict[str, int]
    planned_by_person: dict[str, int]
    capacity_min: int

    @property
    def assigned_min(self) -> int:
        """Minutes of all that is given."""
        return sum(each.row.planned_min for each in self.given)

    @property
    def missing_min(self) -> int:
        """Minutes of all that is left out."""
        return sum(each.row.planned_min for each in self.missing)


def look_at(session: Session, scope: Scope, plan: PlanView, *, picked: str | None) -> Look:
    """The plan for this reader.

    Args:
        session: reads only.
        scope: who looks; clients get their rows, assistants theirs without the comparison with others.
        plan: the plan.
        picked: public id of the work item whose assignment is shown beside the grid; the first one otherwise.
    """
    rows = plans_queries.assignments(session, scope, plan.id)
    left = plans_queries.left_out(session, scope, plan.id)
    usage = [each for each in hours_queries.usage(session, scope, plan.month) if each.has_terms]
    people = assistants_queries.assistants(session, scope) if scope.is_staff else []
    pins = tasks_queries.pins(session, scope) if scope.is_staff else {}
    teller = Teller(language(), ja_hours, _names(rows, left, usage, people))

    def why(row: AssignmentView) -> str:
        if scope.role is Role.ASSISTANT:
            return ""
        return teller.choice(row.reason, row.assistant_name, for_client=scope.role is Role.CLIENT)

    given = tuple(Given(row, why, pins.get(row.task_public_id)) for row in rows)
    chosen = _chosen(given, picked) if scope.is_staff else None
    by_person = {person.public_id: person for person in people}
    return Look(
        given=given,
        missing=_missing(left, teller),
        packages={each.client_public_id: each for each in usage},
        sections=make_sections(rows, usage, people) if scope.is_staff else (),
        picked=chosen,
        picked_person=by_person.get(chosen.row.assistant_public_id) if chosen else None,
        planned_by_client=load_of(rows, "client_public_id"),
        planned_by_person=load_of(rows, "assistant_public_id"),
        capacity_min=sum(person.monthly_min for person in people if person.is_active),
    )


def bold(change: Change) -> Markup:
    """The smallest change with its amount in bold."""
    amount = Markup("<strong>{}</strong>").format(change.params["amount"])
    return Markup(change.text) % {**change.params, "amount": amount}  # noqa: S704 - our own words; values are escaped


def _missing(left: Sequence[LeftOutView], teller: Teller) -> tuple[Missing, ...]:
    ordered = sorted(left, key=lambda row: smallness(row.reason, row.needs))
    return tuple(
        Missing(
            row,
            *_ICONS[row.reason],
            teller.left_out(row.reason, row.needs),
            bold(teller.change(row.reason, row.needs)),
        )
        for row in ordered
    )


def _names(
    rows: Sequence[AssignmentView],
    left: Sequence[LeftOutView],
    usage: Sequence[UsageView],
    people: Sequence[AssistantView],
) -> Mapping[str, str]:
    """Only names out of rows this reader may see: who else is in the plan stays unnamed."""
    return {
        **{each.assistant_public_id: each.assistant_name for each in rows},
        **{each.task_public_id: each.task_name for each in rows},
        **{each.task_public_id: each.task_name for each in left},
        **{each.client_public_id: each.client_short_name for each in usage},
        **{person.public_id: person.name for person in people},
    }


def _chosen(given: Sequence[Given], picked: str | None) -> Given | None:
    return next((each for each in given if each.row.work_item_public_id == picked), given[0] if given else None)
