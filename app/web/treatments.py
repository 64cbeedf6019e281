"""The pill of a treatment: its word, its icon and its kind, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.translations import scoring as said

PILLS: dict[str, tuple[str, str]] = {
    "outsource": ("user-check", "info"),
    "manual_first": ("book", "warn"),
    "specialist": ("scale", "law"),
    "automate": ("refresh", "ok"),
    "reduce": ("scissors", "ok"),
    "stop": ("ban", "bad"),
    "keep": ("lock", ""),
}
"""Treatment -> icon and kind of its pill, in the order of the filters."""


@dataclass(frozen=True, slots=True)
class Pill:
    """A treatment in words with the icon and kind of its pill."""

    word: str
    icon: str
    kind: str


def pill(treatment: str) -> Pill:
    """The pill of a treatment, without naming professions."""
    return Pill(gettext(said.TREATMENTS[treatment]), *PILLS[treatment])
