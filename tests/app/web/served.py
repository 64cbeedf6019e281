"""The whole app on the database of a test, as it is served: real accounts, real pages."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from app.config import Settings
from app.domain.accounts import Role
from app.factory import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from app.database import Database
    from tests.clocks import FakeClock
    from tests.worlds import World

OPERATOR = "makoto.okamoto@example.jp"


def serve(
    database: Database,
    clock: FakeClock,
    folder: Path,
    *,
    broker_check: Callable[[], bool | None] | None = None,
    **changes: Any,
) -> Flask:
    """The app with these settings changed; forms need no token."""
    settings = Settings(database.url, "s" * 40, folder, **changes)
    app = create_app(settings, database=database, clock=clock, broker_check=broker_check)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def with_operator(world: World) -> World:
    """The world with somebody who may see every page."""
    world.account(OPERATOR, Role.OPERATOR)
    return world


def address_of_nobody() -> str:
    """The URL of a PostgreSQL that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"postgresql+psycopg://x@127.0.0.1:{free.getsockname()[1]}/x"
