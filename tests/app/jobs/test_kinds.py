"""Every kind of job does its work, and twice is the same as once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from app.actions import messages
from app.actions.invoices.close import ask_close, close_all, close_client_month
from app.actions.invoices.issue import ask_issue, issue_invoice, issue_month
from app.actions.jobs.rounds import fire_periods, forget_ended
from app.actions.messages import forget_messages
from app.actions.plans.inputs import load
from app.actions.plans.make import ask_plan
from app.actions.tasks.import_sheet import ask_import, keep_sheet
from app.actions.tasks.score import ask_scores, current_weights, save_weights
from app.actions.upkeep import check_books
from app.database import transaction
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import AlreadyExists, Forbidden, MonthNotOver
from app.domain.jobs import JobKind, JobState
from app.domain.tasks.columns import ColumnChoice, TaskField
from app.domain.worktime import TOKYO
from app.jobs.kinds import HANDLERS
from app.models.outbox import tell_chat
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries import jobs as jobs_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from optimizer.blocks import solve_in_blocks
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from app.queries.jobs import JobView
    from tests.worlds import MakeWorld, World

SHEET = """業務名,部門,所要時間,頻度
請求書の発送,経理,30分,毎月
議事録,総務,1時間,週1
社会保険の資格取得届,人事,2時間,毎月
""".encode()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def done(world: World, public_id: str) -> JobView:
    world.run_jobs()
    return jobs_queries.job(world.session, HOUSE, public_id)


def done_twice(world: World, public_id: str) -> list[dict[str, Any] | None]:
    """The results of the job, and of the same job done by a worker that did not know it was done."""
    results = []
    for _ in range(2):
        job = done(world, public_id)
        assert job.state is JobState.DONE
        results.append(job.result)
        with world.database.engine.execution_options(writes=True).begin() as connection:
            connection.exec_driver_sql(
                f"UPDATE job SET state = 'waiting', ended_at = NULL WHERE public_id = '{public_id}'"
            )
    return results


def test_every_kind_has_its_handler() -> None:
    assert set(HANDLERS) == set(JobKind)


def sheet(world: World, data: bytes = SHEET) -> str:
    return keep_sheet(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        data=data,
        filename="棚卸.csv",
        now=world.clock.now(),
        new_id=world.ids,
    )


def test_a_sheet_is_taken_in_once(world: World) -> None:
    kept = sheet(world)
    public_id = ask_import(
        world.session, scope=HOUSE, sheet_public_id=kept, now=world.clock.now(), new_id=world.ids, good_rows_only=True
    )
    before = len(tasks_queries.tasks_to_score(world.session, HOUSE, since=world.clock.now()))

    first, second = done_twice(world, public_id)

    assert first == {
        "stored": 3,
        "known": 0,
        "stopped": 1,
        "reported": 0,
        "skipped": 0,
    }  # the filing is reserved by law
    assert second == {"stored": 3, "known": 0, "stopped": 1, "reported": 0, "skipped": 0}
    assert len(tasks_queries.tasks_to_score(world.session, HOUSE, since=world.clock.now())) == before + 3
    with pytest.raises(AlreadyExists):
        ask_import(world.session, scope=HOUSE, sheet_public_id=kept, now=world.clock.now(), new_id=world.ids)


def test_a_worker_that_died_after_the_import_leaves_all_of_the_counting(world: World) -> None:
    """Four rows: two are stored, one of which is there twice, one cannot be read; the total is no task."""
    data = (
        "業務名,1回の時間,頻度\n会議室の予約,10分,週2\n名札の印刷,20分,月1\n名札の印刷,20分,月1\n"
        "備品の発注,たまに,月1\n合計,50分,\n"
    )
    public_id = ask_import(
        world.session,
        scope=HOUSE,
        sheet_public_id=sheet(world, data.encode()),
        now=world.clock.now(),
        new_id=world.ids,
        good_rows_only=True,
    )

    first, second = done_twice(world, public_id)

    assert first == {"stored": 2, "known": 0, "stopped": 0, "reported": 2, "skipped": 1}
    assert second == first


def test_rows_that_were_known_are_counted_once_whoever_dies(world: World) -> None:
    """Three tasks are there. Sent again with one more, row 2 is wanted a second time; rows 3 and 4 are left out."""
    first = sheet(world)
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    done(world, ask_import(world.session, sheet_public_id=first, **told))  # type: ignore[arg-type]
    more = sheet(world, SHEET + "郵便の仕分け,総務,15分,毎日\n".encode())
    public_id = ask_import(world.session, sheet_public_id=more, as_new=frozenset({2}), **told)  # type: ignore[arg-type]

    results = done_twice(world, public_id)

    assert results[0] == {"stored": 2, "known": 2, "stopped": 0, "reported": 0, "skipped": 0}
    assert results[1] == results[0]


def test_the_columns_somebody_chose_travel_with_the_job(world: World) -> None:
    public_id = ask_import(
        world.session,
        scope=HOUSE,
        sheet_public_id=sheet(world),
        now=world.clock.now(),
        new_id=world.ids,
        choice=ColumnChoice(0, {0: TaskField.NAME, 2: TaskField.MINUTES_PER_RUN}),
    )

    assert done(world, public_id).result == {"stored": 3, "known": 0, "stopped": 1, "reported": 0, "skipped": 0}
    with_department = [
        task for task in tasks_queries.names_in_inventory(world.session, world.client_id("ALPHA")) if task[0] == "経理"
    ]
    assert with_department == []


def test_scores_are_made_once_and_go_on_where_a_dead_worker_stopped(world: World) -> None:
    world.clock.advance(seconds=1)
    public_id = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)
    world.clock.advance(seconds=1)

    assert done_twice(world, public_id) == [{"scored": 2}, {"scored": 0}]


def test_a_plan_is_made_once(world: World) -> None:
    public_id = ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    first, second = done_twice(world, public_id)

    assert first is not None
    assert (first["version"], first["assigned"], first["planned_min"]) == (1, 2, 900)
    assert second == first
    assert plans_queries.last_version(world.session, OCTOBER) == 1


def test_a_plan_in_blocks_is_the_plan_of_one_machine(world: World) -> None:
    for place in range(6):
        world.submit(("ALPHA", "BETA")[place % 2], routine_task(f"入力{place}", minutes=10 + place))
    problem = load(world.session, HOUSE, OCTOBER).problem
    expected = solve_in_blocks(problem, count=2)
    public_id = ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids, blocks=2)
    runner = world.runner()

    assert runner.run(public_id)
    world.session.rollback()
    split = jobs_queries.job(world.session, HOUSE, public_id)
    assert (split.state, split.result) == (JobState.SPLIT, None)
    parts = jobs_queries.waiting_parts(world.session, public_id)
    assert len(parts) == 2
    for part in reversed(parts):  # whatever comes back first
        assert runner.run(part)
    made = done(world, public_id).result

    assert made is not None
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    given = plans_queries.assignments(world.session, HOUSE, plan.id)
    assert {(row.task_public_id, row.assistant_public_id, row.planned_min) for row in given} == {
        (row.task, row.assistant, row.minutes) for row in expected.assignments
    }
    assert (plan.objective, plan.bound) == pytest.approx((expected.objective, expected.bound))
    assert made["assigned"] == len(expected.assignments)


def test_a_plan_in_blocks_begins_anew_when_the_tasks_have_changed_meanwhile(world: World) -> None:
    world.submit("BETA", routine_task("議事録", minutes=5))
    public_id = ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids, blocks=2)
    world.runner().run(public_id)
    world.submit("BETA", routine_task("備品の発注", minutes=5))

    job = done(world, public_id)

    assert (job.state, job.result and job.result["assigned"]) == (JobState.DONE, 4)


def worked(world: World) -> World:
    """October with 90 minutes of ALPHA's, and November begun."""
    world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    world.with_plan()
    world.at(dt.datetime(2026, 10, 6, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=90)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO)).approve()
    return world


