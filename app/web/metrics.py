"""`/metrics` for Prometheus, for whoever shows the token."""

from __future__ import annotations

import hmac
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.adapters.failures import DATABASE_ERRORS
from app.adapters.metrics import CONTENT_TYPE_LATEST, Figures, Instruments
from app.queries import jobs as jobs_queries
from app.queries import metrics as metrics_queries
from app.web.access import public
from app.web.request import current_session, services

bp = Blueprint("metrics", __name__)

INSTRUMENTS, TOKEN = "ennoshita_instruments", "ENNOSHITA_METRICS_TOKEN"


@bp.get("/metrics")
@public
def show() -> ResponseReturnValue:
    """The figures; 401 without the token, and no such page where none is set."""
    token = str(current_app.config[TOKEN])
    if not token:
        abort(404)
    if not _shows(token):
        return Response("", 401, {"WWW-Authenticate": "Bearer"})
    instruments = cast("Instruments", current_app.extensions[INSTRUMENTS])
    return Response(instruments.exposition(_figures), content_type=CONTENT_TYPE_LATEST)


def wire_metrics(app: Flask, *, instruments: Instruments, token: str) -> None:
    """Keeps what the page shows and the token it asks for."""
    app.extensions[INSTRUMENTS] = instruments
    app.config[TOKEN] = token


def _shows(token: str) -> bool:
    shown = request.headers.get("Authorization", "")
    # Takes as long for a token that is wrong in its first letter as for one that is wrong in its last.
    return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


def _figures() -> Figures | None:
    session = current_session()
    try:
        solve = metrics_queries.newest_solve(session)
        counts = jobs_queries.job_counts(session)
        waited = jobs_queries.oldest_waiting_s(session, services().clock.now())
    except DATABASE_ERRORS:
        return None
    return Figures(
        jobs={(each.kind, each.state): each.count for each in counts},
        oldest_waiting_s=waited,
        plan_gap=solve.gap if solve else None,
        plan_seconds=solve.seconds if solve else None,
    )
