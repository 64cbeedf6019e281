"""What is said where a password or a code was refused, and with which status."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import Field

from app.domain.errors import DomainError, TooManyAttempts, WrongPassword
from app.web.sentences import sentence_of
from app.web.visiting import wait_words


def said(refused: DomainError) -> str:
    """The sentence for it, in the reader's language; how long to wait is said in words."""
    if isinstance(refused, TooManyAttempts):
        words = wait_words(int(refused.params["wait_s"]))
        return str(gettext("続けて間違えたため、あと%(wait)s待ってからお試しください。", wait=words))
    if isinstance(refused, WrongPassword):
        return str(gettext("いまのパスワードが違います。"))
    return sentence_of(refused.problems()[0])


def status(refused: DomainError) -> int:
    """429 where it was not looked at, 403 where it was wrong."""
    return 429 if isinstance(refused, TooManyAttempts) else 403


def say_beside(field: Field, refused: DomainError) -> int:
    """The status, with the sentence beside that field."""
    field.errors = [said(refused)]
    return status(refused)
