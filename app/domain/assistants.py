"""Skills: what tasks ask for and assistants have, 1 (begins) to 5 (teaches it)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from app.domain.errors import InvalidInput, ManyProblems, Problem

SKILLS = (
    "bookkeeping",
    "personnel",
    "general_affairs",
    "legal_clerical",
    "it",
    "planning",
    "sales_clerical",
    "secretary",
    "web",
    "image_editing",
)

#: Function of the catalogue -> the skill its tasks ask for.
_OF_FUNCTION = {
    "経理・財務": "bookkeeping",
    "人事・労務": "personnel",
    "総務": "general_affairs",
    "法務": "legal_clerical",
    "情報システム": "it",
    "経営企画": "planning",
    "営業事務": "sales_clerical",
    "秘書": "secretary",
    "Web運用": "web",
}
#: Words in which a sheet asks for expertise -> skill and least level; the first that is found counts.
_OF_EXPERTISE = (
    ("簿記1級", "bookkeeping", 5),
    ("簿記2級", "bookkeeping", 4),
    ("簿記3級", "bookkeeping", 3),
    ("簿記", "bookkeeping", 3),
    ("画像編集", "image_editing", 3),
    ("photoshop", "image_editing", 3),
)
_NONE_ASKED = frozenset({"", "不要", "なし", "無", "特になし", "-"})


def needed_skills(function_ja: str | None, expertise: str) -> dict[str, int]:
    """Skill -> least level a task asks for, from its catalogue function and the words about expertise.

    The function asks for level 1, or 2 where some other expertise is named; known qualifications ask for their own.
    A task that is not in the catalogue asks for `general_affairs`.
    """
    words = unicodedata.normalize("NFKC", expertise).strip().lower()
    for mark, skill, level in _OF_EXPERTISE:
        if mark in words:
            return {skill: level}
    base = _OF_FUNCTION.get(function_ja or "", "general_affairs")
    return {base: 1 if words in _NONE_ASKED else 2}


def checked_skills(skills: Mapping[str, int]) -> dict[str, int]:
    """The skills, if every one is known and its level is 1 to 5.

    Raises:
        ManyProblems: each that is not.
    """
    problems: list[Problem] = []
    for skill, level in skills.items():
        if skill not in SKILLS:
            problems += InvalidInput("skills", "unknown_skill", skill=skill).problems()
        elif not 1 <= level <= 5:
            problems += InvalidInput("skills", "skill_level", skill=skill, level=level).problems()
    if problems:
        raise ManyProblems(problems)
    return dict(skills)
