"""What a month waits for: tasks that came in, hours by assistant, months and timers that are open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.actions.hours.reverse import reverse_entry
from app.actions.hours.timer import start_timer
from app.actions.invoices.close import close_client_month
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries.months import holding, hours_by_assistant, intake
from app.queries.plans import plan, plan_counts
from tests.worlds import NOVEMBER, OCTOBER, routine_task

LATER = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)

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
    assert holding(world.session, HOUSE, NOVEMBER, since_before=LATER).closed == {}

    close_client_month(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        month=OCTOBER,
        now=world.clock.now(),
        new_id=world.ids,
    )

    assert holding(world.session, HOUSE, NOVEMBER, since_before=LATER).closed == {world.client_id("ALPHA"): {OCTOBER}}
    assert holding(world.session, HOUSE, OCTOBER.previous(), since_before=LATER).closed == {}
    assert holding(world.session, world.client_scope("BETA"), NOVEMBER, since_before=LATER).closed == {}


def test_a_running_timer_names_its_client(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    assert holding(world.session, HOUSE, OCTOBER, since_before=LATER).timed == set()

    start_timer(
        world.session,
        scope=world.doer("名刺入力"),
        work_item_public_id=world.item("名刺入力"),
        now=world.clock.now(),
        new_id=world.ids,
    )

    assert holding(world.session, HOUSE, OCTOBER, since_before=LATER).timed == {world.client_id("BETA")}


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
