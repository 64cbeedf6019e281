"""The weights by comparing criteria two at a time: the judgements, what they say, and their effect before saving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.compare import (
    CR_LIMIT,
    CRITERIA,
    STEPS,
    Compared,
    Contradiction,
    compared,
    save_comparison,
    spread_from,
    starting_steps,
)
from app.actions.tasks.effect import effect_of
from app.actions.tasks.score import current_weights
from app.domain.accounts import Role
from app.domain.errors import DomainError, WeightsChanged
from app.translations import scoring as said
from app.web.access import current_scope, roles
from app.web.forms.settings import ComparisonForm
from app.web.months import now
from app.web.request import current_session
from app.web.settings.blueprint import bp, parts, ways
from app.web.settings.effect import EffectView, effect_view
from app.web.settings.weights import seen_version_sent

_PAIRS = tuple(combinations(range(len(CRITERIA)), 2))
_STEP = re.compile(r"-?[1-9]")


@dataclass(frozen=True, slots=True)
class Pair:
    """One comparison in the form: the field's name, the criterion compared with, and the judgement in steps.

    `is_blamed` where judgements contradict each other too much and it is one of the three that agree least.
    """

    field: str
    other: str
    step: int
    is_blamed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The comparisons of one criterion with those after it; open where something stands that should be looked at."""

    name: str
    pairs: tuple[Pair, ...]
    is_open: bool


@bp.get("/settings/weights/compare")
@roles(Role.ADMINISTRATOR)
def compare() -> ResponseReturnValue:
    """The judgements behind the weights in force, or those closest to them, in a form."""
    return _page(ComparisonForm(), starting_steps(current_session()))


@bp.post("/settings/weights/compare")
@roles(Role.ADMINISTRATOR)
def save_compared() -> ResponseReturnValue:
    """Stores a new version, or shows what the judgements would do, or lets the rest follow from one criterion."""
    form, steps = ComparisonForm(), _steps_sent()
    try:
        if request.form.get("do") == "spread":
            return _page(form, spread_from(steps, CRITERIA[0]))
        if not form.is_sent_and_sound():
            return _page(form, steps, status=400)
        if request.form.get("do") == "try":
            return _page(form, steps, shows_effect=True)
        reason = form.override_reason.data or ""
        version = save_comparison(
            current_session(),
            scope=current_scope(),
            steps=steps,
            override_reason=reason,
            now=now(),
            seen_version=seen_version_sent(),
        )
    except WeightsChanged as refused:
        return _page(form, _readable(steps), rest=form.show(refused), status=409)
    except DomainError as refused:
        return _page(form, _readable(steps), rest=form.show(refused), status=400)
    flash(
        gettext("重みを第%(version)s版として保存しました。点数を変えるには、採点しなおしてください。", version=version)
    )
    return redirect(url_for("settings.weights"))


@bp.post("/settings/weights/compare/measure")
@roles(Role.ADMINISTRATOR)
def measure() -> ResponseReturnValue:
    """A part of a page: what the judgements being chosen say; nothing is stored."""
    steps = _readable(_steps_sent())
    return render_template("settings/measures.html", form=ComparisonForm(), **_measured(compared(steps)))


def _page(
    form: ComparisonForm,
    steps: Sequence[int],
    *,
    rest: list[str] | None = None,
    shows_effect: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    version, _in_force = current_weights(current_session())
    found = compared(steps)
    effect: EffectView | None = None
    if shows_effect:
        effect = effect_view(effect_of(current_session(), scope=current_scope(), weights=found.weights))
    text = render_template(
        "settings/compare.html",
        form=form,
        seen_version=version if status == 409 else seen_version_sent() or version,
        groups=_groups(steps, found),
        step_words=[(step, step_words(step)) for step in STEPS],
        effect=effect,
        ways=ways("settings.compare"),
        parts=parts("settings.weights"),
        problems_left=rest or [],
        **_measured(found),
    )
    return text, status


def _measured(found: Compared) -> dict[str, object]:
    """What the part with the measures shows."""
    return {
        "found": found,
        "limit": CR_LIMIT,
        "heaviest": max(found.weights.values()),
        "weights": [(gettext(said.CRITERIA[name]), weight) for name, weight in found.weights.items()],
        "worst": _worst_words(found.worst),
    }


def _groups(steps: Sequence[int], found: Compared) -> list[Group]:
    blamed = _blamed(found)
    groups = []
    for row, criterion in enumerate(CRITERIA[:-1]):
        pairs = tuple(
            Pair(_field(*pair), gettext(said.CRITERIA[CRITERIA[pair[1]]]), step, pair in blamed)
            for pair, step in zip(_PAIRS, steps, strict=True)
            if pair[0] == row
        )
        is_open = row == 0 or any(pair.is_blamed for pair in pairs)
        groups.append(Group(gettext(said.CRITERIA[criterion]), pairs, is_open))
    return groups


def _blamed(found: Compared) -> set[tuple[int, int]]:
    """The three comparisons that agree least, where they should be looked at."""
    if found.is_consistent or found.worst is None:
        return set()
    names: tuple[str, ...] = CRITERIA
    first, second, third = (names.index(each) for each in (found.worst.first, found.worst.second, found.worst.third))
    return {(first, second), (second, third), (first, third)}


def _field(row: int, column: int) -> str:
    return f"c{row}-{column}"


def _steps_sent() -> list[int]:
    """The judgements of the form; 0, which is none, where one is missing or is no step."""
    sent = [request.form.get(_field(*pair), "") for pair in _PAIRS]
    return [int(each) if _STEP.fullmatch(each) else 0 for each in sent]


def _readable(steps: Sequence[int]) -> list[int]:
    """The same with 1, equal, for what is no judgement, so that the page can be shown again."""
    return [step if step in STEPS else 1 for step in steps]


def step_words(step: int) -> str:
    """A judgement in words: 3倍, 同じ, 1/3."""
    if step == 1:
        return gettext("同じ")
    return gettext("%(count)s倍", count=step) if step > 0 else f"1/{-step}"


def _worst_words(worst: Contradiction | None) -> str:
    """The three judgements that agree least, in sentences; "" where all agree."""
    if worst is None:
        return ""
    first, second, third = (gettext(said.CRITERIA[name]) for name in (worst.first, worst.second, worst.third))
    return gettext(
        "%(first)sと%(second)sは「%(first_second)s」、%(second)sと%(third)sは「%(second_third)s」です。"
        "すると%(first)sと%(third)sは「%(implied)s」ほどになりますが、答えは「%(first_third)s」です。",
        first=first,
        second=second,
        third=third,
        first_second=step_words(worst.first_second),
        second_third=step_words(worst.second_third),
        first_third=step_words(worst.first_third),
        implied=step_words(worst.implied),
    )