def test_months_are_closed_issued_printed_and_mailed_once(world: World) -> None:
    worked(world)
    now = world.clock.now()
    closing = ask_close(world.session, scope=HOUSE, month=OCTOBER, client_public_id=None, now=now, new_id=world.ids)
    first, second = done_twice(world, closing)
    assert first is not None
    assert second is not None
    assert [each["was_closed"] for each in first["closed"]] == [False, False]
    assert [each["was_closed"] for each in second["closed"]] == [True, True]
    assert first["parked"] == second["parked"] == []

    issuing = ask_issue(world.session, scope=HOUSE, month=OCTOBER, now=now, new_id=world.ids)
    assert done_twice(world, issuing) == [{"numbers": ["INV-2026-0001", "INV-2026-0002"]}] * 2

    jobs = {job.kind: job for job in jobs_queries.jobs(world.session, HOUSE)}
    assert jobs[JobKind.PDF].state is JobState.DONE
    heads = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    papers = [invoices_queries.invoice_file(world.session, head.id) for head in heads]
    assert [paper is not None and paper.startswith(b"%PDF") for paper in papers] == [True, True]
    mailed = [mail for mail in world.mails.kept if "INV-2026-0001" in mail.text]
    assert [mail.to_address for mail in mailed] == ["hanako@example.jp"]
    assert mailed[0].sender_address == "billing@example.jp"


