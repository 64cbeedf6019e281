"""Says broken rules in the language of the page."""

from __future__ import annotations

from flask_babel import get_locale

from app.domain.errors import DomainError, Problem
from app.translations import words
from app.translations.problems import problem_sentence


def sentence_of(problem: Problem) -> str:
    """What happened and how to mend it, the row first where there is one."""
    return problem_sentence(problem, words(str(get_locale() or "ja")))


def sentences_of(error: DomainError) -> list[str]:
    """Every sentence of an error, in the order found."""
    return [sentence_of(problem) for problem in error.problems()]
