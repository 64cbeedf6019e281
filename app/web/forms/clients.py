"""The forms of client companies: who they are, and the terms they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from app.actions.clients import ClientData
from app.domain.money import TaxRounding
from app.domain.opendays import DueShift
from app.domain.terms import Terms, package_terms
from app.domain.terms.billing import DueRule
from app.domain.terms.carry import CarryOver, Consume
from app.domain.terms.limits import LAST_DAY
from app.domain.terms.rounding import STEPS_MIN, Rounding
from app.queries.clients import ClientView
from app.translations import N_
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import HoursField, MonthField, WholeField

MOST_FEE_YEN, MOST_HOURLY_YEN, MOST_TEAM = 1_000_000_000, 1_000_000, 999
AUTOMATIC, UP_TO = "automatic", "up_to"

ROUNDINGS = {"up": N_("切り上げる"), "nearest": N_("近いほうに丸める"), "down": N_("切り捨てる")}
CARRY_OVERS = {
    "none": N_("繰り越さない（月末で失効）"),
    "first_month": N_("最初の月だけ、翌月末まで繰り越す"),
    "next_month": N_("翌月末まで繰り越す"),
    "months": N_("決めた月数だけ繰り越す"),
    "days": N_("決めた日数だけ使える"),
    "unlimited": N_("期限なく繰り越す"),
}
CONSUMES = {"carried_first": N_("繰越分から使う"), "base_first": N_("当月分から使う")}
TAX_ROUNDINGS = {
    "down": N_("1円未満を切り捨てる"),
    "half_up": N_("1円未満を四捨五入する"),
    "up": N_("1円未満を切り上げる"),
}
DUE_MONTHS = {"0": N_("当月"), "1": N_("翌月"), "2": N_("翌々月"), "3": N_("3か月後")}
DUE_SHIFTS = {"none": N_("そのまま"), "previous": N_("前の営業日"), "next": N_("次の営業日")}


def _options(words: Mapping[str, str]) -> list[Any]:
    return choices((code, _(word)) for code, word in words.items())


def _needed(_form: Form, field: Field) -> None:
    """A validator: something was typed; what could not be read has said so already."""
    if field.data is None and not field.errors:
        raise StopValidation(_("入力してください。"))


def _line(field: Field) -> str:
    return " ".join(str(field.data or "").split())


def _limit(most: int) -> Length:
    return Length(max=most, message=_("長すぎます。%(max)d文字までにしてください。"))


class CompanyForm(Form):
    """Who the client is; what an invoice is addressed to."""

    name = StringField(
        _("会社名"),
        [DataRequired(_("会社名を入力してください。")), _limit(100)],
        description=_("請求書のあて名になります。"),
        render_kw={"autocomplete": "off"},
    )
    short_name = StringField(_("短い名前"), [_limit(30)], description=_("表や図に出す名前。空欄なら会社名を使います。"))
    postal_code = StringField(_("郵便番号"), [_limit(8)], render_kw={"inputmode": "numeric"})
    address = StringField(_("住所"), [_limit(200)])
    contact_name = StringField(_("ご担当者"), [_limit(100)])

    def company(self, code: str) -> ClientData:
        """What a sound form says."""
        return ClientData(
            code,
            _line(self.name),
            _line(self.short_name),
            _line(self.postal_code),
            _line(self.address),
            _line(self.contact_name),
        )


class TermsForm(Form):
    """Terms from a month on."""

    valid_from = MonthField(
        _("いつから"),
        [_needed],
        description=_("2026-12 の形で書きます。次の条件が始まるまで続きます。"),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    included_min = HoursField(
        _("毎月の時間"),
        [_needed],
        description=_("「30時間」「12時間30分」のように。数だけなら時間です。"),
        render_kw={"autocomplete": "off"},
    )
    base_fee_yen = WholeField(
        _("月額（税抜、円）"), most=MOST_FEE_YEN, unit="円", validators=[_needed], render_kw={"inputmode": "numeric"}
    )
    overage_yen_per_hour = WholeField(
        _("超過1時間の料金（税抜、円）"),
        most=MOST_HOURLY_YEN,
        unit="円",
        validators=[_needed],
        render_kw={"inputmode": "numeric"},
    )
    overage_step_min = SelectField(_("超過の数え方"), coerce=int, choices=[], default=15)
    overage_rounding = SelectField(_("単位に満たない超過"), choices=_options(ROUNDINGS), default="up")
    consent = RadioField(
        _("超過の承諾"),
        choices=choices([(AUTOMATIC, _("承諾は要らない（そのまま続ける）")), (UP_TO, _("決めた時間まで承諾済み"))]),
        default=AUTOMATIC,
    )
    overage_consent_min = HoursField(
        _("承諾済みの超過"),
        description=_("「決めた時間まで」のときだけ。「0分」なら、超過はまだ認められていません。"),
        render_kw={"autocomplete": "off"},
    )
    carry_over = SelectField(_("使わなかった時間"), choices=_options(CARRY_OVERS), default="none")
    consume = SelectField(_("使う順"), choices=_options(CONSUMES), default="carried_first")
    tax_rounding = SelectField(_("消費税の端数"), choices=_options(TAX_ROUNDINGS), default="down")
    due_month_offset = SelectField(_("支払の月"), choices=_options(DUE_MONTHS), default="1")
    due_day = SelectField(_("支払の日"), coerce=int, choices=[], default=LAST_DAY)
    due_shift = SelectField(_("銀行の休みに当たるとき"), choices=_options(DUE_SHIFTS), default="none")
    team_size = WholeField(
        _("アシスタントの人数の上限"),
        least=1,
        most=MOST_TEAM,
        unit="人",
        description=_("空欄なら上限なし。"),
        render_kw={"inputmode": "numeric"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overage_step_min.choices = choices(
            (str(minutes), gettext("%(minutes)s分単位", minutes=minutes)) for minutes in STEPS_MIN
        )
        days = [(str(day), gettext("%(day)s日", day=day)) for day in range(1, LAST_DAY)]
        self.due_day.choices = choices([*days, (str(LAST_DAY), _("末日"))])

    def validate_overage_consent_min(self, field: Field) -> None:
        """Asks for the time where a limit was chosen."""
        if self.consent.data == UP_TO:
            _needed(self, field)

    def terms(self) -> Terms:
        """The terms a sound form says.

        Raises:
            InvalidInput: a rule of the terms is broken.
        """
        consent_min = self.overage_consent_min.data or 0
        return package_terms(
            valid_from=_typed(self.valid_from),
            base_fee_yen=_typed(self.base_fee_yen),
            included_min=_typed(self.included_min),
            overage_yen_per_hour=_typed(self.overage_yen_per_hour),
            overage_step_min=int(self.overage_step_min.data),
            overage_rounding=Rounding(self.overage_rounding.data),
            carry_over=CarryOver(self.carry_over.data),
            consume=Consume(self.consume.data),
            overage_consent_min=consent_min if self.consent.data == UP_TO else None,
            tax_rounding=TaxRounding(self.tax_rounding.data),
            due=DueRule(int(self.due_month_offset.data), int(self.due_day.data), DueShift(self.due_shift.data)),
            team_size=self.team_size.data,
        )


class NewClientForm(CompanyForm, TermsForm):
    """A company and its first terms."""

    code = StringField(
        _("コード"),
        [DataRequired(_("コードを入力してください。")), _limit(20)],
        description=_("ファイルや一覧で見分ける短い記号。あとから変えられません。"),
        render_kw={"autocomplete": "off"},
    )


def company_data(client: ClientView) -> dict[str, object]:
    """A company as its form shows it."""
    return {
        "name": client.name,
        "short_name": client.short_name,
        "postal_code": client.postal_code,
        "address": client.address,
        "contact_name": client.contact_name,
    }


def terms_data(terms: Terms) -> dict[str, object]:
    """Terms as their form shows them; what stands there reads back to the same terms."""
    return {
        "valid_from": terms.valid_from,
        "included_min": terms.included_min,
        "base_fee_yen": terms.fee.base_yen,
        "overage_yen_per_hour": terms.overage_yen_per_hour,
        "overage_step_min": terms.overage.step_min,
        "overage_rounding": str(terms.overage.rounding),
        "consent": AUTOMATIC if terms.overage.limit_min is None else UP_TO,
        "overage_consent_min": terms.overage.limit_min,
        "carry_over": str(terms.carry.over),
        "consume": str(terms.carry.consume),
        "tax_rounding": str(terms.billing.tax_rounding),
        "due_month_offset": str(terms.billing.due.month_offset),
        "due_day": terms.billing.due.day,
        "due_shift": str(terms.billing.due.shift),
        "team_size": terms.team_size,
    }


def _typed(field: Any) -> Any:
    """What a sound form has in a field that must be filled."""
    if field.data is None:
        raise ValueError(field.name)
    return field.data
