"""The files of this repository that the laws of the house speak about."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
#: Made, not written: what .gitignore names. Dot folders hold caches and tools; `.ci` is ours.
MADE = {"__pycache__", "node_modules", "instance", "build", "dist"}
#: Other people's work, committed with its licence.
VENDORED = "app/web/static/vendor"


@dataclass(frozen=True)
class File:
    """A text file: where it stands in the repository, and what it says."""

    path: PurePosixPath
    text: str

    @cached_property
    def code(self) -> ast.Module:
        """Its syntax tree; it must be Python."""
        return ast.parse(self.text, str(self.path))

    @property
    def is_test(self) -> bool:
        """Whether it stands in the tests room."""
        return self.path.parts[0] == "tests"

    def at(self, line: int, what: str) -> str:
        """One finding, as an editor can jump to it."""
        return f"{self.path}:{line}: {what}"


def every_path() -> Iterator[PurePosixPath]:
    """Every file of the repository but made and vendored ones, in order."""
    for folder, folders, names in os.walk(ROOT):
        here = PurePosixPath(Path(folder).relative_to(ROOT).as_posix())
        folders[:] = sorted(name for name in folders if _is_ours(here / name))
        yield from (here / name for name in sorted(names))


def every_text() -> Iterator[File]:
    """Every file of the repository that is text."""
    for path in every_path():
        try:
            yield File(path, (ROOT / path).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def _is_ours(folder: PurePosixPath) -> bool:
    name = folder.name
    is_hidden = name.startswith(".") and name != ".ci"
    return not (is_hidden or name in MADE or name.endswith(".egg-info") or str(folder) == VENDORED)
