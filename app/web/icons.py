"""Outline icons out of the vendored sprite; a name that is not in it is an error, not an empty square."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from flask import Flask, g, url_for
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
_SHAPE = Markup('<svg class="ic{}" aria-hidden="true"><use href="{}#{}"/></svg>')


def wire_static(app: Flask) -> None:
    """Gives templates `icon(name)` and `static_url(file)`, whose address changes with the file's content."""
    names = frozenset(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    digests = {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in STATIC.rglob("*")
        if path.is_file()
    }

    def static_url(file: str) -> str:
        # A page of lists has hundreds of icons out of one file, and building an address takes longer than drawing them.
        built: dict[str, str] = g.setdefault("static_urls", {})
        if file not in built:
            built[file] = url_for("static", filename=file, v=digests[file])
        return built[file]

    def icon(name: str, css: str = "") -> Markup:
        if name not in names:
            raise LookupError(f"icons.svg has no icon {name!r}; add it to static/vendor/icons.txt")
        return _SHAPE.format(f" {css}" if css else "", static_url("icons.svg"), name)

    app.jinja_env.globals.update(icon=icon, static_url=static_url)
