"""Invoices as PDF, each process with one press of its own."""

from __future__ import annotations

import atexit
import json
import os

from app.adapters.pdf.content import content_of
from app.adapters.pdf.document import InvoiceDocument
from app.adapters.pdf.press import Press, Tick

_PRESS = Press()
atexit.register(_PRESS.close)
os.register_at_fork(after_in_child=_PRESS.forget)


def render_invoice(document: InvoiceDocument, *, tick: Tick | None = None) -> bytes:
    """The invoice as PDF/A-3, tagged, fonts embedded; the same document always gives the same bytes.

    Characters no committed font has are printed as 〓; `glyphs.unprintable_characters` names them beforehand. `tick` is
    called at least twice a second while waiting; what it raises stops the work and is passed on.

    Raises:
        PdfFailed: the typesetter refused the document, was killed, or took longer than a minute.
    """
    return _PRESS.pdf(json.dumps(content_of(document), ensure_ascii=False), tick=tick)
