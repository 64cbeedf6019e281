"""The form that adds minutes to a package: how many, and for staff until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import DayField
from app.web.forms.hours import SENT_ID


class TopUpForm(Form):
    """Minutes to buy. `purchase` is the purchase's id, made with the page, so that a form sent twice buys once."""

    purchase = HiddenField()
    minutes = RadioField(_("追加する時間"), [InputRequired(_("時間を選んでください。"))], coerce=int)
    expires_on = DayField(
        _("使える期限"),
        description=_("2027-03-31 の形で。空欄なら使い切るまで残ります。"),
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, offered: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.choices = choices((str(minutes), str(minutes)) for minutes in offered)

    @property
    def purchase_id(self) -> str | None:
        """The id the form came with; None where that is no id."""
        sent = str(self.purchase.data or "")
        return sent if SENT_ID.fullmatch(sent) else None
