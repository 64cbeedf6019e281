"""A line in the log and a figure for Prometheus for every request; nothing in them says who a person is."""

from __future__ import annotations

import re
import time
from typing import Any, cast

from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from app.adapters import logs
from app.adapters.metrics import Instruments
from app.web.access import account_if_known, go_on_unknown
from app.web.request import services

HEADER = "X-Request-ID"
PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: Asked every few seconds by machines; a line only when they fail.
QUIET = frozenset({"health.alive", "health.ready", "metrics.show", "static"})

_log = logs.logger("ennoshita.requests")


def _request_id(*, behind_proxy: bool) -> str:
    """A new id, or the one the proxy gave the request; a visitor's own is not taken."""
    given = request.headers.get(HEADER, "")
    return given if behind_proxy and PLAIN_ID.fullmatch(given) else services().new_id()


def _finish(response: Response, instruments: Instruments) -> Response:
    seconds = time.monotonic() - g.began
    response.headers[HEADER] = g.request_id
    instruments.observe(endpoint=request.endpoint, method=request.method, status=response.status_code, seconds=seconds)
    if request.endpoint not in QUIET or response.status_code >= 500:
        account = account_if_known()
        _log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            duration_ms=round(seconds * 1000),
            account=account.public_id if account else None,
        )
    return response


def wire_records(app: Flask, *, instruments: Instruments, behind_proxy: bool) -> None:
    """Goes around everything else of a request, so it is wired before everything else.

    Args:
        app: its `log_exception` is replaced: Flask's own writes the address and what the exception says.
        instruments: count requests.
        behind_proxy: whether the id a request brings was given by a proxy of ours.
    """

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()
        g.request_id = _request_id(behind_proxy=behind_proxy)
        bind_contextvars(request_id=g.request_id)
        if request.endpoint in QUIET:
            go_on_unknown()  # a machine has no account, and a file is everybody's: the database is not asked

    @app.after_request
    def finish(response: Response) -> Response:
        return _finish(response, instruments)

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        clear_contextvars()  # the thread does something else now

    def log_exception(exc_info: Any) -> None:
        _log.error("failed", endpoint=request.endpoint, exc_info=exc_info)

    app.log_exception = cast("Any", log_exception)  # type: ignore[method-assign]
