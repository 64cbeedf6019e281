"""Which column of an inventory sheet holds which fact. Law: a header word that is not known is shown, never guessed at.

Header words are compared after folding width, blanks, brackets, 「の」 and separators away:
「所要時間（分）」, 「1回の 時間」 and 「定型／非定型」 are the words 所要時間, 1回時間 and 定型非定型.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self

from app.domain.errors import DomainError

HEADER_WITHIN_ROWS = 50
"""How far down a sheet its header row is looked for."""
NO_HEADER = -1
"""The row index of a header that the sheet does not have."""


class TaskField(StrEnum):
    """A fact an inventory sheet may tell about a task."""

    NUMBER = "number"
    NAME = "name"
    DEPARTMENT = "department"
    DETAIL = "detail"
    OWNER = "owner"
    FREQUENCY = "frequency"
    MINUTES_PER_RUN = "minutes_per_run"
    RUNS_PER_MONTH = "runs_per_month"
    HAS_MANUAL = "has_manual"
    ROUTINE = "routine"
    JUDGEMENT_PCT = "judgement_pct"
    EXPERTISE = "expertise"
    CONFIDENTIALITY = "confidentiality"
    CAPABLE_PEOPLE = "capable_people"
    KEY_PERSON = "key_person"
    CUSTOMER_CONTACT = "customer_contact"
    TOOLS = "tools"
    NOTE = "note"


REQUIRED_FIELDS = frozenset({TaskField.NAME})
"""A sheet without one of these cannot be read."""

_WORDS: dict[TaskField, str] = {
    # The words of our own list of tasks are among them, in both languages, so that its file can come back.
    # Strongest word first: where 「業務」 and 「業務名」 both stand in a header, 「業務名」 is the name.
    TaskField.NUMBER: "No 番号 項番 連番 # ID 通番 業務番号 number",
    TaskField.NAME: "業務名 業務名称 作業名 タスク名 業務項目 作業項目 小分類 業務 タスク 作業 名称 task name",
    TaskField.DEPARTMENT: (
        "部署 部門 部署名 部門名 担当部署 担当部門 所属 課 チーム 区分 業務区分 分類 カテゴリ 大分類 department"
    ),
    TaskField.DETAIL: "業務内容 内容 詳細 作業内容 業務詳細 具体的内容 手順 概要 業務概要 説明 detail description",
    TaskField.OWNER: (
        "担当者 主担当 主担当者 担当者名 担当 現担当 現担当者 実施者 作業者 社内担当 owner owneratthecompany"
    ),
    TaskField.FREQUENCY: "頻度 発生頻度 実施頻度 作業頻度 業務頻度 周期 実施周期 サイクル 実施タイミング frequency",
    TaskField.MINUTES_PER_RUN: (
        "1回時間 1回あたり時間 1回あたり所要時間 1回所要時間 1件時間 1件あたり時間 1件あたり所要時間 時間回 時間件 "
        "分回 所要時間 作業時間 処理時間 所要 工数 標準時間 時間 minutes duration timeperrun"
    ),
    TaskField.RUNS_PER_MONTH: (
        "月回数 回数月 件数月 月件数 月間回数 月間件数 月あたり回数 月あたり件数 回月 件月 月実施回数 回数 件数 runs"
    ),
    TaskField.HAS_MANUAL: (
        "マニュアル マニュアル有無 手順書 手順書有無 マニュアル整備 マニュアル手順書 手順書マニュアル manual"
    ),
    TaskField.ROUTINE: "定型非定型 定型性 定型 業務種別 定型区分 定型度 routine",
    TaskField.JUDGEMENT_PCT: "判断割合 判断率 判断比率 判断業務割合 判断 judgement judgment",
    TaskField.EXPERTISE: "専門知識 必要知識 専門性 必要スキル スキル 資格 必要資格 expertise skill",
    TaskField.CONFIDENTIALITY: "機密区分 機密性 機密 秘密区分 情報区分 機密レベル confidentiality",
    TaskField.CAPABLE_PEOPLE: (
        "担当できる人数 対応可能人数 対応できる人数 担当可能人数 できる人数 対応可能者数 担当人数 peoplewhocandoit"
    ),
    TaskField.KEY_PERSON: "属人化 属人性 属人度 属人化度 属人化レベル 属人化リスク",
    TaskField.CUSTOMER_CONTACT: "顧客接点 顧客接点有無 顧客対応 社外対応 顧客対応有無",
    TaskField.TOOLS: (
        "使用ツール ツール 使用システム 利用ツール システム 利用システム 使用ソフト ツールシステム 使う道具 tools"
    ),
    TaskField.NOTE: "備考 メモ 特記事項 備考欄 補足 コメント 課題 気づき 備考課題 note notes remarks",
}
_BRACKETED = re.compile(r"[(\[【<〈「].*?[)\]】>〉」]")
_SEPARATORS = re.compile(r"[\s・/:：※*＊、,.。_|?!の~〜-]+")
_DECORATION = re.compile(r"^(主な|主要な|現在|必須)|(欄|について)$")
_HOUR_UNIT = re.compile(r"[(\[](?:単位:)?(時間|h|hours?)[)\]]")


class HeaderNotFound(DomainError):
    """No row of the sheet names the task's name; somebody has to say which column it is."""

    code: ClassVar[str] = "header_not_found"


