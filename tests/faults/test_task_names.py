"""Of one department and name a client has one task, also where two change its inventory at the same moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.actions.tasks.attach import FileData, set_manual_file
from app.actions.tasks.submit import TaskData, archive_task, edit_task, restore_task
from app.domain.accounts import HOUSE
from app.domain.errors import AlreadyExists
from app.models import TaskRow
from tests.faults.crowds import behind, findings
from tests.worlds import routine_task

if TYPE_CHECKING:
    from app.database import Database, Session
    from tests.worlds import MakeWorld


def test_a_task_that_comes_back_meanwhile_keeps_its_name_and_nobody_waits_for_ever(
    make_world: MakeWorld, crowd: Database
) -> None:
    world = make_world()
    now, client_id, first = world.clock.now(), world.client_id("ALPHA"), world.tasks["受注入力"]
    gone = world.submit("ALPHA", routine_task("請求書の封入", minutes=30))
    archive_task(world.session, scope=HOUSE, public_id=gone, now=now)
    world.session.rollback()

    def rename(session: Session) -> None:
        data = TaskData(replace(routine_task("受注入力", minutes=30), name="請求書の封入"))
        edit_task(session, scope=HOUSE, public_id=first, data=data, now=now)

    def restore(session: Session) -> None:
        restore_task(session, scope=HOUSE, public_id=gone)

    def keep_manual(session: Session) -> None:
        told = {"reviewed_on": None, "now": now, "new_id": world.ids}
        set_manual_file(session, scope=HOUSE, task_public_id=gone, data=FileData("手順.txt", b"1"), **told)

    def come_back(session: Session) -> None:
        session.execute(update(TaskRow).where(TaskRow.public_id == gone).values(archived_at=None))

    came = behind(crowd, client_id, [rename, restore, keep_manual], under=come_back)

    assert [type(each) for each in came] == [AlreadyExists, type(None), type(None)]
    assert findings(crowd) == []
