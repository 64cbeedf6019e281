"""What a plan's rows cost to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.domain.accounts import HOUSE
from app.queries import plans as plans_queries
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_rows_of_a_plan_are_one_statement_however_many_people_and_tasks_are_in_it(make_world: MakeWorld) -> None:
    world = make_world()
    # 20 hours are bought and 60 more are wanted: something is given and something is left out.
    world.submit("BETA", routine_task("名刺整理", minutes=180))
    world.with_plan(OCTOBER)
    plan = plans_queries.published_plan(world.session, OCTOBER)
    assert plan is not None
    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    given = plans_queries.assignments(world.session, HOUSE, plan.id)
    left = plans_queries.left_out(world.session, HOUSE, plan.id)

    assert {row.task_name for row in given} == {"受注入力", "名刺入力"}
    assert [row.task_name for row in left] == ["名刺整理"]
    assert len(asked) == 2
