"""Weights from comparisons: stored with their judgements, refused where these contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.actions.tasks.compare import compared, save_comparison, spread_from, starting_steps
from app.actions.tasks.score import current_weights, save_weights
from app.database import transaction
from app.domain import errors
from app.domain.accounts import HOUSE, Role, Scope
from app.queries import weights as weights_queries
from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

EQUAL = (1,) * 66
#: The first is nine times the second, the second nine times the third, and the third nine times the first.
ROUND = (9, -9, *[1] * 9, 9, *[1] * 54)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def save(world: World, steps: tuple[int, ...], reason: str = "", scope: Scope = HOUSE) -> int:
    return save_comparison(world.session, scope=scope, steps=steps, override_reason=reason, now=world.clock.now())


def test_equal_judgements_weigh_all_alike(world: World) -> None:
    version = save(world, EQUAL)

    # 100 / 12 = 8.33: eight each are 96, the four left over go to the first four.
    assert current_weights(world.session) == (version, dict(zip(CRITERIA, [9] * 4 + [8] * 8, strict=True)))


def test_the_judgements_are_kept_with_the_version_and_who_stored_it(world: World) -> None:
    world.account("fujii@example.jp", Role.ADMINISTRATOR)
    account = world.session.execute(text("SELECT id, display_name FROM account WHERE role = 'administrator'")).one()
    world.session.rollback()
    save(world, (3, *EQUAL[1:]), scope=Scope(account_id=account.id, role=Role.ADMINISTRATOR))
    newest, first = weights_queries.versions(world.session, limit=5)

    assert (newest.version, newest.created_by, newest.created_at) == (2, account.display_name, world.clock.now())
    assert newest.comparison is not None
    assert (newest.comparison.criteria, newest.comparison.steps) == (CRITERIA, (3, *EQUAL[1:]))
    assert newest.comparison.lambda_max > 12
    assert newest.comparison.consistency_ratio == pytest.approx(newest.comparison.consistency_index / 1.48)
    assert newest.comparison.override_reason == ""
    assert (first.version, first.comparison) == (1, None)


def test_judgements_that_contradict_each_other_need_a_reason(world: World) -> None:
    with pytest.raises(errors.ManyProblems) as refusal:
        save(world, ROUND, " ")
    assert [(each.code, each.field) for each in refusal.value.problems()] == [
        ("comparison_inconsistent", "override_reason")
    ]
    assert current_weights(world.session)[0] == 1

    save(world, ROUND, " 会議で決めた ")
    stored = weights_queries.versions(world.session, limit=1)[0].comparison
    assert stored is not None
    assert stored.override_reason == "会議で決めた"
    assert stored.consistency_ratio > 0.10


def test_a_reason_is_not_kept_where_none_was_needed(world: World) -> None:
    save(world, EQUAL, "念のため")

    stored = weights_queries.versions(world.session, limit=1)[0].comparison
    assert stored is not None
    assert stored.override_reason == ""


def test_a_reason_has_an_end(world: World) -> None:
    with pytest.raises(errors.ManyProblems) as refusal:
        save(world, ROUND, "長" * 401)

    assert refusal.value.problems()[0].code == "too_long"


@pytest.mark.parametrize("steps", [EQUAL[1:], (0, *EQUAL[1:]), (10, *EQUAL[1:])])
def test_judgements_that_are_none_are_refused(world: World, steps: tuple[int, ...]) -> None:
    with pytest.raises(errors.ManyProblems):
        save(world, steps)


def test_only_an_administrator_stores_weights(world: World) -> None:
    with pytest.raises(errors.Forbidden):
        save(world, EQUAL, scope=Scope(account_id=1, role=Role.OPERATOR))


def test_the_three_that_contradict_each_other_most_are_named() -> None:
    worst = compared(ROUND).worst

    assert worst is not None
    assert (worst.first, worst.second, worst.third) == CRITERIA[:3]
    # Nine times and nine times would be eighty-one times, of which the scale knows nine; said was a ninth.
    assert (worst.first_second, worst.second_third, worst.first_third, worst.implied) == (9, 9, -9, 9)
    assert compared(EQUAL).worst is None


def test_comparing_begins_from_what_is_in_force(world: World) -> None:
    assert compared(starting_steps(world.session)).is_consistent
    assert starting_steps(world.session)[10] == 5  # standard against paper: 14 / 3 = 4.67

    save(world, (3, *EQUAL[1:]))
    assert starting_steps(world.session) == (3, *EQUAL[1:])

    save_weights(world.session, scope=HOUSE, weights=dict(DEFAULT_WEIGHTS.by_criterion), now=world.clock.now())
    assert starting_steps(world.session)[10] == 5


def test_the_rest_follows_from_one_criterion() -> None:
    steps = spread_from((2, 4, *EQUAL[2:]), "standardisation")

    # Standard is twice judgement and four times volume, and as heavy as all others.
    assert steps[:11] == (2, 4, *[1] * 9)
    assert steps[11] == 2  # judgement over volume: 4 / 2
    assert compared(steps).consistency_ratio < 0.001
    with pytest.raises(errors.ManyProblems):
        spread_from(EQUAL, "weather")


@pytest.mark.parametrize("verb", ["UPDATE weights_comparison SET lambda_max = 1", "DELETE FROM weights_comparison"])
def test_judgements_are_only_added(world: World, verb: str) -> None:
    save(world, EQUAL)

    with pytest.raises(DBAPIError, match="only_added"), transaction(world.session):
        world.session.execute(text(verb))


def test_the_database_wants_the_reason_too(world: World) -> None:
    with pytest.raises(DBAPIError, match="override_has_reason"), transaction(world.session):
        world.session.execute(text("INSERT INTO weights_comparison VALUES (1, '{}', 20, 0.7, 0.5, '')"))
