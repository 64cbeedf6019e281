"""Typesets an invoice. The text of people goes in as data, never as markup; nothing is read but this folder."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import typst

from app.adapters.pdf.content import content_of
from app.adapters.pdf.document import InvoiceDocument
from app.adapters.pdf.glyphs import FONT_FOLDER

_TEMPLATE = Path(__file__).parent / "invoice.typ"


def render_invoice(document: InvoiceDocument) -> bytes:
    """The invoice as PDF/A-3, tagged, fonts embedded; the same document always gives the same bytes.

    Characters no committed font has are printed as 〓; `glyphs.unprintable_characters` names them beforehand.
    """
    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"invoice": json.dumps(content_of(document), ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])
