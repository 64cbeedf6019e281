"""Every page of the demo as each role finds it, in both languages, themes and all widths: readable, operable, alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.domain.accounts import Role
from tests.browsers import faults, too_wide
from tests.pages.visiting import Visitor, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Page

    from tests.furnished import Furnished

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Look:
    """How a page is looked at; `others` are widths at which it is only seen whether it fits."""

    language: str
    scheme: str
    width: int
    others: tuple[int, ...]


#: Colours hang on the theme alone, texts on the language, the layout on the width: two looks have each of all.
LOOKS = (Look("ja", "light", 1280, (768, 1920)), Look("en", "dark", 390, (768, 1280)))
#: What tells whether an element that has the focus can be told from one that has not.
RING = """() => {
  const ring = (each) => {
    const style = getComputedStyle(each)
    const {outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor} = style
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join()
  }
  const found = {}, sorts = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  for (const each of document.querySelectorAll(sorts)) {
    const sort = each.tagName + "." + [...each.classList].sort().join(".") + (each.type ?? "")
    document.activeElement.blur()
    if (sort in found || !each.checkVisibility() || each.disabled) continue
    const before = ring(each)
    each.focus({preventScroll: true})
    found[sort] = document.activeElement !== each || ring(each) !== before
  }
  return Object.keys(found).filter((sort) => !found[sort])
}"""


@pytest.fixture(scope="module")
def pages_of(furnished: Furnished) -> Callable[[Role | None], list[str]]:
    """Gives one address of each rule that a role finds a page at."""
    return cache(partial(_pages_of, furnished))


def _pages_of(furnished: Furnished, role: Role | None) -> list[str]:
    demo, rules = furnished.demo, readable(role)
    browser = demo.browser(role) if role else demo.visitor()
    starts = [rule for rule in sorted(rules) if "<" not in rule]
    starts += [address for rule, address in furnished.addresses.items() if rule in rules]
    found: dict[str, str] = {}
    for each in Visitor(demo.app, demo.database, browser, most_of_a_kind=1).visit(starts):
        is_page = each.answer.status_code == 200 and each.answer.text.lstrip().startswith("<!doctype")
        if is_page and each.kind.rule in rules:
            found.setdefault(each.kind.rule, each.address)
    return list(found.values())


@pytest.fixture
def address(furnished: Furnished, serve: Callable[[Flask], str]) -> str:
    return serve(furnished.demo.app)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language}-{look.scheme}-{look.width}")
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "visitor")
def test_every_page_is_readable_and_operable_and_fits_and_asks_nobody_else(
    pages_of: Callable[[Role | None], list[str]],
    address: str,
    open_page: Callable[..., Page],
    role: Role | None,
    look: Look,
) -> None:
    page, strangers = open_page(look.width, look.scheme), set[str]()
    page.on("request", lambda request: strangers.add(request.url) if _is_elsewhere(request.url, address) else None)
    page.goto(f"{address}/sign-in?lang={look.language}")
    if role is not None:
        _enter(page, role)

    # What administrators share with operators is the operator's page with a tab more: once is enough.
    shared = set(pages_of(Role.OPERATOR)) if role is Role.ADMINISTRATOR else set()
    found = {path: [*_faults(page, f"{address}{path}", look)] for path in pages_of(role) if path not in shared}

    assert "\n".join(f"{path} {each}" for path, all_of_it in found.items() for each in all_of_it) == ""
    assert strangers == set()
    assert len(found) > (2 if role is None or shared else 15)


def _enter(page: Page, role: Role) -> None:
    page.locator("form.roles button").nth(list(Role).index(role)).click()
    expect(page.locator("header .who")).to_be_visible()


def _is_elsewhere(url: str, address: str) -> bool:
    return urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(f"{address}/")


def _faults(page: Page, url: str, look: Look) -> Iterator[object]:
    page.goto(url)
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
    yield from faults(page)
    for width in look.others:
        page.set_viewport_size({"width": width, "height": 800})
        yield from ((width, each) for each in too_wide(page))
    page.set_viewport_size({"width": look.width, "height": 800})
    page.keyboard.press("Tab")  # from now on the browser shows where the focus is
    yield from (("focus cannot be seen", sort) for sort in page.evaluate(RING))


def test_on_paper_a_page_is_dark_on_white_whatever_the_screen_shows(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(1280, "dark")
    page.goto(f"{address}/sign-in")
    _enter(page, Role.OPERATOR)
    page.goto(f"{address}/plans?month=2026-11")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.emulate_media(media="print")

    card = page.locator("section.card").first
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(card).to_have_css("color", "rgb(29, 35, 43)")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("form.narrow").first).to_be_hidden()
