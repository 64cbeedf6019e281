"""What the database refuses of hours by itself, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.actions.hours.approve import approve_hours
from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.question import ask_question
from app.database import transaction
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.models import TimeEntry
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """One entry that was changed, approved and questioned."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))
    (first,) = world.log("受注入力", DAY, minutes=90)
    told = {"now": world.clock.now(), "new_id": world.ids}
    (second,) = edit_entry(
        world.session, scope=HOUSE, data=EditData("the-second-entry", first, "x", DAY, minutes=60), **told
    )
    approve_hours(world.session, scope=HOUSE, month=OCTOBER, seen_at=world.clock.now(), **told)
    ask_question(world.session, scope=world.client_scope("ALPHA"), entry_public_id=second, text="何ですか。", **told)
    return world


def run(world: World, statement: str) -> None:
    with transaction(world.session):
        world.session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry_approval SET approved_at = approved_at",
        "DELETE FROM entry_approval",
        "UPDATE entry_replacement SET replaces_id = replaces_id",
        "DELETE FROM entry_replacement",
    ],
)
def test_approvals_and_replacements_are_only_added(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only_added"):
        run(world, statement)


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"charged_min": -1}, "charged_min"),
        ({"cost_min": 1441}, "cost_min"),
        ({"weighed_min": -1}, "weighed_min"),
        ({"activity": "nap"}, "activity"),
        ({"counting": "sometimes", "charged_min": 0}, "counting"),
        ({"counting": "paid"}, "charged_as_counted"),
        ({"counting": "not_counted", "charged_min": 0}, "paid_as_counted"),
    ],
)
def test_an_entry_whose_figures_contradict_each_other_is_refused(
    world: World, changes: dict[str, object], check: str
) -> None:
    sound = world.session.scalars(select(TimeEntry).where(TimeEntry.public_id == "the-second-entry")).one()
    columns = [column.key for column in TimeEntry.__table__.columns if column.key not in ("id", "public_id")]
    values = {column: getattr(sound, column) for column in columns}

    with pytest.raises(DBAPIError, match=f"ck_time_entry_{check}"), transaction(world.session):
        world.session.add(TimeEntry(public_id="a-wrong-one", **{**values, **changes}))


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE entry_question SET outcome = 'kept'", "ck_entry_question_answered"),
        (
            (
                "INSERT INTO entry_question (public_id, client_id, time_entry_id, question, asked_at)"
                " SELECT 'another', client_id, time_entry_id, 'x', asked_at FROM entry_question"
            ),
            "entry_question",
        ),
    ],
)
def test_a_question_is_answered_in_whole_and_asked_once_at_a_time(world: World, statement: str, why: str) -> None:
    with pytest.raises(DBAPIError, match=why):
        run(world, statement)
