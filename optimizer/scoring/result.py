"""What the scoring says about a task, in codes and numbers; the words for people are made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Criterion = Literal[
    "standardisation",
    "judgement",
    "volume",
    "expertise",
    "profit",
    "frequency",
    "confidentiality",
    "key_person",
    "manual",
    "stability",
    "urgency",
    "paper",
]
Treatment = Literal["stop", "reduce", "automate", "specialist", "manual_first", "outsource", "keep"]
Gate = Literal[
    "unneeded",
    "reserved",
    "support_only",
    "qualified_only",
    "core",
    "confined_data",
    "delicate",
    "presence",
    "seal_or_transfer",
    "my_number",
    "combine",
    "rearrange",
    "simplify",
]
#: `stops` decides the treatment without a score; `limits` leaves a part with the client or a professional.
Outcome = Literal["pass", "stops", "limits"]
Profession = Literal[
    "labour_consultant",  # 社労士
    "tax_accountant",  # 税理士
    "lawyer",  # 弁護士
    "administrative_scrivener",  # 行政書士
    "judicial_scrivener",  # 司法書士
    "patent_attorney",  # 弁理士
]
Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that matched, as written after NFKC, and the field of `TaskFacts` they stand in."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class GateFinding:
    """What one gate found. Passing gates are reported as well, so that a page can list what was checked."""

    gate: Gate
    outcome: Outcome
    #: What exactly was met, e.g. `labour_filing` for the gate `reserved`; empty when it passed.
    code: str = ""
    #: Article in Japanese, e.g. 「社会保険労務士法2条1項1号・27条」; None where no law is behind it.
    law: str | None = None
    professions: tuple[Profession, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One criterion's part of the suitability."""

    criterion: Criterion
    #: Out of 100 over all twelve criteria.
    weight: int
    #: 1 to 5, 5 suits outsourcing best.
    level: int
    #: Tenths of a point, 0 to 10 × weight.
    points_tenths: int
    #: True when the fact was not stated and the level was derived from the words of the task or its catalogue entry.
    assumed: bool
    #: True when it was the catalogue entry that spoke.
    by_catalogue: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence in code: `code` picks the wording, `params` fill it."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """A treatment and why."""

    treatment: Treatment
    reason: Reason


@dataclass(frozen=True, slots=True)
class Score:
    """Everything said about one task under one version of the weights."""

    task_id: str
    #: 0 to 100; None when a gate stopped the task.
    suitability: int | None
    gates: tuple[GateFinding, ...]
    #: All twelve in weight order; empty when a gate stopped the task.
    contributions: tuple[Contribution, ...]
    treatment: Treatment
    reason: Reason
    runner_up: Advice | None
    weights_version: int

    @property
    def stopped_by(self) -> tuple[GateFinding, ...]:
        """Findings that decided the treatment before any score, in the order they were checked."""
        return tuple(finding for finding in self.gates if finding.outcome == "stops")

    @property
    def limits(self) -> tuple[GateFinding, ...]:
        """Findings that leave a part of the task with the client or a professional."""
        return tuple(finding for finding in self.gates if finding.outcome == "limits")

    @property
    def professions(self) -> tuple[Profession, ...]:
        """Professions the task is reserved to; empty when it is not."""
        return _professions(self.gates, "reserved")

    @property
    def shared_with(self) -> tuple[Profession, ...]:
        """Professions that do the reserved step while an assistant prepares; empty when there is none."""
        return () if self.stopped_by else _professions(self.gates, "support_only")

    def to_json(self) -> dict[str, Any]:
        """Every field under its own name, ready for `json.dumps`."""
        return {
            **_fields(self),
            "gates": [_finding_json(finding) for finding in self.gates],
            "contributions": [_fields(each) for each in self.contributions],
            "reason": _fields(self.reason),
            "runner_up": self.runner_up and {**_fields(self.runner_up), "reason": _fields(self.runner_up.reason)},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Score:
        """The score that `to_json` wrote, after a trip through JSON."""
        runner_up = data["runner_up"]
        return cls(
            task_id=data["task_id"],
            suitability=data["suitability"],
            gates=tuple(_finding(each) for each in data["gates"]),
            contributions=tuple(Contribution(**each) for each in data["contributions"]),
            treatment=data["treatment"],
            reason=Reason(**data["reason"]),
            runner_up=None if runner_up is None else Advice(runner_up["treatment"], Reason(**runner_up["reason"])),
            weights_version=data["weights_version"],
        )


def _fields(thing: Any) -> dict[str, Any]:
    # Ten thousand rows are scored in one import: `dataclasses.asdict` copies every value deeply and takes ten times as
    # long, for values that are frozen anyway.
    return {name: getattr(thing, name) for name in thing.__slots__}


def _finding_json(finding: GateFinding) -> dict[str, Any]:
    return {**_fields(finding), "evidence": [_fields(each) for each in finding.evidence]}


def _professions(gates: tuple[GateFinding, ...], gate: Gate) -> tuple[Profession, ...]:
    return next((each.professions for each in gates if each.gate == gate and each.outcome != "pass"), ())


def _finding(data: Mapping[str, Any]) -> GateFinding:
    return GateFinding(
        gate=data["gate"],
        outcome=data["outcome"],
        code=data["code"],
        law=data["law"],
        professions=tuple(data["professions"]),
        evidence=tuple(Evidence(**each) for each in data["evidence"]),
        params=dict(data["params"]),
    )
