"""The pictures of docs/tour.md, taken of the demo: `make tour`. They come out the same until a page changes."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import sync_playwright
from waitress.server import create_server

from app.database import Database
from app.domain.accounts import Role
from tests.browsers import browser_path
from tests.demos import NOW, opened, play_into
from tests.furnished import furnish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "tour"
#: As many colours as a page has shades; what is more makes the file larger and no picture better.
COLOURS = 200
#: The timer was begun when the demo stands still: it has run since.
MOMENT = NOW + dt.timedelta(minutes=42)


@dataclass(frozen=True)
class View:
    """One page of a person's; `steps` are links followed to get there, by what they begin with."""

    role: Role | None
    path: str
    language: str = "ja"
    scheme: str = "light"
    width: int = 1280
    height: int = 960
    link: str = ""
    keys: str = ""


PHONE = {"width": 390, "height": 844}
#: Name of the picture -> what it shows; several views stand side by side.
TOUR: dict[str, tuple[View, ...]] = {
    "01-sign-in": (View(None, "/sign-in", height=800),),
    "02-client-home": (View(Role.CLIENT, "/"),),
    "03-inventory": (View(Role.CLIENT, "/tasks"),),
    "04-task": (View(Role.OPERATOR, "/tasks?treatment=outsource", link="main table a[href^='/tasks/']"),),
    "05-plan": (View(Role.OPERATOR, "/plans?month=2026-11", height=1240),),
    "06-phones": (
        View(Role.ASSISTANT, "/", **PHONE),
        View(Role.CLIENT, "/", "en", "dark", **PHONE),
        View(Role.OPERATOR, "/", "en", **PHONE),
    ),
    "07-board": (View(Role.OPERATOR, "/", scheme="dark"),),
    "08-hours": (View(Role.ASSISTANT, "/hours?month=2026-11", "en"),),
    "09-invoice": (View(Role.CLIENT, "/invoices?month=2026-10", link="main table a[href^='/invoices/']"),),
    "10-report": (View(Role.CLIENT, "/reports/{client}?month=2026-10", "en"),),
    "11-palette": (View(Role.OPERATOR, "/", "en", "dark", keys="Control+k", height=800),),
    "12-weights": (View(Role.ADMINISTRATOR, "/settings/weights/compare"),),
}


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Address of the demo with something at every place, and the id of its first client."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'house.db'}")
        database.migrate()
        play_into(database, folder)
        database.dispose()
        for demo in opened(folder):
            furnish(demo)
            with demo.database.session() as session:
                client = session.connection().exec_driver_sql("SELECT public_id FROM client ORDER BY id").scalars()
                first = str(client.first())
            server: Any = create_server(demo.app, host="127.0.0.1", port=0, threads=4)
            threading.Thread(target=server.run, daemon=True).start()
            yield f"http://127.0.0.1:{server.effective_port}", first
            server.close()


def take(browser: Browser, address: str, client: str, view: View) -> Image.Image:
    """The picture of a view."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="ja-JP",
    )
    page = context.new_page()
    page.clock.set_fixed_time(MOMENT)
    page.goto(f"{address}/sign-in?lang={view.language}")
    if view.role is not None:
        page.locator("form.roles button").nth(list(Role).index(view.role)).click()
        page.locator("header .who").wait_for()
    page.goto(f"{address}{view.path.format(client=client)}")
    _go_on(page, view)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return picture


def _go_on(page: Page, view: View) -> None:
    if view.link:
        page.locator(view.link).first.click()
        page.wait_for_url(lambda url: view.path not in url)
    page.wait_for_load_state("networkidle")
    if view.keys:
        page.keyboard.press(view.keys)
        page.locator("dialog[open] [role=option], .palette [role=option]").first.wait_for()


def side_by_side(pictures: list[Image.Image], gap: int = 24) -> Image.Image:
    """All of them in one, on the grey of the page."""
    if len(pictures) == 1:
        return pictures[0]
    width = sum(each.width for each in pictures) + gap * (len(pictures) - 1)
    joined = Image.new("RGB", (width, max(each.height for each in pictures)), "#dddfd9")
    left = 0
    for each in pictures:
        joined.paste(each, (left, 0))
        left += each.width + gap
    return joined


def main() -> None:
    """Takes them all."""
    FOLDER.mkdir(exist_ok=True)
    with served() as (address, client), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        for name, views in TOUR.items():
            picture = side_by_side([take(browser, address, client, view) for view in views])
            few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(FOLDER / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
