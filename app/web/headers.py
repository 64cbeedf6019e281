"""Headers every answer carries: nothing is loaded from elsewhere, nothing inline runs, nobody frames us."""

from __future__ import annotations

from flask import Flask, Response
from flask_security import current_user

MAX_UPLOAD_BYTES = 6 * 1024 * 1024
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""`data:` pictures are the small arrows and ticks inside Tabler's own sheet."""
ONLY_HTTPS = "max-age=31536000; includeSubDomains"


def _add(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if response.mimetype == "text/html" and current_user and current_user.is_authenticated:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _add_https_only(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", ONLY_HTTPS)
    return response


def wire_headers(app: Flask, *, https_only: bool) -> None:
    """Limits what is read and adds the headers; static files may be kept a year, their address names their content.

    Args:
        app: gets the headers.
        https_only: whether browsers are told to come over https for a year, which cannot be taken back at once.
    """
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD_BYTES
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600
    app.after_request(_add)
    if https_only:
        app.after_request(_add_https_only)
