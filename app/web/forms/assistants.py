"""The form of an assistant: who they are, how long they work, what they can do."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from app.actions.assistants import AssistantData
from app.domain.assistants import SKILLS
from app.domain.pay import MOST_FEE_YEN, FeeCategory, FeeTerms
from app.queries.assistants import AssistantView
from app.translations import N_
from app.translations.skills import SKILL_NAMES
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import HoursField, MonthField, WholeField

LEVELS = {
    1: N_("1 はじめて"),
    2: N_("2 手順があればできる"),
    3: N_("3 ひとりでできる"),
    4: N_("4 例外にも対応できる"),
    5: N_("5 教えられる"),
}
CATEGORIES = {
    FeeCategory.CLERICAL: N_("事務（源泉徴収なし）"),
    FeeCategory.WRITING: N_("原稿・執筆（源泉徴収あり）"),
    FeeCategory.TRANSLATION: N_("翻訳・通訳（源泉徴収あり）"),
    FeeCategory.DESIGN: N_("デザイン（源泉徴収あり）"),
    FeeCategory.PHOTOGRAPHY: N_("写真（源泉徴収あり）"),
    FeeCategory.LECTURE: N_("講演・指導（源泉徴収あり）"),
    FeeCategory.PROFESSIONAL: N_("士業（源泉徴収あり）"),
}


def _needed(_form: Form, field: Field) -> None:
    """A validator: something was typed; what could not be read has said so already."""
    if field.data is None and not field.errors:
        raise StopValidation(_("入力してください。"))


class AssistantForm(Form):
    """An assistant; each skill is a field `skill_<code>`, 0 for none."""

    name = StringField(
        _("名前"),
        [
            DataRequired(_("名前を入力してください。")),
            Length(max=100, message=_("長すぎます。%(max)d文字までにしてください。")),
        ],
        render_kw={"autocomplete": "off"},
    )
    monthly_min = HoursField(
        _("毎月の時間"),
        validators=[_needed],
        description=_("引き受けられる時間。「80時間」「12時間30分」のように。数だけなら時間です。"),
        render_kw={"autocomplete": "off"},
    )

    registration_no = StringField(
        _("登録番号"),
        [Optional()],
        description=_("適格請求書発行事業者の番号。Tと13桁の数字。なければ空のままにします。"),
        render_kw={"autocomplete": "off"},
    )

    def skill_fields(self) -> list[Any]:
        """The fields of the skills, in the order of `SKILLS`."""
        return [self[f"skill_{skill}"] for skill in SKILLS]

    def assistant(self, code: str, *, is_active: bool = True) -> AssistantData:
        """What a sound form says."""
        levels = {skill: int(self[f"skill_{skill}"].data) for skill in SKILLS}
        return AssistantData(
            code=code,
            name=" ".join(str(self.name.data).split()),
            monthly_min=self.monthly_min.data or 0,
            skills={skill: level for skill, level in levels.items() if level},
            is_active=is_active,
            registration_no=registration_text(str(self.registration_no.data or "")),
        )


for _skill in SKILLS:
    _levels = choices([("0", _("なし")), *((str(level), _(word)) for level, word in LEVELS.items())])
    setattr(
        AssistantForm, f"skill_{_skill}", SelectField(_(SKILL_NAMES[_skill]), coerce=int, choices=_levels, default=0)
    )


class NewAssistantForm(AssistantForm):
    """An assistant who is new; the code is given once."""

    code = StringField(
        _("コード"),
        [
            DataRequired(_("コードを入力してください。")),
            Length(max=20, message=_("長すぎます。%(max)d文字までにしてください。")),
        ],
        description=_("ファイルや一覧で見分ける短い記号。あとから変えられません。"),
        render_kw={"autocomplete": "off"},
    )


class KnownAssistantForm(AssistantForm):
    """An assistant who is known, and may be set aside."""

    is_active = BooleanField(_("新しい計画に入れる"))


class FeeForm(Form):
    """What an assistant is paid, from a month on."""

    valid_from = MonthField(
        _("この月から"),
        validators=[InputRequired(_("月を入力してください。"))],
        description=_("2026-11 のように。終わった月の条件は変わりません。"),
        render_kw={"autocomplete": "off"},
    )
    fee_yen_per_hour = WholeField(
        _("1時間の報酬（税抜）"), most=MOST_FEE_YEN, unit="円", validators=[_needed], render_kw={"inputmode": "numeric"}
    )
    category = SelectField(
        _("契約の区分"),
        choices=choices((str(each), _(word)) for each, word in CATEGORIES.items()),
        description=_("源泉徴収は、所得税法204条に挙げられた報酬だけで行います。"),
    )
    pay_month_offset = SelectField(
        _("支払う月"),
        coerce=int,
        choices=choices([("0", _("当月")), ("1", _("翌月")), ("2", _("翌々月"))]),
        default=1,
    )
    pay_day = WholeField(
        _("支払う日"), least=1, most=31, unit="日", validators=[_needed], description=_("31は月の末日です。")
    )

    def terms(self) -> FeeTerms:
        """What a sound form says."""
        assert self.valid_from.data is not None, "the form is sound"
        return FeeTerms(
            self.valid_from.data,
            self.fee_yen_per_hour.data or 0,
            FeeCategory(self.category.data),
            self.pay_month_offset.data,
            self.pay_day.data or 31,
        )


def registration_text(text: str) -> str:
    """A registration number as it is stored: half-width capitals without hyphens and blanks."""
    return re.sub(r"[\s‐-―−-]", "", unicodedata.normalize("NFKC", text)).upper()


def form_data(assistant: AssistantView) -> dict[str, object]:
    """An assistant as the form shows them."""
    levels = {f"skill_{skill}": assistant.skills.get(skill, 0) for skill in SKILLS}
    return {
        "name": assistant.name,
        "monthly_min": assistant.monthly_min,
        "is_active": assistant.is_active,
        "registration_no": assistant.registration_no,
        **levels,
    }
