"""Forms with a file that are larger than pages take: the form again, and the limit beside the field of its file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.errors import NotFound
from app.web.access import current_account, may_enter
from app.web.errors import fault_page

#: The page of a form without what was sent, which nobody has read; with what is wrong beside the field of the file.
Page = Callable[[], str]
_PAGES: dict[str, Page] = {}


def too_large_at(*endpoints: str) -> Callable[[Page], Page]:
    """Registers the page that answers where a form to these endpoints is larger than pages take."""

    def register(page: Page) -> Page:
        _PAGES.update(dict.fromkeys(endpoints, page))
        return page

    return register


def wire_uploads(app: Flask) -> None:
    """Forms larger than `MAX_UPLOAD_BYTES` are refused before they are read, and their page says how to mend it."""
    app.register_error_handler(RequestEntityTooLarge, _on_too_large)


def _on_too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    # The guard at the door reads the form before anybody has asked who it is from; so that is asked here.
    page, account = _PAGES.get(request.endpoint or ""), current_account()
    if page is None or account is None or not may_enter(str(request.endpoint), account.role):
        return fault_page(413)
    try:
        return page(), 413
    except NotFound:
        return fault_page(404)
