"""A day on which one job of every kind waits, each about something of its own, and what the books say afterwards."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.actions.invoices.close import ask_close, close_all
from app.actions.invoices.issue import ask_issue, issue_month
from app.actions.jobs.asking import ask_many
from app.actions.jobs.rounds import fire_periods
from app.actions.listfiles import ask_file
from app.actions.plans.make import ask_plan
from app.actions.tasks.import_sheet import ask_import, keep_sheet
from app.actions.tasks.score import ask_scores
from app.domain.accounts import HOUSE, Role
from app.domain.choosing import Chosen
from app.domain.listfiles import DocumentsFile, ListFile
from app.domain.terms.carry import CarryOver
from app.domain.worktime import TOKYO, Month
from app.models import JobRow, Row
from app.queries import invoices as invoices_queries
from app.queries import jobs as jobs_queries
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from app.database import Database
    from tests.worlds import World

DECEMBER, JANUARY, FEBRUARY, MARCH = (Month(2026, 12), *(Month(2027, number) for number in (1, 2, 3)))
#: Nothing of the month that is closed meanwhile comes into the months that are planned.
NO_CARRY_OVER = changed(TERMS, carry_over=CarryOver.NONE)
#: Reserved by law: nothing of it comes into a plan.
FILINGS = "業務名,部門,所要時間,頻度\n社会保険の資格取得届,人事,2時間,毎月\n社会保険 喪失届,人事,1時間,毎月\n".encode()
#: The jobs themselves, and what is answered about a plan: clients that had closed by then are left out of it.
OF_THE_ORDER = {JobRow.__tablename__, "plan_answer"}
#: Another one on every run, and of no matter.
LEFT_OUT = re.compile(r"(^|_)(id|at|seconds|hash|seq)$|^(public_id|objective|bound|gap|course)$")
TASKS = ListFile("tasks", "csv", "業務の一覧", ("name", "client"), ("業務", "依頼企業"), (24, 24), {}, sort="name")
RANDOM_ID = re.compile(
    r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])|\bid-\d{4,}\b"
)  # may begin and end with -


def prepare(world: World) -> World:
    """Jobs of every kind wait: October is issued, November closed, December over, three months are to be planned."""
    world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    world.account("admin@example.jp", Role.ADMINISTRATOR)
    for month in (OCTOBER, NOVEMBER, DECEMBER):
        world.with_plan(month)
        first = dt.datetime(month.year, month.number, 6, 9, tzinfo=TOKYO)
        world.at(first)
        world.log("受注入力", first.date() - dt.timedelta(days=1), minutes=90)
        world.at(dt.datetime(month.next().year, month.next().number, 2, 9, tzinfo=TOKYO))
        if month != DECEMBER:
            close_all(world.session, scope=HOUSE, month=month, now=world.clock.now(), new_id=world.ids)
        if month == OCTOBER:
            issue_month(world.session, scope=HOUSE, month=month, now=world.clock.now(), new_id=world.ids)
    world.session.rollback()
    told: dict[str, Any] = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    _plans(world, told)
    ask_issue(world.session, month=NOVEMBER, **told)
    world.approve(DECEMBER)
    ask_close(world.session, month=DECEMBER, client_public_id=None, **told)
    ask_scores(world.session, client_public_id=None, **told)
    kept = keep_sheet(world.session, client_public_id=world.clients["BETA"], data=FILINGS, filename="届出.csv", **told)
    ask_import(world.session, sheet_public_id=kept, good_rows_only=True, **told)
    _lists(world, told)
    fire_periods(world.session, now=told["now"], new_id=world.ids)
    world.session.rollback()
    return world


def _lists(world: World, told: dict[str, Any]) -> None:
    """October's invoices are to be marked as paid and put into a zip, and the tasks are to be written as a file."""
    issued = [each.public_id for each in invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)]
    chosen = Chosen(issued, OCTOBER, told["now"], world.ids)
    ask_many(world.session, scope=HOUSE, noun="invoices", verb="pay", chosen=chosen)
    ask_file(world.session, file=TASKS, **told)
    ask_file(world.session, file=DocumentsFile("発行した書類", tuple(issued)), **told)


def _plans(world: World, told: dict[str, Any]) -> None:
    """One to be made in a piece, one whose blocks wait, one whose blocks have come back."""
    runner = world.runner()
    joining = ask_plan(world.session, month=MARCH, blocks=2, **told)
    runner.run(joining)
    for part in _parts(world, joining):
        runner.run(part)
    in_blocks = ask_plan(world.session, month=FEBRUARY, blocks=2, **told)
    runner.run(in_blocks)
    assert len(_parts(world, in_blocks)) == 2
    ask_plan(world.session, month=JANUARY, **told)


def _parts(world: World, public_id: str) -> list[str]:
    world.session.rollback()
    return jobs_queries.waiting_parts(world.session, public_id)


def books(database: Database) -> dict[str, list[str]]:
    """Every row of every table but those, without what differs between any two runs, in the order of its words."""
    with database.session() as session:
        return {
            table.name: sorted(
                RANDOM_ID.sub(
                    "*", str([_said(value) for name, value in row._mapping.items() if not LEFT_OUT.search(name)])
                )
                for row in session.execute(select(table))
            )
            for table in Row.metadata.sorted_tables
            if table.name not in OF_THE_ORDER
        }


def _said(value: object) -> object:
    if isinstance(value, bytes):
        return "a file"
    if isinstance(value, dict):
        return sorted((key, each) for key, each in value.items() if not LEFT_OUT.search(key))
    return value
