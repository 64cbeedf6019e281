"""Every file that the documentation names is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.house.files import ROOT, every_path

if TYPE_CHECKING:
    from pathlib import Path

#: A path in backticks: it has a slash or ends like a file, and no blank, placeholder or wildcard.
NAMED = re.compile(r"`((?:\.\./)*[\w.-]+(?:/[\w.-]+)*/?)`")
FILE = re.compile(r"/|\.(py|md|toml|txt|css|typ|csv|html)$")
#: What a path may be told from: the repository, the app, the documents, a room that the document is about.
TOLD_FROM = (
    "",
    "app",
    "docs",
    "app/translations",
    "app/web/static",
    "app/migrations",
    "app/adapters",
    "app/actions/tasks",
)
#: Made by running the app.
NOT_KEPT = {"instance/"}


def missing_files(text: str, root: Path) -> list[str]:
    """The paths a document names that nothing stands at."""
    named = [path for path in NAMED.findall(text) if FILE.search(path) and path not in NOT_KEPT]
    return [path for path in named if not any((root / start / path).exists() for start in TOLD_FROM)]


def test_every_file_that_the_documentation_names_is_there() -> None:
    documents = [path for path in every_path() if path.suffix == ".md" and path.parts[0] in {"docs", "CONTRIBUTING.md"}]

    found = {str(path): missing_files((ROOT / path).read_text(encoding="utf-8"), ROOT) for path in documents}

    assert {path: names for path, names in found.items() if names} == {}


def test_a_file_that_moved_away_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/config.py").touch()
    text = "`app/config.py` and `config.py` stand, `app/factory.py` and `seeds/` do not; `web/<noun>.py`, `make run`."

    assert missing_files(text, tmp_path) == ["app/factory.py", "seeds/"]
