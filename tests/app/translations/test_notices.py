"""Sentences of notices: every topic the actions write has one."""

from __future__ import annotations

import re
from pathlib import Path

import app.actions
from app.domain.notices import TOPICS_OF
from app.translations import words
from app.translations.notices import KINDS, TOPICS, notice_words

SAY = words("ja")
ACTIONS = Path(app.actions.__file__).parent


def test_every_topic_that_an_action_writes_has_its_words() -> None:
    written = {
        topic for path in ACTIONS.rglob("*.py") for topic in re.findall(r'topic="(\w+)"', path.read_text("utf-8"))
    }

    assert written
    assert written <= set(TOPICS)


def test_every_topic_can_be_switched_by_some_role_and_has_a_name_for_it() -> None:
    offered = {topic for topics in TOPICS_OF.values() for topic in topics}

    assert offered == set(TOPICS)
    assert set(KINDS) == set(TOPICS)


def test_a_published_plan_is_told_with_its_month_and_version() -> None:
    assert notice_words(SAY, "plan_published", {"month": "2026年12月", "version": 2}) == (
        "2026年12月の割当計画が届きました",
        "第2版が公開されました。",
        "計画を見る",
    )


def test_an_issued_invoice_is_told_with_its_number_and_total() -> None:
    params = {"month": "2026年10月", "number": "INV-2026-0143", "total": "¥114,064"}

    assert notice_words(SAY, "invoice_issued", params)[1] == "INV-2026-0143、¥114,064（税込）です。"


def test_a_topic_without_words_still_says_that_there_is_a_notice() -> None:
    assert notice_words(SAY, "something_newer", {})[0] == "お知らせがあります"