def test_an_issue_begun_again_names_every_invoice_it_gave_a_number(world: World) -> None:
    worked(world)
    now = world.clock.now()
    close_all(world.session, scope=HOUSE, month=OCTOBER, now=now, new_id=world.ids)
    public_id = ask_issue(world.session, scope=HOUSE, month=OCTOBER, now=now, new_id=world.ids)
    first = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER, state="draft")[0]
    issue_invoice(world.session, scope=HOUSE, public_id=first.public_id, now=now, new_id=world.ids)  # and died

    assert done(world, public_id).result == {"numbers": ["INV-2026-0001", "INV-2026-0002"]}


def test_drafts_that_come_while_others_are_issued_are_issued_as_well(world: World) -> None:
    worked(world)
    now = world.clock.now()

    def close(code: str) -> None:
        close_client_month(
            world.session, scope=HOUSE, client_public_id=world.clients[code], month=OCTOBER, now=now, new_id=world.ids
        )

    close("BETA")
    told: list[str] = []

    def close_another(_part: float, name: str) -> None:
        told.append(name)
        if len(told) == 1:
            close("ALPHA")

    numbers = issue_month(world.session, scope=HOUSE, month=OCTOBER, now=now, new_id=world.ids, progress=close_another)

    assert numbers == ["INV-2026-0001", "INV-2026-0002"]


def test_new_weights_are_asked_for_beside_a_scoring_with_the_old_ones(world: World) -> None:
    world.clock.advance(seconds=1)
    with_old = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)
    again = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)
    _version, weights = current_weights(world.session)
    save_weights(world.session, scope=HOUSE, weights=weights, now=world.clock.now())
    with_new = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)

    assert with_old == again
    assert with_new != with_old


def test_a_month_with_hours_that_wait_is_parked_until_they_are_approved(world: World) -> None:
    worked(world)
    world.log("名刺入力", dt.date(2026, 10, 29), minutes=60)
    world.log("名刺入力", dt.date(2026, 10, 30), minutes=60)
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    found = done(world, ask_close(world.session, month=OCTOBER, client_public_id=None, **told)).result or {}

    assert [each["client_id"] for each in found["closed"]] == [world.client_id("ALPHA")]
    assert [each["client_id"] for each in found["parked"]] == [world.client_id("BETA")]
    assert [(each["code"], each["params"]) for each in found["parked"][0]["problems"]] == [
        ("hours_waiting", {"count": 2})
    ]
    world.approve()
    world.clock.advance(minutes=1)
    told["now"] = world.clock.now()
    again = done(world, ask_close(world.session, month=OCTOBER, client_public_id=None, **told)).result or {}
    assert (len(again["closed"]), again["parked"]) == (2, [])


