"""Where tasks stand in the picture of an inventory."""

from __future__ import annotations

import itertools
import math

import pytest

from app.web.pictures.frames import Frame
from app.web.tasks.picture import NARROW, WIDE, Dot, Picture, draw


def _dot(number: int, points: int, minutes: int, *, runs: int = 12, name: str = "業務") -> Dot:
    return Dot(number, name, points, minutes, runs, "outsource")


def _covers(picture: Picture) -> list[tuple[int, int]]:
    return [
        (one.dot.number, other.dot.number)
        for one, other in itertools.combinations(picture.marks, 2)
        if math.hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius
    ]


def test_a_task_stands_at_its_points_and_its_hours() -> None:
    frame = Frame(500, 500, 100, 400, 100, 400)

    mark = draw([_dot(1, 70, 240), _dot(2, 100, 480)], frame, with_names=False).marks[0]

    # Points 40 to 100 over 300 px: 70 is the middle, 250. Hours 0 to 8 over 300 px upwards: 4 h is the middle, 250.
    assert (mark.x, mark.y) == (250, 250)
    assert not mark.is_moved


def test_a_task_that_is_done_more_often_is_drawn_larger() -> None:
    rare, frequent = draw([_dot(1, 50, 60, runs=12), _dot(2, 90, 60, runs=12 * 16)], WIDE, with_names=False).marks

    # 10 + 1.2 × √1 and 10 + 1.2 × √16 for runs a month.
    assert (rare.radius, frequent.radius) == (pytest.approx(11.2), pytest.approx(14.8))


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_thirty_tasks_with_the_same_points_and_hours_do_not_cover_each_other(frame: Frame) -> None:
    picture = draw([_dot(number, 62, 240, runs=48) for number in range(30)], frame, with_names=False)

    assert _covers(picture) == []
    assert all(frame.left <= m.x - m.radius and m.x + m.radius <= frame.right for m in picture.marks)
    assert all(frame.top <= m.y - m.radius and m.y + m.radius <= frame.bottom for m in picture.marks)


def test_a_task_that_had_to_give_way_keeps_its_true_place() -> None:
    picture = draw([_dot(number, 62, 240) for number in range(9)], WIDE, with_names=False)

    assert any(mark.is_moved for mark in picture.marks)
    assert {(mark.true_x, mark.true_y) for mark in picture.marks} == {
        (picture.marks[0].true_x, picture.marks[0].true_y)
    }


def test_names_stand_beside_their_marks_without_covering_names_or_marks() -> None:
    dots = [_dot(number, 50 + number * 3, 60 + number * 30, name="受領請求書の処理") for number in range(14)]

    picture = draw(dots, WIDE, with_names=True)

    named = [mark for mark in picture.marks if mark.name]
    width = 8 * 13.0  # eight full-width letters
    left = {"start": 0.0, "middle": width / 2, "end": width}
    boxes = [(m.name_x - left[m.anchor], m.name_y - 13, m.name_x - left[m.anchor] + width, m.name_y + 4) for m in named]
    assert len(named) >= 5
    assert not [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    for (x1, y1, x2, y2), mark in itertools.product(boxes, picture.marks):
        near = math.hypot(mark.x - min(max(mark.x, x1), x2), mark.y - min(max(mark.y, y1), y2))
        assert near >= mark.radius


def test_a_name_leaves_as_much_room_to_the_corners_as_their_words_take() -> None:
    # 52 points are a fifth of the way from 40 to 100: 62 + 628 / 5 = 187.6 px; beside its mark, 11 px wide, the name
    # begins at 204, beyond a caption that ends at 62 + 110 and not beyond one that ends at 362.
    dot = _dot(1, 52, 7 * 60 + 50, name="業務の名前")

    near = draw([dot], WIDE, with_names=True, caption_px=110).marks[0]
    wide = draw([dot], WIDE, with_names=True, caption_px=300).marks[0]

    assert near.name == "業務の名前"
    assert (wide.name, wide.name_x) != (near.name, near.name_x)


def test_more_than_eight_hours_are_drawn_on_a_square_root_axis() -> None:
    picture = draw([_dot(1, 80, 20 * 60)], WIDE, with_names=False)

    assert picture.is_square_root
    assert [minutes for _, minutes in picture.levels] == [0, 120, 240, 480, 960, 1920]  # 32 hours and its halves


def test_points_below_forty_widen_the_picture_to_the_left() -> None:
    picture = draw([_dot(1, 27, 60), _dot(2, 80, 60)], WIDE, with_names=False)

    assert [points for _, points in picture.columns] == [20, 40, 60, 80, 100]


def test_an_inventory_without_points_gives_an_empty_picture() -> None:
    assert draw([], WIDE, with_names=True).marks == ()
