"""The form of an assistant: who they are, how long they work, what they can do."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from app.actions.assistants import AssistantData
from app.domain.assistants import SKILLS
from app.queries.assistants import AssistantView
from app.translations import N_
from app.translations.skills import SKILL_NAMES
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import HoursField

LEVELS = {
    1: N_("1 はじめて"),
    2: N_("2 手順があればできる"),
    3: N_("3 ひとりでできる"),
    4: N_("4 例外にも対応できる"),
    5: N_("5 教えられる"),
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


def form_data(assistant: AssistantView) -> dict[str, object]:
    """An assistant as the form shows them."""
    levels = {f"skill_{skill}": assistant.skills.get(skill, 0) for skill in SKILLS}
    return {
        "name": assistant.name,
        "monthly_min": assistant.monthly_min,
        "is_active": assistant.is_active,
        **levels,
    }
