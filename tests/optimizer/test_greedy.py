from __future__ import annotations

from dataclasses import replace

from optimizer.eligible import offers_of
from optimizer.greedy import put_together, way_in
from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.result import Assignment
from optimizer.room import Room
from optimizer.shares import known, sharers_of

TWO = (Assistant("a", 600), Assistant("b", 600))


def planned(problem: Problem, start: tuple[int, ...] = ()) -> dict[str, str]:
    room = put_together(problem, offers_of(problem), start)
    return {
        problem.tasks[room.offers[i].task].id: problem.assistants[room.offers[i].assistant].id
        for i in room.taken.values()
    }


def test_the_most_valuable_minute_comes_first() -> None:
    tasks = (Task("low", 60, value_per_hour=30), Task("high", 60, value_per_hour=90))

    assert planned(Problem(assistants=(Assistant("a", 60),), tasks=tasks)) == {"high": "a"}


def test_one_large_task_replaces_a_denser_small_one_when_that_is_worth_more() -> None:
    # densest first takes 20 minutes at 90 an hour (30 points); 100 minutes at 60 (100 points) then no longer fit
    tasks = (Task("dense", 20, value_per_hour=90), Task("large", 100, value_per_hour=60))

    assert planned(Problem(assistants=(Assistant("a", 100),), tasks=tasks)) == {"large": "a"}


def test_must_work_replaces_free_work_of_the_start() -> None:
    tasks = (Task("free", 60, value_per_hour=90), Task("must", 60, value_per_hour=10, must=True))
    problem = Problem(assistants=(Assistant("a", 60),), tasks=tasks)

    assert planned(problem, start=(0,)) == {"must": "a"}


def test_work_that_has_become_a_loss_is_given_up() -> None:
    # the package of 60 holds either; both together cost 60 minutes over at 90 an hour, more than either is worth
    package = Package("c", 60, overage_minutes=60, overage_cost_per_hour=90)
    tasks = (Task("t", 60, "c", value_per_hour=50), Task("u", 60, "c"))
    problem = Problem(packages=(package,), assistants=(Assistant("a", 600),), tasks=tasks)

    assert planned(problem, start=(0, 1)) == {"u": "a"}


def test_last_months_assistant_keeps_the_task_when_nothing_is_lost_by_it() -> None:
    tasks = (Task("t", 60, previous="b"), Task("u", 60, previous="b"))

    assert planned(Problem(assistants=TWO, tasks=tasks), start=(0, 2)) == {"t": "b", "u": "b"}


def test_load_is_evened_out_where_it_makes_no_difference_to_the_value() -> None:
    tasks = tuple(Task(f"t{i}", 60) for i in range(4))

    given = list(planned(Problem(assistants=TWO, tasks=tasks), start=(0, 2, 4, 6)).values())

    assert (given.count("a"), given.count("b")) == (2, 2)


def test_load_is_measured_against_wished_minutes() -> None:
    # wishing 360 and 120 of the same 600: 6 tasks of an hour go 3 : 1, or 4 1/2 and 1 1/2; squares are least at 4 and 2
    # (16/6 + 4/2 = 4.67) or 5 and 1 (25/6 + 1/2 = 4.67), a tie that stays where the moves first reach it
    people = (Assistant("a", 600, wished_minutes=360), Assistant("b", 600, wished_minutes=120))
    tasks = tuple(Task(f"t{i}", 60) for i in range(6))

    given = list(planned(Problem(assistants=people, tasks=tasks)).values())

    assert (given.count("a"), given.count("b")) in {(4, 2), (5, 1)}


def test_no_task_is_moved_where_it_takes_more_minutes_or_is_worth_less() -> None:
    problem = Problem.from_json(
        {
            "assistants": [{"id": "a", "minutes": 600}, {"id": "b", "minutes": 600}],
            "tasks": [{"id": "t", "minutes": 60}, {"id": "u", "minutes": 60}],
            "pairs": [
                {"task": "t", "assistant": "a"},
                {"task": "t", "assistant": "b", "minutes": 90},
                {"task": "u", "assistant": "a"},
                {"task": "u", "assistant": "b", "value": 10},
            ],
        }
    )

    assert planned(problem, start=(0, 2)) == {"t": "a", "u": "a"}


def test_the_way_in_is_the_cheapest_single_task_to_give_up() -> None:
    # 60 minutes are needed; giving up u loses 50 and gains 40, giving up t loses 100
    tasks = (Task("t", 60, value_per_hour=100), Task("u", 60, value_per_hour=50), Task("v", 60, value_per_hour=40))
    problem = Problem(assistants=(Assistant("a", 120),), tasks=tasks)
    room = put_together(problem, offers_of(problem))

    way = way_in(room, 2)

    assert way is not None
    assert (problem.tasks[way.instead_of].id, way.margin) == ("u", 10.0)


