"""Databases that answer and are not fit for work."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Database

NOBODY = 65534
EARLIER, LATER = "0004", "9999"


def bring_to(database: Database, revision: str) -> None:
    """Has the tables say that they are of that revision."""
    with database.session() as session:
        session.connection(execution_options={"writes": True})
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        session.commit()


@contextmanager
def of_somebody_else(file: Path) -> Iterator[Path]:
    """A copy of that file that we may read and not write, in a folder that we may write to."""
    folder = Path(tempfile.mkdtemp(prefix="ennoshita-owned-"))
    copy = folder / file.name
    shutil.copyfile(file, copy)
    copy.chmod(0o444)
    folder.chmod(0o777)
    is_root = os.geteuid() == 0  # whom no mode keeps from writing
    try:
        if is_root:
            os.seteuid(NOBODY)
        yield copy
    finally:
        if is_root:
            os.seteuid(0)
        shutil.rmtree(folder)
