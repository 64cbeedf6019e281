"""Sets a document in this process. People's text goes in as data, never as markup; nothing is read but this folder."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import typst

from app.adapters.pdf.glyphs import FONT_FOLDER

_FOLDER = Path(__file__).parent
_TEMPLATES = {"invoice.typ", "report.typ", "statement.typ"}


def typeset(content: str) -> bytes:
    """The PDF of a content, a JSON object that names its template; the same content always gives the same bytes.

    Raises:
        typst.TypstError: the content is not what the template reads.
        KeyError: it names no template of ours.
    """
    template = json.loads(content)["template"]
    if template not in _TEMPLATES:
        raise KeyError(template)
    return typst.compile(
        _FOLDER / template,
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": content},
        pdf_standards=["a-3a", "ua-1"],
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])
