"""The form of contract terms, in the themes of `app.domain.terms`; what it cannot read stands beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, Field, FieldList, FormField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation

from app.domain.money import TaxRounding
from app.domain.opendays import DueShift
from app.domain.terms import MOST_TEAM, Terms
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.billing import (
    MOST_BUSINESS_DAY,
    MOST_DAYS_AFTER,
    MOST_QUESTION_DAYS,
    Billing,
    DueRule,
    IssueKind,
    IssueRule,
)
from app.domain.terms.carry import MOST_DAYS, Carry, CarryOver, Consume
from app.domain.terms.clock import MOST_PCT, PLAIN_PCT, Band, Clock, DayKind, Weighs
from app.domain.terms.duration import MOST_EARLY_DAYS, MOST_LENGTH, MOST_NOTICE, Duration, Notice, NoticeKind
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.limits import LAST_DAY, MOST_HOURLY_YEN, MOST_YEN
from app.domain.terms.overage import MOST_MULTIPLE_PCT, Consent, Overage
from app.domain.terms.rounding import STEPS_MIN, Rounding, RoundingScope
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import ClockField, DayField, HoursField, MonthField, WholeField, typed
from app.web.forms.course import duration_data
from app.web.forms.wording import (
    ACTIVITIES,
    AUTOMATIC,
    BAND_DAYS,
    CARRY_OVERS,
    CONSENTS,
    CONSUMES,
    COUNTINGS,
    DUE_MONTHS,
    DUE_SHIFTS,
    FIRST_MONTHS,
    ISSUE_KINDS,
    MONTHS_AHEAD,
    NOTICE_KINDS,
    ROUNDINGS,
    SCOPES,
    TAX_ROUNDINGS,
    UP_TO,
    WEIGHS,
)

LEAST_BANDS = 4


def _options(words: Mapping[str, str]) -> list[Any]:
    return choices((code, _(word)) for code, word in words.items())


def _needed(_form: PlainForm, field: Field) -> None:
    """A validator: something was typed; what could not be read has said so already."""
    if field.data is None and not field.errors:
        raise StopValidation(_("入力してください。"))


def _price_needed(form: TermsForm, field: Field) -> None:
    """A validator: an hour above has a price, unless it is a multiple or every hour is metered."""
    if not form.overage_multiple_pct.data and not form.metered_yen_per_hour.data:
        _needed(form, field)


def _yen(label: str, most: int = MOST_YEN, **kwargs: Any) -> WholeField:
    return WholeField(label, most=most, unit="円", render_kw={"inputmode": "numeric"}, **kwargs)


def _whole(label: str, least: int, most: int, unit: str, hint: str = "") -> WholeField:
    kwargs = {"description": hint} if hint else {}
    return WholeField(label, least=least, most=most, unit=unit, render_kw={"inputmode": "numeric"}, **kwargs)


def _hours(label: str, hint: str = "", **kwargs: Any) -> HoursField:
    return HoursField(label, description=hint, render_kw={"autocomplete": "off"}, **kwargs)


def _activity(name: str) -> SelectField:
    return SelectField(_(ACTIVITIES[name]), choices=_options(COUNTINGS), default="counted")


class BandForm(PlainForm):
    """A band of the clock; one without days is not there."""

    days = SelectField(_("曜日"), choices=_options(BAND_DAYS), default="")
    starts_min = ClockField(_("始まり"), render_kw={"placeholder": "18:00"})
    stops_min = ClockField(_("終わり"), render_kw={"placeholder": "22:00"})
    multiple_pct = WholeField(_("倍率"), least=PLAIN_PCT, most=MOST_PCT, unit="%", render_kw={"placeholder": "125%"})

    def validate_days(self, field: Field) -> None:
        """Asks for the rest where days were chosen."""
        parts = (self.starts_min, self.stops_min, self.multiple_pct)
        if field.data and any(part.data is None for part in parts):
            raise StopValidation(_("時間帯と倍率を入力してください。"))

    def band(self) -> Band:
        """What a sound row says."""
        days = tuple(DayKind(word) for word in str(self.days.data).split("+"))
        return Band(days, self.starts_min.data or 0, self.stops_min.data or 0, self.multiple_pct.data or 0)


class TermsForm(Form):
    """Terms from a month on."""

    valid_from = MonthField(
        _("いつから"),
        [_needed],
        description=_("2026-12 の形で書きます。次の条件が始まるまで続きます。"),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    included_min = _hours(
        _("毎月の時間"), _("「30時間」「12時間30分」のように。数だけなら時間です。"), validators=[_needed]
    )
    base_fee_yen = _yen(_("月額（税抜、円）"), validators=[_needed])
    months_ahead = SelectField(_("月額を請求する時期"), choices=_options(MONTHS_AHEAD), default="0")
    is_prepaid = BooleanField(_("月額の入金を確かめてから稼働を始める（前金）"))
    team_size = _whole(_("アシスタントの人数の上限"), 1, MOST_TEAM, "人", _("空欄なら上限なし。"))
    is_shared = BooleanField(_("部署のあいだで分けて使える"))

    metered_yen_per_hour = _yen(
        _("従量の単価（税抜、1時間）"), MOST_HOURLY_YEN, description=_("稼働した時間をすべて請求する契約だけ。")
    )
    least_billed_min = _hours(_("最低請求時間"), _("従量の契約で、少なくとも請求する時間。"))
    set_up_yen = _yen(_("初期費用（税抜、円）"), description=_("最初の月だけ請求します。"))
    management_pct = _whole(_("管理費"), 0, 100, "%", _("月額と従量の合計に対する割合。"))
    first_month = SelectField(_("月の途中で始まるとき"), choices=_options(FIRST_MONTHS), default="whole")
    begins_on = DayField(_("契約の初日"), description=_("2026-12-08 の形で。期間の初日と同じなら空欄。"))

    carry_over = SelectField(_("使わなかった時間"), choices=_options(CARRY_OVERS), default="none")
    carry_life = _whole(_("月数・日数"), 1, MOST_DAYS, "", _("「決めた月数」「決めた日数」のときだけ。"))
    consume = SelectField(_("使う順"), choices=_options(CONSUMES), default="carried_first")
    carry_cap_pct = _whole(_("繰越の上限（割合）"), 0, 100, "%", _("毎月の時間に対する割合。"))
    carry_cap_min = _hours(_("繰越の上限（時間）"), _("割合か時間のどちらか一方。空欄なら上限なし。"))
    carry_above_min = _hours(_("繰り越せる最小のプラン"), _("毎月の時間がこれを超えるときだけ繰り越せます。"))
    carry_fee_yen_per_hour = _yen(_("繰越手数料（税抜、1時間）"), MOST_HOURLY_YEN)
    owes = BooleanField(_("超過は請求せず、翌月の時間から引く"))

    overage_yen_per_hour = _yen(_("超過1時間の料金（税抜、円）"), MOST_HOURLY_YEN, validators=[_price_needed])
    overage_multiple_pct = _whole(
        _("または、月額の1時間あたりの倍率"), 100, MOST_MULTIPLE_PCT, "%", _("120% なら1.2倍。")
    )
    overage_step_min = SelectField(_("超過の数え方"), coerce=int, choices=[], default=15)
    overage_rounding = SelectField(_("単位に満たない超過"), choices=_options(ROUNDINGS), default="up")
    overage_scope = SelectField(_("何ごとに丸めるか"), choices=_options(SCOPES), default="month")
    is_overage_month_later = BooleanField(_("超過は翌月の請求書に載せる"))
    consent = RadioField(_("超過の承諾"), choices=_options(CONSENTS), default=AUTOMATIC)
    overage_consent_min = _hours(
        _("承諾済みの超過"), _("「決めた時間まで」のときだけ。「0分」なら、超過はまだ認められていません。")
    )
    top_up_min = _hours(
        _("自動で買い足す単位"), _("使い切ったとき、この時間ずつ買い足します。空欄なら買い足しません。")
    )

    bands = FieldList(FormField(BandForm), min_entries=LEAST_BANDS)
    bands_weigh = SelectField(_("倍率をかける相手"), choices=_options(WEIGHS), default="minutes")

    work = _activity("work")
    communication = _activity("communication")
    meeting = _activity("meeting")
    hand_over = _activity("hand_over")
    training = _activity("training")

    closing_day = SelectField(_("締め日"), coerce=int, choices=[], default=LAST_DAY)
    issue_kind = SelectField(_("請求書を出す日"), choices=_options(ISSUE_KINDS), default="any_day")
    issue_day = _whole(_("何日、または第何営業日"), 1, LAST_DAY, "", _("日を決めるときだけ。"))
    due_month_offset = SelectField(_("支払の月"), choices=_options(DUE_MONTHS), default="1")
    due_day = SelectField(_("支払の日"), coerce=int, choices=[], default=LAST_DAY)
    due_shift = SelectField(_("銀行の休みに当たるとき"), choices=_options(DUE_SHIFTS), default="none")
    due_days_after_issue = _whole(
        _("または、発行から何日以内"), 0, MOST_DAYS_AFTER, "日", _("書くと、支払の月と日より優先します。")
    )
    tax_rounding = SelectField(_("消費税の端数"), choices=_options(TAX_ROUNDINGS), default="down")
    question_days = _whole(
        _("明細への質問を受ける日数"), 1, MOST_QUESTION_DAYS, "日", _("発行から数えます。空欄なら期限なし。")
    )

    length_months = _whole(_("契約期間"), 1, MOST_LENGTH, "か月", _("最初の月から数えます。空欄なら期間の定めなし。"))
    renewal_months = _whole(_("自動更新の期間"), 1, MOST_LENGTH, "か月", _("空欄なら、契約期間で終わります。"))
    least_months = _whole(_("最低利用期間"), 1, MOST_LENGTH, "か月", _("これより前の月では解約できません。"))
    notice_kind = SelectField(_("解約の申し出の期限"), choices=_options(NOTICE_KINDS), default="none")
    notice_months = _whole(_("何か月前"), 0, MOST_NOTICE, "か月", _("終わる月そのものなら0。"))
    notice_day = _whole(_("その月の何日まで"), 1, LAST_DAY, "日", _("月末なら31。決まった日のときだけ。"))
    cooling_off_days = _whole(_("初期解約できる日数"), 1, MOST_EARLY_DAYS, "日", _("契約の初日から数えます。"))
    lower_days = _whole(_("小さいプランに変えられる日数"), 1, MOST_EARLY_DAYS, "日", _("契約の初日から数えます。"))
    changes_at_renewal = BooleanField(_("プランを変えられるのは更新のときだけ"))
    ends_with = MonthField(
        _("契約が終わる月"),
        description=_("解約や満了が決まったら書きます。その翌月からは月額も時間もありません。"),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )

    example_used_min = _hours(_("例：使った時間"), _("この月に使った時間を変えると、計算例が変わります。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overage_step_min.choices = choices(
            (str(minutes), gettext("%(minutes)s分単位", minutes=minutes)) for minutes in STEPS_MIN
        )
        days = [(str(day), gettext("%(day)s日", day=day)) for day in range(1, LAST_DAY)]
        self.due_day.choices = self.closing_day.choices = choices([*days, (str(LAST_DAY), _("末日"))])

    def validate_overage_consent_min(self, field: Field) -> None:
        """Asks for the time where a limit was chosen."""
        if self.consent.data == UP_TO:
            _needed(self, field)

    def validate_carry_life(self, field: Field) -> None:
        """Asks for months or days where they are counted."""
        if self.carry_over.data in (CarryOver.MONTHS, CarryOver.DAYS):
            _needed(self, field)

    def validate_notice_months(self, field: Field) -> None:
        """Asks for the months where notice has a last day."""
        if self.notice_kind.data != NoticeKind.NONE:
            _needed(self, field)

    def validate_notice_day(self, field: Field) -> None:
        """Asks for the day where it is one of a month."""
        if self.notice_kind.data == NoticeKind.DAY:
            _needed(self, field)

    def validate_issue_day(self, field: Field) -> None:
        """Asks for the day where one was chosen; there are not more business days than 20."""
        if self.issue_kind.data != IssueKind.ANY_DAY:
            _needed(self, field)
        if self.issue_kind.data == IssueKind.BUSINESS_DAY and (field.data or 0) > MOST_BUSINESS_DAY:
            raise StopValidation(_("第20営業日までにしてください。"))

    def terms(self) -> Terms:
        """The terms a sound form says.

        Raises:
            InvalidInput, ManyProblems: rules of the terms are broken.
        """
        return Terms(
            typed(self.valid_from),
            self._fee(),
            self._overage(),
            self._carry(),
            Clock(tuple(row.form.band() for row in self.bands if row.form.days.data), Weighs(self.bands_weigh.data)),
            Activities(**{str(each): Counting(self[str(each)].data) for each in Activity}),
            self._billing(),
            self.team_size.data,
            bool(self.is_shared.data),
            self._duration(),
        )

    def _fee(self) -> Fee:
        return Fee(
            typed(self.base_fee_yen),
            typed(self.included_min),
            self.metered_yen_per_hour.data or 0,
            self.least_billed_min.data or 0,
            self.set_up_yen.data or 0,
            self.management_pct.data or 0,
            int(self.months_ahead.data),
            FirstMonth(self.first_month.data),
            self.begins_on.data,
            bool(self.is_prepaid.data),
        )

    def _overage(self) -> Overage:
        is_limited = self.consent.data == UP_TO
        return Overage(
            self.overage_yen_per_hour.data or 0,
            self.overage_multiple_pct.data,
            int(self.overage_step_min.data),
            Rounding(self.overage_rounding.data),
            RoundingScope(self.overage_scope.data),
            Consent.BEFORE if is_limited else Consent(self.consent.data),
            (self.overage_consent_min.data or 0) if is_limited else 0,
            self.top_up_min.data,
            bool(self.is_overage_month_later.data),
        )

    def _carry(self) -> Carry:
        over = CarryOver(self.carry_over.data)
        return Carry(
            over,
            (self.carry_life.data or 0) if over in (CarryOver.MONTHS, CarryOver.DAYS) else 0,
            self.carry_cap_pct.data,
            self.carry_cap_min.data,
            self.carry_above_min.data or 0,
            self.carry_fee_yen_per_hour.data or 0,
            Consume(self.consume.data),
            bool(self.owes.data),
        )

    def _duration(self) -> Duration:
        kind = NoticeKind(self.notice_kind.data)
        return Duration(
            self.length_months.data or 0,
            self.renewal_months.data or 0,
            self.least_months.data or 0,
            Notice(
                kind,
                0 if kind is NoticeKind.NONE else self.notice_months.data or 0,
                (self.notice_day.data or 0) if kind is NoticeKind.DAY else 0,
            ),
            self.cooling_off_days.data or 0,
            self.lower_days.data or 0,
            bool(self.changes_at_renewal.data),
            self.ends_with.data,
        )

    def _billing(self) -> Billing:
        kind = IssueKind(self.issue_kind.data)
        return Billing(
            int(self.closing_day.data),
            IssueRule(kind, 0 if kind is IssueKind.ANY_DAY else self.issue_day.data or 0),
            DueRule(
                int(self.due_month_offset.data),
                int(self.due_day.data),
                DueShift(self.due_shift.data),
                self.due_days_after_issue.data,
            ),
            TaxRounding(self.tax_rounding.data),
            self.question_days.data,
        )


def terms_data(terms: Terms) -> dict[str, object]:
    """Terms as their form shows them; what stands there reads back to the same terms."""
    fee, overage, carry, billing, duration = terms.fee, terms.overage, terms.carry, terms.billing, terms.duration
    return {
        "valid_from": terms.valid_from,
        "included_min": fee.included_min,
        "base_fee_yen": fee.base_yen,
        "months_ahead": str(fee.months_ahead),
        "team_size": terms.team_size,
        "is_shared": terms.is_shared,
        "is_prepaid": fee.is_prepaid,
        "metered_yen_per_hour": fee.metered_yen_per_hour or None,
        "least_billed_min": fee.least_billed_min or None,
        "set_up_yen": fee.set_up_yen or None,
        "management_pct": fee.management_pct or None,
        "first_month": str(fee.first_month),
        "begins_on": fee.begins_on,
        "carry_over": str(carry.over),
        "carry_life": carry.life or None,
        "consume": str(carry.consume),
        "carry_cap_pct": carry.cap_pct,
        "carry_cap_min": carry.cap_min,
        "carry_above_min": carry.above_min or None,
        "carry_fee_yen_per_hour": carry.fee_yen_per_hour or None,
        "owes": carry.owes,
        "overage_yen_per_hour": overage.yen_per_hour if overage.multiple_pct is None else None,
        "overage_multiple_pct": overage.multiple_pct,
        "overage_step_min": overage.step_min,
        "overage_rounding": str(overage.rounding),
        "overage_scope": str(overage.scope),
        "is_overage_month_later": overage.is_month_later,
        "consent": UP_TO if overage.consent is Consent.BEFORE else str(overage.consent),
        "overage_consent_min": overage.limit_min,
        "top_up_min": overage.top_up_min,
        "bands": [_band_data(band) for band in terms.clock.bands],
        "bands_weigh": str(terms.clock.weighs),
        **{str(each): str(terms.activities.counting(each)) for each in Activity},
        "closing_day": billing.closing_day,
        "issue_kind": str(billing.issue.kind),
        "issue_day": billing.issue.day or None,
        "due_month_offset": str(billing.due.month_offset),
        "due_day": billing.due.day,
        "due_shift": str(billing.due.shift),
        "due_days_after_issue": billing.due.days_after_issue,
        "tax_rounding": str(billing.tax_rounding),
        "question_days": billing.question_days,
        **duration_data(duration),
    }


def _band_data(band: Band) -> dict[str, object]:
    return {
        "days": "+".join(str(day) for day in DayKind if day in band.days),
        "starts_min": band.starts_min,
        "stops_min": band.stops_min,
        "multiple_pct": band.multiple_pct,
    }
