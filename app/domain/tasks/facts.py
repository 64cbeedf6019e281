"""The facts of a task that are not plain text, and how a sheet's words say them. Law: an unknown word is refused."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from app.domain.errors import InvalidInput
from app.domain.tasks.columns import TaskField
from app.domain.tasks.frequency import Frequency, parse_frequency

_Level = TypeVar("_Level", bound=StrEnum)

MAX_RUNS_PER_MONTH = 8_000
MAX_CAPABLE_PEOPLE = 10_000


class Routine(StrEnum):
    """定型, 半定型, 非定型."""

    ROUTINE = "routine"
    SEMI = "semi"
    NON_ROUTINE = "non_routine"


class Confidentiality(StrEnum):
    """What the work lets one see or do, from nothing to the bank."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    ADMINISTRATOR = "administrator"
    BANK = "bank"


class KeyPersonRisk(StrEnum):
    """属人化: how much hangs on one person."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


TEXT_LIMITS: dict[TaskField, int] = {
    TaskField.NAME: 200,
    TaskField.DEPARTMENT: 100,
    TaskField.DETAIL: 2000,
    TaskField.OWNER: 100,
    TaskField.FREQUENCY: 50,
    TaskField.EXPERTISE: 100,
    TaskField.TOOLS: 200,
    TaskField.NOTE: 2000,
}
"""Characters that a text may have; the same limits as the columns that keep them."""

_NOTHING = frozenset(
    [
        "-",
        "–",
        "—",
        "―",
        "ー",
        "?",
        "??",
        "不明",
        "未定",
        "未計測",
        "未測定",
        "未記入",
        "未確認",
        "わからない",
        "要確認",
    ]
)
_UNCOUNTED = frozenset(
    ["随時", "都度", "その都度", "適宜", "不定", "不定期", "変動", "変動あり", "まちまち", "案件による", "内容による"]
)
_YES = frozenset(
    [
        "あり",
        "有",
        "有り",
        "ある",
        "○",
        "〇",
        "◯",
        "●",
        "◎",
        "✓",
        "✔",
        "☑",
        "yes",
        "y",
        "true",
        "1",
        "済",
        "済み",
        "整備済",
        "整備済み",
        "はい",
    ]
)
_NO = frozenset(
    [
        "なし",
        "無",
        "無し",
        "ない",
        "×",
        "✕",
        "✗",
        "x",
        "no",
        "n",
        "false",
        "0",
        "未",
        "未整備",
        "未作成",
        "作成中",
        "いいえ",
        "不要",
    ]
)
_ROUTINE = {
    word: routine
    for routine, words in (
        (Routine.ROUTINE, "定型 定型業務 routine"),
        (Routine.SEMI, "半定型 半定型業務 準定型 一部定型 semi"),
        (Routine.NON_ROUTINE, "非定型 非定型業務 不定型 non_routine"),
    )
    for word in words.split()
}
_CONFIDENTIALITY = {
    word: level
    for level, words in (
        (Confidentiality.PUBLIC, "公開 公開情報 公開可 一般 public"),
        (Confidentiality.INTERNAL, "社外秘 社内限 社内限り 社内 社内情報 秘 internal"),
        (Confidentiality.PERSONAL, "個人情報 個人情報あり 要配慮個人情報 特定個人情報 マイナンバー 患者情報 personal"),
        (Confidentiality.ADMINISTRATOR, "管理者権限 管理者 特権 特権id administrator"),
        (Confidentiality.BANK, "銀行権限 振込権限 銀行 口座権限 bank"),
    )
    for word in words.split()
}
_KEY_PERSON = {
    word: level
    for level, words in (
        (KeyPersonRisk.LOW, "低 低い 小 無 なし × l low"),
        (KeyPersonRisk.MIDDLE, "中 中程度 普通 △ m middle medium"),
        (KeyPersonRisk.HIGH, "高 高い 大 有 あり ○ 〇 ◯ h high"),
    )
    for word in words.split()
}
_COUNT = re.compile(r"(?:約|月|月に)?([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:回|件|通|本|枚)?(?:/月)?(?:程度|前後|ほど)?")
_PEOPLE = re.compile(r"([0-9]{1,6})(?:\.0)?(?:名|人)?")
_PERCENT = re.compile(r"(?:約)?([0-9]{1,4}(?:\.[0-9]{1,12})?)%?(?:程度)?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def fold(text: str) -> str:
    """The text without width, case and blanks, for comparing words."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def namesake_key(department: str, name: str) -> tuple[str, str]:
    """What two rows have in common that are taken for the same task."""
    return fold(department), fold(name)


