"""Sets an invoice in this process. People's text goes in as data, never as markup; nothing is read but this folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import typst

from app.adapters.pdf.glyphs import FONT_FOLDER

_TEMPLATE = Path(__file__).parent / "invoice.typ"


def typeset(content: str) -> bytes:
    """The PDF of a content, which is `content.content_of` as JSON; the same content always gives the same bytes.

    Raises:
        typst.TypstError: the content is not what the template reads.
    """
    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"invoice": content},
        pdf_standards=["a-3a", "ua-1"],
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])
