"""Forms about one entry that stands: how it should have been, why it is taken back, a question and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.domain.durations import DurationError, read_duration_min
from app.domain.terms.activities import Activity
from app.translations.hours import ACTIVITIES
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import PickedDayField
from app.web.forms.hours import MOST_TEXT
from app.web.sentences import sentences_of

MOST_WORDS = 400
_LENGTH = {"placeholder": "1:30", "autocomplete": "off", "maxlength": MOST_TEXT}


class ReasonForm(Form):
    """Why an entry is taken back."""

    reason = StringField(
        _("理由"),
        [InputRequired(_("理由を入れてください。")), Length(max=MOST_WORDS)],
        render_kw={"maxlength": MOST_WORDS},
    )


class EditForm(ReasonForm):
    """An entry as it should have been; `new_entry` is the new one's id, so that a form sent twice changes once."""

    new_entry = HiddenField()
    work_date = PickedDayField(_("日付"), [InputRequired(_("日付を入れてください。"))])
    minutes = StringField(_("長さ"), [Optional(), Length(max=MOST_TEXT)], render_kw=_LENGTH)
    starts = TimeField(_("開始"), [Optional()])
    stops = TimeField(_("終了"), [Optional()])
    activity = SelectField(_("区分"))
    charged_min = StringField(_("請求する時間"), [Optional(), Length(max=MOST_TEXT)], render_kw=_LENGTH)
    note = StringField(_("メモ"), [Optional(), Length(max=MOST_WORDS)], render_kw={"maxlength": MOST_WORDS})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity.choices = choices((str(each), gettext(word)) for each, word in ACTIVITIES.items())

    @property
    def activity_meant(self) -> Activity:
        """The kind of work that was chosen."""
        return Activity(str(self.activity.data))

    @property
    def duration_min(self) -> int | None:
        """The length in minutes; None where none was written. Only of a sound form."""
        return read_duration_min(str(self.minutes.data)) if self.minutes.data else None

    @property
    def agreed_min(self) -> int | None:
        """The minutes to be charged; None where the rule decides. Only of a sound form."""
        if "charged_min" not in self or not self.charged_min.data:
            return None
        return read_duration_min(str(self.charged_min.data))

    def validate_minutes(self, field: StringField) -> None:
        """Refuses a length that cannot be read."""
        _refuse_unreadable(field)

    def validate_charged_min(self, field: StringField) -> None:
        """Refuses a charge that cannot be read."""
        _refuse_unreadable(field)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether every field has its shape and exactly one way to say the time is used."""
        is_sound = bool(super().validate(extra_validators=extra_validators))
        has_clock, has_length = bool(self.starts.data or self.stops.data), bool(self.minutes.data)
        if has_clock == has_length and not (self.minutes.errors or self.starts.errors or self.stops.errors):
            self.minutes.errors = [*self.minutes.errors, gettext("長さか、開始と終了のどちらかを入れてください。")]
            return False
        return is_sound


class QuestionForm(Form):
    """What a client asks about a line."""

    question = TextAreaField(
        _("質問"),
        [InputRequired(_("質問を入れてください。")), Length(max=MOST_WORDS)],
        render_kw={"maxlength": MOST_WORDS, "rows": 3},
    )


class AnswerForm(Form):
    """What the operator answers."""

    answer = TextAreaField(
        _("返事"),
        [InputRequired(_("返事を入れてください。")), Length(max=MOST_WORDS)],
        render_kw={"maxlength": MOST_WORDS, "rows": 3},
    )


def _refuse_unreadable(field: StringField) -> None:
    try:
        read_duration_min(str(field.data))
    except DurationError as error:
        raise ValidationError(sentences_of(error)[0]) from error
