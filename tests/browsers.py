"""Finds the browser that the tests drive, or installs one: `python tests/browsers.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
