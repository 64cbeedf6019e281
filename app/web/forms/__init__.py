"""What may be typed: shape and format of fields, never rules. The form every other form is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

import flask_babel
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import HiddenInput

from app.domain.errors import DomainError, Problem
from app.domain.texts import has_control, shown
from app.web.forms.said import OurSentences
from app.web.sentences import sentence_of


def lazy_gettext(msgid: str) -> str:
    """The Japanese text, said in the reader's language when it is shown; for labels, which are made at import."""
    return cast("str", flask_babel.lazy_gettext(msgid))


def choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Value and label pairs as the choices of a SelectField or RadioField."""
    return [SelectChoice(value, label) for value, label in pairs]


class Form(FlaskForm):
    """A form with its token, whose fields can also show what the rules refused."""

    class Meta:
        """How its fields are drawn, and what they say."""

        def get_translations(self, _form: object) -> OurSentences:
            """The library's own sentences, in our words."""
            return OurSentences()

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """What is hidden needs no id, and would have that of the other forms of the page."""
            told = {"id": False, **render_kw} if isinstance(field.widget, HiddenInput) else render_kw
            return super().render_field(field, told)  # type: ignore[misc]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def is_sent_and_sound(self) -> bool:
        """Whether it was sent and every field has the right shape; else each field carries its errors."""
        is_sound = bool(self.validate_on_submit())  # type: ignore[no-untyped-call]
        for field in (each for each in self if _is_words(each)):
            if has_control(text := str(field.data or "")):
                sentence = sentence_of(Problem("control_character", params={"text": shown(text)}))
                field.errors = [*field.errors, sentence]
                is_sound = False
        return is_sound

    def wrong_fields(self) -> list[Field]:
        """The fields that carry errors, in the order of the form, those of forms inside it too; none that is hidden."""
        return [each for each in _single(self) if each.errors and not isinstance(each.widget, HiddenInput)]

    def show(self, error: DomainError) -> list[str]:
        """Puts each problem beside its field; returns the sentences that belong to no field of this form."""
        rest = []
        for problem in error.problems():
            sentence = sentence_of(problem)
            if problem.row is None and problem.field is not None and problem.field in self:
                self[problem.field].errors = [*self[problem.field].errors, sentence]
            else:
                rest.append(sentence)
        return rest


def _single(fields: Iterable[Field]) -> Iterator[Field]:
    """Each field; of a form or list inside a form each of its fields, after itself where it is wrong."""
    for each in fields:
        if isinstance(each, FieldList | FormField):
            if isinstance(each, FieldList) and any(isinstance(error, str) for error in each.errors):
                yield each
            yield from _single(each)
        else:
            yield each


def _is_words(field: Field) -> bool:
    """Whether what is typed there is kept and shown as it stands. A password is not, and may hold anything."""
    return isinstance(field, StringField) and not isinstance(field, PasswordField)
