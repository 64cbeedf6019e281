"""How long a contract runs, in words: sentences of its terms, its days on the calendar, what the operator is told."""

from __future__ import annotations

from flask_babel import gettext

from app.domain.terms import Terms
from app.domain.terms.deadlines import Deadlines, Reminder, ReminderKind
from app.domain.terms.duration import Duration, NoticeKind
from app.domain.terms.limits import LAST_DAY
from app.translations import N_
from app.web.formats import date_long, month_name

_REMINDERS = {
    ReminderKind.NOTICE: N_("%(date)sまでに申し出がなければ、自動で更新します。"),
    ReminderKind.ENDS: N_("契約は%(date)sで終わります。続けるときは新しい契約条件を決めてください。"),
    ReminderKind.OVER: N_("契約は%(date)sで終わりました。"),
}


def sentences_of_course(terms: Terms) -> list[str]:
    """What the terms say of the course of the contract, a sentence a rule; nothing where they say nothing."""
    duration = terms.duration
    said = [*_length(duration), *_notice(duration)]
    if terms.fee.is_prepaid:
        said.insert(0, gettext("月額の入金を確かめるまで、その月の稼働はパッケージに記録できません。"))
    if duration.cooling_off_days:
        said.append(gettext("契約の初日から%(days)s日のあいだは、初期解約できます。", days=duration.cooling_off_days))
    if duration.lower_days:
        said.append(
            gettext("契約の初日から%(days)s日のあいだは、小さいプランに変えられます。", days=duration.lower_days)
        )
    if duration.changes_at_renewal:
        said.append(gettext("プランを変えられるのは、更新のときだけです。"))
    if duration.ends_with:
        said.append(gettext("契約は%(month)sで終わります。", month=month_name(duration.ends_with)))
    return said


def facts_of(days: Deadlines) -> list[tuple[str, str]]:
    """The contract's days as term and description, those it does not have left out."""
    ends = gettext("終わった日") if days.is_over else gettext("いまの期間の終わり")
    pairs = (
        (gettext("契約の初日"), days.begins_on),
        (ends, days.ends_on),
        (gettext("解約の申し出の期限"), days.notice_by),
        (gettext("更新日"), days.renews_on),
        (gettext("最低利用期間の終わり"), days.least_until),
        (gettext("今日申し出た場合の終わり"), days.earliest_end),
        (gettext("初期解約できる日"), days.cooling_off_until),
        (gettext("小さいプランに変えられる日"), days.lower_until),
    )
    return [(term, date_long(day)) for term, day in pairs if day is not None]


def reminder_text(reminder: Reminder | None) -> str:
    """The sentence of a reminder; empty without one."""
    return gettext(_REMINDERS[reminder.kind], date=date_long(reminder.on)) if reminder else ""


def _length(duration: Duration) -> list[str]:
    said = []
    if duration.length_months:
        first = gettext("契約期間は%(months)sか月です。", months=duration.length_months)
        after = (
            gettext("そのあとは%(months)sか月ずつ、自動で更新します。", months=duration.renewal_months)
            if duration.renewal_months
            else gettext("自動では更新しません。")
        )
        said.append(first + after)
    if duration.least_months:
        said.append(gettext("解約できるのは、%(months)sか月目の終わりからです。", months=duration.least_months))
    return said


def _notice(duration: Duration) -> list[str]:
    notice = duration.notice
    if notice.kind is NoticeKind.NONE:
        return []
    if notice.kind is NoticeKind.MONTHS:
        return [gettext("解約は、契約が終わる日の%(months)sか月前までに申し出ます。", months=notice.months)]
    day = gettext("末日") if notice.day == LAST_DAY else gettext("%(day)s日", day=notice.day)
    if notice.months == 0:
        return [gettext("解約は、終わる月の%(day)sまでに申し出ます。", day=day)]
    return [gettext("解約は、終わる月の%(months)sか月前の%(day)sまでに申し出ます。", months=notice.months, day=day)]
