"""The form of one time entry: a day, a work item, and either a length or a begin and an end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.domain.durations import DurationError, read_duration_min
from app.domain.errors import DomainError, InvalidInput, NoTerms
from app.domain.terms.activities import Activity
from app.translations.hours import ACTIVITIES
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import PickedDayField
from app.web.forms.picking import PickField
from app.web.sentences import sentences_of

MOST_TEXT = 40
#: What can be done about a month without terms, by whether one can register them.
_NO_TERMS = {True: "day_without_terms", False: "day_without_terms_ask"}
SENT_ID = re.compile(r"[A-Za-z0-9_-]{8,22}")


def beside_day(error: DomainError, *, is_staff: bool) -> DomainError:
    """The error; where no contract covers the day, one that stands beside it and says what the reader can do."""
    return InvalidInput("work_date", _NO_TERMS[is_staff]) if isinstance(error, NoTerms) else error


class EntryForm(Form):
    """One time entry. `entry` is its id, made with the page, so that a form sent twice is stored once."""

    entry = HiddenField()
    assistant = PickField(_("アシスタント"), [InputRequired(_("アシスタントを選んでください。"))])
    work_date = PickedDayField(_("日付"), [InputRequired(_("日付を入れてください。"))])
    work_item = SelectField(_("作業"), [InputRequired(_("作業を選んでください。"))])
    minutes = StringField(
        _("長さ"),
        [Optional(), Length(max=MOST_TEXT)],
        render_kw={"placeholder": "1:30", "autocomplete": "off", "maxlength": MOST_TEXT},
    )
    starts = TimeField(_("開始"), [Optional()])
    stops = TimeField(_("終了"), [Optional()])
    activity = SelectField(_("区分"), default=str(Activity.WORK))
    note = StringField(_("メモ"), [Optional(), Length(max=400)], render_kw={"maxlength": 400})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity.choices = choices((str(each), gettext(word)) for each, word in ACTIVITIES.items())
        if not self.activity.data:
            self.activity.data = str(Activity.WORK)

    @property
    def activity_meant(self) -> Activity:
        """The kind of work that was chosen; work, where nothing was."""
        return Activity(str(self.activity.data))

    @property
    def duration_min(self) -> int | None:
        """The length in minutes; None where none was written. Only of a sound form."""
        return read_duration_min(str(self.minutes.data)) if self.minutes.data else None

    def sent_id(self, spare: str) -> str:
        """The id the form came with, or `spare` where that is no id."""
        sent = str(self.entry.data or "")
        return sent if SENT_ID.fullmatch(sent) else spare

    def validate_minutes(self, field: StringField) -> None:
        """Refuses a length that cannot be read."""
        try:
            read_duration_min(str(field.data))
        except DurationError as error:
            raise ValidationError(sentences_of(error)[0]) from error

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether every field has its shape and exactly one way to say the time is used."""
        is_sound = bool(super().validate(extra_validators=extra_validators))
        has_clock, has_length = bool(self.starts.data or self.stops.data), bool(self.minutes.data)
        if has_clock == has_length and not (self.minutes.errors or self.starts.errors or self.stops.errors):
            self.minutes.errors = [*self.minutes.errors, gettext("長さか、開始と終了のどちらかを入れてください。")]
            return False
        return is_sound
