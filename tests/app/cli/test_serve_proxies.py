"""`serve` behind proxies: what they say is thrown away unless they are counted."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from app.cli import serve
from app.config import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("proxies", "is_thrown_away"), [(0, True), (1, False)])
def test_what_a_proxy_says_reaches_the_pages_where_proxies_are_counted(
    tmp_path: Path, proxies: int, is_thrown_away: bool
) -> None:
    def pages(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        return []

    settings = Settings("sqlite://", "s" * 32, tmp_path, proxies=proxies)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = serve._server(pages, listening, settings)
        try:
            assert server.adj.clear_untrusted_proxy_headers is is_thrown_away
        finally:
            server.close()