def test_must_work_does_not_give_way_to_free_work_nor_pinned_work_to_must_work() -> None:
    for firm, other in (
        (Task("t", 60, must=True), Task("u", 60)),
        (Task("t", 60, pinned_to="a"), Task("u", 60, must=True)),
    ):
        problem = Problem(assistants=(Assistant("a", 60),), tasks=(firm, other))

        assert way_in(put_together(problem, offers_of(problem)), 1) is None


def test_no_single_task_gives_way_when_none_is_large_enough_or_free() -> None:
    tasks = (Task("t", 50, must=True), Task("u", 50, value_per_hour=90), Task("v", 100, value_per_hour=30))
    problem = Problem(assistants=(Assistant("a", 100),), tasks=tasks)

    assert way_in(put_together(problem, offers_of(problem)), 2) is None


def test_shared_work_makes_way_to_what_is_worth_more() -> None:
    # t is shared, 75 minutes each of 90; u needs the 90 of a: 150 are given up for 180
    tasks = (Task("t", 150, splittable=True), Task("u", 90, value_per_hour=120, forbidden=("b",)))
    problem = Problem(assistants=(Assistant("a", 90), Assistant("b", 90)), tasks=tasks)
    sharers = sharers_of(problem)
    shares = known(sharers, [(0, 0, 75), (0, 1, 75)])

    room = put_together(problem, offers_of(problem), sharers=sharers, shares=shares)

    assert [(row.task, row.assistant) for row in room.assignments()] == [("u", "a")]


def test_shared_work_stays_where_it_is_worth_more_and_must_work_in_any_case() -> None:
    for shared, rich in ((Task("t", 150, splittable=True), 90), (Task("t", 150, splittable=True, must=True), 600)):
        tasks = (shared, Task("u", 90, value_per_hour=rich, forbidden=("b",)))
        problem = Problem(assistants=(Assistant("a", 90), Assistant("b", 90)), tasks=tasks)
        sharers = sharers_of(problem)

        room = put_together(
            problem, offers_of(problem), sharers=sharers, shares=known(sharers, [(0, 0, 75), (0, 1, 75)])
        )

        # 90 minutes at 90 an hour are 135, less than the 150 that are shared; at 600 they are 900, but t must be done
        assert {row.task for row in room.assignments()} == {"t"}


def added(problem: Problem) -> dict[str, str]:
    """Who has what after work is let in beside a start without any."""
    room = put_together(problem, offers_of(problem), is_settled=True)
    return {row.task: row.assistant for row in room.assignments()}


def test_work_worth_nothing_that_is_let_in_at_the_end_takes_the_place_the_tiers_prefer() -> None:
    u = Task("u", 60, value_per_hour=0, previous="b")
    three = (Assistant("a", 200, wished_minutes=100), Assistant("b", 400), Assistant("c", 600))
    published = (Assignment("u", "c", 60),)

    assert added(Problem(assistants=three, tasks=(u,), published=published)) == {"u": "c"}
    assert added(Problem(assistants=three, tasks=(u,))) == {"u": "b"}
    # 60 of 100, of 400 or of 600 wished minutes: least of c's
    assert added(Problem(assistants=three, tasks=(replace(u, previous=None),))) == {"u": "c"}


def test_work_that_is_nobodys_takes_no_minutes_from_what_is_published_or_worth_something() -> None:
    tasks = (
        Task("t", 60, value_per_hour=0, forbidden=("b",)),
        Task("u", 60, value_per_hour=0),
        Task("v", 60, forbidden=("a",)),
    )
    problem = Problem(
        assistants=(Assistant("a", 60), Assistant("b", 60)), tasks=tasks, published=(Assignment("u", "a", 60),)
    )

    # v can only be b's, u stays with a, and t is left out though it comes first
    assert added(problem) == {"u": "a", "v": "b"}


def test_weekly_work_takes_of_each_week_no_more_than_its_part() -> None:
    # 60 minutes each, half of them due in the first of two weeks of 50: 30 and 30 do not fit it, 30 and 20 do
    problem = Problem(
        assistants=(Assistant("a", 200, (50, 150)),),
        tasks=(Task("t", 60, early_weeks=(1,)), Task("u", 60, early_weeks=(1,)), Task("v", 41, early_weeks=(1,))),
    )
    room = Room(problem, offers_of(problem))

    room.take(0)

    assert [room.fits(i) for i in (1, 2)] == [False, True]
    assert room.missing_until(1) == (10, 1)
    assert room.left_for(1, 0) == 41  # of 41 minutes 20 are due in the first week, of 42 21
    room.give_up(0)
    assert room.fits(1)
