"""QR codes as SVG that stands in the page itself: no picture is asked for, and no style is inline."""

from __future__ import annotations

import segno


def qr_svg(text: str, label: str) -> str:
    """An SVG of the text, black on white with the quiet zone of four modules that ISO/IEC 18004 asks for.

    Args:
        text: what the code says.
        label: what a reader hears that does not see it.
    """
    code = segno.make(text, micro=False, error="m")
    return code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, title=label, svgclass="qr", lineclass=None
    )
