"""The month a page is about: `?month=2026-11` or the one in its address, else this month in Tokyo."""

from __future__ import annotations

import datetime as dt

from flask import current_app, request

from app.domain.errors import InvalidInput
from app.domain.worktime import Month, work_date
from app.web.addresses import this_page


def now() -> dt.datetime:
    """The present instant by the app's clock, UTC."""
    instant: dt.datetime = current_app.extensions["ennoshita"].clock.now()
    return instant


def today() -> dt.date:
    """The day it is in Tokyo by the app's clock."""
    return work_date(now())


def month_of_request() -> Month:
    """The month of this request.

    Raises:
        InvalidInput: the address names something that is no month.
    """
    named = (request.view_args or {}).get("month") or request.args.get("month")
    if isinstance(named, Month):
        return named
    return Month.parse(named) if named else Month.of(today())


def month_for_shell() -> Month:
    """The month of this request for the stepper, which must also stand on the page that refuses a wrong month."""
    try:
        return month_of_request()
    except InvalidInput:
        return Month.of(today())


def month_url(month: Month) -> str:
    """The present page for another month, with its filters kept and its paging begun anew."""
    if request.endpoint is None:
        return f"?month={month}"
    return this_page(drop=frozenset({"page", "clients", "lang"}), month=str(month))
