"""What assistants are paid: a month of everybody for staff, the own statement for an assistant, and the terms."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.assistants import set_fee, statement_pdf
from app.domain.accounts import Role
from app.domain.errors import DomainError, IssuerIncomplete, NoFeeTerms, NotFound
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import pay as pay_queries
from app.queries.pay import Statement
from app.web.access import current_scope, roles
from app.web.assistants.blueprint import STAFF, bp
from app.web.forms.assistants import CATEGORIES, FeeForm
from app.web.months import month_of_request, now, today
from app.web.navigation import link_to
from app.web.paging import ROWS_A_PAGE, pages_of
from app.web.request import current_session
from app.web.sentences import sentences_of


@bp.get("/assistants/pay", endpoint="pay")
@roles(*STAFF)
def everybody() -> ResponseReturnValue:
    """The month of everybody who worked in it."""
    month = month_of_request()
    found = pay_queries.statements(current_session(), current_scope(), month)
    pages = pages_of(len(found), ROWS_A_PAGE)
    return render_template(
        "assistants/pay.html",
        month=month,
        statements=found,
        shown=found[pages.offset : pages.last],
        pages=pages,
        is_over=month.last_day < today(),
        categories=CATEGORIES,
        sums=_sums(found),
    )


@bp.get("/pay", endpoint="mine")
@roles(Role.ASSISTANT)
def own() -> ResponseReturnValue:
    """The assistant's own month."""
    (found,) = pay_queries.statements(current_session(), current_scope(), month_of_request(), public_id=_own_id())
    return _statement(found)


@bp.get("/pay.pdf", endpoint="mine_pdf")
@roles(Role.ASSISTANT)
def own_pdf() -> ResponseReturnValue:
    """The same on paper."""
    return _pdf(_own_id(), url_for("assistants.mine", month=str(month_of_request())))


@bp.get("/assistants/<public_id>/statement")
@roles(*STAFF)
def statement(public_id: str) -> ResponseReturnValue:
    """One assistant's month."""
    found = pay_queries.statements(current_session(), current_scope(), month_of_request(), public_id=public_id)
    if not found:
        raise NotFound("assistant")
    return _statement(found[0])


@bp.get("/assistants/<public_id>/statement.pdf")
@roles(*STAFF)
def statement_paper(public_id: str) -> ResponseReturnValue:
    """The same on paper."""
    back = url_for("assistants.statement", public_id=public_id, month=str(month_of_request()))
    return _pdf(public_id, back)


@bp.get("/assistants/<public_id>/fee")
@roles(*STAFF)
def fee(public_id: str) -> ResponseReturnValue:
    """The form of what is agreed, filled with what holds now."""
    person = assistants_queries.assistant(current_session(), current_scope(), public_id=public_id)
    known = pay_queries.fee_series(current_session(), [person.id]).get(person.id, [])
    held = known[-1] if known else None
    data: dict[str, object] = {"valid_from": Month.of(today()), "pay_month_offset": 1, "pay_day": 31}
    if held is not None:
        data |= {name: getattr(held, name) for name in ("fee_yen_per_hour", "pay_month_offset", "pay_day")}
        data["category"] = str(held.category)
    return _fee_page(public_id, FeeForm(data=data))


@bp.post("/assistants/<public_id>/fee")
@roles(*STAFF)
def save_fee(public_id: str) -> ResponseReturnValue:
    """Stores it, or shows the form again with what is to be mended."""
    form = FeeForm()
    if not form.is_sent_and_sound():
        return _fee_page(public_id, form, status=400)
    try:
        set_fee(current_session(), scope=current_scope(), public_id=public_id, terms=form.terms(), now=now())
    except NotFound:
        raise
    except DomainError as refused:
        return _fee_page(public_id, form, rest=form.show(refused), status=400)
    flash(gettext("報酬の条件を保存しました。"))
    return redirect(url_for("assistants.statement", public_id=public_id))


def _own_id() -> str:
    (person,) = assistants_queries.assistants(current_session(), current_scope())
    return person.public_id


def _statement(found: Statement) -> str:
    return render_template(
        "assistants/statement.html",
        month=found.month,
        s=found,
        is_over=found.month.last_day < today(),
        categories=CATEGORIES,
        is_staff=current_scope().is_staff,
        link=link_to,
    )


def _pdf(public_id: str, back: str) -> ResponseReturnValue:
    month = month_of_request()
    try:
        content = statement_pdf(current_session(), scope=current_scope(), public_id=public_id, month=month, now=now())
    except (NoFeeTerms, IssuerIncomplete) as refused:
        flash(" ".join(sentences_of(refused)), "bad")
        return redirect(back)
    name = f"statement_{month}.pdf"
    answer = send_file(io.BytesIO(content), "application/pdf", as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _fee_page(
    public_id: str, form: FeeForm, *, rest: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    person = assistants_queries.assistant(current_session(), current_scope(), public_id=public_id)
    known = pay_queries.fee_series(current_session(), [person.id]).get(person.id, [])
    text = render_template(
        "assistants/fee.html",
        form=form,
        person=person,
        known=list(reversed(known)),
        categories=CATEGORIES,
        problems_left=rest or [],
    )
    return text, status


def _sums(found: list[Statement]) -> dict[str, int]:
    paid = [each.pay for each in found if each.pay is not None]
    return {
        "minutes": sum(each.minutes for each in found),
        "fee_yen": sum(pay.fee_yen for pay in paid),
        "tax_yen": sum(pay.tax_yen for pay in paid),
        "withheld_yen": sum(pay.withheld_yen for pay in paid),
        "transfer_yen": sum(pay.transfer_yen for pay in paid),
    }
