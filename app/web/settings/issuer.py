"""The company that issues the invoices, and how their numbers look."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import save_issuer as store_issuer
from app.domain.accounts import Role
from app.domain.errors import DomainError, InvalidInput
from app.domain.invoicing import invoice_number
from app.queries import accounts as accounts_queries
from app.web.access import current_scope, roles
from app.web.forms.settings import IssuerForm, issuer_data
from app.web.months import today
from app.web.request import current_session
from app.web.sentences import sentence_of
from app.web.settings.blueprint import bp, parts

LONGEST_PATTERN = 40
EXAMPLE_COUNT = 12


@bp.get("/settings")
@roles(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """The form of the issuing company."""
    return _page(IssuerForm(data=issuer_data(accounts_queries.issuer(current_session()))))


@bp.post("/settings")
@roles(Role.ADMINISTRATOR)
def save_issuer() -> ResponseReturnValue:
    """Stores the company, and says what is unlikely about it; or shows the form again."""
    form = IssuerForm()
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    try:
        warnings = store_issuer(current_session(), scope=current_scope(), data=form.issuer())
    except DomainError as refused:
        return _page(form, rest=form.show(refused), status=400)
    flash(gettext("発行者を保存しました。これから発行する請求書に印字されます。"))
    for warning in warnings:
        flash(sentence_of(warning), "warn")
    return redirect(url_for("settings.index"))


@bp.get("/settings/example")
@roles(Role.ADMINISTRATOR)
def example() -> ResponseReturnValue:
    """A part of a page: the number a pattern gives."""
    return render_template("settings/example.html", example=example_of(request.args.get("invoice_pattern", "")))


def example_of(pattern: str) -> str | None:
    """The number of the twelfth invoice if it were issued today; None for a pattern that cannot be used."""
    if len(pattern.strip()) > LONGEST_PATTERN:
        return None
    try:
        return invoice_number(pattern.strip(), EXAMPLE_COUNT, today())
    except InvalidInput:
        return None


def _page(form: IssuerForm, *, rest: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    text = render_template(
        "settings/issuer.html",
        form=form,
        parts=parts("settings.index"),
        example=example_of(str(form.invoice_pattern.data or "")),
        problems_left=rest or [],
    )
    return text, status
