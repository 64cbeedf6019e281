"""Lists and forms in Chromium: ordered, filtered and saved in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]


def test_a_list_is_ordered_and_its_columns_chosen_by_hand(operator_at: Callable[..., Page]) -> None:
    page = operator_at(path="/tasks/list")

    page.get_by_role("link", name=re.compile("^業務.*並べ替える")).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("業務")
    page.get_by_text("表示する列").first.click()
    page.get_by_role("checkbox", name="部署").uncheck()
    page.get_by_role("button", name="表示する").click()

    expect(page.locator("thead")).not_to_contain_text("部署")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("業務")


def test_a_name_is_saved_without_leaving_the_page_and_one_that_is_taken_is_told_beside_its_field(
    operator_at: Callable[..., Page],
) -> None:
    page = operator_at(1280, "light", "ja")
    home = page.url.partition("/tasks")[0]
    page.goto(f"{home}/tasks/list?q=請求")
    page.evaluate("document.documentElement.dataset.stays = 'yes'")

    page.fill("#f-name", "請求のもの")
    page.get_by_role("button", name="条件を保存する").click()
    expect(page.locator(".saved .fchip")).to_have_text("請求のもの")
    expect(page.locator("html")).to_have_attribute("data-stays", "yes")

    page.goto(f"{home}/tasks/list?q=入力")
    page.evaluate("document.documentElement.dataset.stays = 'yes'")
    page.fill("#f-name", "請求のもの")
    page.get_by_role("button", name="条件を保存する").click()
    expect(page.locator("#f-name-err")).to_contain_text("すでに使われています")
    expect(page.locator("#f-name")).to_have_value("請求のもの")
    expect(page.locator("#f-name")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("html")).to_have_attribute("data-stays", "yes")


def test_every_row_of_a_page_is_ticked_and_unticked_at_once(operator_at: Callable[..., Page]) -> None:
    page = operator_at(1280, "light", "ja")
    home = page.url.partition("/tasks")[0]
    page.goto(f"{home}/tasks/list")
    ticks = page.locator("input[name=row]:checked")

    page.locator("[data-tick-all]").click()
    expect(page.locator("input[name=row]:not(:checked)")).to_have_count(0)
    page.locator("[data-tick-all]").click()
    expect(ticks).to_have_count(0)
