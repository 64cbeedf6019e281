"""The laws of the house that any text can break. Each takes a file and returns what it finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.files import File

#: Written in halves, so that this file does not break the laws it states.
LEFT_OPEN = re.compile(rf"\b({'TO'}DO|{'FIX'}ME|{'XX'}X|{'HA'}CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(work|home|root|Users)/\w|\b[A-Z]:\\Users\\")
INDEX_ADDRESS = re.compile(
    r"https?://[^\s\"'<>)]+/(simple(?![\w-])|packages/[0-9a-f]{2}/|-/[^\s\"']+\.tgz)"
    rf"|--(extra-)?{'index'}-url|--{'find'}-links|\b(PIP|UV)_(EXTRA_)?{'INDEX'}_URL\b|\b{'file'}://"
)
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|<script\b(?![^>]*\ssrc\s*=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)


def _lines(file: File, pattern: re.Pattern[str], what: str) -> list[str]:
    lines = enumerate(file.text.splitlines(), 1)
    return [file.at(number, f"{what}: {line.strip()[:80]}") for number, line in lines if pattern.search(line)]


def left_open(file: File) -> list[str]:
    """Marks of work left for later."""
    return _lines(file, LEFT_OPEN, "left open")


def machine_paths(file: File) -> list[str]:
    """Paths that exist on one machine only."""
    return _lines(file, MACHINE_PATH, "a path of one machine")


def index_addresses(file: File) -> list[str]:
    """Addresses of package indexes: plain pip knows where to look."""
    return _lines(file, INDEX_ADDRESS, "an address of a package index")


def inline_looks(file: File) -> list[str]:
    """Styles and scripts inside a page: the content security policy refuses them."""
    if file.path.parts[:3] != ("app", "web", "templates"):
        return []
    return _lines(file, INLINE, "inline style or script")


TEXT_LAWS = (left_open, machine_paths, index_addresses, inline_looks)
