"""Issued documents, searched as keeping them by law asks; and the heads of the audit chains."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.queries import audit as audit_queries
from app.queries.invoices.searching import PAGE, Search, search
from app.web.access import current_scope, roles
from app.web.addresses import page_asked, this_page
from app.web.formats import date_long
from app.web.forms.billing import SearchForm
from app.web.invoices.blueprint import STAFF, bp
from app.web.paging import pages_of
from app.web.request import current_session

CHAINS_A_PAGE = 50


@bp.get("/invoices/search", endpoint="search")
@roles(*STAFF)
def find() -> ResponseReturnValue:
    """By date, amount, partner, number and kind, all combined; a page at a time."""
    form = SearchForm(request.args)
    is_sound = bool(form.validate())
    wanted, page = (form.search() if is_sound else Search()), page_asked()
    session, scope = current_session(), current_scope()
    heads = audit_queries.heads(session, scope)
    chains = pages_of(len(heads), CHAINS_A_PAGE, name="chain")
    found = search(session, scope, wanted, page=page)
    last = max(1, -(-found.count // PAGE))
    text = render_template(
        "invoices/search.html",
        form=form,
        found=found,
        is_sound=is_sound,
        first=(page - 1) * PAGE + 1,
        previous_url=this_page(page=str(page - 1)) if page > 1 else None,
        next_url=this_page(page=str(page + 1)) if page < last else None,
        chain_heads=heads[chains.offset : chains.last],
        chains=chains,
        dated=date_long,
    )
    return text, 200 if is_sound else 400
