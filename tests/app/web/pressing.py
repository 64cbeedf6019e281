"""Buttons that ask for background work: pressed, the work done in this thread, the page it leads on to."""

from __future__ import annotations

import re
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
