"""Terms that are being typed: what they are so far, and what the page says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.errors import DomainError
from app.domain.terms import Terms
from app.web.clients.examples import example_of
from app.web.clients.explaining import sentences_of_terms
from app.web.clients.periods import warning_of_period
from app.web.forms.terms import TermsForm


def typed_terms(form: TermsForm) -> Terms | None:
    """The terms in the form; None where a field has to be mended, which then says so."""
    if not form.is_sent_and_sound():
        return None
    try:
        return form.terms()
    except DomainError as refused:
        form.show(refused)
        return None


def explanation(terms: Terms | None, form: TermsForm, series: Sequence[Terms] = ()) -> dict[str, Any]:
    """What the templates show beside the form: sentences, an example month and a warning; nothing without terms.

    `series` are the terms the contract has so far.
    """
    if terms is None:
        return {"sentences": [], "example": None, "warning": ""}
    return {
        "sentences": sentences_of_terms(terms, series),
        "example": example_of(terms, form.example_used_min.data),
        "warning": warning_of_period(terms, series),
    }
