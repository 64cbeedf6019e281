"""Names of skills."""

from __future__ import annotations

from app.domain.assistants import SKILLS
from app.translations import words
from app.translations.skills import SKILL_NAMES, skill_name


def test_every_skill_has_a_name_and_no_name_is_left_over() -> None:
    assert set(SKILL_NAMES) == set(SKILLS)


def test_a_skill_that_is_not_known_is_shown_as_it_is() -> None:
    assert skill_name(words("ja"), "image_editing") == "画像編集"
    assert skill_name(words("ja"), "juggling") == "juggling"
