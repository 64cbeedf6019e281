"""Files of tasks: who hands them in and takes them out, what is left of them, and the file that is the manual."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.actions.tasks import attach
from app.actions.tasks.attach import FileData, attach_file, remove_file, review_manual_file, set_manual_file
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.models import AuditRow, TaskFile
from app.queries import accounts as accounts_queries
from app.queries import tasks as tasks_queries
from app.queries.check import check
from app.queries.taskfiles import file_content, files
from tests.worlds import routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

PDF = b"%PDF-1.7\nmanual"


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def somebody(world: World, email: str, role: Role, **of: str) -> Scope:
    found = accounts_queries.account_by_id(world.session, world.account(email, role, **of))
    assert found is not None
    return found.scope


def hand_in(world: World, scope: Scope, name: str = "手順.pdf", content: bytes = PDF, task: str = "受注入力") -> str:
    return attach_file(
        world.session,
        scope=scope,
        task_public_id=world.tasks[task],
        data=FileData(name, content),
        now=world.clock.now(),
        new_id=world.ids,
    )


def keep_manual(world: World, scope: Scope, name: str = "手順.pdf", day: dt.date | None = None) -> str:
    return set_manual_file(
        world.session,
        scope=scope,
        task_public_id=world.tasks["受注入力"],
        data=FileData(name, PDF + name.encode()),
        reviewed_on=day,
        now=world.clock.now(),
        new_id=world.ids,
    )


def take_out(world: World, scope: Scope, public_id: str) -> None:
    remove_file(
        world.session,
        scope=scope,
        task_public_id=world.tasks["受注入力"],
        public_id=public_id,
        now=world.clock.now(),
    )


def found(world: World, scope: Scope = HOUSE, task: str = "受注入力") -> list[tuple[str, bool]]:
    """Name of each file the scope sees, and whether it is still there."""
    task_id = tasks_queries.task(world.session, HOUSE, world.tasks[task]).id
    return [(each.name, each.removed_at is None) for each in files(world.session, scope, task_id)]


def test_client_operator_and_the_assistant_of_the_task_hand_in_and_read(world: World) -> None:
    world.with_plan()
    client = somebody(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    operator = somebody(world, "operator@example.jp", Role.OPERATOR)
    doer = world.doer("受注入力")
    for scope, name in ((client, "見本.pdf"), (operator, "ひな型.pdf"), (doer, "結果.pdf")):
        hand_in(world, scope, name, PDF + name.encode())

    for scope in (client, operator, doer):
        assert found(world, scope) == [("見本.pdf", True), ("ひな型.pdf", True), ("結果.pdf", True)]
    row = world.session.scalars(select(TaskFile).order_by(TaskFile.id)).first()
    assert row is not None
    kept = file_content(world.session, doer, world.tasks["受注入力"], row.public_id)
    assert (kept.name, kept.content) == ("見本.pdf", PDF + "見本.pdf".encode())
    assert (row.sha256, row.size_bytes) == (hashlib.sha256(kept.content).hexdigest(), len(kept.content))


def test_another_client_and_an_assistant_without_the_task_find_nothing(world: World) -> None:
    public_id = hand_in(world, HOUSE)
    for scope in (world.client_scope("BETA"), Scope(None, Role.ASSISTANT, assistant_id=1)):
        assert found(world, scope) == []
        with pytest.raises(NotFound):
            hand_in(world, scope)
        with pytest.raises(NotFound):
            file_content(world.session, scope, world.tasks["受注入力"], public_id)
        with pytest.raises(NotFound):
            take_out(world, scope, public_id)


def test_a_file_is_not_reached_over_another_task(world: World) -> None:
    public_id = hand_in(world, HOUSE)

    with pytest.raises(NotFound):
        file_content(world.session, HOUSE, world.tasks["名刺入力"], public_id)
    with pytest.raises(NotFound):
        remove_file(
            world.session,
            scope=HOUSE,
            task_public_id=world.tasks["名刺入力"],
            public_id=public_id,
            now=world.clock.now(),
        )


def test_a_removed_file_loses_its_bytes_and_stays_told_and_on_record(world: World) -> None:
    client = somebody(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    public_id = hand_in(world, client)

    take_out(world, client, public_id)

    row = world.session.scalars(select(TaskFile)).one()
    assert (row.content, row.name, row.sha256) == (None, "手順.pdf", hashlib.sha256(PDF).hexdigest())
    assert (row.removed_at, row.removed_by) == (world.clock.now(), client.account_id)
    assert found(world) == [("手順.pdf", False)]
    with pytest.raises(NotFound):
        file_content(world.session, client, world.tasks["受注入力"], public_id)
    with pytest.raises(NotFound):
        take_out(world, client, public_id)
    records = world.session.scalars(select(AuditRow).where(AuditRow.action.like("task.file%")).order_by(AuditRow.seq))
    told = {
        "file": public_id,
        "purpose": "attachment",
        "name": "手順.pdf",
        "size_bytes": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert [(each.action, each.before, each.after) for each in records] == [
        ("task.file_add", {}, told),
        ("task.file_remove", told, {}),
    ]


def test_only_who_handed_it_in_or_the_staff_take_a_file_out(world: World) -> None:
    client = somebody(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    colleague = somebody(world, "colleague@example.jp", Role.CLIENT, client="ALPHA")
    operator = somebody(world, "operator@example.jp", Role.OPERATOR)
    own, other, of_house = (hand_in(world, scope) for scope in (client, client, HOUSE))

    for scope, public_id in ((colleague, own), (client, of_house)):
        with pytest.raises(Forbidden):
            take_out(world, scope, public_id)
    take_out(world, client, own)
    take_out(world, operator, other)

    task_id = tasks_queries.task(world.session, HOUSE, world.tasks["受注入力"]).id
    assert {each.public_id: each.may_remove for each in files(world.session, colleague, task_id)} == {
        own: False,
        other: False,
        of_house: False,
    }
    assert [each.who for each in files(world.session, HOUSE, task_id) if each.removed_at is None] == [""]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"<svg onload=x()>"])
def test_nothing_is_stored_of_a_file_that_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        hand_in(world, HOUSE, "図.txt", content)

    assert world.session.scalar(select(func.count()).select_from(TaskFile)) == 0


def test_a_task_and_a_client_that_are_full_take_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(attach, "check_room", lambda **told: seen.append(told))
    gone = hand_in(world, HOUSE, content=PDF + b"12345")
    take_out(world, HOUSE, gone)
    hand_in(world, HOUSE)
    world.submit("ALPHA", routine_task("別の業務", minutes=30))
    hand_in(world, HOUSE, task="別の業務")
    hand_in(world, HOUSE, task="名刺入力")  # of BETA

    hand_in(world, HOUSE)

    # One of 15 bytes on the task, one on the client's other task; neither what is gone nor another client's counts.
    assert len(PDF) == 15
    assert seen[-1] == {"size_bytes": 15, "task_files": 1, "task_bytes": 15, "client_bytes": 30}


def test_the_manual_is_one_file_and_the_one_before_is_removed(world: World) -> None:
    client = somebody(world, "client@example.jp", Role.CLIENT, client="ALPHA")
    keep_manual(world, client, "第1版.pdf", dt.date(2026, 9, 1))
    keep_manual(world, client, "第2版.pdf")

    assert found(world) == [("第2版.pdf", True), ("第1版.pdf", False)]
    rows = world.session.scalars(select(TaskFile).order_by(TaskFile.id)).all()
    assert [row.reviewed_on for row in rows] == [dt.date(2026, 9, 1), dt.date(2026, 9, 28)]  # the clock's day
    assert list(check(world.session)) == []


def test_a_task_with_a_manual_file_is_scored_as_one_with_a_manual(world: World) -> None:
    world.submit("ALPHA", replace(routine_task("手順なし", minutes=30), has_manual=False))
    world.tasks["受注入力"] = world.tasks["手順なし"]
    before = tasks_queries.task(world.session, HOUSE, world.tasks["手順なし"])

    keep_manual(world, HOUSE)

    after = tasks_queries.task(world.session, HOUSE, world.tasks["手順なし"])
    assert (before.has_manual, after.has_manual) == (False, True)
    assert len(tasks_queries.scores(world.session, HOUSE, after.id)) == 2


def review(world: World, scope: Scope, public_id: str, day: dt.date | None) -> None:
    review_manual_file(
        world.session,
        scope=scope,
        task_public_id=world.tasks["受注入力"],
        public_id=public_id,
        reviewed_on=day,
        now=world.clock.now(),
    )


def test_a_manual_file_is_reviewed_without_being_handed_in_again(world: World) -> None:
    public_id = keep_manual(world, HOUSE, day=dt.date(2026, 1, 5))
    review(world, world.client_scope("ALPHA"), public_id, dt.date(2026, 9, 2))
    assert world.session.scalars(select(TaskFile.reviewed_on)).all() == [dt.date(2026, 9, 2)]

    attached = hand_in(world, HOUSE)
    for scope, which, day, error in (
        (HOUSE, attached, None, NotFound),
        (world.client_scope("BETA"), public_id, None, NotFound),
        (Scope(None, Role.ASSISTANT, assistant_id=1), public_id, None, Forbidden),
        (HOUSE, public_id, dt.date(2026, 9, 29), InvalidInput),  # tomorrow
    ):
        with pytest.raises(error):
            review(world, scope, which, day)


def test_assistants_and_other_clients_keep_no_manual(world: World) -> None:
    with pytest.raises(Forbidden):
        keep_manual(world, Scope(None, Role.ASSISTANT, assistant_id=1))
    with pytest.raises(NotFound):
        keep_manual(world, world.client_scope("BETA"))
    with pytest.raises(InvalidInput):
        keep_manual(world, HOUSE, day=dt.date(2026, 9, 29))

    assert world.session.scalar(select(func.count()).select_from(TaskFile)) == 0
