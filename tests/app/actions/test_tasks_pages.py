"""Comments, manuals and due days of tasks: who may write them, and what they do to score and plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.actions.plans.make import make_plan
from app.actions.tasks.discuss import LONGEST_BODY, add_comment, hide_comment
from app.actions.tasks.manual import set_manual
from app.actions.tasks.schedule import set_due_rule
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.models import TaskComment
from app.queries import accounts as accounts_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries.taskpages import comments, due_rule, manual
from tests.worlds import NOVEMBER, OCTOBER, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

URL = "https://docs.example.jp/manuals/orders?v=2"


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def writer(world: World, email: str, role: Role, **of: str) -> Scope:
    found = accounts_queries.account_by_id(world.session, world.account(email, role, **of))
    assert found is not None
    return found.scope


def write(world: World, scope: Scope, body: str, task: str = "受注入力") -> str:
    return add_comment(
        world.session,
        scope=scope,
        task_public_id=world.tasks[task],
        body=body,
        now=world.clock.now(),
        new_id=world.ids,
    )


def task_id(world: World, name: str = "受注入力") -> int:
    return tasks_queries.task(world.session, HOUSE, world.tasks[name]).id


def test_who_sees_a_task_reads_and_writes_of_it_in_order(world: World) -> None:
    world.with_plan()
    client = writer(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    write(world, client, " 締めは10時です\r\n来週から ")
    write(world, world.doer("受注入力"), "わかりました")

    found = comments(world.session, client, task_id(world))

    assert [(each.body, each.role, each.is_own) for each in found] == [
        ("締めは10時です\n来週から", Role.CLIENT, True),
        ("わかりました", None, False),
    ]
    assert [each.body for each in comments(world.session, world.doer("受注入力"), task_id(world))] == [
        "締めは10時です\n来週から",
        "わかりました",
    ]


def test_another_client_and_an_assistant_without_the_task_neither_read_nor_write(world: World) -> None:
    write(world, HOUSE, "内緒")
    for scope in (world.client_scope("BETA"), Scope(None, Role.ASSISTANT, assistant_id=1)):
        assert comments(world.session, scope, task_id(world)) == []
        with pytest.raises(NotFound):
            write(world, scope, "x")


def test_those_a_task_concerns_are_told_of_a_comment_but_not_its_writer(world: World) -> None:
    world.with_plan()
    doer = "sato" if world.doer("受注入力").assistant_id == 1 else "mori"
    client = writer(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    concerned = [
        writer(world, "colleague@example.jp", Role.CLIENT, client="ALPHA"),
        writer(world, "operator@example.jp", Role.OPERATOR),
        writer(world, "doer@example.jp", Role.ASSISTANT, assistant=doer),
    ]
    others = [
        client,
        writer(world, "beta@example.jp", Role.CLIENT, client="BETA"),
    ]

    write(world, client, "月末は\n10時まで")

    def told(scope: Scope) -> list[str]:
        found = accounts_queries.notices(world.session, scope)
        return [each.params["words"] for each in found if each.topic == "task_commented"]

    assert [told(scope) for scope in concerned] == [["月末は 10時まで"]] * 3
    assert [told(scope) for scope in others] == [[], []]


@pytest.mark.parametrize("body", ["", " \r\n\t ", "x" * (LONGEST_BODY + 1)])
def test_nothing_and_too_much_are_refused(world: World, body: str) -> None:
    with pytest.raises(InvalidInput):
        write(world, HOUSE, body)

    assert world.session.scalar(select(func.count()).select_from(TaskComment)) == 0


def test_a_comment_is_taken_back_by_its_writer_alone_and_its_row_stays(world: World) -> None:
    client = writer(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    other = writer(world, "other@example.jp", Role.CLIENT, client="ALPHA")
    mine = write(world, client, "まちがい")

    def hide(scope: Scope) -> None:
        hide_comment(
            world.session,
            scope=scope,
            task_public_id=world.tasks["受注入力"],
            public_id=mine,
            now=world.clock.now(),
        )

    for scope in (other, HOUSE):
        with pytest.raises(NotFound):
            hide(scope)
    hide(client)

    assert comments(world.session, client, task_id(world)) == []
    assert world.session.scalars(select(TaskComment.body)).all() == ["まちがい"]
    with pytest.raises(NotFound):
        hide(client)


def keep_manual(
    world: World, url: str, day: dt.date | None = None, scope: Scope = HOUSE, task: str = "手順なし"
) -> None:
    set_manual(
        world.session,
        scope=scope,
        task_public_id=world.tasks[task],
        url=url,
        reviewed_on=day,
        now=world.clock.now(),
    )


@pytest.fixture
def undocumented(world: World) -> World:
    facts = routine_task("手順なし", minutes=30)
    facts = type(facts)(**{**{name: getattr(facts, name) for name in facts.__slots__}, "has_manual": False})
    world.submit("ALPHA", facts)
    return world


def test_a_manual_is_kept_with_its_day_and_the_task_is_scored_anew(undocumented: World) -> None:
    world = undocumented
    before = tasks_queries.task(world.session, HOUSE, world.tasks["手順なし"])

    keep_manual(world, f" {URL} ", dt.date(2026, 9, 1), world.client_scope("ALPHA"))

    after = tasks_queries.task(world.session, HOUSE, world.tasks["手順なし"])
    kept = manual(world.session, HOUSE, after.id)
    assert kept is not None
    assert (kept.url, kept.reviewed_on) == (URL, dt.date(2026, 9, 1))
    assert (before.has_manual, after.has_manual) == (False, True)
    assert len(tasks_queries.scores(world.session, HOUSE, after.id)) == 2
    assert before.score is not None
    assert after.score is not None
    assert (after.score.suitability or 0) > (before.score.suitability or 0)


def test_a_manual_moves_and_goes_and_the_task_stays_scored(undocumented: World) -> None:
    world = undocumented
    keep_manual(world, URL)
    keep_manual(world, "https://docs.example.jp/new")
    row = tasks_queries.task(world.session, HOUSE, world.tasks["手順なし"]).id
    kept = manual(world.session, HOUSE, row)
    assert kept is not None
    assert kept.url == "https://docs.example.jp/new"
    assert kept.reviewed_on == dt.date(2026, 9, 28)  # the clock's day in Tokyo

    keep_manual(world, "")

    assert manual(world.session, HOUSE, row) is None
    assert len(tasks_queries.scores(world.session, HOUSE, row)) == 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.jp/manual.pdf",
        "//docs.example.jp",
        "docs.example.jp",
        "https://",
        "http://example.jp/manual",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://.jp/",
        "https://user:secret@example.jp/",
        "https://example.jp/a b",
        'https://example.jp/"onclick=x',
        "https://example.jp/\x00",
        "https://[::1",
        "https://example.jp/" + "x" * 500,
    ],
)
def test_only_plain_addresses_of_the_web_are_kept(undocumented: World, url: str) -> None:
    with pytest.raises(InvalidInput):
        keep_manual(undocumented, url)


def test_a_review_of_tomorrow_is_refused(undocumented: World) -> None:
    with pytest.raises(InvalidInput):
        keep_manual(undocumented, URL, dt.date(2026, 9, 29))


def test_assistants_and_other_clients_change_neither_manual_nor_due_day(undocumented: World) -> None:
    world = undocumented
    with pytest.raises(Forbidden):
        keep_manual(world, URL, scope=Scope(None, Role.ASSISTANT, assistant_id=1))
    with pytest.raises(NotFound):
        keep_manual(world, URL, scope=world.client_scope("BETA"))
    with pytest.raises(NotFound):
        set_due_rule(
            world.session,
            scope=world.client_scope("BETA"),
            task_public_id=world.tasks["手順なし"],
            rule=DueRule(DueKind.END),
        )


def test_new_work_is_due_by_the_tasks_rule_and_work_there_is_keeps_its_day(world: World) -> None:
    world.with_plan(OCTOBER)
    rule = DueRule(DueKind.DAY, 10, DueShift.NEXT)
    set_due_rule(world.session, scope=world.client_scope("ALPHA"), task_public_id=world.tasks["受注入力"], rule=rule)
    make_plan(world.session, scope=HOUSE, month=NOVEMBER, now=world.clock.now(), new_id=world.ids)

    def due(month: object) -> dict[str, dt.date]:
        return {each.task_name: each.due_date for each in plans_queries.work(world.session, HOUSE, month)}  # type: ignore[arg-type]

    assert due(OCTOBER) == {"受注入力": dt.date(2026, 10, 31), "名刺入力": dt.date(2026, 10, 31)}
    # 10 November 2026 is a Tuesday.
    assert due(NOVEMBER) == {"受注入力": dt.date(2026, 11, 10), "名刺入力": dt.date(2026, 11, 30)}
    assert due_rule(world.session, task_id(world)) == rule

    set_due_rule(world.session, scope=HOUSE, task_public_id=world.tasks["受注入力"], rule=None)
    assert due_rule(world.session, task_id(world)) is None
