"""One task: every point of its score, its gates as sentences, its plan, hours and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.stability import firmness_of
from app.domain.accounts import Role
from app.domain.tasks.duedays import DueRule
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import taskpages
from app.queries import tasks as tasks_queries
from app.queries.hours import EntryView
from app.queries.plans import AssignmentView
from app.queries.tasks import ScoreView, TaskView
from app.translations.inventory import CONFIDENTIALITIES, KEY_PERSON_RISKS, ROUTINES
from app.translations.skills import SKILL_NAMES
from app.web.access import current_scope, signed_in
from app.web.forms.tasks import PinForm
from app.web.months import month_of_request
from app.web.navigation import link_to
from app.web.request import current_session
from app.web.tasks.blueprint import bp
from app.web.tasks.firmness import FirmnessBox, firmness_box
from app.web.tasks.gathered import Typed, days_of, gathered
from app.web.tasks.wording import (
    Part,
    Verdict,
    advice_sentence,
    gate_rows,
    language,
    parts,
    verdict,
    way,
)
from app.web.treatments import pill

MONTHS_SHOWN = 5
ENTRIES_SHOWN = 10
MONTHLY = 12


@dataclass(frozen=True, slots=True)
class MonthHours:
    """Minutes worked in a month, and for the shown month what is still planned."""

    month: Month
    used_min: int
    rest_min: int


@dataclass(frozen=True, slots=True)
class Passed:
    """An earlier score beside the one before it: `change` is its points less theirs, None where either has none."""

    score: ScoreView
    verdict: Verdict
    change: int | None


@bp.get("/tasks/<public_id>")
@signed_in
def show(public_id: str) -> ResponseReturnValue:
    """The task; an assistant sees what the work needs, everybody else its score as well."""
    return task_page(public_id, Typed())


def task_page(public_id: str, typed: Typed) -> str:
    """The page, with what was sent and could not be kept."""
    session, scope, month = current_session(), current_scope(), month_of_request()
    task = tasks_queries.task(session, scope, public_id)
    entries = hours_queries.entries(
        session, scope, task_id=task.id, first_day=_first_month(month).first_day, last_day=month.last_day
    )
    given, is_left_out, held_min = _in_plan(task, month)
    rule = taskpages.due_rule(session, task.id)
    shared = {
        "task": task,
        "month": month,
        "is_staff": scope.is_staff,
        "way": way(task.minutes_per_run, task.runs_per_year, task.frequency_text),
        "stated": _stated(task),
        "given": given,
        "is_left_out": is_left_out,
        "held_min": held_min,
        "reason_url": link_to("plans.show", month=str(month), q=task.name),
        "history": _hours(entries, month, sum(each.planned_min for each in given)),
        "entries": entries[:ENTRIES_SHOWN],
        "days": days_of(given, rule),
        **gathered(task, rule, typed),
    }
    if scope.role is Role.ASSISTANT:
        return render_template("tasks/given_task.html", **shared)
    return render_template("tasks/show.html", **shared, **_scored(task), **_steering(task, month, rule))


def _scored(task: TaskView) -> dict[str, object]:
    """What the newest score says, and the ones before it."""
    passed = tasks_queries.scores(current_session(), current_scope(), task.id)
    breakdown = task.score.breakdown if task.score else None
    contributions = parts(task)
    runner_up = breakdown["runner_up"] if breakdown else None
    return {
        "verdict": verdict(task.score),
        "parts": contributions,
        "heaviest": max((part.weight for part in contributions), default=0),
        "lifting": [part.name for part in contributions[:3]],
        "lowering": [part.name for part in _lowering(contributions)],
        "gates": gate_rows(breakdown) if breakdown else [],
        "runner_up": runner_up and pill(runner_up["treatment"]),
        "runner_up_reason": advice_sentence(runner_up["reason"]) if runner_up else "",
        "scores": _passed(passed),
        "firmness": _firmness(task),
        "may_weigh": current_scope().role is Role.ADMINISTRATOR,
    }


def _firmness(task: TaskView) -> FirmnessBox | None:
    """How firm treatment and place are; None without points."""
    if task.score is None or task.score.suitability is None:
        return None
    breakdown = task.score.breakdown
    found = firmness_of(
        current_session(),
        scope=current_scope(),
        client_id=task.client_id,
        public_id=task.public_id,
        breakdown=breakdown,
    )
    return firmness_box(found, {each["criterion"]: each["weight"] for each in breakdown["contributions"]})


def _steering(task: TaskView, month: Month, rule: DueRule | None) -> dict[str, object]:
    """What the forms of the page offer."""
    session, scope = current_session(), current_scope()
    is_rare = task.runs_per_year is None or task.runs_per_year < MONTHLY
    for_assistants = task.score is not None and task.score.treatment == "outsource"
    return {
        "pin": _pin_form(task) if scope.is_staff else None,
        "catalogue": tasks_queries.catalogue(session),
        "law_class": _law_class(task),
        "may_add_to_month": scope.is_staff and is_rare and for_assistants and task.minutes_per_run is not None,
        "comes_by_itself": rule is not None and rule.skips_months,
        "is_in_month": plans_queries.item_of(session, task.id, month) is not None,
    }


def _pin_form(task: TaskView) -> PinForm:
    form = PinForm(formdata=None, assistant=task.pinned_to)
    people = assistants_queries.assistants(current_session(), current_scope(), active_only=True)
    form.offer((each.public_id, each.name) for each in people)
    return form


def _law_class(task: TaskView) -> str:
    """What the catalogue says about the law, in a sentence; "" where it has no plain answer."""
    first = (task.catalogue_law_class or "")[:1]
    if first == "X":
        return gettext("士業の独占業務です。")
    if first == "S":
        return gettext("士業と分担する部分がある業務です。")
    return ""


def _lowering(contributions: Sequence[Part]) -> list[Part]:
    """The two criteria that keep most points back."""
    missing = sorted(contributions, key=lambda part: part.points - part.weight)
    return [part for part in missing[:2] if part.points < part.weight]


def _passed(scores: Sequence[ScoreView]) -> list[Passed]:
    earlier: list[ScoreView | None] = [*scores[1:], None]
    return [
        Passed(
            score,
            verdict(score),
            None
            if before is None or score.suitability is None or before.suitability is None
            else score.suitability - before.suitability,
        )
        for score, before in zip(scores, earlier, strict=True)
    ]


def _in_plan(task: TaskView, month: Month) -> tuple[list[AssignmentView], bool, dict[str, int]]:
    """Who does the task in the month's plan, its draft where the scope may see it; else whether it says why not.

    Last its minutes in the plan by its state, and in the published one where a draft is newer.
    """
    session, scope = current_session(), current_scope()
    plan, published = plans_queries.current_plans(session, scope, month)
    if plan is None:
        return [], False, {}
    given = plans_queries.assignments(session, scope, plan.id, task=task.public_id)
    left = [] if given else plans_queries.left_out(session, scope, plan.id, task=task.public_id)
    held_min = {plan.state: sum(each.planned_min for each in given)}
    if published is not None and published.id != plan.id:
        before = plans_queries.assignments(session, scope, published.id, task=task.public_id)
        held_min["published"] = sum(each.planned_min for each in before)
    return given, bool(left), held_min


def _first_month(month: Month) -> Month:
    for _step in range(MONTHS_SHOWN - 1):
        month = month.previous()
    return month


def _hours(entries: Sequence[EntryView], month: Month, planned_min: int) -> list[MonthHours]:
    """Minutes by month, oldest first, from the first month with work on; empty where nothing was worked or planned."""
    used: defaultdict[Month, int] = defaultdict(int)
    for entry in entries:
        used[Month.of(entry.work_date)] += entry.minutes
    lines = []
    each = _first_month(month)
    while each <= month:
        rest_min = max(0, planned_min - used[each]) if each == month else 0
        lines.append(MonthHours(each, used[each], rest_min))
        each = each.next()
    started = next((place for place, line in enumerate(lines) if line.used_min or line.rest_min), len(lines))
    return lines[started:]


def _stated(task: TaskView) -> dict[str, str]:
    """The facts that are codes, in words; "" for what was not stated."""
    say = language()
    return {
        "routine": say(ROUTINES[task.routine]) if task.routine else "",
        "confidentiality": say(CONFIDENTIALITIES[task.confidentiality]) if task.confidentiality else "",
        "key_person": say(KEY_PERSON_RISKS[task.key_person]) if task.key_person else "",
        "skills": say("、").join(f"{say(SKILL_NAMES[skill])} {level}" for skill, level in task.skills.items()),
    }
