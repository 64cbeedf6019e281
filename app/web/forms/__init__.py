"""What may be typed: shape and format of fields, never rules. The form every other form is made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import flask_babel
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from app.domain.errors import DomainError, Problem
from app.domain.texts import has_control, shown
from app.web.sentences import sentence_of


def lazy_gettext(msgid: str) -> str:
    """The Japanese text, said in the reader's language when it is shown; for labels, which are made at import."""
    return cast("str", flask_babel.lazy_gettext(msgid))


def choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Value and label pairs as the choices of a SelectField or RadioField."""
    return [SelectChoice(value, label) for value, label in pairs]


class Form(FlaskForm):
    """A form with its token, whose fields can also show what the rules refused."""

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


def _is_words(field: Field) -> bool:
    """Whether what is typed there is kept and shown as it stands. A password is not, and may hold anything."""
    return isinstance(field, StringField) and not isinstance(field, PasswordField)
