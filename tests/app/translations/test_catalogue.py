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
    from collections.abc import Sequence
    from pathlib import Path

    from babel.messages import Catalog, Message

ROOT = DIRECTORY.parents[1]
ENGLISH = DIRECTORY / "en" / "LC_MESSAGES"
KEYWORDS = ("N_", "say", "lazy_gettext", "NP_:1c,2")
"""What `make translations` collects besides what Babel does by itself."""
JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
MARKED_OFF = re.compile(r"“[^“”]*”|\([^()]*\)|\[[^][]*\]")
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
    missing = [message.id for message in marked if message.id and not _said(english, message)]

    assert not missing, f"{MEND}: {missing}"


def test_english_holds_no_string_that_nobody_says(marked: Catalog, english: Catalog) -> None:
    left = [message.id for message in english if message.id and marked.get(message.id, message.context) is None]

    assert not left, f"{MEND}: {left}"


def test_english_names_the_same_values(english: Catalog) -> None:
    differing = [
        (japanese, said)
        for message in english
        for japanese, said in zip(_texts(message.id), _texts(message.string), strict=True)
        if _values(japanese) != _values(said)
    ]

    assert differing == []


def test_english_has_japanese_only_in_quotes_and_brackets(english: Catalog) -> None:
    """Examples of what to write are quoted; citations and the names of professions stand in brackets."""
    mixed = [
        said for message in english for said in _texts(message.string) if JAPANESE.search(MARKED_OFF.sub("", said))
    ]

    assert mixed == []


def test_no_key_was_collected_as_a_string(marked: Catalog) -> None:
    keys = [text for message in marked for text in _texts(message.id) if re.fullmatch(r"[a-z_]+", text)]

    assert keys == []


def test_the_compiled_catalogue_is_that_of_the_written_one(english: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, english)

    assert (ENGLISH / "messages.mo").read_bytes() == compiled.getvalue(), MEND


def test_strings_are_collected_from_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("<p>{{ _('月締め') }}</p>", encoding="utf-8")
    lines = (
        "A = N_('割当')",
        "B = _('超過')",
        "C = say('繰越')",
        "D = lazy_gettext('希望')",
        "E = NP_('page', '業務')",
        "F = '未登録'",
    )
    (tmp_path / "page.py").write_text("\n".join(lines), encoding="utf-8")

    _extract(tmp_path, tmp_path / "messages.pot", ".")

    assert {message.id for message in _read(tmp_path / "messages.pot") if message.id} == {
        "月締め",
        "割当",
        "超過",
        "繰越",
        "希望",
        "業務",
    }


def test_make_collects_by_the_same_keywords() -> None:
    told = re.findall(r"-k (\S+)", (ROOT / "Makefile").read_text("utf-8"))

    assert tuple(told) == KEYWORDS


def _extract(folder: Path, template: Path, *rooms: str) -> None:
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    arguments = ["-F", str(ROOT / "pyproject.toml"), "-o", str(template), *rooms]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *keywords, *arguments]
    subprocess.run(command, cwd=folder, check=True)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _said(english: Catalog, marked: Message) -> bool:
    message = english.get(marked.id, marked.context)
    return message is not None and all(_texts(message.string)) and not message.fuzzy


def _texts(said: str | Sequence[str] | None) -> tuple[str, ...]:
    """The forms of a string that counts things, or the one of a string that does not."""
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)


def _values(text: str) -> list[str]:
    """The places for values with how each is written, and the doubled percent signs."""
    return sorted(re.findall(r"%\(\w+\)[a-z]|%%", text))
