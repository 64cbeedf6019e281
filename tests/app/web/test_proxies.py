"""What a visitor writes about themselves is not believed; what our own proxy adds is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import request

from app.web.access import public
from tests.app.web.conftest import make_app

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.web.conftest import FakeAccounts
    from tests.clocks import FakeClock

SPOOFED = {
    "X-Forwarded-For": "198.51.100.66, 203.0.113.5",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "4443",
    "X-Forwarded-Prefix": "/evil",
}


def seen(fakes: FakeAccounts, clock: FakeClock, folder: Path, proxies: int, headers: dict[str, str]) -> dict[str, str]:
    """What the app believes about a request from 192.0.2.1 with these headers."""
    app = make_app(fakes, clock, folder, proxies=proxies)

    @app.get("/seen")
    @public
    def show() -> dict[str, str]:
        return {"address": str(request.remote_addr), "root": request.root_url}

    answer = app.test_client().get("/seen", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    return dict(answer.json or {})


def test_without_a_proxy_every_header_is_ignored(fakes: FakeAccounts, clock: FakeClock, tmp_path: Path) -> None:
    assert seen(fakes, clock, tmp_path, 0, SPOOFED) == {"address": "192.0.2.1", "root": "http://localhost/"}


def test_with_one_proxy_the_last_hop_counts(fakes: FakeAccounts, clock: FakeClock, tmp_path: Path) -> None:
    assert seen(fakes, clock, tmp_path, 1, SPOOFED) == {"address": "203.0.113.5", "root": "https://localhost/"}


def test_with_two_proxies_the_last_but_one_counts(fakes: FakeAccounts, clock: FakeClock, tmp_path: Path) -> None:
    headers = {**SPOOFED, "X-Forwarded-For": "198.51.100.66, 203.0.113.5, 192.0.2.9"}

    assert seen(fakes, clock, tmp_path, 2, headers) == {"address": "203.0.113.5", "root": "https://localhost/"}


def test_a_request_around_the_second_proxy_is_not_believed(
    fakes: FakeAccounts, clock: FakeClock, tmp_path: Path
) -> None:
    headers = {"X-Forwarded-For": "198.51.100.66"}

    assert seen(fakes, clock, tmp_path, 2, headers)["address"] == "192.0.2.1"


@pytest.mark.parametrize("said", ["http", "https, http"])
def test_only_the_last_word_about_https_counts(
    fakes: FakeAccounts, clock: FakeClock, tmp_path: Path, said: str
) -> None:
    assert seen(fakes, clock, tmp_path, 1, {"X-Forwarded-Proto": said})["root"] == "http://localhost/"
