"""English is complete: every marked string has its English one, with the same values in it, compiled."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.translations import DIRECTORY

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages import Catalog

ROOT = DIRECTORY.parents[1]
ENGLISH = DIRECTORY / "en" / "LC_MESSAGES"
MEND = "run `make translations` and fill in what it leaves empty"


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    _extract(ROOT, template, "app", "optimizer", "seeds")
    return _read(template)


@pytest.fixture(scope="module")
def english() -> Catalog:
    return _read(ENGLISH / "messages.po")


def test_every_marked_string_has_its_english(marked: Catalog, english: Catalog) -> None:
    missing = [message.id for message in marked if message.id and not _said(english, message.id)]

    assert not missing, f"{MEND}: {missing}"


def test_english_holds_no_string_that_nobody_says(marked: Catalog, english: Catalog) -> None:
    left = [message.id for message in english if message.id and message.id not in marked]

    assert not left, f"{MEND}: {left}"


def test_english_names_the_same_values(english: Catalog) -> None:
    said = [message for message in english if message.string]

    differing = [message.id for message in said if _values(message.id) != _values(message.string)]

    assert differing == []


def test_the_compiled_catalogue_is_that_of_the_written_one(english: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, english)

    assert (ENGLISH / "messages.mo").read_bytes() == compiled.getvalue(), MEND


def test_strings_are_collected_from_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("<p>{{ _('月締め') }}</p>", encoding="utf-8")
    (tmp_path / "page.py").write_text(
        "A = N_('割当')\nB = _('超過')\nC = say('繰越')\nD = '未登録'\n", encoding="utf-8"
    )

    _extract(tmp_path, tmp_path / "messages.pot", ".")

    assert {message.id for message in _read(tmp_path / "messages.pot") if message.id} == {
        "月締め",
        "割当",
        "超過",
        "繰越",
    }


def _extract(folder: Path, template: Path, *rooms: str) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-k", "N_", "-k", "say"]
    arguments = ["-F", str(ROOT / "pyproject.toml"), "-o", str(template), *rooms]
    subprocess.run([*command, *arguments], cwd=folder, check=True)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _said(english: Catalog, msgid: object) -> bool:
    message = english.get(str(msgid))
    return message is not None and bool(message.string) and not message.fuzzy


def _values(text: object) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", str(text)))
