"""Puts the web on an app: the one call the factory makes before it registers the pages."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from app.config import Settings
from app.web import accounts
from app.web.access import AccountDoor, wire_access
from app.web.errors import wire_errors
from app.web.formats import wire_formats
from app.web.headers import wire_headers
from app.web.icons import wire_static
from app.web.language import wire_language
from app.web.months import today
from app.web.shell import ShellQuery, wire_shell


def wire_web(app: Flask, *, settings: Settings, door: AccountDoor, shell_query: ShellQuery) -> None:
    """Connects language, access, forms, errors and looks; `app.extensions["ennoshita"].clock` must be set.

    Args:
        app: made with `static_folder="web/static"` and `template_folder="web/templates"`.
        settings: the secret key, the demo switch and whether cookies need https are read.
        door: how accounts are found and their hashes kept.
        shell_query: what the frame around every page shows, asked once a page.
    """
    app.config.update(SECRET_KEY=settings.secret_key, ENNOSHITA_DEMO=settings.demo)
    app.extensions["ennoshita_accounts"] = door
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    wire_headers(app)
    CSRFProtect(app)  # type: ignore[no-untyped-call]
    wire_access(app, settings, door)
    wire_language(app)
    wire_static(app)
    wire_formats(app, today)
    wire_shell(app, shell_query)
    wire_errors(app)
    app.register_blueprint(accounts.bp)
