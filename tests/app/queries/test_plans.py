"""What a plan's rows cost to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select

from app.database import transaction
from app.domain.accounts import HOUSE
from app.models import AssignmentRow, AssistantRow, PlanRow, WorkItem
from app.queries import plans as plans_queries
from app.queries.plans.places import items_unlike, places
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


def test_two_plans_differ_in_the_items_that_go_to_others_take_longer_or_are_in_one_alone(make_world: MakeWorld) -> None:
    world = make_world()
    for nth in range(3):
        world.submit("BETA", routine_task(f"業務{nth}", minutes=10, runs_per_year=12))
    world.with_plan(OCTOBER)
    session = world.session
    (first,) = plans_queries.plan_rows(session, OCTOBER, "published")
    rows = list(session.scalars(select(AssignmentRow).where(AssignmentRow.plan_id == first.id)))
    items = dict(session.execute(select(WorkItem.id, WorkItem.public_id)).all())
    people = set(session.scalars(select(AssistantRow.id)))
    same, moved, longer, dropped, *_rest = rows
    columns = [column.name for column in PlanRow.__table__.columns if column.name not in {"id", "public_id", "version"}]
    with transaction(session):
        draft = PlanRow(**{name: getattr(first, name) for name in columns}, public_id="draft", version=2)
        draft.state, draft.published_at = "draft", None
        session.add(draft)
        session.flush()
        for row, assistant_id, minutes in (
            (same, same.assistant_id, same.planned_min),
            (moved, min(people - {moved.assistant_id}), moved.planned_min),
            (longer, longer.assistant_id, longer.planned_min + 1),
        ):
            session.add(
                AssignmentRow(
                    plan_id=draft.id,
                    work_item_id=row.work_item_id,
                    assistant_id=assistant_id,
                    client_id=row.client_id,
                    planned_min=minutes,
                    is_pinned=False,
                    reason={},
                    beside=None,
                )
            )
    gone = {items[row.work_item_id] for row in (dropped, *_rest)}

    unlike = items_unlike(session, draft.id, first.id)

    assert unlike == {items[moved.work_item_id], items[longer.work_item_id]} | gone
    assert items_unlike(session, first.id, draft.id) == unlike
    assert items_unlike(session, first.id, first.id) == set()
    assert [each.planned_min for each in places(session, HOUSE, draft.id, items=[items[same.work_item_id]])] == [
        same.planned_min
    ]
