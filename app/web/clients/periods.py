"""What a closing day makes of the periods of a contract, also where a new one makes the first of them odd."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from app.domain.terms import Terms
from app.domain.terms.limits import LAST_DAY
from app.domain.terms.series import odd_period, period_of
from app.web.formats import date_long, ja_hours, month_short, yen


def sentence_of_period(terms: Terms, series: Sequence[Terms]) -> str:
    """Which days the terms' first month has, as it will be billed; nothing where months are the calendar's."""
    known = _with(series, terms)
    days = odd_period(known, terms.valid_from)
    if days is None and terms.billing.closing_day == LAST_DAY:
        return ""
    first_day, last_day = period_of(known, terms.valid_from)
    words = {
        "day": terms.billing.closing_day,
        "month": month_short(terms.valid_from),
        "first": date_long(first_day),
        "last": date_long(last_day),
    }
    if terms.billing.closing_day == LAST_DAY:
        return gettext("締め日は毎月末です（%(month)s分は%(first)sから%(last)sまで）。", **words)
    return gettext("締め日は毎月%(day)s日です（%(month)s分は%(first)sから%(last)sまで）。", **words)


def warning_of_period(terms: Terms, series: Sequence[Terms]) -> str:
    """What is billed for a period that the new closing day makes shorter or longer; nothing of a usual one.

    No published terms of the market pay for such a period by the day, so it is billed whole, and the figures by the day
    are there for whoever agreed on something else.
    """
    known = _with(series, terms)
    days = odd_period(known, terms.valid_from)
    if days is None:
        return ""
    had, usual = days
    words = {
        "month": month_short(terms.valid_from),
        "next": month_short(terms.valid_from.next()),
        "had": had,
        "usual": usual,
        "hours": ja_hours(terms.included_min),
        "fee": yen(terms.fee.base_yen),
        "part_hours": ja_hours(terms.included_min * had // usual),
        "part_fee": yen(terms.fee.base_yen * had // usual),
    }
    said = gettext(
        "締め日が変わるので、%(month)s分は%(had)s日間です（ふつうは%(usual)s日間）。日割りはせず、%(hours)sと"
        "%(fee)s（税抜）をそのまま請求します。",
        **words,
    )
    return said + gettext(
        "日割りで合意したときは、%(month)sからの条件を%(part_hours)s・%(part_fee)sで保存し、続けて%(next)sからの条件を"
        "元の時間と月額で保存してください。",
        **words,
    )


def _with(series: Sequence[Terms], terms: Terms) -> list[Terms]:
    """The contract once these terms are stored."""
    return [*(each for each in series if each.valid_from != terms.valid_from), terms]
