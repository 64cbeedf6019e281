"""One thing done to many rows, within the scope of who asks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.approve import approve_entries
from app.actions.hours.question import ask_question
from app.actions.hours.reverse import reverse_entry
from app.actions.invoices.close import close_client_month
from app.actions.invoices.many import issue_drafts, pay_in_full
from app.actions.plans.many import add_tasks_to_month
from app.actions.tasks.many import archive_tasks, score_chosen
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.choosing import Chosen
from app.domain.errors import Forbidden
from app.domain.worktime import TOKYO
from app.queries import accounts as accounts_queries
from app.queries import approvals as approvals_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries.check import check
from tests.worlds import NOVEMBER, OCTOBER, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)
LATER = dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO)


def choice(world: World, *ids: str) -> Chosen:
    return Chosen(ids, OCTOBER, world.clock.now(), world.ids)


def test_a_company_puts_its_own_tasks_away_and_no_others(make_world: MakeWorld) -> None:
    world = make_world()
    own, foreign = world.tasks["受注入力"], world.tasks["名刺入力"]

    outcome = archive_tasks(world.session, scope=world.client_scope("ALPHA"), chosen=choice(world, own, foreign, "no"))

    assert (outcome.done, outcome.missing) == (1, 2)  # the foreign one is as missing as one that never was
    left = {each.name for each in tasks_queries.inventory(world.session, HOUSE)}
    assert left == {"名刺入力"}


def test_what_is_put_away_already_is_missing(make_world: MakeWorld) -> None:
    world = make_world()
    own = world.tasks["受注入力"]
    archive_tasks(world.session, scope=HOUSE, chosen=choice(world, own))

    again = archive_tasks(world.session, scope=HOUSE, chosen=choice(world, own))

    assert (again.done, again.missing) == (0, 1)


def test_tasks_are_scored_anew_and_keep_their_old_scores(make_world: MakeWorld) -> None:
    world = make_world()
    own = world.tasks["受注入力"]

    outcome = score_chosen(world.session, scope=HOUSE, chosen=choice(world, own, "no"))

    assert (outcome.done, outcome.missing) == (1, 1)
    scores = {
        name: len(tasks_queries.scores(world.session, HOUSE, tasks_queries.task(world.session, HOUSE, key).id))
        for name, key in world.tasks.items()
    }
    assert scores == {"受注入力": 2, "名刺入力": 1}


def test_tasks_join_a_month_and_what_is_not_for_assistants_says_so(make_world: MakeWorld) -> None:
    world = make_world()
    yearly = world.submit("ALPHA", routine_task("棚卸し", minutes=90, runs_per_year=1))
    stopped = world.submit("ALPHA", routine_task("社会保険 資格取得届", minutes=60, runs_per_year=12))

    outcome = add_tasks_to_month(world.session, scope=HOUSE, chosen=choice(world, yearly, stopped))

    assert outcome.done == 1
    assert [(each.name, each.problem.code) for each in outcome.refused] == [
        ("社会保険 資格取得届", "not_for_assistants")
    ]
    assert {each.task_name for each in plans_queries.work(world.session, HOUSE, OCTOBER)} >= {"棚卸し"}


def test_only_what_waits_is_approved_and_its_assistant_is_told_once(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(LATER)
    account = world.account("sato@example.jp", Role.ASSISTANT, assistant="sato")
    ids = [world.log("受注入力", DAY + dt.timedelta(days=n), minutes=30)[0] for n in range(3)]
    reverse_entry(world.session, scope=HOUSE, public_id=ids[2], reason="誤り", now=LATER, new_id=world.ids)

    outcome = approve_entries(world.session, scope=HOUSE, chosen=choice(world, *ids, "no"))

    assert (outcome.done, outcome.missing) == (2, 1)
    assert [(each.name, each.problem.code) for each in outcome.refused] == [("2026-10-07 受注入力", "not_waiting")]
    told = accounts_queries.notices(world.session, Scope(account, Role.ASSISTANT), limit=9)
    assert [each.topic for each in told if each.topic == "hours_approved"] == ["hours_approved"]
    assert approvals_queries.entries_awaiting(world.session, HOUSE, OCTOBER) == 0
    assert list(check(world.session)) == []


def test_an_entry_with_a_question_waits_for_the_answer(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(LATER)
    world.account("alpha@example.jp", Role.CLIENT, client="ALPHA")
    [entry] = world.log("受注入力", DAY, minutes=30)
    ask_question(
        world.session,
        scope=world.client_scope("ALPHA"),
        entry_public_id=entry,
        text="この日は何の作業ですか",
        now=LATER,
        new_id=world.ids,
    )

    outcome = approve_entries(world.session, scope=HOUSE, chosen=choice(world, entry))

    assert [each.problem.code for each in outcome.refused] == ["question_open"]
    assert approvals_queries.entries_awaiting(world.session, HOUSE, OCTOBER) == 1


def test_drafts_are_issued_in_the_order_of_the_choice_and_then_paid_in_full_once(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    told = {"scope": HOUSE, "month": OCTOBER, "now": world.clock.now(), "new_id": world.ids}
    drafts = []
    for code in ("BETA", "ALPHA"):
        closed = close_client_month(world.session, client_public_id=world.clients[code], **told)
        drafts.append(closed.invoice_public_id or "")

    issued = issue_drafts(world.session, scope=HOUSE, chosen=choice(world, *drafts))
    again = issue_drafts(world.session, scope=HOUSE, chosen=choice(world, drafts[0]))
    paid = pay_in_full(world.session, scope=HOUSE, chosen=choice(world, *drafts))
    twice = pay_in_full(world.session, scope=HOUSE, chosen=choice(world, *drafts))

    numbers = [invoices_queries.invoice(world.session, HOUSE, public_id=each).head.number for each in drafts]
    assert numbers == ["INV-2026-0001", "INV-2026-0002"]
    assert (issued.done, paid.done, twice.done) == (2, 2, 0)
    assert [(each.name, each.problem.code) for each in again.refused] == [("INV-2026-0001", "not_a_draft")]
    assert [each.problem.code for each in twice.refused] == ["nothing_open", "nothing_open"]
    assert list(check(world.session)) == []


@pytest.mark.parametrize("act", [score_chosen, add_tasks_to_month, approve_entries, issue_drafts, pay_in_full])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_the_operators_no_company_does(make_world: MakeWorld, act: object) -> None:
    world = make_world()

    with pytest.raises(Forbidden):
        act(world.session, scope=world.client_scope("ALPHA"), chosen=choice(world, "any"))  # type: ignore[operator]


def test_a_draft_is_not_paid(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    closed = close_client_month(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        month=OCTOBER,
        now=world.clock.now(),
        new_id=world.ids,
    )

    outcome = pay_in_full(world.session, scope=HOUSE, chosen=choice(world, closed.invoice_public_id or ""))

    assert [each.problem.code for each in outcome.refused] == ["not_issued"]


def test_the_month_is_the_one_that_was_looked_at(make_world: MakeWorld) -> None:
    world = make_world()
    yearly = world.submit("ALPHA", routine_task("棚卸し", minutes=90, runs_per_year=1))
    chosen = Chosen((yearly,), NOVEMBER, world.clock.now(), world.ids)

    add_tasks_to_month(world.session, scope=HOUSE, chosen=chosen)

    assert [each.task_name for each in plans_queries.work(world.session, HOUSE, NOVEMBER)] == ["棚卸し"]
