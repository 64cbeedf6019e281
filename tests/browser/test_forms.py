"""Forms in Chromium: what was typed comes back after signing in again, and what is wrong is found by the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]
DRAFT = "sessionStorage.getItem('ennoshita-draft')"


def test_what_was_typed_comes_back_after_signing_in_again_and_is_kept_no_longer(
    operator_at: Callable[..., Page],
) -> None:
    page = operator_at(path="/tasks/new")
    page.fill("#name", "名刺の入力")
    page.select_option("#routine", index=1)
    page.get_by_label("今は渡さない").check()
    tab = page.context.new_page()
    tab.goto(page.url)
    tab.locator("details.menu > summary.who").click()
    tab.get_by_role("button", name="サインアウト").click()
    expect(tab).to_have_url(re.compile("sign-in"))

    page.get_by_role("button", name="保存して採点する").click()
    expect(page.get_by_role("alert")).to_contain_text("いま送った内容は保存していません")
    page.get_by_label("メールアドレス").fill("operator@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()

    expect(page.locator("#name")).to_have_value("名刺の入力")
    expect(page.locator("#routine")).not_to_have_value("")
    expect(page.get_by_label("今は渡さない")).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="送れなかった内容を")).to_be_visible()
    page.reload()
    expect(page.locator("#name")).to_have_value("")
    assert page.evaluate(DRAFT) is None

    of_another = {"account": "x", "action": None, "said": "x", "fields": [{"name": "name", "value": "他の人のもの"}]}
    page.evaluate(
        "draft => { draft.page = location.pathname + location.search;"
        " sessionStorage.setItem('ennoshita-draft', JSON.stringify(draft)); }",
        of_another,
    )
    page.reload()
    expect(page.locator("#name")).to_have_value("")
    assert page.evaluate(DRAFT) is None


def test_a_refused_form_opens_on_what_is_wrong_and_each_line_leads_to_its_field(
    operator_at: Callable[..., Page],
) -> None:
    page = operator_at(path="/tasks/new")
    page.fill("#judgement_pct", "abc")

    page.get_by_role("button", name="保存して採点する").click()
    box = page.get_by_role("alert").filter(has_text="保存していません")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()
    box.get_by_role("link", name="判断").click()

    expect(page.locator("#judgement_pct")).to_be_focused()
    expect(page.locator("#judgement_pct")).to_be_in_viewport()
