"""What a month waits for: tasks that came in, hours by assistant, months and timers that are open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from app.actions.clients import set_terms
from app.actions.hours.approve import approve_hours
from app.actions.hours.reverse import reverse_entry
from app.domain.accounts import HOUSE
from app.domain.terms.billing import Billing
from app.domain.worktime import TOKYO, epoch_s
from app.queries.months import close_facts, hours_by_assistant, intake
from app.queries.plans import plan, plan_counts
from tests.worlds import NOVEMBER, OCTOBER, SEPTEMBER, TERMS, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld


def test_only_tasks_since_then_or_without_a_score_have_come_in(make_world: MakeWorld) -> None:
    world = make_world()
    world.at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    world.submit("BETA", routine_task("社会保険 資格取得届", minutes=60))
    world.submit("BETA", routine_task("請求書の発送", minutes=20))

    found = intake(world.session, HOUSE, dt.datetime(2026, 10, 15, tzinfo=dt.UTC))

    # The two tasks of the beginning came in on 28 September; of the new ones the filing is reserved by law.
    assert [(each.client_short_name, each.tasks, each.unscored, each.stopped) for each in found] == [
        ("ベータ工務店", 2, 0, 1)
    ]


def test_hours_taken_back_count_neither_as_entries_nor_as_minutes(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=30)
    (wrong,) = world.log("受注入力", dt.date(2026, 10, 6), minutes=90)
    reverse_entry(
        world.session, scope=HOUSE, public_id=wrong, reason="書き間違い", now=world.clock.now(), new_id=world.ids
    )

    found = hours_by_assistant(world.session, HOUSE, OCTOBER)

    assert [(each.assistant_name, each.entries, each.minutes) for each in found] == [("佐藤 花", 1, 30)]


def test_a_closed_month_is_known_from_then_on_and_to_those_who_may_see_it(make_world: MakeWorld) -> None:
    world = make_world().with_plan(OCTOBER).with_plan(NOVEMBER)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    assert close_facts(world.session, HOUSE, NOVEMBER).closed == {}

    world.close("ALPHA")

    assert close_facts(world.session, HOUSE, NOVEMBER).closed == {world.client_id("ALPHA"): {OCTOBER}}
    assert close_facts(world.session, HOUSE, OCTOBER.previous()).closed == {}
    assert close_facts(world.session, world.client_scope("BETA"), NOVEMBER).closed == {}


def test_a_running_timer_names_its_client(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    assert close_facts(world.session, HOUSE, OCTOBER).timed_since == {}

    world.start("名刺入力")

    assert close_facts(world.session, HOUSE, OCTOBER).timed_since == {
        world.client_id("BETA"): epoch_s(world.clock.now())
    }
    assert close_facts(world.session, world.client_scope("ALPHA"), OCTOBER).timed_since == {}


def test_what_nobody_approved_is_counted_by_client(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=30)
    world.log("受注入力", dt.date(2026, 10, 6), minutes=60)
    world.log("名刺入力", dt.date(2026, 10, 6), minutes=15)
    now = world.clock.now()
    approve_hours(
        world.session,
        scope=HOUSE,
        month=OCTOBER,
        seen_at=now,
        now=now,
        new_id=world.ids,
        client_public_id=world.clients["BETA"],
    )

    assert close_facts(world.session, HOUSE, OCTOBER).awaiting == {world.client_id("ALPHA"): (2, 90)}
    assert close_facts(world.session, HOUSE, NOVEMBER).awaiting == {}


def test_who_closes_before_the_month_ends_is_known_by_the_terms_that_hold(make_world: MakeWorld) -> None:
    world = make_world()
    twentieth = replace(TERMS, valid_from=NOVEMBER, billing=Billing(closing_day=20))
    set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=twentieth, now=world.clock.now())

    assert close_facts(world.session, HOUSE, SEPTEMBER).early_next == set()
    assert close_facts(world.session, HOUSE, OCTOBER).early_next == {world.client_id("ALPHA")}


def test_a_plan_counts_what_it_gives_and_leaves_out_within_the_scope(make_world: MakeWorld) -> None:
    world = make_world()
    world.submit("ALPHA", routine_task("棚卸の集計", minutes=60))  # 60 min × 240 / 12 = 1,200: does not fit beside 600
    world.with_plan()
    made = plan(world.session, HOUSE, OCTOBER)
    assert made is not None

    everything = plan_counts(world.session, HOUSE, made.id)
    betas = plan_counts(world.session, world.client_scope("BETA"), made.id)

    # ALPHA has 1,200 minutes: either the 1,200 or the 600 of 受注入力; BETA has its 300.
    assert (everything.assigned, everything.left_out) == (2, 1)
    assert everything.assigned_min + everything.left_out_min == 600 + 1200 + 300
    assert (betas.assigned, betas.assigned_min, betas.left_out) == (1, 300, 0)
