"""Puts the web on an app: the one call the factory makes before it registers the pages."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_wtf import CSRFProtect

from app.adapters.metrics import Instruments
from app.config import Settings
from app.web import accounts
from app.web.access import AccountDoor, wire_access
from app.web.errors import wire_errors
from app.web.formats import wire_formats
from app.web.gate import wire_gate
from app.web.headers import wire_headers
from app.web.icons import wire_static
from app.web.japanese import wire_japanese
from app.web.language import wire_language
from app.web.metrics import wire_metrics
from app.web.months import today
from app.web.proxies import wire_proxies
from app.web.records import QUIET, wire_records
from app.web.shell import ShellQuery, wire_shell
from app.web.staying import wire_staying
from app.web.uploads import wire_uploads
from app.web.visiting import wire_signing


def wire_web(
    app: Flask,
    *,
    settings: Settings,
    door: AccountDoor,
    shell_query: ShellQuery,
    instruments: Instruments | None = None,
    require_fit: Callable[[], None] | None = None,
) -> None:
    """Connects language, access, forms, errors and looks; `app.extensions["ennoshita"].clock` must be set.

    Args:
        app: made with `static_folder="web/static"` and `template_folder="web/templates"`.
        settings: the secret key, the demo switch, proxies, the token of `/metrics` and whether https is a must.
        door: how accounts are found and their hashes kept.
        shell_query: what the frame around every page shows, asked once a page.
        instruments: count what `/metrics` says; new ones otherwise.
        require_fit: raises as long as pages cannot work with the database; not asked otherwise.
    """
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        ENNOSHITA_DEMO=settings.demo,
    )
    app.extensions["ennoshita_accounts"] = door
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    counted = instruments or Instruments()
    wire_proxies(app, settings.proxies)
    wire_records(app, instruments=counted, behind_proxy=settings.proxies > 0)
    if require_fit is not None:
        wire_gate(app, require_fit, QUIET)
    wire_metrics(app, instruments=counted, token=settings.metrics_token)
    wire_headers(app, https_only=settings.secure_cookies)
    # A form's token holds as long as the session whose secret it is made with: pages stay open over lunch.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    CSRFProtect(app)  # type: ignore[no-untyped-call]
    wire_access(app, settings, door)
    wire_signing(app, settings)
    wire_language(app)
    wire_japanese(app)
    wire_static(app)
    wire_formats(app, today)
    wire_shell(app, shell_query)
    wire_errors(app)
    wire_uploads(app)
    wire_staying(app)
    app.register_blueprint(accounts.bp)
