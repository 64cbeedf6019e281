"""Which treatment a task gets, why, and which one comes next. Gates first, then ECRS, then the score."""

from __future__ import annotations

import re

from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.result import Advice, Contribution, Criterion, Gate, GateFinding, Params, Reason, Treatment
from optimizer.scoring.wording import says

#: From here up a task is outsourced, and from the second one it is once its manual is written.
OUTSOURCE_FROM = 60
MANUAL_FIRST_FROM = 40
#: A task this suitable is worth naming as one of the first to hand over.
BEST_FROM = 85

#: Which stop speaks when several do: the law, then whether it is needed at all, then why it must stay.
_STOP_ORDER: tuple[Gate, ...] = (
    "reserved",
    "unneeded",
    "core",
    "qualified_only",
    "confined_data",
    "delicate",
    "presence",
    "seal_or_transfer",
)
_VIEW_ONLY = re.compile(r"閲覧(権限|のみ|だけ)")

Advised = tuple[Advice, Advice]

#: What an assistant could still do of a task that a gate keeps, by that gate.
_AROUND: dict[Gate, str] = {
    "core": "around_core",
    "qualified_only": "around_qualified",
    "confined_data": "around_confined",
    "delicate": "around_delicate",
    "presence": "around_presence",
    "seal_or_transfer": "up_to_the_decision",
}


def advise_stopped(gates: tuple[GateFinding, ...]) -> Advised:
    """Treatment and runner-up of a task that a gate stopped.

    Args:
        gates: all findings of the task, at least one of them `stops`.
    """
    stops = {finding.gate: finding for finding in gates if finding.outcome == "stops"}
    finding = stops[next(gate for gate in _STOP_ORDER if gate in stops)]
    if finding.gate == "reserved":
        to_specialist = Reason(f"reserved_{finding.code}", _professions(finding))
        return Advice("specialist", to_specialist), _advice("keep", "own_staff_may")
    if finding.gate == "unneeded":
        return _advice("stop", "nobody_needs"), _advice("reduce", "try_less_often")
    if finding.gate == "presence":
        return _on_site(finding, gates)
    if finding.gate == "core":
        return _advice("keep", f"core_{finding.code}"), _around(finding)
    if finding.gate == "seal_or_transfer":
        return _sealed(finding)
    return _advice("keep", finding.gate), _simplified(gates) or _around(finding)


def advise_scored(
    gates: tuple[GateFinding, ...], parts: tuple[Contribution, ...], points: int, facts: TaskFacts
) -> Advised:
    """Treatment and runner-up of a scored task: ECRS in its order, then the cut-offs of the suitability.

    Args:
        gates: all findings of the task, none of them `stops`.
        parts: its twelve contributions.
        points: its suitability, 0 to 100.
        facts: the task itself, for words that make a reason better.
    """
    by_points = _by_points(gates, parts, points, facts)
    first = _by_ecrs(gates)
    if first is not None:
        return first, by_points
    return by_points, _next_best(by_points.treatment, gates, parts, points)


def treatment_at(gates: tuple[GateFinding, ...], parts: tuple[Contribution, ...], points: int) -> Treatment:
    """The treatment alone that a scored task would get with these points.

    Args:
        gates: all findings of the task, none of them `stops`.
        parts: its twelve contributions; only their levels are looked at.
        points: 0 to 100, whatever the contributions add up to.
    """
    first = _by_ecrs(gates)
    return _treatment(parts, points) if first is None else first.treatment


def _by_ecrs(gates: tuple[GateFinding, ...]) -> Advice | None:
    for gate, treatment in _ECRS:
        finding = _limit(gates, gate)
        if finding is not None and finding.code != "paper_share":
            return _advice(treatment, finding.code)
    return None


_ECRS: tuple[tuple[Gate, Treatment], ...] = (("combine", "reduce"), ("rearrange", "reduce"), ("simplify", "automate"))


def _by_points(
    gates: tuple[GateFinding, ...], parts: tuple[Contribution, ...], points: int, facts: TaskFacts
) -> Advice:
    level, treatment = _levels(parts), _treatment(parts, points)
    if treatment == "keep":
        return Advice(treatment, _why_keep(level))
    if treatment == "manual_first":
        return Advice(treatment, _why_manual(gates, level))
    if points < OUTSOURCE_FROM and _easily_told(parts, level):
        return Advice(treatment, _limited(gates) or Reason("many_can"))
    return Advice(treatment, _why_outsource(gates, level, points, facts))


def _treatment(parts: tuple[Contribution, ...], points: int) -> Treatment:
    level = _levels(parts)
    if points >= OUTSOURCE_FROM:
        return "outsource"
    if points < MANUAL_FIRST_FROM or level["judgement"] <= 2:
        return "keep"
    if _easily_told(parts, level):
        return "outsource"
    return "manual_first" if level["manual"] <= 2 or level["standardisation"] <= 3 else "outsource"


