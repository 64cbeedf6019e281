"""What is known about one task before it is judged; everything but the name may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from optimizer.reading import HALVES

Routine = Literal["routine", "semi", "non_routine"]
Confidentiality = Literal["public", "internal", "personal", "administrator", "bank"]
KeyPerson = Literal["low", "middle", "high"]

#: Longest text and largest number a field takes; anything above is a mistake in the input, not a task.
LONGEST_TEXT = 10_000
LARGEST_NUMBER = 10_000_000

_TEXTS = ("id", "name", "detail", "note", "department", "tools")
_OPTIONAL_TEXTS = ("expertise", "law_class", "catalogue_name", "catalogue_frequency", "catalogue_time")
_NUMBERS = ("minutes_per_run", "runs_per_year", "judgement_pct", "capable_people")
_FLAGS = ("has_manual", "customer_contact")
_CHOICES: dict[str, tuple[str, ...]] = {
    "routine": get_args(Routine),
    "confidentiality": get_args(Confidentiality),
    "key_person": get_args(KeyPerson),
}


class InvalidFactsError(ValueError):
    """A field of a task that no task can have; `field` names it."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(f"{field}: {expected}")
        self.field = field
        self.expected = expected


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task as its company described it. `None` means not stated, never "no"."""

    id: str
    name: str
    detail: str = ""
    note: str = ""
    department: str = ""
    tools: str = ""
    #: Minutes of one run, ≥ 0.
    minutes_per_run: int | None = None
    #: Runs in a year, ≥ 0: 12 is monthly, 48 is four times a month, 264 is 22 times a month.
    runs_per_year: int | None = None
    routine: Routine | None = None
    #: Share of human judgement, 0 to 100.
    judgement_pct: int | None = None
    #: Knowledge asked for, in the company's own words: 「簿記2級」「不要」「社労士」.
    expertise: str | None = None
    #: Highest class of what is touched; `internal` is 社外秘.
    confidentiality: Confidentiality | None = None
    has_manual: bool | None = None
    #: How many people can do it today, ≥ 0.
    capable_people: int | None = None
    key_person: KeyPerson | None = None
    customer_contact: bool | None = None
    #: Raw law class of the matched catalogue entry: "F", "X(社)", "S(税)(R) H(My No.)", "core – keep".
    law_class: str | None = None
    catalogue_name: str | None = None
    #: How often the entry is done: D, W, M, Q, Y, A (on demand), several divided by a slash; and its published time.
    catalogue_frequency: str | None = None
    catalogue_time: str | None = None

    def __post_init__(self) -> None:
        for name in _TEXTS:
            _check_text(name, getattr(self, name))
        for name in _OPTIONAL_TEXTS:
            if getattr(self, name) is not None:
                _check_text(name, getattr(self, name))
        for name in _NUMBERS:
            _check_number(name, getattr(self, name), 100 if name.endswith("_pct") else LARGEST_NUMBER)
        for name in _FLAGS:
            if not isinstance(getattr(self, name), bool | None):
                raise InvalidFactsError(name, "true, false or null")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in (None, *choices):
                raise InvalidFactsError(name, "one of " + ", ".join(choices))

    def to_json(self) -> dict[str, Any]:
        """Every field under its own name, ready for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TaskFacts:
        """The facts in a decoded JSON object; only `id` and `name` are required.

        Raises:
            InvalidFactsError: a field is unknown, missing, of the wrong kind or out of range; its name is in `field`.
        """
        for name in data:
            if name not in _FIELDS:
                raise InvalidFactsError(str(name), "no such field")
        for name in ("id", "name"):
            if name not in data:
                raise InvalidFactsError(name, "required")
        return cls(**data)


_FIELDS = frozenset(field.name for field in fields(TaskFacts))


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str) or HALVES.search(value):
        raise InvalidFactsError(name, "text")
    if len(value) > LONGEST_TEXT:
        raise InvalidFactsError(name, f"at most {LONGEST_TEXT} characters")


def _check_number(name: str, value: object, largest: int) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidFactsError(name, "a whole number")
    if not 0 <= value <= largest:
        raise InvalidFactsError(name, f"between 0 and {largest}")