class MappingRefused(DomainError):
    """A mapping chosen by hand that cannot be used; `code` of the subclass says why."""

    code: ClassVar[str] = "mapping_refused"


class NameNotMapped(MappingRefused):
    """No column was said to hold the task's name."""

    code: ClassVar[str] = "name_not_mapped"


class FieldMappedTwice(MappingRefused):
    """Two columns were said to hold the same fact."""

    code: ClassVar[str] = "field_mapped_twice"


class NoSuchColumn(MappingRefused):
    """A column or header row that the sheet does not have."""

    code: ClassVar[str] = "no_such_column"


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header row and what its columns hold.

    Attributes:
        row_index: 0-based index of the header among the rows of the sheet.
        labels: the header's words by column, "" where it says nothing; of a header in two rows, both rows together.
        mapping: 0-based column -> fact; every fact at most once.
        unmapped: 0-based column -> its word, for columns whose word is not known (or says a fact a second time).
        confidence_pct: share of the columns with a word that are mapped, 0 to 100.
    """

    row_index: int
    labels: tuple[str, ...]
    mapping: Mapping[int, TaskField]
    unmapped: Mapping[int, str]
    confidence_pct: int


def fold_label(text: str) -> str:
    """A header word without width, case, blanks, brackets, 「の」, separators and words around it."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    folded = _SEPARATORS.sub("", _BRACKETED.sub("", plain))
    return _DECORATION.sub("", folded)


def counts_hours(label: str) -> bool:
    """Whether a header says that its bare numbers are hours: 「所要時間（時間）」, 「工数(h)」."""
    plain = "".join(unicodedata.normalize("NFKC", label).casefold().split())
    return _HOUR_UNIT.search(plain) is not None


#: folded header word -> (fact, rank of the word, 0 strongest)
_KNOWN: dict[str, tuple[TaskField, int]] = {
    fold_label(word): (field, rank) for field, words in _WORDS.items() for rank, word in enumerate(words.split())
}


def match_header(labels: Sequence[str], row_index: int) -> HeaderMatch:
    """What the columns under these header words hold; each fact goes to the strongest word, the leftmost of equals."""
    found = sorted((rank, column, field) for column, label in enumerate(labels) for field, rank in _known(label))
    chosen: dict[TaskField, int] = {}
    for _rank, column, field in found:
        chosen.setdefault(field, column)
    return _header(row_index, labels, {column: field for field, column in chosen.items()})


