"""A database that is away for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.database import Database, Session


@dataclass
class ComingBack:
    """A database that is away the first times it is asked."""

    database: Database
    refuses: int
    wake: Callable[[str], None] | None = None

    def session(self) -> Session:
        if self.refuses:
            self.refuses -= 1
            raise ConnectionError
        return self.database.session()

    def require_fit(self) -> None:
        self.database.require_fit()
