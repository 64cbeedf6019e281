"""What accounts are shown of background work, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import close_all
from app.actions.invoices.issue import issue_month
from app.actions.jobs.claim import Claimed, claim_job, split_job
from app.actions.plans.make import ask_plan
from app.actions.tasks.score import ask_scores
from app.domain.accounts import Role, Scope
from app.domain.jobs import JobKind, JobState, block_order
from app.domain.worktime import TOKYO
from app.queries import jobs as jobs_queries
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

#: Who issues the invoices of `tests/worlds.py`.
HOUSE_NAME = "みなと事務サポート株式会社"


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


@pytest.fixture
def staff(world: World) -> Scope:
    return Scope(world.account("op@example.jp", Role.OPERATOR), Role.OPERATOR)


def scores(world: World, scope: Scope, client: str) -> str:
    return ask_scores(
        world.session,
        scope=scope,
        client_public_id=world.clients[client],
        now=world.clock.now(),
        new_id=world.ids,
    )


def plan(world: World, scope: Scope) -> str:
    return ask_plan(world.session, scope=scope, month=OCTOBER, now=world.clock.now(), new_id=world.ids)


def begun(world: World) -> Claimed:
    claimed = claim_job(world.session, now=world.clock.now(), new_id=world.ids)
    assert claimed is not None
    return claimed


def test_a_job_names_its_company_and_who_asked(world: World, staff: Scope) -> None:
    of_alpha = jobs_queries.job(world.session, staff, scores(world, staff, "ALPHA"))
    of_month = jobs_queries.job(world.session, staff, plan(world, staff))

    assert (of_alpha.client_public_id, of_alpha.client_name) == (world.clients["ALPHA"], "アルファ商店")
    assert of_alpha.asked_by == "op"
    assert (of_month.client_public_id, of_month.client_name) == (None, None)


def test_nothing_waits_for_an_account_that_asked_for_nothing(world: World, staff: Scope) -> None:
    other = Scope(world.account("other@example.jp", Role.OPERATOR), Role.OPERATOR)
    plan(world, staff)

    assert jobs_queries.waiting(world.session, other) == jobs_queries.Waiting(HOUSE_NAME, 0, None, 0)
    assert jobs_queries.waiting(world.session, Scope(None, Role.OPERATOR)) == jobs_queries.Waiting("", 0, None, 0)


def test_the_newest_of_several_is_shown_and_all_are_counted(world: World, staff: Scope) -> None:
    plan(world, staff)
    newest = scores(world, staff, "BETA")

    found = jobs_queries.waiting(world.session, staff)

    assert found.job is not None
    assert (found.job.public_id, found.job.client_name, found.jobs) == (newest, "ベータ工務店", 2)
    world.run_jobs()
    assert jobs_queries.waiting(world.session, staff) == jobs_queries.Waiting(HOUSE_NAME, 0, None, 0)


def test_papers_are_shown_after_what_was_asked_for(world: World, staff: Scope) -> None:
    asked = plan(world, staff)  # nobody asks for a plan of a month that is closed
    draft_october(world, staff)
    issue_month(world.session, scope=staff, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    found = jobs_queries.waiting(world.session, staff)

    assert found.job is not None
    # Two papers are newer, one of ALPHA and one of BETA.
    assert (found.job.public_id, found.jobs) == (asked, 3)


def draft_october(world: World, staff: Scope) -> None:
    """Both clients' October planned and closed; it is the second of November."""
    world.with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    close_all(world.session, scope=staff, month=OCTOBER, now=world.clock.now(), new_id=world.ids)


def test_parts_are_not_listed_and_wait_for_nobody(world: World, staff: Scope) -> None:
    whole = plan(world, staff)
    orders = [block_order("plan", place, {}) for place in range(2)]
    split_job(world.session, begun(world), orders=orders, now=world.clock.now(), new_id=world.ids)

    listed = jobs_queries.jobs(world.session, staff)

    assert [(job.public_id, job.state) for job in listed] == [(whole, JobState.SPLIT)]
    assert jobs_queries.waiting(world.session, staff).jobs == 1


def test_the_list_is_filtered_by_state_and_turned_page_by_page(world: World, staff: Scope) -> None:
    first = scores(world, staff, "ALPHA")
    world.run_jobs()
    second, third = plan(world, staff), scores(world, staff, "BETA")

    done = jobs_queries.jobs(world.session, staff, states={JobState.DONE})
    page = jobs_queries.jobs(world.session, staff, limit=1, offset=1)

    assert [job.public_id for job in done] == [first]
    assert [job.public_id for job in page] == [second]
    assert [job.public_id for job in jobs_queries.jobs(world.session, staff)] == [third, second, first]


def test_the_plan_being_made_is_found_by_its_month(world: World, staff: Scope) -> None:
    asked = plan(world, staff)

    found = jobs_queries.living_plan(world.session, staff, OCTOBER)

    assert found is not None
    assert (found.public_id, found.kind) == (asked, JobKind.PLAN)
    assert jobs_queries.living_plan(world.session, staff, NOVEMBER) is None
    world.run_jobs()
    assert jobs_queries.living_plan(world.session, staff, OCTOBER) is None


def test_a_company_reads_its_own_name_around_its_pages_and_others_that_of_the_house(world: World, staff: Scope) -> None:
    account = world.account("alpha@example.jp", Role.CLIENT, client="ALPHA")
    of_alpha = Scope(account, Role.CLIENT, client_id=world.client_id("ALPHA"))

    assert jobs_queries.waiting(world.session, of_alpha).company == "アルファ商店"
    assert jobs_queries.waiting(world.session, staff).company == HOUSE_NAME
