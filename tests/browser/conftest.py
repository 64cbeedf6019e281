"""A served app and a Chromium to look at it; asked for with `-m browser`."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright
from waitress.server import create_server

from app.config import Settings
from app.domain.accounts import Role
from app.factory import create_app
from tests.browsers import browser_path
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.worlds import MakeWorld


#: How long a page may take to show what is expected of it: a busy machine is no fault of it.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium of the machine where there is one, else the one Playwright brought."""
    found = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serves an app on a free port of this machine and gives its address; stops it after the test."""
    servers: list[Any] = []

    def start(app: Flask) -> str:
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        servers.append(server)
        threading.Thread(target=server.run, daemon=True).start()
        return f"http://127.0.0.1:{server.effective_port}"

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a width in px, light or dark, Japanese; faults in its console fail the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def page(width: int = 1280, scheme: str = "light", height: int = 800) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="ja-JP", device_scale_factor=1
        )
        contexts.append(context)
        new = context.new_page()
        new.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        new.on("pageerror", lambda error: faults.append(str(error)))
        return new

    yield page
    for context in contexts:
        context.close()
    # Chromium reports a refused page as a console error too; what a test expects to be refused is not a fault.
    expected = re.compile(r"status of (4\d\d|503)")
    assert [fault for fault in faults if not expected.search(fault)] == []


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page in the folder ENNOSHITA_SHOTS names; takes none where it names none."""
    told = os.environ.get("ENNOSHITA_SHOTS")  # noqa: TID251 - a switch of the tests, not of the app
    folder = Path(told or os.devnull)
    if told:
        folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        if not told:
            return
        # The window is made as high as the page, so that what is fixed to its foot is drawn at the foot.
        width = page.viewport_size["width"] if page.viewport_size else 1280
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.screenshot(path=folder / f"{name}.png")

    return keep


@pytest.fixture
def operator_at(
    make_world: MakeWorld, serve: Callable[..., str], open_page: Callable[..., Page], tmp_path: Path
) -> Callable[..., Page]:
    """Opens a page of a small operation as its operator or its administrator: address, width in px, theme, language."""
    world = make_world().with_plan()
    for each in (Role.OPERATOR, Role.ADMINISTRATOR):
        world.account(f"{each}@example.jp", each)
    app = create_app(Settings(world.database.url, "s" * 40, tmp_path), database=world.database, clock=world.clock)
    address = serve(app)

    def open_at(
        width: int = 1280,
        scheme: str = "light",
        language: str = "ja",
        path: str = "/tasks?month=2026-10",
        role: Role = Role.OPERATOR,
    ) -> Page:
        page = open_page(width, scheme)
        page.goto(f"{address}/sign-in")
        page.get_by_label("メールアドレス").fill(f"{role}@example.jp")
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="サインイン").click()
        expect(page).not_to_have_url(re.compile("sign-in"))
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        return page

    return open_at
