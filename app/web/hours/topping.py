"""More time for a package: what each amount costs and leaves, asked for by the client, added by the operator."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.hours.top_up import ask_top_up, top_up
from app.domain.accounts import Scope
from app.domain.errors import DomainError, Forbidden, NoTerms, NotFound
from app.domain.invoicing.topping import offers, step_min
from app.domain.packages.forecast import Forecast
from app.domain.terms.carry import NEVER
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries import topups as topups_queries
from app.queries import usage as usage_queries
from app.queries.clients import ClientView
from app.web.access import current_scope
from app.web.errors import status_of
from app.web.formats import ja_hours, month_name, yen
from app.web.forms.topping import TopUpForm
from app.web.months import month_of_request, now, today
from app.web.navigation import link_to
from app.web.outlook import Outlook, outlook
from app.web.request import current_session, services


@dataclass(frozen=True, slots=True)
class Offer:
    """An amount that can be bought: minutes, yen without tax, and the period's end with it, by plan and pace."""

    minutes: int
    price_yen: int
    ways: tuple[tuple[str, Forecast], ...]


@dataclass(frozen=True, slots=True)
class Sale:
    """A client's month with what can be added to it; `asked_min` is what the client waits for, None for nothing."""

    client: ClientView
    month: Month
    outlook: Outlook
    is_closed: bool
    step_min: int
    offers: tuple[Offer, ...]
    asked_min: int | None


def show_top_up() -> ResponseReturnValue:
    """The page; an amount may be chosen already."""
    scope, month = current_scope(), month_of_request()
    sale = _sale(scope, month, request.args.get("client"))
    form = _form(sale)
    form.purchase.data = services().new_id()
    # Whoever looks again at what they wait for finds it chosen: pressing the button leaves it as it is.
    form.minutes.data = request.args.get("minutes", type=int) or sale.asked_min or _least(sale)
    return _page(scope, sale, form)


def _least(sale: Sale) -> int | None:
    return sale.offers[0].minutes if sale.offers else None


def buy() -> ResponseReturnValue:
    """Adds the time, or tells the operator that the client wants it."""
    scope, month = current_scope(), Month.parse(request.form.get("month", ""))
    sale = _sale(scope, month, request.form.get("client"))
    form = _form(sale)
    if not form.is_sent_and_sound():
        return _page(scope, sale, form), 400
    try:
        said = _added(scope, sale, form) if scope.is_staff else _asked(scope, sale, form)
    except (NotFound, Forbidden):
        raise
    except DomainError as refused:
        for sentence in form.show(refused):
            flash(sentence, "bad")
        return _page(scope, sale, form), status_of(refused)
    flash(said)
    if scope.is_staff:
        after = link_to("clients.show", public_id=sale.client.public_id, month=str(month))
        return redirect(after or url_for("hours.index", month=str(month), client=sale.client.public_id))
    return redirect(url_for("home.index", month=str(month)))


def _added(scope: Scope, sale: Sale, form: TopUpForm) -> str:
    minutes = int(form.minutes.data)
    added_yen = top_up(
        current_session(),
        scope=scope,
        client_public_id=sale.client.public_id,
        month=sale.month,
        minutes=minutes,
        now=now(),
        new_id=services().new_id,
        expires_on=form.expires_on.data or NEVER,
        public_id=form.purchase_id,
        asked_min=request.form.get("asked_min", type=int),
    )
    return gettext(
        "%(hours)sを追加しました。%(month)s分の請求書に%(price)s（税抜）が載ります。",
        hours=ja_hours(minutes),
        month=month_name(sale.month),
        price=yen(added_yen),
    )


def _asked(scope: Scope, sale: Sale, form: TopUpForm) -> str:
    minutes = int(form.minutes.data)
    ask_top_up(
        current_session(),
        scope=scope,
        month=sale.month,
        minutes=minutes,
        now=now(),
        new_id=services().new_id,
        public_id=form.purchase_id,
    )
    return gettext("%(hours)sの追加を頼みました。運営が追加するとお知らせします。", hours=ja_hours(minutes))


def _sale(scope: Scope, month: Month, client_public_id: str | None) -> Sale:
    """The client's month.

    Raises:
        NotFound: there is no such client in the scope.
        NoTerms: no contract covers the month.
    """
    session, day = current_session(), today()
    if scope.is_staff:
        client = clients_queries.client(session, scope, public_id=client_public_id or "")
    else:
        own = clients_queries.own_company(session, scope)
        if own is None:
            raise NotFound("client")
        client = own
    usage = next(iter(usage_queries.usage(session, scope, month, companies=[client])))
    if not usage.has_terms:
        raise NoTerms(month=str(month))
    found = outlook(session, usage, day)
    is_closed = usage.state == "closed"
    priced = [] if is_closed else offers(found.terms, bought_min=usage.balance.topped_up_min)
    offered = tuple(Offer(minutes, price, found.ways(minutes)) for minutes, price in priced)
    asked_min = topups_queries.open_min(session, client.id, month)
    return Sale(client, month, found, is_closed, step_min(found.terms), offered, asked_min)


def _form(sale: Sale) -> TopUpForm:
    form = TopUpForm([each.minutes for each in sale.offers])
    if not current_scope().is_staff:
        del form.expires_on
    return form


def _page(scope: Scope, sale: Sale, form: TopUpForm) -> str:
    return render_template(
        "hours/top_up.html", month=sale.month, sale=sale, form=form, is_staff=scope.is_staff, link=link_to
    )