def _easily_told(parts: tuple[Contribution, ...], level: dict[Criterion, int]) -> bool:
    """A short request is enough where several people do a plain task today: booking a dinner needs no manual."""
    several = any(part.criterion == "key_person" and part.level <= 3 and not part.assumed for part in parts)
    return several and min(level[each] for each in ("standardisation", "judgement", "expertise")) >= 4


def _why_outsource(
    gates: tuple[GateFinding, ...], level: dict[Criterion, int], points: int, facts: TaskFacts
) -> Reason:
    limited = _limited(gates)
    if limited is not None:
        return limited
    if says(facts, _VIEW_ONLY):
        return Reason("view_only")
    for code, holds in (
        ("best_fit", points >= BEST_FROM),
        ("authority_narrowed", level["confidentiality"] == 1),
        ("routine_with_manual", level["standardisation"] >= 4 and level["manual"] >= 4),
        ("much_and_little_judgement", level["volume"] >= 3 and level["judgement"] >= 4),
        ("often", level["frequency"] >= 4),
        ("leans_on_one", level["key_person"] == 5),
        ("steps_fixed", level["standardisation"] >= 4),
    ):
        if holds:
            return Reason(code)
    return Reason("nothing_against")


def _limited(gates: tuple[GateFinding, ...]) -> Reason | None:
    """The limit that has to be said first when a task is handed over."""
    for gate in ("support_only", "delicate", "seal_or_transfer", "my_number", "presence"):
        finding = next((each for each in gates if each.gate == gate and each.outcome == "limits"), None)
        if finding is not None:
            return _support(finding) if gate == "support_only" else Reason(finding.code)
    return None


def _why_manual(gates: tuple[GateFinding, ...], level: dict[Criterion, int]) -> Reason:
    support = _limit(gates, "support_only")
    if support is not None:
        return _support(support)
    if level["judgement"] <= 3:
        return Reason("write_how_to_decide")
    if level["manual"] == 1 and level["key_person"] == 5:
        return Reason("only_in_ones_head")
    return Reason("write_steps_first")


def _why_keep(level: dict[Criterion, int]) -> Reason:
    if level["judgement"] <= 2:
        return Reason("much_judgement")
    if level["expertise"] <= 2:
        return Reason("much_expertise")
    if level["volume"] == 1 and level["frequency"] <= 2:
        return Reason("too_little")
    return Reason("low_points")


def _next_best(
    treatment: Treatment, gates: tuple[GateFinding, ...], parts: tuple[Contribution, ...], points: int
) -> Advice:
    level = _levels(parts)
    support = _limit(gates, "support_only")
    if support is not None:
        return Advice("specialist", Reason("all_to_specialist", _professions(support)))
    simplified = _simplified(gates) or (_advice("automate", "on_paper") if level["paper"] <= 2 else None)
    if treatment == "outsource":
        return simplified or _instead_of_outsourcing(level)
    if treatment == "manual_first":
        return simplified or _advice("outsource", "write_while_working")
    if points >= MANUAL_FIRST_FROM:
        return simplified or _advice("manual_first", "hand_over_the_routine_part")
    return simplified or _advice("reduce", "try_less_often")


def _instead_of_outsourcing(level: dict[Criterion, int]) -> Advice:
    if level["manual"] <= 2:
        return _advice("manual_first", "write_steps_first")
    if min(level["standardisation"], level["judgement"]) >= 4:
        return _advice("automate", "rules_can_be_run")
    return _advice("keep", "keep_with_deputy")


def _around(finding: GateFinding) -> Advice:
    return Advice("outsource", Reason(_AROUND[finding.gate]))


def _on_site(finding: GateFinding, gates: tuple[GateFinding, ...]) -> Advised:
    if finding.code == "on_site_paper":
        return _advice("automate", "on_site_paper"), _advice("keep", "on_site_hands")
    return _advice("keep", "on_site_hands"), _simplified(gates) or _around(finding)


def _sealed(finding: GateFinding) -> Advised:
    if finding.code == "seal":
        return _advice("automate", "seal_by_e_contract"), _advice("keep", "seal_stays")
    return _advice("keep", f"{finding.code}_stays"), _around(finding)


def _simplified(gates: tuple[GateFinding, ...]) -> Advice | None:
    finding = _limit(gates, "simplify")
    return None if finding is None else _advice("automate", finding.code)


def _limit(gates: tuple[GateFinding, ...], gate: Gate) -> GateFinding | None:
    return next((each for each in gates if each.gate == gate and each.outcome == "limits"), None)


def _support(finding: GateFinding) -> Reason:
    return Reason(f"support_{finding.code}", _professions(finding))


def _professions(finding: GateFinding) -> Params:
    """The professions' codes joined by commas, as parameters hold only words and numbers."""
    return {"professions": ",".join(finding.professions)}


def _levels(parts: tuple[Contribution, ...]) -> dict[Criterion, int]:
    return {part.criterion: part.level for part in parts}


def _advice(treatment: Treatment, code: str) -> Advice:
    return Advice(treatment, Reason(code))
