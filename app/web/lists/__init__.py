"""Lists of tasks, hours and invoices in one way: order, search, filters, columns, pages, a file of what is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.choosing import MOST_CHOSEN
from app.domain.listfiles import MEDIA_TYPES, MOST_ROWS, ROWS_AT_ONCE
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.lists import Column, Source, Summary, Wanted, rows, shown_columns, summary
from app.web.access import current_scope, roles, signed_in
from app.web.addresses import this_page
from app.web.lists.acting import KEEPERS, act_on, verbs_of
from app.web.lists.asking import ROWS_A_PAGE, Asked, asked, sort_url
from app.web.lists.columns import FIGURES, heading, shown, word_of
from app.web.lists.filing import ask_for_file, send_file
from app.web.lists.listings import LISTINGS, Listing
from app.web.lists.saving import Naming, question_of, remove, rename, save, saved_of
from app.web.months import month_of_request
from app.web.navigation import link_to
from app.web.paging import MANY, pages_of
from app.web.request import current_session

bp = Blueprint("lists", __name__)
READERS = KEEPERS


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: `order` is what `aria-sort` says, "" where the list is ordered by another."""

    key: str
    name: str
    url: str
    order: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a page shows it; by its id it is chosen."""

    id: str
    url: str | None
    cells: tuple[str, ...]


def _show(noun: str, naming: Naming | None = None) -> str:
    listing, question = _asked(noun)
    session, scope, source = current_session(), current_scope(), listing.source
    total = summary(session, scope, source, question.wanted)
    pages = pages_of(total.count, ROWS_A_PAGE)
    part = replace(question.wanted, limit=ROWS_A_PAGE, offset=pages.offset)
    columns = shown_columns(source, scope.role, question.wanted)
    lines = [
        Line(
            row[0],
            link_to(listing.page, public_id=row[0]),
            tuple(shown(c, v) for c, v in zip(columns, row[1:], strict=True)),
        )
        for row in rows(session, scope, source, part)
    ]
    return render_template(
        "lists/show.html",
        listing=listing,
        active=listing.tab,
        heads=[_head(listing, each, question.wanted) for each in columns],
        lines=lines,
        feet=_feet(columns, total),
        pages=pages,
        question=question,
        filters=_filters(source, question),
        days=gettext(listing.days) if source.day is not None else "",
        names={each.key: heading(noun, each) for each in source.columns},
        choices=[(each.key, heading(noun, each), each in columns) for each in source.columns_of(scope.role)[1:]],
        companies=_companies(),
        files=[(form, _file_url(noun, form), total.count > ROWS_AT_ONCE[form]) for form in MEDIA_TYPES],
        most_in_file=MOST_ROWS,
        verbs=verbs_of(noun, scope.role),
        is_staff=scope.is_staff,
        saved=saved_of(session, scope, listing),
        naming=naming or Naming(),
        can_save=bool(question_of(listing)),
        most_chosen=MOST_CHOSEN,
        is_all_ticked=request.args.get("pick") == "page",
        tick_url=this_page(pick="page"),
        here=this_page(),
        clear_url=url_for(f"lists.{noun}", month=request.args.get("month")),
    )


def _asked(noun: str) -> tuple[Listing, Asked]:
    listing = LISTINGS[noun]
    month: Month | None = month_of_request() if listing.is_of_month else None
    return listing, asked(listing.source, month)


def _head(listing: Listing, column: Column, wanted: Wanted) -> Head:
    key, is_descending = (wanted.sort, wanted.is_descending) if wanted.sort else listing.source.order
    order = ("descending" if is_descending else "ascending") if key == column.key else ""
    url = sort_url(column.key, wanted, listing.source.order)
    return Head(column.key, heading(listing.noun, column), url, order, column.kind in FIGURES)


def _feet(columns: tuple[Column, ...], total: Summary) -> list[str]:
    """A cell a column: its sum, or nothing; empty where nothing is added up."""
    feet = [shown(each, total.sums[each.key]) if each.key in total.sums else "" for each in columns]
    return feet if any(feet) else []


def _filters(source: Source, question: Asked) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Column, its values with their words, and the value chosen; for each column that can be filtered by."""
    return [
        (
            each.key,
            [(value, word_of(each.key, value)) for value in each.of_row],
            question.wanted.chosen.get(each.key, ""),
        )
        for each in source.columns_of(current_scope().role)
        if each.of_row
    ]


def _companies() -> list[tuple[str, str]]:
    """Companies to choose from, for staff; none where there are too many to look through."""
    if not current_scope().is_staff:
        return []
    found = clients_queries.clients(current_session(), current_scope(), limit=MANY + 1)
    return [(each.public_id, each.short_name) for each in found] if len(found) <= MANY else []


def _file_url(noun: str, form: str) -> str:
    here, _mark, query = this_page(drop=frozenset({"page"})).partition("?")
    return url_for(f"lists.{noun}_file", form=form) + (f"?{query}" if query and here else "")


def _tasks() -> ResponseReturnValue:
    """Tasks of inventories."""
    return _show("tasks")


def _hours() -> ResponseReturnValue:
    """Entries of hours, of the month where no days are given."""
    return _show("hours")


def _invoices() -> ResponseReturnValue:
    """Invoices and credit notes."""
    return _show("invoices")


def _sent(noun: str) -> ResponseReturnValue:
    """What was sent to the list: something to be done to its rows, or a name for its question."""
    if request.form.get("act") == "file":
        return ask_for_file(noun)
    if request.form.get("act") != "save":
        return act_on(noun)
    answer = save(noun)
    if isinstance(answer, Naming):
        return _show(noun, answer), 400
    return answer


def _act_on_tasks() -> ResponseReturnValue:
    """Something done to tasks that were chosen."""
    return _sent("tasks")


def _act_on_hours() -> ResponseReturnValue:
    """Something done to entries that were chosen."""
    return _sent("hours")


def _act_on_invoices() -> ResponseReturnValue:
    """Something done to invoices that were chosen."""
    return _sent("invoices")


def _tasks_file(form: str) -> ResponseReturnValue:
    """The tasks as a file."""
    return send_file("tasks", form)


def _hours_file(form: str) -> ResponseReturnValue:
    """The entries as a file."""
    return send_file("hours", form)


def _invoices_file(form: str) -> ResponseReturnValue:
    """The invoices as a file."""
    return send_file("invoices", form)


bp.add_url_rule("/tasks/list", "tasks", roles(*READERS)(_tasks))
bp.add_url_rule("/hours/list", "hours", signed_in(_hours))
bp.add_url_rule("/invoices/list", "invoices", roles(*READERS)(_invoices))
bp.add_url_rule("/tasks/list.<form>", "tasks_file", roles(*READERS)(_tasks_file))
bp.add_url_rule("/hours/list.<form>", "hours_file", signed_in(_hours_file))
bp.add_url_rule("/invoices/list.<form>", "invoices_file", roles(*READERS)(_invoices_file))
bp.add_url_rule("/tasks/list", "act_on_tasks", roles(*KEEPERS)(_act_on_tasks), methods=["POST"])
bp.add_url_rule("/hours/list", "act_on_hours", signed_in(_act_on_hours), methods=["POST"])
bp.add_url_rule("/invoices/list", "act_on_invoices", roles(*KEEPERS)(_act_on_invoices), methods=["POST"])
bp.add_url_rule("/filters/<public_id>/rename", "rename_filter", signed_in(rename), methods=["POST"])
bp.add_url_rule("/filters/<public_id>/remove", "remove_filter", signed_in(remove), methods=["POST"])
