"""What contract terms mean, in sentences with figures worked out by the rules that will bill them."""

from __future__ import annotations

from flask_babel import gettext

from app.domain.invoicing import draft_invoice, due_date
from app.domain.opendays import DueShift
from app.domain.packages import as_if_consented, billed_overage_min, close_month
from app.domain.terms import Terms
from app.domain.terms.carry import CarryOver, Consume
from app.domain.terms.limits import LAST_DAY
from app.domain.terms.rounding import Rounding
from app.translations import N_
from app.web.formats import date_long, ja_hours, month_name, month_short, yen

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
_MONTHS = (N_("当月"), N_("翌月"), N_("翌々月"), N_("3か月後"))
_SHIFTS = {
    DueShift.NONE: "",
    DueShift.PREVIOUS: N_("銀行が休みの日に当たるときは、前の営業日です。"),
    DueShift.NEXT: N_("銀行が休みの日に当たるときは、次の営業日です。"),
}
EXAMPLE_OVER_MIN = 60
ROUNDED_OVER_MIN = 61


def sentences_of_terms(terms: Terms) -> list[str]:
    """What the terms mean, from the fee to the payment; the examples are months of the first month they hold for."""
    return [
        _package(terms),
        *_overage(terms),
        _consent(terms),
        _carry_over(terms),
        gettext(_TAX[str(terms.billing.tax_rounding)]),
        _due(terms),
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
    rule = gettext("月の合計を%(step)s単位で数え、", step=ja_hours(step))
    rule += gettext(_ROUNDED[terms.overage.rounding], step=ja_hours(step))
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
    if consent_min is None:
        return gettext("超過に承諾は要りません。使い切ったあとも作業は続き、超えた分を請求します。")
    if consent_min == 0:
        return gettext("超過はまだ認められていません。使い切ると、稼働の記録も作業も止まります。")
    return gettext("超過は%(hours)sまで承諾済みです。それを超える稼働は記録できません。", hours=ja_hours(consent_min))


def _carry_over(terms: Terms) -> str:
    if terms.carry.over is CarryOver.NONE:
        return gettext("使わなかった時間は、月末で失効します。")
    order = (
        gettext("繰越分から先に使います。")
        if terms.carry.consume is Consume.CARRIED_FIRST
        else gettext("当月分を使い切ってから繰越分を使います。")
    )
    left_min = min(60 * 4, terms.included_min)
    following = terms.valid_from.next()
    example = gettext(
        "例：%(month)sに%(left)s残ると、%(until)sまで使えます。",
        month=month_short(terms.valid_from),
        left=ja_hours(left_min),
        until=date_long(following.last_day),
    )
    return gettext("使わなかった時間は、翌月末まで使えます。") + order + example


def _due(terms: Terms) -> str:
    rule = terms.billing.due
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
