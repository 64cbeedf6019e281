"""Where bars and cells of a picture stand, and how names give way to figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.web.pictures.cells import Column, Person, draw_cells
from app.web.pictures.lettering import PHONE_PX, beside, shortened
from app.web.pictures.rows import ROW_PX, Piece, Row, draw_rows

MINUTES = st.integers(min_value=0, max_value=50_000)


def test_bars_are_measured_against_the_furthest_mark_of_all() -> None:
    rows = [Row("記帳", "1:30", (("u", 60), ("o", 30)), 60), Row("発注", "0:30", (("u", 30),), 120)]

    drawn = draw_rows(rows).rows

    # The outline of 120 min reaches furthest: 60 are 50 %, 30 are 25 %.
    assert drawn[0].pieces == (Piece("u", 0.0, 50.0), Piece("o", 50.0, 25.0))
    assert (drawn[0].frame_pct, drawn[1].frame_pct) == (50.0, 100.0)
    assert [each.y for each in drawn] == [20, 20 + ROW_PX]


def test_a_part_of_nothing_is_not_drawn_and_nothing_at_all_is_no_bar() -> None:
    picture = draw_rows([Row("休み", "0:00", (("u", 0), ("o", 0)))])

    assert picture.rows[0].pieces == ()
    assert picture.rows[0].frame_pct is None


def test_rows_beyond_the_most_are_counted_and_still_set_the_measure() -> None:
    picture = draw_rows([Row(str(n), "", (("u", n),)) for n in (10, 20, 40)], most=2)

    assert picture.left_out == 1
    assert picture.height == 2 * ROW_PX
    assert [row.pieces[0].width_pct for row in picture.rows] == [25.0, 50.0]  # against the 40 that is left out


def test_a_row_keeps_its_whole_name_beside_the_one_cut_for_phones() -> None:
    # Twenty letters of 13 px are 260; 300 of a phone less the figure leaves 19 of them.
    (row,) = draw_rows([Row("あ" * 20, "1:00", (("u", 60),))]).rows

    assert (row.name, row.cut) == ("あ" * 20, "あ" * 19 + "…")


def test_a_name_too_long_for_a_phone_is_cut_before_its_figure() -> None:
    # "1:00" is 4 × 7.8 = 31.2 px, bold 37.44; 300 − 37.44 − 10 leave 252.56 px: 19 letters of 13 px.
    assert beside("あ" * 20, "1:00") == "あ" * 19 + "…"
    assert beside("あ" * 19, "1:00") == "あ" * 19


@given(st.text(alphabet="アイabc（）漢", max_size=60), st.text(alphabet="0123456789:/ ", max_size=24))
def test_no_name_reaches_its_figure(name: str, value: str) -> None:
    cut = beside(name, value)

    room_px = PHONE_PX - shortened(value, PHONE_PX)[1] * 1.2 - 10
    assert shortened(cut.removesuffix("…"), PHONE_PX)[1] <= room_px


@given(st.lists(st.tuples(MINUTES, MINUTES, MINUTES), max_size=20))
def test_no_bar_is_wider_than_its_picture(figures: list[tuple[int, int, int]]) -> None:
    for row in draw_rows([Row("", "", (("u", used), ("o", over)), frame) for used, over, frame in figures]).rows:
        assert sum(piece.width_pct for piece in row.pieces) <= 100.01
        assert 0 <= (row.frame_pct or 0) <= 100


def test_cells_share_the_width_and_are_measured_against_the_largest() -> None:
    people = [
        Person("髙橋", "3:00", (Column(120, 180), Column(60, 30))),
        Person("森下", "0:00", (Column(0, 90), Column(0, 0))),
    ]

    picture = draw_cells(["〜11/8", "〜11/15"], people)

    # Two columns of 50 %, of which 88 % may be filled: 44 % for 180 min, 29.3 % for 120, 22 % for 90, 7.3 % for 30.
    first, second = picture.rows[0].cells
    assert (first.x_pct, first.frame_pct, first.parts) == (0.0, 44.0, (("p", 0.0, 29.3),))
    # 30 of the 60 are done in time that the first week has left.
    assert (second.x_pct, second.frame_pct, second.parts) == (50.0, 7.3, (("p", 50.0, 7.3), ("c", 57.3, 7.3)))
    assert [(cell.frame_pct, cell.parts) for cell in picture.rows[1].cells] == [(22.0, ()), (0.0, ())]
    assert picture.heads == ((0.0, "〜11/8"), (50.0, "〜11/15"))
    assert picture.height == 26 + 2 * 58


def test_what_no_week_has_time_for_is_a_part_of_its_own() -> None:
    # 100 due, 40 of the week itself, 25 lacking by its end: 35 are of weeks before.
    assert Column(100, 40, 25).parts == (("p", 40), ("c", 35), ("o", 25))
    assert Column(20, 40, 25).parts == (("p", 20), ("c", 0), ("o", 0))
