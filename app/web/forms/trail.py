"""What the audit trail is looked through for."""

from __future__ import annotations

from wtforms import Field, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app.domain.errors import Problem
from app.queries.trail import Sought
from app.translations.audit import ACTIONS, KINDS, REFUSALS
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import PickedDayField
from app.web.sentences import sentence_of

REFUSED = "refused"
_KINDS = [(kind, _(word)) for kind, word in KINDS.items()]


class TrailForm(Form):
    """Every field may stay empty."""

    class Meta:
        """A search changes nothing and can be linked to: it carries no token."""

        csrf = False

    first_day = PickedDayField(_("日付（から）"), [Optional()])
    last_day = PickedDayField(_("日付（まで）"), [Optional()])
    actor = StringField(
        _("操作した人"),
        [Optional(), Length(max=100)],
        description=_("名前かメールアドレスの一部"),
        render_kw={"autocomplete": "off"},
    )
    client = StringField(
        _("依頼企業"),
        [Optional(), Length(max=100)],
        description=_("コードか名前の一部"),
        render_kw={"autocomplete": "off"},
    )
    kind = SelectField(
        _("種類"), choices=choices([("", _("すべて")), (REFUSED, _("断ったものだけ")), *_KINDS]), default=""
    )

    def validate_last_day(self, field: Field) -> None:
        """Refuses a last day before the first: nothing would be found, and nobody told why."""
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise ValidationError(sentence_of(Problem("days_order")))

    def sought(self) -> Sought:
        """What a sound form says."""
        kind = str(self.kind.data or "")
        of_kind = tuple(each for each in ACTIONS if each.startswith(f"{kind}."))
        return Sought(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            actor=str(self.actor.data or ""),
            client=str(self.client.data or ""),
            actions=REFUSALS if kind == REFUSED else of_kind,
        )
