"""Pages open once the database was found fit for them: the right tables, that can be written to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from flask import Flask, request

from app.adapters import logs
from app.adapters.failures import DATABASE_ERRORS, cause_of
from app.database import DatabaseUnfit, DatabaseUnreachable

_log = logs.logger("ennoshita.start")


def wire_gate(app: Flask, require_fit: Callable[[], None], open_endpoints: Collection[str]) -> None:
    """Asks at every request until the answer was once yes; a database that changes later is noticed where it fails.

    Args:
        app: refuses requests until then.
        require_fit: raises what the error pages have words for.
        open_endpoints: what is answered whatever the database says.
    """
    passed: list[bool] = []

    @app.before_request
    def ask() -> None:
        if not passed and request.endpoint not in open_endpoints:
            require_fit()
            passed.append(True)


def tell_at_start(
    require_fit: Callable[[], None], unknown_names: Sequence[str], sees_through_wall: Callable[[], bool]
) -> None:
    """Writes into the log, once, why pages will not open yet, and what is not as it should be; stops nothing.

    Args:
        require_fit: raises as long as pages cannot work with the database.
        unknown_names: variables that look like ours and are not.
        sees_through_wall: whether the database's role passes the wall between clients; asked where the database is fit.
    """
    for name in unknown_names:
        _log.warning("unknown_setting", name=name)
    try:
        require_fit()
        if sees_through_wall():
            _log.warning("no_second_wall", cause="the database role is a superuser or has BYPASSRLS")
    except DatabaseUnfit as unfit:
        _log.warning("not_ready", database=str(unfit.condition))
    except DatabaseUnreachable as error:
        _log.warning("not_ready", database="unreachable", cause=cause_of(error.__cause__ or error))
    except DATABASE_ERRORS as error:
        _log.warning("not_ready", database="unreachable", cause=cause_of(error))
