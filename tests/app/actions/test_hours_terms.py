"""What a contract's terms make of an entry, from the terms to the ledger, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.question import ask_question
from app.actions.hours.reverse import reverse_entry
from app.actions.invoices.close import close_client_month
from app.actions.invoices.issue import issue_invoice
from app.domain.accounts import HOUSE
from app.domain.errors import QuestionsEnded
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.clock import Band, Clock, DayKind
from app.domain.terms.overage import Consent, Overage
from app.domain.terms.rounding import RoundingScope
from app.domain.worktime import TOKYO
from app.queries import hours as hours_queries
from app.queries.check import check
from tests.worlds import OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)  # a Monday


def opened(make_world: MakeWorld, **changes: object) -> World:
    world = make_world(terms=replace(TERMS, **changes)).with_plan()  # type: ignore[arg-type]
    return world.at(dt.datetime(2026, 10, 20, 22, tzinfo=TOKYO))


def log(world: World, minutes: int | None = None, activity: Activity = Activity.WORK, **clock: dt.time) -> str:
    return world.log("受注入力", DAY, minutes=minutes, activity=activity, **clock)[0]


def used(world: World) -> int:
    return hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER).used_min


def test_training_that_the_client_does_not_pay_is_never_refused(make_world: MakeWorld) -> None:
    overage = replace(TERMS.overage, consent=Consent.BEFORE, consent_min=0)
    world = opened(make_world, overage=overage, activities=Activities(training=Counting.PAID, meeting=Counting.BILLED))

    log(world, 1200)  # the package of 20 hours
    log(world, 60, Activity.TRAINING)
    log(world, 30, Activity.MEETING)

    found = hours_queries.entries(world.session, HOUSE, month=OCTOBER)
    assert sorted((e.minutes, e.charged_min) for e in found) == [(30, 30), (60, 0), (1200, 1200)]
    assert used(world) == 1200
    assert list(check(world.session)) == []


def test_an_evening_draws_more_of_the_package_than_it_was_long(make_world: MakeWorld) -> None:
    world = opened(make_world, clock=Clock((Band((DayKind.WEEKDAY,), 18 * 60, 22 * 60, 125),)))

    log(world, starts=dt.time(17), stops=dt.time(19))

    assert used(world) == 135  # an hour as it is, an hour × 1.25
    assert list(check(world.session)) == []


def test_entries_of_a_task_and_day_are_rounded_as_one(make_world: MakeWorld) -> None:
    world = opened(make_world, overage=Overage(3_000, step_min=15, scope=RoundingScope.TASK_DAY))

    first = log(world, 10)
    log(world, 3)
    assert used(world) == 15
    reverse_entry(world.session, scope=HOUSE, public_id=first, reason="x", now=world.clock.now(), new_id=world.ids)

    assert used(world) == 15  # 3 minutes need the step as well
    log(world, 20)
    assert used(world) == 30  # 23 minutes
    assert list(check(world.session)) == []


def test_a_contract_that_rounds_the_month_rounds_no_entry(make_world: MakeWorld) -> None:
    world = opened(make_world, overage=Overage(3_000, step_min=60, scope=RoundingScope.MONTH))

    log(world, 7)

    assert used(world) == 7


def test_a_day_after_the_closing_day_counts_in_the_next_month(make_world: MakeWorld) -> None:
    world = opened(make_world, billing=replace(TERMS.billing, closing_day=4))

    log(world, 30)  # 5 October is of the period from 5 October to 4 November

    (entry,) = hours_queries.entries(world.session, HOUSE)
    assert (entry.work_date, entry.is_late) == (DAY, False)
    assert list(check(world.session)) == []


def test_questions_end_by_the_days_of_the_contract(make_world: MakeWorld) -> None:
    world = opened(make_world, billing=replace(TERMS.billing, question_days=3))
    entry = log(world, 30)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    closed = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
    assert closed.invoice_public_id is not None
    issue_invoice(world.session, public_id=closed.invoice_public_id, **told)

    world.at(dt.datetime(2026, 11, 6, 9, tzinfo=TOKYO))  # issued on the 2nd: until the 5th

    with pytest.raises(QuestionsEnded):
        ask_question(
            world.session,
            scope=world.client_scope("ALPHA"),
            entry_public_id=entry,
            text="何ですか。",
            now=world.clock.now(),
            new_id=world.ids,
        )
