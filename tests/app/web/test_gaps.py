"""The gap falling: where the line goes, and that its table says the same."""

from __future__ import annotations

from app.domain.plans import SearchPoint
from app.web.gaps import GapRow, line_kept, line_told


def test_fewer_than_two_points_are_no_line() -> None:
    assert line_told(()) is None
    assert line_told(((0.0, 3.4),)) is None
    assert line_kept((SearchPoint(1, 90, 100),)) is None


def test_the_line_falls_to_the_foot_as_time_goes_on() -> None:
    line = line_told(((0.0, 8.0), (1.0, 4.0), (4.0, 0.0)))

    assert line is not None
    # 160 x 44 with 4 px at the edges: 152 px are 4 s, 36 px are 8 %
    assert line.path == "4,4 42,22 156,40"
    assert (line.end_x, line.end_y) == (156, 40)
    assert (line.first, line.last) == ("8.0", "0.0")


def test_a_search_that_took_no_time_stands_at_its_beginning() -> None:
    line = line_told(((0.0, 0.0), (0.0, 0.0)))

    assert line is not None
    assert line.path == "4,40 4,40"


def test_what_was_kept_has_its_points_beside_the_gap() -> None:
    line = line_kept((SearchPoint(0.5, 900, 1_000), SearchPoint(2.0, 996, 1_000)))

    assert line is not None
    assert line.rows == (GapRow("0.5", "10.0", "900", "1,000"), GapRow("2.0", "0.4", "996", "1,000"))
