"""A copy of the tree in which a violation can be planted, and import-linter's verdict on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "optimizer", "seeds")
LINTER = Path(__file__).with_name("linter.py")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What import-linter said."""

    is_kept: bool
    words: str

    @property
    def is_broken(self) -> bool:
        """Whether a contract is broken; a fault in the configuration is neither kept nor broken."""
        return not self.is_kept and "BROKEN" in self.words


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of our Python files and of pyproject.toml, and the linter that watches it."""

    folder: Path
    linter: subprocess.Popen[str]

    @classmethod
    @contextmanager
    def copied_to(cls, folder: Path) -> Iterator[Tree]:
        """The copy, freshly made."""
        shutil.copy(ROOT / "pyproject.toml", folder)
        for room in ROOMS:
            for source in (ROOT / room).rglob("*.py"):
                target = folder / source.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        command = [sys.executable, str(LINTER)]
        environment = {"PATH": os.defpath, "COLUMNS": "400"}
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as linter:
            yield cls(folder, linter)
            assert linter.stdin is not None
            linter.stdin.close()

    @contextmanager
    def planted(self, files: Mapping[str, str]) -> Iterator[None]:
        """The tree with these lines added at the end of these files, new ones and their packages made as needed."""
        before: dict[Path, str | None] = {}
        for name, lines in files.items():
            path = self.folder / name
            self._make_packages(path, before)
            before.setdefault(path, path.read_text() if path.exists() else None)
            path.write_text(f"{before[path] or ''}\n{lines}\n")
        try:
            yield
        finally:
            for path, text in before.items():
                path.unlink() if text is None else path.write_text(text)

    def _make_packages(self, path: Path, before: dict[Path, str | None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        for package in path.relative_to(self.folder).parents[:-1]:
            marker = self.folder / package / "__init__.py"
            if marker != path and not marker.exists():
                before[marker] = None
                marker.touch()

    def lint(self, *contracts: str) -> Verdict:
        """The verdict on the named contracts, or on all of them."""
        assert self.linter.stdin is not None
        assert self.linter.stdout is not None
        self.linter.stdin.write(" ".join(contracts) + "\n")
        self.linter.stdin.flush()
        is_kept, words = json.loads(self.linter.stdout.readline())
        return Verdict(is_kept, words)


def contract_ids() -> set[str]:
    """The ids of every contract in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}
