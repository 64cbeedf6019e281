"""Pictures of the frame and its parts in both widths and both themes, and the few things the shell's scripts do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import argon2
import pytest

from app.domain.accounts import Role
from tests.app.web.conftest import FakeAccounts, make_accounts, make_app
from tests.app.web.specimens import add_specimens
from tests.browsers import faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.clocks import FakeClock

pytestmark = pytest.mark.browser
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


@pytest.fixture
def address(serve: Callable[..., str], clock: FakeClock, tmp_path: Path) -> str:
    password_hash = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    app = make_app(FakeAccounts(make_accounts(password_hash)), clock, tmp_path)
    add_specimens(app)
    return serve(app)


def _is_as_wide_as_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_sign_in_fits_the_window(
    address: str, open_page: Callable[..., Page], shot: Callable[..., None], width: int, scheme: str
) -> None:
    page = open_page(width, scheme)

    page.goto(f"{address}/sign-in")

    shot(page, f"sign-in-{width}-{scheme}")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == scheme
    assert _is_as_wide_as_the_window(page)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_component_fits_the_window(
    address: str, open_page: Callable[..., Page], shot: Callable[..., None], width: int, scheme: str
) -> None:
    page = open_page(width, scheme)
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="アシスタント").click()

    page.goto(f"{address}/specimens?month=2026-11")

    shot(page, f"components-{width}-{scheme}")
    assert _is_as_wide_as_the_window(page)


@pytest.mark.parametrize("path", ["/sign-in", "/specimens?month=2026-11"])
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_nothing_is_hard_to_read_or_to_operate(
    address: str, open_page: Callable[..., Page], path: str, width: int, scheme: str
) -> None:
    page = open_page(width, scheme)
    page.goto(f"{address}/sign-in")
    if path != "/sign-in":
        page.get_by_role("button", name="アシスタント").click()
        page.goto(f"{address}{path}")

    assert faults(page) == []


def test_the_light_switch_is_kept_for_the_next_page(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(1280, "light")
    page.goto(f"{address}/sign-in")
    page.get_by_label("表示の明るさを切り替える").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"

    page.reload()

    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_the_running_clock_shows_hours_minutes_and_seconds(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name=Role.ASSISTANT.value).or_(page.get_by_role("button", name="アシスタント")).click()
    page.goto(f"{address}/specimens")

    page.wait_for_function("document.querySelector('.timer .clock').textContent !== '0:00:00'")

    assert page.locator(".timer .clock").inner_text().count(":") == 2
