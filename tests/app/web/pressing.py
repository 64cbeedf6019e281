"""Buttons pressed: by their label; those that ask for background work, the work done in this thread, where it leads."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def press(browser: FlaskClient, path: str, run_jobs: Callable[[], int], **sent: str) -> TestResponse:
    """The page a person sees in the end; `run_jobs` does what waits."""
    address = asked(browser, path, **sent)
    run_jobs()
    return browser.get(address, follow_redirects=True)


def button(browser: FlaskClient, path: str, label: str) -> tuple[str, dict[str, str]]:
    """Where the page's button of that label or text sends to, and what."""
    for form in re.findall(r"<form\b.*?</form>", browser.get(path).text, re.DOTALL):
        if f'aria-label="{label}"' in form or f"{label}</button>" in form:
            action = re.search(r'action="([^"]+)"', form)
            assert action is not None
            fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
            return unescape(action[1]), {name: unescape(value) for name, value in fields}
    raise AssertionError(f"no button {label} on {path}")


def press_button(browser: FlaskClient, path: str, label: str) -> TestResponse:
    """The page a person sees after the button of that label was pressed."""
    action, fields = button(browser, path, label)
    return browser.post(action, data=fields, follow_redirects=True)


def asked(browser: FlaskClient, path: str, **sent: str) -> str:
    """The address of the job that was asked for."""
    answer = browser.post(path, data=sent)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    assert address.startswith("/jobs/")
    return address


def shown_before_publishing(browser: FlaskClient) -> dict[str, str]:
    """What the button of the page before publishing November's draft sends."""
    form = re.search(r'action="/plans/publish".*?</form>', browser.get("/plans/publish?month=2026-11").text, re.DOTALL)
    assert form
    return dict(re.findall(r'name="(month|plan|seen)" value="([^"]*)"', form[0]))
