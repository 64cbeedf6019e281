"""`serve` behind proxies: what they say is thrown away unless they are counted."""

from __future__ import annotations

import socket
import threading
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from app.cli import serve
from app.config import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("proxies", "seen"), [(0, None), (1, "203.0.113.7")])
def test_what_a_proxy_says_reaches_the_pages_where_proxies_are_counted(
    tmp_path: Path, proxies: int, seen: str | None
) -> None:
    said: list[str | None] = []

    def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
        said.append(environ.get("HTTP_X_FORWARDED_FOR"))
        start("204 No Content", [])
        return []

    settings = Settings("sqlite://", "s" * 32, tmp_path, proxies=proxies)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = serve._server(pages, listening, settings)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"X-Forwarded-For": "203.0.113.7"})
        urllib.request.urlopen(asked, timeout=30).close()
        server.close()

    assert said == [seen]
