"""Answers as lines of text for a terminal: the figures first, then `+` what comes in, `-` what goes or is lost."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from optimizer.lines import figures
from optimizer.whatif.answers import Coverage, NextHour, PackageTable
from optimizer.whatif.changes import Forced, SmallestChange

if TYPE_CHECKING:
    from optimizer.whatif.answers import Answer
    from optimizer.whatif.changes import Step


@singledispatch
def answer_lines(answer: Answer) -> list[str]:
    """Give an answer line by line; `unproven` stands where a search ran out of time."""
    raise TypeError(type(answer).__name__)


@answer_lines.register
def _(answer: NextHour) -> list[str]:
    was, now = answer.before, answer.after
    head = (
        f"{answer.client} hour {answer.minutes} tasks {was.tasks} > {now.tasks} minutes {was.minutes} > {now.minutes}"
    )
    worth = f"value {was.value:.2f} > {now.value:.2f} overage {was.overage_minutes} > {now.overage_minutes}"
    return [
        f"{head} {worth}{_unproven(answer.proven)}",
        *(f"+ {task}" for task in answer.gained),
        *(f"- {task}" for task in answer.lost),
        *([f"cause {answer.cause}{figures(answer.needs)}"] if answer.cause else []),
        *(f"out {row.task} {row.reason}{figures(row.needs)}" for row in answer.left_out),
    ]


@answer_lines.register
def _(answer: PackageTable) -> list[str]:
    return [
        f"{answer.client} packages wanted {answer.wanted_tasks} minutes {answer.wanted_minutes}",
        *(
            f"{row.package_minutes} tasks {row.done.tasks} minutes {row.done.minutes} value {row.done.value:.2f}"
            f" overage {row.done.overage_minutes}{' current' if row.is_current else ''}{_unproven(row.proven)}"
            for row in answer.rows
        ),
    ]


@answer_lines.register
def _(answer: Coverage) -> list[str]:
    head = f"{answer.assistant} absence tasks {answer.tasks} minutes {answer.minutes} lost {answer.lost_minutes}"
    lines = [head + _unproven(answer.proven)]
    lines += [f"- {row.task} {row.minutes} {row.reason}{figures(row.needs)}" for row in answer.lost]
    if one := answer.backup:
        lost = f"{one.lost_minutes_before} > {one.lost_minutes_after}"
        lines.append(f"train {one.assistant} {one.skill} {one.level} > {one.to_level} lost {lost}")
    return lines


@answer_lines.register
def _(answer: Forced) -> list[str]:
    if answer.reason is not None:
        return [f"{answer.task} impossible {answer.reason}{figures(answer.needs)}"]
    lost = f"value_lost {answer.value_lost:.2f} firm_lost {answer.firm_lost} free_tasks {answer.free_tasks}"
    found = answer.difference
    return [
        f"{answer.task} forced {answer.assistant} {lost}{_unproven(answer.proven)}",
        *(f"+ {row.task} {row.assistant} {row.minutes}" for row in found.added),
        *(f"- {row.task} {row.assistant} {row.minutes}" for row in found.dropped),
        *(f"~ {one.task} {','.join(one.from_assistants)} > {','.join(one.to_assistants)}" for one in found.moved),
        *(f"~ {one.task} {one.minutes_before} > {one.minutes_after}" for one in found.minutes_changed),
    ]


@answer_lines.register
def _(answer: SmallestChange) -> list[str]:
    head = f"{answer.task} change {'none_needed' if answer.fits_already else len(answer.changes)}"
    each = (f"{' and '.join(map(_step, one.steps))} > {one.given_to}" for one in answer.changes)
    return [head + _unproven(answer.proven), *each]


def _step(step: Step) -> str:
    levels = (f"{skill}={level}" for skill, level in step.skills.items())
    due = [f"due_week={step.due_week}"] if step.due_week is not None else []
    return " ".join(filter(None, [step.kind, str(step.amount), step.assistant, *levels, *step.clearances, *due]))


def _unproven(proven: bool) -> str:  # noqa: FBT001  # the field of an answer
    return "" if proven else " unproven"
