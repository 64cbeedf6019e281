"""The palette and the list of keys in Chromium: opened, searched and followed by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browsers import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]
FIELD = "業務・会社・請求書・操作をさがす"


def test_control_k_a_few_letters_and_enter_lead_to_the_task(operator_at: Callable[..., Page]) -> None:
    page = operator_at()

    page.keyboard.press("Control+k")
    ask = page.get_by_role("combobox", name=FIELD)
    expect(ask).to_be_focused()
    ask.press_sequentially("受注")
    expect(page.get_by_role("option", name=re.compile("受注入力"))).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="受注入力", level=1)).to_be_visible()


def test_arrows_go_round_the_list_and_the_field_names_the_option(operator_at: Callable[..., Page]) -> None:
    page = operator_at()
    page.keyboard.press("Control+k")
    ask = page.get_by_role("combobox", name=FIELD)
    expect(ask).to_have_attribute("aria-activedescendant", "palette-1-1")

    page.keyboard.press("ArrowDown")
    expect(ask).to_have_attribute("aria-activedescendant", "palette-1-2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")

    last = page.locator("dialog [role=option]").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(ask).to_have_attribute("aria-activedescendant", last.get_attribute("id") or "none")


def test_escape_closes_it_and_gives_the_page_back(operator_at: Callable[..., Page]) -> None:
    page = operator_at()
    page.get_by_role("link", name=FIELD).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name=FIELD)).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.get_by_role("combobox", name=FIELD)).to_be_hidden()
    expect(page.get_by_role("link", name=FIELD)).to_be_focused()


def test_a_word_still_being_converted_opens_nothing(operator_at: Callable[..., Page]) -> None:
    page = operator_at()
    page.keyboard.press("Control+k")
    ask = page.get_by_role("combobox", name=FIELD)
    ask.fill("受注")
    expect(page.get_by_role("option", name=re.compile("受注入力"))).to_be_visible()

    ask.dispatch_event("keydown", {"key": "Enter", "isComposing": True})

    expect(ask).to_be_visible()
    expect(page).to_have_url(re.compile(r"/tasks\?month=2026-10"))


def test_the_question_mark_lists_the_keys_but_not_in_a_field_and_not_when_switched_off(
    operator_at: Callable[..., Page],
) -> None:
    page = operator_at()
    page.keyboard.press("Control+k")
    page.keyboard.press("?")
    expect(page.get_by_role("combobox", name=FIELD)).to_have_value("?")
    page.keyboard.press("Escape")
    expect(page.locator("#palette-ask:focus")).to_have_count(0)

    page.keyboard.press("?")
    listing = page.get_by_role("dialog", name="キーボード操作")
    expect(listing).to_contain_text("前の月へ")
    listing.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("[")

    expect(page).to_have_url(re.compile("month=2026-10"))
    page.keyboard.press("?")
    expect(listing).to_be_hidden()


def test_brackets_go_to_the_neighbouring_months(operator_at: Callable[..., Page]) -> None:
    page = operator_at()

    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("month=2026-11"))
    page.keyboard.press("[")

    expect(page).to_have_url(re.compile("month=2026-10"))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_nothing_of_it_is_hard_to_read_or_to_operate(
    operator_at: Callable[..., Page], shot: Callable[..., None], width: int, scheme: str, language: str
) -> None:
    page = operator_at(width, scheme, language)
    page.keyboard.press("Control+k")
    page.locator("#palette-ask").fill("受注" if language == "ja" else "invoice")
    expect(page.locator("dialog [role=option]").first).to_be_visible()
    expect(page.locator("#palette-list")).to_have_attribute("data-said", re.compile("見つかりました|Found"))
    shot(page, f"palette-{language}-{width}-{scheme}")

    assert faults(page) == []
    page.keyboard.press("Escape")
    page.goto(page.url.partition("/tasks")[0] + "/search?q=" + ("アルファ" if language == "ja" else "a"))
    shot(page, f"search-{language}-{width}-{scheme}")
    assert faults(page) == []