def test_a_client_that_cannot_be_closed_is_named_with_its_reason(world: World) -> None:
    worked(world)
    world.log("名刺入力", dt.date(2026, 10, 30), minutes=60)
    world.approve()
    with pytest.raises(MonthNotOver):
        ask_close(
            world.session,
            scope=HOUSE,
            month=OCTOBER.next(),
            client_public_id=None,
            now=world.clock.now(),
            new_id=world.ids,
        )
    closing = ask_close(
        world.session,
        scope=HOUSE,
        month=OCTOBER,
        client_public_id=world.clients["BETA"],
        now=world.clock.now(),
        new_id=world.ids,
    )
    assert len((done(world, closing).result or {})["closed"]) == 1


def test_a_message_that_went_out_is_not_sent_again(world: World) -> None:
    worked(world)
    world.run_jobs()
    sent = [job for job in jobs_queries.jobs(world.session, HOUSE) if job.kind is JobKind.SEND]
    mails = len(world.mails.kept)
    assert mails == 1  # the plan, to hanako; the chat of the operation is not set up

    for job in sent:
        done_twice(world, job.public_id)
    assert len(world.mails.kept) == mails


def test_a_mail_to_somebody_who_has_left_is_not_sent(world: World) -> None:
    worked(world)
    with world.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE account SET is_active = (1 = 0)")
    world.run_jobs()

    assert world.mails.kept == []


def test_books_that_do_not_hold_are_told_to_administrators_once_a_day(world: World) -> None:
    admin = Scope(world.account("admin@example.jp", Role.ADMINISTRATOR), Role.ADMINISTRATOR)
    worked(world)
    fire_periods(world.session, now=world.clock.now(), new_id=world.ids)
    world.run_jobs()
    assert accounts_queries.notices(world.session, admin) == []

    world.clock.advance(days=1)
    fire_periods(world.session, now=world.clock.now(), new_id=world.ids)
    with world.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE contract_terms SET included_min = included_min + 60")
    world.run_jobs()
    told = accounts_queries.notices(world.session, admin)
    assert [notice.topic for notice in told] == ["books_do_not_hold"]


def test_a_month_that_is_closed_while_the_books_are_checked_is_no_finding(world: World) -> None:
    worked(world)
    closed = []

    def somebody_closes(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM invoice" in statement and not closed:
            closed.append(statement)
            with world.database.session() as session:
                close_all(session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    event.listen(world.database.engine, "before_cursor_execute", somebody_closes)
    with world.database.session() as session:
        assert check_books(session, scope=HOUSE, now=world.clock.now(), new_id=world.ids).findings == 0
    assert closed


def test_messages_are_forgotten_with_the_jobs_that_sent_them(world: World) -> None:
    with transaction(world.session):
        tell_chat(
            world.session,
            topic="plan_published",
            params={"month": "2026-10", "version": 1},
            now=world.clock.now(),
            new_id=world.ids,
        )

    world.clock.advance(days=90, seconds=1)
    assert forget_messages(world.session, scope=HOUSE, now=world.clock.now()) == 0  # its job waits
    world.run_jobs()
    world.clock.advance(days=90)
    assert forget_ended(world.session, now=world.clock.now()) == 0
    assert forget_messages(world.session, scope=HOUSE, now=world.clock.now()) == 0  # it may be begun again
    world.clock.advance(seconds=1)
    assert forget_ended(world.session, now=world.clock.now()) == 1
    assert forget_messages(world.session, scope=HOUSE, now=world.clock.now()) == 1
    with pytest.raises(Forbidden):
        forget_messages(world.session, scope=Scope(None, Role.ASSISTANT), now=world.clock.now())


def test_years_of_messages_are_forgotten_a_few_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction(world.session):
        for _ in range(5):
            tell_chat(
                world.session,
                topic="plan_published",
                params={"month": "2026-10", "version": 1},
                now=world.clock.now(),
                new_id=world.ids,
            )
    world.run_jobs()
    world.clock.advance(days=91)
    assert forget_ended(world.session, now=world.clock.now()) == 5
    monkeypatch.setattr(messages, "FORGOTTEN_AT_ONCE", 2)
    commits = []
    event.listen(world.database.engine, "commit", commits.append)

    assert forget_messages(world.session, scope=HOUSE, now=world.clock.now()) == 5
    assert len(commits) == 3  # 2 + 2 + 1
