"""The three lists as pages know them."""

from __future__ import annotations

from dataclasses import dataclass

from app.queries.lists import Source
from app.queries.lists.sources import HOURS, INVOICES, TASKS
from app.translations import N_


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as pages know it.

    Attributes:
        noun: of its address.
        title: of its page.
        source: what it is read from.
        page: where a row leads.
        tab: the tab it stands under.
        days: what its first and last day are called; empty where it has none.
        is_of_month: whether it shows a month where no days are given.
    """

    noun: str
    title: str
    source: Source
    page: str
    tab: str
    days: str = ""
    is_of_month: bool = False


LISTINGS = {
    each.noun: each
    for each in (
        Listing("tasks", N_("業務の一覧"), TASKS, "tasks.show", "tasks.index"),
        Listing("hours", N_("稼働記録の一覧"), HOURS, "hours.show", "hours.index", N_("稼働した日"), is_of_month=True),
        Listing("invoices", N_("請求書の一覧"), INVOICES, "invoices.show", "invoices.index", N_("発行日")),
    )
}
