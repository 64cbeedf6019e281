"""Whether the process lives, and whether it can work: for whoever starts, stops and balances processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from app.adapters.failures import DATABASE_ERRORS, Trouble, trouble_of
from app.database import DatabaseUnreachable
from app.web.access import public
from app.web.request import services

bp = Blueprint("health", __name__)

#: Whether the broker answers; None where there is none.
BrokerCheck = Callable[[], bool | None]
EXTENSION = "ennoshita_broker_check"


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(alive=True)


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Ready when the database answers and is fit for work: its tables, its file; else 503, and the word says why.

    A broker that is gone is told and does not count: work waits in its row, and pages go on.
    """
    database = _database()
    is_ready = database == "ok"
    return jsonify(ready=is_ready, database=database, broker=_broker()), 200 if is_ready else 503


def _database() -> str:
    try:
        return str(services().database.condition())
    except DatabaseUnreachable:
        return str(Trouble.UNREACHABLE)
    except DATABASE_ERRORS as error:
        return str(trouble_of(error) or Trouble.UNREACHABLE)


def _broker() -> str:
    check = cast("BrokerCheck | None", current_app.extensions.get(EXTENSION))
    answer = check() if check else None
    return "none" if answer is None else "ok" if answer else "unreachable"
