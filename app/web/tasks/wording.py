"""Says a stored score in the language of the page: treatment, reason, laws, gates, contributions.

A score arrives as the plain dict that was stored; its codes are turned into words by `app.translations.scoring`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale, gettext, pgettext

from app.queries.tasks import ScoreView, TaskView
from app.translations import Words, words
from app.translations import scoring as said
from app.translations.inventory import FIELDS
from app.translations.known import runs_words
from app.web.formats import ja_hours
from app.web.treatments import PILLS, pill

Breakdown = Mapping[str, Any]

_LAW_GATES = ("reserved", "support_only")
_GATE_ROWS = (
    ("reserved", "support_only", "qualified_only"),
    ("presence", "seal_or_transfer", "confined_data", "my_number"),
    ("core", "delicate"),
    ("unneeded", "combine", "rearrange", "simplify"),
)
"""What is checked before a score, in the rows a page shows it in."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a score says in one line of a table.

    Attributes:
        points: 0 to 100; None where a gate decided.
        word: the treatment; `icon` and `kind` are of its pill.
        brief: the same without naming professions, for a column beside `law`.
        reason: one sentence without its full stop.
        law: profession and articles, "" where no law limits it.
        is_reserved: whether the law keeps it from assistants altogether.
    """

    points: int | None
    word: str
    brief: str
    icon: str
    kind: str
    reason: str
    law: str
    is_reserved: bool


@dataclass(frozen=True, slots=True)
class GateRow:
    """A row of what was checked first: the findings in sentences, and the sentences of what passed."""

    icon: str
    kind: str
    met: tuple[str, ...]
    passed: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Part:
    """A criterion's part of the score; points are of `weight`.

    `is_assumed` where the fact was not stated, `is_usual` where the catalogue of usual tasks had to say it.
    """

    name: str
    level: str
    points: float
    weight: int
    is_assumed: bool
    is_usual: bool


def language() -> Words:
    """Says marked strings in the language of this page."""
    return words(str(get_locale() or "ja"))


def verdict(score: ScoreView | None) -> Verdict:
    """The score in one line; a task without one waits to be scored."""
    if score is None:
        word = gettext("採点前")
        return Verdict(None, word, word, "hourglass", "", gettext("まだ採点していません"), "", is_reserved=False)
    return verdict_of(score.treatment, score.breakdown)


def verdict_of(treatment: str, breakdown: Breakdown) -> Verdict:
    """The same for a score that is not stored."""
    say = language()
    reserved, shared = _professions(breakdown, "reserved"), _professions(breakdown, "support_only")
    shared_with = shared if breakdown["suitability"] is not None else []
    icon, kind = PILLS[treatment]
    brief = pgettext("pill", "士業に依頼") if reserved and treatment == "specialist" else pill(treatment).word
    if shared_with and treatment in {"outsource", "manual_first"}:
        icon, kind, brief = "scale", "law", pgettext("pill", "士業と分担")
    return Verdict(
        breakdown["suitability"],
        said.treatment_name(say, treatment, professions=reserved, shared_with=shared_with),
        brief,
        icon,
        kind,
        advice_sentence(breakdown["reason"]),
        _law(say, breakdown),
        is_reserved=bool(reserved),
    )


def advice_sentence(reason: Mapping[str, Any]) -> str:
    """One stored reason as a sentence without its full stop."""
    return said.reason_sentence(language(), reason["code"], reason["params"])


def gate_rows(breakdown: Breakdown) -> list[GateRow]:
    """What was checked before the score, gathered in four rows; the ones that were met first within each."""
    found = {each["gate"]: each for each in breakdown["gates"]}
    return [_gate_row([found[gate] for gate in row if gate in found]) for row in _GATE_ROWS]


def parts(task: TaskView) -> list[Part]:
    """The contributions of the newest score, most points first."""
    stored = task.score.breakdown["contributions"] if task.score else []
    shown = [
        Part(
            language()(said.CRITERIA[each["criterion"]]),
            _level(task, each),
            each["points_tenths"] / 10,
            each["weight"],
            each["assumed"],
            each.get("by_catalogue", False),  # scores stored before there was such a thing say nothing
        )
        for each in stored
    ]
    return sorted(shown, key=lambda part: (-part.points, -part.weight))


def way(minutes_per_run: int | None, runs_per_year: int | None, frequency_text: str = "") -> str:
    """How long and how often: 「1時間30分 × 月4回」; what is not known is said as it was written, or left out."""
    often = times(runs_per_year) or frequency_text
    known = [ja_hours(minutes_per_run)] if minutes_per_run is not None else []
    return " × ".join([*known, *([often] if often else [])])


def times(runs_per_year: int | None) -> str:
    """Runs as people count them: 月4回, 年1回; "" where nobody knows."""
    return runs_words(runs_per_year, language())


def _gate_row(findings: list[Mapping[str, Any]]) -> GateRow:
    say = language()
    met = [each for each in findings if each["outcome"] != "pass"]
    stops = any(each["outcome"] == "stops" for each in met)
    is_law = any(each["gate"] in _LAW_GATES for each in met)
    is_ecrs = any(each["gate"] in _GATE_ROWS[-1] for each in met)
    icon, kind = ("check", "ok") if not met else ("refresh", "info") if is_ecrs else ("alert-triangle", "warn")
    if is_law:
        icon, kind = "scale", "law"
    elif stops:
        icon, kind = "ban", "bad"
    return GateRow(
        icon,
        kind,
        tuple(_gate_sentence(say, each) for each in met),
        tuple(_gate_sentence(say, each) for each in findings if each["outcome"] == "pass"),
        _evidence(say, met),
    )


def _gate_sentence(say: Words, finding: Mapping[str, Any]) -> str:
    return said.gate_sentence(
        say,
        finding["gate"],
        finding["code"],
        law=finding["law"],
        professions=finding["professions"],
        params=finding["params"],
    )


def _evidence(say: Words, findings: list[Mapping[str, Any]]) -> str:
    """The words of the task that made the gate speak: 業務名「算定基礎届」."""
    stated = [each for finding in findings for each in finding["evidence"] if each["field"] in FIELDS]
    shown = dict.fromkeys((each["field"], each["words"]) for each in stated)
    return gettext("、").join(
        gettext("%(field)s「%(text)s」", field=say(FIELDS[name]), text=text) for name, text in shown
    )


def _professions(breakdown: Breakdown, gate: str) -> list[str]:
    met = (each for each in breakdown["gates"] if each["gate"] == gate and each["outcome"] != "pass")
    return next((list(each["professions"]) for each in met), [])


def _law(say: Words, breakdown: Breakdown) -> str:
    met = [each for each in breakdown["gates"] if each["gate"] in _LAW_GATES and each["outcome"] != "pass"]
    lines = [
        gettext(
            "%(professions)s（%(law)s）",
            professions=said.profession_names(say, each["professions"]),
            law=said.law_words(say, each["law"]),
        )
        for each in met
    ]
    text = gettext("、").join(lines)
    return text[:1].upper() + text[1:]


def _level(task: TaskView, stored: Mapping[str, Any]) -> str:
    """The level in words; where the fact itself is a number, that number says more."""
    criterion, is_stated = stored["criterion"], not stored["assumed"]
    if criterion == "volume" and is_stated and task.monthly_min is not None:
        return gettext("月%(hours)s", hours=ja_hours(task.monthly_min))
    if criterion == "frequency" and is_stated and task.runs_per_year is not None:
        return times(task.runs_per_year)
    return said.level_words(language(), criterion, stored["level"])
