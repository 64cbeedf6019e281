"""What a month's hours are made of: the parts add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.packages import Source, sources_of

MINUTES = st.integers(0, 10_000)


def test_the_package_comes_first_and_what_is_nothing_is_left_out() -> None:
    # 1,800 + 60 + 210 + 15 − 120 = 1,965
    found = sources_of(granted_min=1800, topped_up_min=60, carried_in_min=210, adjusted_min=15, owed_in_min=120)

    assert found == (
        (Source.BASE, 1800),
        (Source.BOUGHT, 60),
        (Source.CARRIED, 210),
        (Source.GIVEN_BACK, 15),
        (Source.OWED, -120),
    )
    assert sources_of(granted_min=0) == ((Source.BASE, 0),)
    assert sources_of(granted_min=600, adjusted_min=-30) == ((Source.BASE, 600), (Source.TAKEN, -30))


@given(MINUTES, MINUTES, MINUTES, st.integers(-10_000, 10_000), MINUTES)
def test_the_parts_come_to_what_there_is_to_use(
    granted: int, bought: int, carried: int, adjusted: int, owed: int
) -> None:
    parts = sources_of(
        granted_min=granted,
        topped_up_min=bought,
        carried_in_min=carried,
        adjusted_min=adjusted,
        owed_in_min=owed,
    )

    assert sum(minutes for _source, minutes in parts) == granted + bought + carried + adjusted - owed
