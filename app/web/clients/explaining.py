"""What contract terms mean, in sentences with figures worked out by the rules that will bill them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext

from app.domain.invoicing import draft_invoice, due_date, issue_date
from app.domain.opendays import DueShift
from app.domain.packages import as_if_consented, billed_overage_min, close_month
from app.domain.terms import Terms
from app.domain.terms.activities import Activity, Counting
from app.domain.terms.carry import NEVER, CarryOver, Consume
from app.domain.terms.clock import DayKind, Weighs
from app.domain.terms.fees import FirstMonth
from app.domain.terms.limits import LAST_DAY
from app.domain.terms.overage import Consent
from app.domain.terms.rounding import Rounding, RoundingScope
from app.domain.terms.series import period_of
from app.translations import N_
from app.web.clients.periods import sentence_of_period
from app.web.course import sentences_of_course
from app.web.formats import date_long, ja_hours, month_name, month_short, yen
from app.web.forms.wording import ACTIVITIES

_ROUNDED = {
    Rounding.UP: N_("%(step)sに満たない分は切り上げます。"),
    Rounding.NEAREST: N_("%(step)sに満たない分は、近いほうに丸めます。"),
    Rounding.DOWN: N_("%(step)sに満たない分は切り捨てます。"),
}
_TAX = {
    "down": N_("消費税は請求書ごと、税率ごとに1回だけ計算し、1円未満を切り捨てます。"),
    "half_up": N_("消費税は請求書ごと、税率ごとに1回だけ計算し、1円未満を四捨五入します。"),
    "up": N_("消費税は請求書ごと、税率ごとに1回だけ計算し、1円未満を切り上げます。"),
}
_COUNTED = {
    RoundingScope.MONTH: N_("月の合計を%(step)s単位で数え、"),
    RoundingScope.TASK_DAY: N_("業務と日ごとに%(step)s単位で数え、"),
    RoundingScope.ENTRY: N_("記録ごとに%(step)s単位で数え、"),
}
_CARRIED = {
    CarryOver.FIRST_MONTH: N_("最初の月に使わなかった時間だけ、翌月末まで使えます。"),
    CarryOver.NEXT_MONTH: N_("使わなかった時間は、翌月末まで使えます。"),
    CarryOver.MONTHS: N_("使わなかった時間は、%(count)sか月後の月末まで使えます。"),
    CarryOver.DAYS: N_("時間は、期間の初日から%(count)s日のあいだ使えます。"),
    CarryOver.UNLIMITED: N_("使わなかった時間は、期限なく使えます。"),
}
_DAYS = {DayKind.WEEKDAY: N_("平日"), DayKind.WEEKEND: N_("土日"), DayKind.HOLIDAY: N_("祝日")}
_COUNTINGS = {
    Counting.BILLED: N_("%(activity)sは、パッケージとは別に請求します。"),
    Counting.PAID: N_("%(activity)sは請求しません。アシスタントには払います。"),
    Counting.NOT_COUNTED: N_("%(activity)sは数えません。"),
}
_MONTHS = (N_("当月"), N_("翌月"), N_("翌々月"), N_("3か月後"))
_SHIFTS = {
    DueShift.NONE: "",
    DueShift.PREVIOUS: N_("銀行が休みの日に当たるときは、前の営業日です。"),
    DueShift.NEXT: N_("銀行が休みの日に当たるときは、次の営業日です。"),
}
EXAMPLE_OVER_MIN = 60
ROUNDED_OVER_MIN = 61


def sentences_of_terms(terms: Terms, series: Sequence[Terms] = ()) -> list[str]:
    """What the terms mean, from the fee to the payment; the examples are months of the first month they hold for.

    `series` are all terms of the contract: those before decide on which day the first period begins.
    """
    return [
        _package(terms),
        *_beside_fee(terms),
        *([_metered(terms)] if terms.fee.is_metered else _overage(terms)),
        *_above(terms),
        _consent(terms),
        *_carry_over(terms, period_of([*_others(terms, series), terms], terms.valid_from)),
        *_weights(terms),
        *_activities(terms),
        gettext(_TAX[str(terms.billing.tax_rounding)]),
        *_days(terms, series),
        _due(terms),
        *sentences_of_course(terms),
        gettext("1か月に入るアシスタントは%(count)s人までです。", count=terms.team_size)
        if terms.team_size
        else gettext("1か月に入るアシスタントの人数に上限はありません。"),
    ]


def _package(terms: Terms) -> str:
    words = {
        "month": month_name(terms.valid_from),
        "hours": ja_hours(terms.included_min),
        "fee": yen(terms.fee.base_yen),
    }
    if not terms.included_min:
        return gettext("%(month)sから、月額は%(fee)s（税抜）です。含まれる時間はありません。", **words)
    hourly_yen, rest = divmod(terms.fee.base_yen * 60, terms.included_min)
    about = gettext("約%(amount)s", amount=yen(hourly_yen)) if rest else yen(hourly_yen)
    return gettext(
        "%(month)sから、毎月%(hours)sを%(fee)s（税抜）で使えます。1時間あたり%(hourly)sです。", hourly=about, **words
    )


def _overage(terms: Terms) -> list[str]:
    rate = yen(terms.overage_yen_per_hour)
    counted = gettext("%(hours)sを超えた分は1時間%(rate)s（税抜）です。", hours=ja_hours(terms.included_min), rate=rate)
    step = terms.overage.step_min
    if step == 1:
        return [counted + gettext("月の合計を1分単位で数えます。"), _example(terms)]
    rule = gettext(_COUNTED[terms.overage.scope], step=ja_hours(step))
    rule += gettext(_ROUNDED[terms.overage.rounding], step=ja_hours(step))
    if terms.overage.scope is not RoundingScope.MONTH:
        return [counted + rule, _example(terms)]
    rounded = gettext(
        "たとえば超過の合計%(over)sは、%(billed)sとして請求します。",
        over=ja_hours(ROUNDED_OVER_MIN),
        billed=ja_hours(billed_overage_min(terms, ROUNDED_OVER_MIN)),
    )
    return [counted + rule + rounded, _example(terms)]


def _example(terms: Terms) -> str:
    """A month of one hour above the package, billed."""
    used_min = terms.included_min + EXAMPLE_OVER_MIN
    # What a month comes to is worked out as if the consent were given; the next sentence says whether it is.
    balance = close_month(as_if_consented(terms), granted_min=terms.included_min, carried_in_min=0, used_min=used_min)
    draft = draft_invoice(terms, balance, terms.valid_from)
    return gettext(
        "例：%(used)s使った月は、超過%(over)sで税抜%(net)s、税込%(gross)sを請求します。",
        used=ja_hours(used_min),
        over=ja_hours(EXAMPLE_OVER_MIN),
        net=yen(draft.subtotal_yen),
        gross=yen(draft.total_yen),
    )


def _consent(terms: Terms) -> str:
    consent_min = terms.overage.limit_min
    if terms.overage.consent is Consent.WARN:
        return gettext("超過に承諾は要りません。使い切ったことをお知らせし、作業を続けます。")
    if consent_min is None:
        return gettext("超過に承諾は要りません。使い切ったあとも作業は続き、超えた分を請求します。")
    if consent_min == 0:
        return gettext("超過はまだ認められていません。使い切ると、稼働の記録も作業も止まります。")
    return gettext("超過は%(hours)sまで承諾済みです。それを超える稼働は記録できません。", hours=ja_hours(consent_min))


def _beside_fee(terms: Terms) -> list[str]:
    fee = terms.fee
    said = []
    if fee.months_ahead:
        words = {"month": month_short(terms.valid_from), "ahead": month_short(terms.valid_from.plus(fee.months_ahead))}
        said.append(gettext("月額は前払いです。%(month)sを締めた請求書に、%(ahead)s分の月額が載ります。", **words))
    if fee.set_up_yen:
        said.append(gettext("最初の月に、初期費用%(fee)s（税抜）を請求します。", fee=yen(fee.set_up_yen)))
    if fee.management_pct:
        said.append(gettext("月額と従量の合計の%(percent)s%%を、管理費として加えます。", percent=fee.management_pct))
    if fee.first_month is FirstMonth.DAILY and fee.begins_on:
        said.append(gettext("契約は%(day)sに始まり、最初の月は料金も時間も日割りです。", day=date_long(fee.begins_on)))
    if terms.is_shared:
        said.append(gettext("時間は、依頼企業の部署のあいだで分けて使えます。"))
    return said


def _metered(terms: Terms) -> str:
    said = gettext("稼働した時間を、1時間%(rate)s（税抜）で請求します。", rate=yen(terms.fee.metered_yen_per_hour))
    if terms.fee.least_billed_min:
        said += gettext("少なくとも%(hours)sを請求します。", hours=ja_hours(terms.fee.least_billed_min))
    return said


def _above(terms: Terms) -> list[str]:
    said = []
    if terms.overage.top_up_min:
        said.append(
            gettext(
                "使い切ると%(hours)sずつ買い足し、余った分は使うまで残ります。",
                hours=ja_hours(terms.overage.top_up_min),
            )
        )
    if terms.carry.owes:
        said.append(gettext("超えた分は請求せず、翌月の時間から引きます。"))
    if terms.overage.is_month_later:
        said.append(gettext("超過は、次の月の請求書に載せます。"))
    return said


def _others(terms: Terms, series: Sequence[Terms]) -> list[Terms]:
    return [each for each in series if each.valid_from != terms.valid_from]


def _carry_over(terms: Terms, period: tuple[dt.date, dt.date]) -> list[str]:
    carry = terms.carry
    if carry.over is CarryOver.NONE:
        return [gettext("使わなかった時間は、月末で失効します。")]
    order = (
        gettext("繰越分から先に使います。")
        if carry.consume is Consume.CARRIED_FIRST
        else gettext("当月分を使い切ってから繰越分を使います。")
    )
    said = [gettext(_CARRIED[carry.over], count=carry.life) + order + _carried_example(terms, period)]
    cap_min = carry.cap_min if carry.cap_pct is None else terms.included_min * carry.cap_pct // 100
    if cap_min is not None:
        said.append(gettext("繰り越せるのは%(hours)sまでです。", hours=ja_hours(cap_min)))
    if carry.above_min:
        hours = ja_hours(carry.above_min)
        said.append(gettext("毎月の時間が%(hours)sを超えるプランだけが、繰り越せます。", hours=hours))
    if carry.fee_yen_per_hour:
        fee = yen(carry.fee_yen_per_hour)
        said.append(gettext("繰り越した時間には、1時間%(fee)s（税抜）の手数料がかかります。", fee=fee))
    return said


def _carried_example(terms: Terms, period: tuple[dt.date, dt.date]) -> str:
    """Until when minutes left in the first month may be used."""
    first_day, last_day = period
    until = terms.carry.last_day(first_day, last_day, is_first_month=True)
    if until == NEVER or terms.included_min <= terms.carry.above_min:
        return ""
    return gettext(
        "例：%(month)sに%(left)s残ると、%(until)sまで使えます。",
        month=month_short(terms.valid_from),
        left=ja_hours(min(60 * 4, terms.included_min)),
        until=date_long(until),
    )


def _weights(terms: Terms) -> list[str]:
    """The bands of the clock, one sentence each."""
    on_price = terms.clock.weighs is Weighs.PRICE
    said = []
    for band in terms.clock.bands:
        words = {
            "days": gettext("・").join(gettext(_DAYS[day]) for day in band.days),
            "starts": f"{band.starts_min // 60}:{band.starts_min % 60:02d}",
            "stops": f"{band.stops_min // 60}:{band.stops_min % 60:02d}",
            "percent": band.multiple_pct,
        }
        said.append(
            gettext("%(days)sの%(starts)s〜%(stops)sは、料金が%(percent)s%%になります。", **words)
            if on_price
            else gettext("%(days)sの%(starts)s〜%(stops)sは、時間を%(percent)s%%で数えます。", **words)
        )
    return said


def _activities(terms: Terms) -> list[str]:
    """The activities that do not simply draw on the package, one sentence each."""
    counted = ((each, terms.activities.counting(each)) for each in Activity)
    return [
        gettext(_COUNTINGS[counting], activity=gettext(ACTIVITIES[str(each)]))
        for each, counting in counted
        if counting is not Counting.COUNTED
    ]


def _days(terms: Terms, series: Sequence[Terms]) -> list[str]:
    """The closing day and the day of issue, where they are not the usual ones."""
    period = sentence_of_period(terms, series)
    said = [period] if period else []
    issued = issue_date(terms.billing.issue, terms.valid_from)
    if issued:
        words = {"month": month_short(terms.valid_from), "date": date_long(issued)}
        said.append(gettext("%(month)s分の請求書は、%(date)sに発行します。", **words))
    if terms.billing.question_days:
        said.append(gettext("明細への質問は、発行から%(days)s日以内に受けます。", days=terms.billing.question_days))
    return said


def _due(terms: Terms) -> str:
    rule = terms.billing.due
    if rule.days_after_issue is not None:
        said = gettext("お支払は、請求書の発行から%(days)s日以内です。", days=rule.days_after_issue)
        return said + (gettext(_SHIFTS[rule.shift]) if _SHIFTS[rule.shift] else "")
    words = {
        "when": gettext(_MONTHS[rule.month_offset]),
        "month": month_short(terms.valid_from),
        "date": date_long(due_date(rule, terms.valid_from)),
        "day": rule.day,
    }
    if rule.day == LAST_DAY:
        said = gettext("お支払は%(when)s末です（%(month)s分は%(date)s）。", **words)
    else:
        said = gettext("お支払は%(when)s%(day)s日です（%(month)s分は%(date)s）。", **words)
    return said + (gettext(_SHIFTS[rule.shift]) if _SHIFTS[rule.shift] else "")
