"""The form of a time away."""

from __future__ import annotations

from wtforms.validators import InputRequired, Optional

from app.domain.leave import LeaveData
from app.translations import N_
from app.web.forms import Form
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import PickedDayField

_GIVEN = N_("日付を入力してください。")


class LeaveForm(Form):
    """The first day and the last; without a last it is the one day."""

    first_day = PickedDayField(_("最初の日"), validators=[InputRequired(_(_GIVEN))])
    last_day = PickedDayField(_("最後の日"), validators=[Optional()], description=_("1日だけなら空のままにします。"))

    def leave(self) -> LeaveData:
        """What a sound form says.

        Raises:
            InvalidInput: it ends before it begins, or is longer than a year.
        """
        assert self.first_day.data is not None, "the form is sound"
        return LeaveData(self.first_day.data, self.last_day.data or self.first_day.data)
