"""Which rows under a header are no tasks: blank, titles, totals, the header again, examples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.tasks.columns import TaskField, fold_label
from app.domain.tasks.facts import fold


class SkipReason(StrEnum):
    """Why a row is no task."""

    BLANK = "blank"
    TITLE = "title"
    TOTAL = "total"
    HEADER = "header"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row of the sheet that was not read as a task.

    Attributes:
        row_number: 1-based row as the user sees it in the file.
        reason: why.
        text: its first words, to be recognised by.
    """

    row_number: int
    reason: SkipReason
    text: str


_TOTALS = frozenset(
    [
        "合計",
        "計",
        "小計",
        "総計",
        "総合計",
        "累計",
        "総数",
        "合計時間",
        "月合計",
        "年合計",
        "合計件数",
        "total",
        "subtotal",
        "grandtotal",
    ]
)
_ENDS_AS_TOTAL = re.compile(r"(合計|小計|総計|[部課室]計|total)[:)】]?$")
_EXAMPLE = re.compile(r"[(\[【<《]?(記入例|入力例|記載例|例|サンプル|sample|example)([)\]】>》:].*|[0-9]{0,2})")
_SECTION_MARKS = tuple("■□◆◇●▼▶★※【〔《")
_TELLS_OF_WORK = (TaskField.FREQUENCY, TaskField.OWNER, TaskField.DETAIL)


def skip_reason(cells: Sequence[str], labels: Sequence[str], mapping: Mapping[int, TaskField]) -> SkipReason | None:
    """Why these cells are no task, or None where they are one.

    Args:
        cells: stripped texts of a row under the header.
        labels: the words of the header.
        mapping: 0-based column -> fact.
    """
    said = {column: text for column, text in enumerate(cells) if text}
    if not any(_tells(text) for column, text in said.items() if mapping.get(column) is not TaskField.NUMBER):
        return _reason_of_empty(said)
    facts = {mapping[column]: text for column, text in said.items() if column in mapping}
    if _repeats_header(said, labels):
        return SkipReason.HEADER
    if _is_total(facts, next(iter(said.values()))):
        return SkipReason.TOTAL
    if _is_example(facts, next(iter(said.values()))):
        return SkipReason.EXAMPLE
    return SkipReason.TITLE if _is_title(said, facts, mapping) else None


def _reason_of_empty(said: Mapping[int, str]) -> SkipReason:
    """Why a row with nothing but its number, and perhaps some zeros, is there: mostly it was prepared and not used."""
    first = next(iter(said.values()), "")
    if _EXAMPLE.fullmatch(fold(first)):
        return SkipReason.EXAMPLE
    if fold(first) in _TOTALS:
        return SkipReason.TOTAL
    return SkipReason.TITLE if first.startswith(_SECTION_MARKS) else SkipReason.BLANK


def _tells(text: str) -> bool:
    return fold(text).strip("¥0.:%分円回件") != ""


def _repeats_header(said: Mapping[int, str], labels: Sequence[str]) -> bool:
    same = sum(
        1 for column, text in said.items() if column < len(labels) and fold_label(text) == fold_label(labels[column])
    )
    return same * 2 >= len(said) and (same > 1 or len(said) == 1)


def _is_total(facts: Mapping[TaskField, str], first: str) -> bool:
    heads = {fold(text).rstrip(":") for text in (first, facts.get(TaskField.NAME, ""), _department(facts))}
    if heads & _TOTALS:
        return True
    is_about_work = any(field in facts for field in _TELLS_OF_WORK)
    return not is_about_work and any(_ENDS_AS_TOTAL.search(head) for head in heads)


def _is_example(facts: Mapping[TaskField, str], first: str) -> bool:
    return any(_EXAMPLE.fullmatch(fold(text)) for text in (first, facts.get(TaskField.NAME, "")))


def _is_title(said: Mapping[int, str], facts: Mapping[TaskField, str], mapping: Mapping[int, TaskField]) -> bool:
    """Whether a single cell stands alone outside the name's column, or begins with a section mark."""
    if len(said) != 1 or len(mapping) < 2:
        return False
    return TaskField.NAME not in facts or facts[TaskField.NAME].startswith(_SECTION_MARKS)


def _department(facts: Mapping[TaskField, str]) -> str:
    return facts.get(TaskField.DEPARTMENT, "")
