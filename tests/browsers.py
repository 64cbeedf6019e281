"""Finds the browser that the tests drive, or installs one: `python tests/browsers.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Parts of the running timer that stand out of it, and weeks of which a day has to be pushed into view.
STICKS_OUT = """() => {
  const found = []
  for (const timer of document.querySelectorAll(".timer")) {
    const frame = timer.getBoundingClientRect()
    for (const part of timer.querySelectorAll("*")) {
      const box = part.getBoundingClientRect()
      if (box.width && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1)) found.push(part.outerHTML)
    }
  }
  for (const week of document.querySelectorAll(".wk")) {
    const frame = week.closest(".flush")
    if (frame && frame.scrollWidth > frame.clientWidth) found.push(`week of ${frame.scrollWidth} px`)
  }
  return found.slice(0, 3)
}"""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What is hard to read or to operate on the page, as axe says, and how many px it is too wide; empty for nothing.

    It waits until the page is there: a click is over when the answer has begun, and a busy machine is not done then.
    """
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    problems = [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]
    return [*problems, *too_wide(page)]


def too_wide(page: Page) -> list[tuple[str, list[str]]]:
    """By how many px the page is wider than its window, and what is wider than its frame; empty for nothing."""
    px = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    out = page.evaluate(STICKS_OUT)
    return [*([("too wide", [str(px)])] if px > 0 else []), *([("sticks out", out)] if out else [])]


def browser_path() -> str | None:
    """A Chromium on the PATH, else Playwright's own, else None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """Install Debian's package when that is possible, else Playwright's own."""
    is_root = os.geteuid() == 0
    if is_root and shutil.which("apt-get"):
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments], check=False)
    if browser_path() is None:
        dependencies = ["--with-deps"] if is_root else []
        subprocess.run([sys.executable, "-m", "playwright", "install", *dependencies, "chromium"], check=True)


def main() -> int:
    """0 when a browser is there in the end, 1 with a sentence when not."""
    if browser_path() is None:
        sys.stderr.write("No Chromium found; installing one for the browser tests\n")
        install()
    if browser_path() is None:
        sys.stderr.write("No Chromium could be installed; put one on the PATH and run this again\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
