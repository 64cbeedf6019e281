"""Reads PDFs back, as a reader's search would."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Without blanks, which extraction places by position."""
    return re.sub(r"\s", "", text)