def says_nothing(text: str) -> bool:
    """Whether a cell leaves its fact open: blank, a dash, 「不明」."""
    folded = fold(text)
    return not folded or folded in _NOTHING


def leaves_count_open(text: str) -> bool:
    """Whether a cell for a duration or a count says that it cannot be told: blank, 「随時」, 「都度」, 「変動」."""
    return says_nothing(text) or fold(text) in _UNCOUNTED


def read_yes_no(text: str) -> bool:
    """Whether 「あり」「有」「○」 or 「なし」「無」「×」 is said; a manual being written (「作成中」) is not there yet.

    Raises:
        InvalidInput: neither.
    """
    folded = fold(text)
    if folded not in _YES | _NO:
        raise InvalidInput("", "yes_no_unreadable", text=text)
    return folded in _YES


def read_routine(text: str) -> Routine:
    """定型, 半定型 or 非定型. Raises InvalidInput for any other word."""
    return _word(_ROUTINE, text, "routine_unreadable")


def read_confidentiality(text: str) -> Confidentiality:
    """公開, 社外秘, 個人情報, 管理者権限 or 銀行権限. Raises InvalidInput for any other word."""
    return _word(_CONFIDENTIALITY, text, "confidentiality_unreadable")


def read_key_person(text: str) -> KeyPersonRisk:
    """低, 中 or 高. Raises InvalidInput for any other word."""
    return _word(_KEY_PERSON, text, "key_person_unreadable")


def read_frequency(text: str) -> Frequency:
    """The frequency, as `parse_frequency`. Raises InvalidInput where it cannot be read."""
    frequency = parse_frequency(text)
    if frequency is None:
        raise InvalidInput("", "frequency_unreadable", text=text)
    return frequency


def read_count(text: str) -> Decimal:
    """Runs a month, 0 to `MAX_RUNS_PER_MONTH`, of 「18」「18回」「0.5」「1,200件」.

    Raises:
        InvalidInput: not a number, or above the limit.
    """
    found = _COUNT.fullmatch(_THOUSANDS.sub("", fold(text)))
    if found is None:
        raise InvalidInput("", "count_unreadable", text=text)
    count = Decimal(found[1])
    if count > MAX_RUNS_PER_MONTH:
        raise InvalidInput("", "count_too_large", text=text, limit=MAX_RUNS_PER_MONTH)
    return count


def read_people(text: str) -> int:
    """People, 0 to `MAX_CAPABLE_PEOPLE`, of 「2」「2名」「2人」.

    Raises:
        InvalidInput: not a whole number, or above the limit.
    """
    found = _PEOPLE.fullmatch(fold(text))
    if found is None:
        raise InvalidInput("", "people_unreadable", text=text)
    if int(found[1]) > MAX_CAPABLE_PEOPLE:
        raise InvalidInput("", "people_too_many", text=text, limit=MAX_CAPABLE_PEOPLE)
    return int(found[1])


def read_percent(text: str, *, is_share: bool = False) -> int:
    """Whole percent, 0 to 100, half up; with `is_share` the numbers are shares (「0.25」 is 25).

    Raises:
        InvalidInput: not a percentage, or above 100.
    """
    found = _PERCENT.fullmatch(fold(text))
    if found is None:
        raise InvalidInput("", "percent_unreadable", text=text)
    percent = Decimal(found[1]) * (100 if is_share and "%" not in fold(text) else 1)
    if percent > 100:
        raise InvalidInput("", "percent_above_100", text=text)
    return int(percent.quantize(Decimal(1), ROUND_HALF_UP))


def are_shares(texts: list[str]) -> bool:
    """Whether a column of percentages is written in shares: none above 1, and one strictly between 0 and 1.

    A percent cell of a workbook comes as 0.25; a lone 1 among shares is 100 %, among percentages 1 %.
    """
    if any("%" in fold(text) for text in texts):
        return False
    numbers = [Decimal(found[1]) for found in (_PERCENT.fullmatch(fold(text)) for text in texts) if found]
    return all(number <= 1 for number in numbers) and any(0 < number < 1 for number in numbers)


def _word(words: dict[str, _Level], text: str, reason: str) -> _Level:
    found = words.get(fold(text))
    if found is None:
        raise InvalidInput("", reason, text=text)
    return found
