"""Lists and forms in Chromium: ordered, filtered and saved in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.domain.accounts import Role

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


def test_a_tasks_page_stays_while_parts_of_it_are_saved(operator_at: Callable[..., Page]) -> None:
    page = operator_at(path="/tasks/list")
    page.locator("tbody a[href^='/tasks/']").first.click()
    expect(page.locator("#body")).to_be_visible()
    page.evaluate("document.documentElement.dataset.stays = 'yes'")

    page.fill("#url", "ftp://example.jp")
    page.fill("#body", "書きかけのコメント")
    page.get_by_role("button", name="場所と確認日を保存する").click()
    expect(page.locator("#url-err")).to_be_visible()
    expect(page.locator("#url")).to_be_focused()
    expect(page.locator("#url")).to_have_value("ftp://example.jp")
    expect(page.locator("#body")).to_have_value("書きかけのコメント")

    page.get_by_role("button", name="書き込む").click()
    expect(page.locator(".talk li")).to_contain_text("書きかけのコメント")
    expect(page.locator("#body")).to_have_value("")
    expect(page.locator("#told")).to_contain_text("コメントを書きました。")
    expect(page.get_by_role("button", name="書き込む")).to_be_focused()

    page.on("dialog", lambda dialog: dialog.dismiss())
    page.locator(".talk").get_by_role("button").click()
    page.select_option("#way", "end")
    page.get_by_role("button", name="期限の決め方を保存する").click()
    expect(page.locator("#told")).to_contain_text("期限の決め方を保存しました。")
    expect(page.locator(".talk li")).to_contain_text("書きかけのコメント")
    expect(page.locator("html")).to_have_attribute("data-stays", "yes")
    page.go_back()
    expect(page).to_have_url(re.compile("/tasks/list"))


def test_the_settings_stay_while_they_are_saved_and_lead_on_where_they_should(
    operator_at: Callable[..., Page],
) -> None:
    page = operator_at(role=Role.ADMINISTRATOR, path="/settings")
    page.evaluate("document.documentElement.dataset.stays = 'yes'")

    page.fill("#registration_no", "T1")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#registration_no")).to_be_focused()
    expect(page.locator("#registration_no")).to_have_value("T1")
    page.fill("#registration_no", "T7000012050002")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#told")).to_contain_text("発行者を保存しました。")
    expect(page.locator("html")).to_have_attribute("data-stays", "yes")

    page.get_by_role("link", name="重み").first.click()
    page.get_by_role("button", name="影響を見る").click()
    expect(page.locator("#effect")).to_be_visible()
    page.get_by_role("link", name="2つずつ").click()
    expect(page.locator("#h-pairs")).to_be_visible()  # a mark left sooner would be left on the page before
    page.evaluate("document.documentElement.dataset.stays = 'yes'")
    page.get_by_role("button", name="新しい版にする").click()
    expect(page.locator("#main > .note")).to_contain_text("として保存しました。")
    expect(page).to_have_url(re.compile("/settings/weights$"))
    expect(page.locator("html")).not_to_have_attribute("data-stays", "yes")


def test_the_current_tab_is_in_view_where_tabs_scroll(operator_at: Callable[..., Page]) -> None:
    page = operator_at(768, language="en", path="/settings", role=Role.ADMINISTRATOR)
    expect(page.locator(".bar2 .tabs [aria-current]")).to_be_in_viewport(ratio=1)

    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(page.url.replace("/settings", "/hours/month"))
    expect(page.locator(".sec [aria-current]")).to_be_in_viewport(ratio=0.9)  # its lowest line is the row's edge