def find_header(rows: Sequence[Sequence[str]]) -> HeaderMatch:
    """The header row of a sheet, under whatever title and blank rows, with what its columns hold.

    It is the row, or the pair of rows one above the other (a header in two storeys), in which most facts are named,
    the task's name among them; the uppermost of equals. A header of one word is taken where it stands alone in its row.

    Raises:
        HeaderNotFound: no row in the first `HEADER_WITHIN_ROWS` names the task's name.
    """
    best: HeaderMatch | None = None
    for candidate in _candidates(rows[:HEADER_WITHIN_ROWS]):
        if best is None or len(candidate.mapping) > len(best.mapping):
            best = candidate
    if best is None:
        raise HeaderNotFound(TaskField.NAME)
    return best


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """How a person says a sheet is to be read: 0-based row of the header or `NO_HEADER`, and 0-based column -> fact."""

    header_row: int
    mapping: Mapping[int, TaskField]

    def to_json(self) -> dict[str, Any]:
        """The choice as plain JSON."""
        return {"header_row": self.header_row, "mapping": {str(each): field for each, field in self.mapping.items()}}

    @classmethod
    def from_json(cls, source: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(source["header_row"], {int(each): TaskField(field) for each, field in source["mapping"].items()})


def choose_columns(rows: Sequence[Sequence[str]], row_index: int, mapping: Mapping[int, TaskField]) -> HeaderMatch:
    """The header as somebody set it by hand: `mapping` holds, whatever the words say.

    `row_index` may be `NO_HEADER`: the first row is a task already.

    Raises:
        NameNotMapped: no column holds the name.
        FieldMappedTwice: two columns hold the same fact.
        NoSuchColumn: the header row or a column is not in the sheet.
    """
    if TaskField.NAME not in mapping.values():
        raise NameNotMapped(TaskField.NAME)
    for field in mapping.values():
        if list(mapping.values()).count(field) > 1:
            raise FieldMappedTwice(field)
    width = max((len(row) for row in rows), default=0)
    if not NO_HEADER <= row_index < len(rows) or not all(0 <= column < width for column in mapping):
        raise NoSuchColumn
    return _header(row_index, rows[row_index] if row_index >= 0 else (), mapping)


def _known(label: str) -> Iterator[tuple[TaskField, int]]:
    known = _KNOWN.get(fold_label(label))
    if known is not None:
        yield known


def _header(row_index: int, labels: Sequence[str], mapping: Mapping[int, TaskField]) -> HeaderMatch:
    said = {column: label for column, label in enumerate(labels) if label.strip()}
    unmapped = {column: label for column, label in said.items() if column not in mapping}
    confidence_pct = 100 * (len(said) - len(unmapped)) // len(said) if said else 0
    return HeaderMatch(row_index, tuple(labels), dict(sorted(mapping.items())), unmapped, confidence_pct)


def _candidates(rows: Sequence[Sequence[str]]) -> Iterator[HeaderMatch]:
    """Every row that could be the header, alone and under the row above it, the uppermost first."""
    for index, row in enumerate(rows):
        alone = match_header(row, index)
        if _is_header(alone):
            yield alone
        if index and alone.mapping:
            storeys = match_header(_under(rows[index - 1], row), index)
            if _is_header(storeys):
                yield storeys


def _is_header(match: HeaderMatch) -> bool:
    stands_alone = len(match.mapping) + len(match.unmapped) == 1
    return TaskField.NAME in match.mapping.values() and (len(match.mapping) > 1 or stands_alone)


def _under(above: Sequence[str], row: Sequence[str]) -> list[str]:
    """The words of a row, and of the row above it where it says nothing."""
    width = max(len(above), len(row))
    padded = [*row, *[""] * (width - len(row))]
    upper = [*above, *[""] * (width - len(above))]
    return [low or high for low, high in zip(padded, upper, strict=True)]
