"""The weeks of a plan as a picture, and who could be missed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.accounts import Role

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation

PAGE = "/plans?month=2026-11"


def _picture(html: str, key: str) -> str:
    start = html.index(f'aria-labelledby="{key}-t')
    return html[start : html.index("</details>", start)]


def test_every_week_of_the_month_stands_in_the_picture(operation: Operation) -> None:
    html = operation.browser(Role.OPERATOR).get(f"{PAGE}&view=weeks").text

    drawn = _picture(html, "weekly-p")
    # November 2026 begins on a Sunday: the weeks end on the 1st, 8th, 15th, 22nd, 29th, and with the month.
    assert re.findall(r"〜(\d+/\d+)</text>", drawn) == ["11/1", "11/8", "11/15", "11/22", "11/29", "11/30"]
    assert re.findall(r"<th scope=\"row\">([^<]+)</th>", drawn) == ["髙橋 美咲", "森下 由香", "石川 翔"]


def test_the_sums_of_the_weeks_are_those_of_the_plan(operation: Operation) -> None:
    html = operation.browser(Role.OPERATOR).get(f"{PAGE}&view=weeks").text

    drawn = _picture(html, "weekly-p")
    rows = re.findall(r'<th scope="row">[^<]+</th>(.*?)</tr>', drawn)
    assert len(rows) == 3
    for row in rows:
        *weeks, total = re.findall(r">([\d:–]+)</td>", row)
        assert sum(map(_minutes, weeks)) == _minutes(total)


def test_other_views_have_no_picture_of_weeks(operation: Operation) -> None:
    assert "weekly-p" not in operation.browser(Role.OPERATOR).get(PAGE).text


def test_who_could_be_missed_is_drawn_with_what_others_could_take(operation: Operation) -> None:
    operation.run_jobs()

    drawn = _picture(operation.browser(Role.OPERATOR).get(PAGE).text, "away-p")

    assert "ほかに担える人がいない" in drawn
    figures = re.findall(r'text-anchor="end">(\d+:\d\d) / (\d+:\d\d)</text>', drawn)
    assert len(figures) == 3
    for lost, planned in figures:
        assert _minutes(lost) <= _minutes(planned)
        assert f'<td class="num">{lost}</td><td class="num">{planned}</td>' in drawn


def _minutes(text: str) -> int:
    if text == "–":
        return 0
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
