"""Which language a page speaks: the one switched to, the account's, the browser's, Japanese."""

from __future__ import annotations

from flask import Flask, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from app.translations import DIRECTORY, LOCALES
from app.web.access import current_account
from app.web.addresses import this_page

NAMES = {"ja": "日本語", "en": "English"}


def locale_of_request() -> str:
    """`ja` or `en`."""
    chosen = session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    account = current_account()
    if account is not None and account.locale in LOCALES:
        return account.locale
    return request.accept_languages.best_match(LOCALES) or "ja"


def language_links() -> list[tuple[str, str, str]]:
    """Code, name and address of this page for every language but the present one."""
    present = locale_of_request()
    if request.method != "GET" and request.endpoint != "accounts.sign_in_submit":
        return []
    return [(code, NAMES[code], this_page(lang=code)) for code in LOCALES if code != present]


def _switch() -> ResponseReturnValue | None:
    """Remembers `?lang=en` in the session and shows the same address without it."""
    wanted = request.args.get("lang")
    if wanted not in LOCALES or request.method != "GET" or request.endpoint is None:
        return None
    session["locale"] = wanted
    return redirect(this_page(drop=frozenset({"lang"})))


def wire_language(app: Flask) -> None:
    """Starts Flask-Babel on the catalogues of `app.translations`."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="ja",
        BABEL_DEFAULT_TIMEZONE="Asia/Tokyo",
        BABEL_TRANSLATION_DIRECTORIES=str(DIRECTORY),
    )
    Babel(app, locale_selector=locale_of_request)  # type: ignore[no-untyped-call]
    app.before_request(_switch)
    app.jinja_env.globals.update(language_links=language_links, page_locale=locale_of_request)
