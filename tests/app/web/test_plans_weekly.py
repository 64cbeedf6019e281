"""The weeks of a plan as a picture, and who could be missed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.accounts import Role
from tests.app.web.working_month import cast_of

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


def test_the_sums_of_the_weeks_are_those_of_the_plan_and_each_week_has_its_time(operation: Operation) -> None:
    html = operation.browser(Role.OPERATOR).get(f"{PAGE}&view=weeks").text

    drawn = _picture(html, "weekly-p")
    rows = re.findall(r'<th scope="row">[^<]+</th>(.*?)</tr>', drawn)
    assert len(rows) == 3
    for row in rows:
        *weeks, total = re.findall(r'num(?: b)?">([\d:–]+)<', row)
        assert sum(map(_minutes, weeks)) == _minutes(total)
    # 髙橋 has 40 hours a month. Working days of November 2026 by week (3rd and 23rd are holidays): 0, 4, 5, 5, 4, 1.
    # 2400 minutes until then: 0, 505, 1136, 1768, 2273, 2400; nothing is worked beside the plan.
    assert re.findall(r"/ ([\d:]+)</span>", rows[0]) == ["0:00", "8:25", "10:31", "10:32", "8:25", "2:07"]


def test_work_due_on_a_weekday_stands_in_each_of_its_weeks(operation: Operation) -> None:
    browser = operation.browser(Role.OPERATOR)
    with operation.database.session() as session:
        task = cast_of(session).tasks["受領請求書の処理"]
    before = _rows(browser.get(f"{PAGE}&view=weeks&q=受領請求書").text)

    browser.post(f"/tasks/{task}/due", data={"way": "week_before", "weekday": "5", "every": "1"})

    # 90 minutes 48 times a year are 360 a month. Until now all of it fell due at once, from now on on Fridays: 6, 13,
    # 20, 27, and what is left on the day that its work item was given.
    after = _rows(browser.get(f"{PAGE}&view=weeks&q=受領請求書").text)
    assert [each for each in before if each] == ["6:00"]
    assert sum(map(_minutes, after)) == 360
    assert len([each for each in after if each]) > 3


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


def _rows(html: str) -> list[str]:
    """What is due by week, "" where nothing is, of the one person shown who has anything."""
    rows = re.findall(r'<th scope="row">[^<]+</th>(.*?)</tr>', _picture(html, "weekly-p"))
    found = [[each.strip("–") for each in re.findall(r'num">([\d:–]+)<', row)] for row in rows]
    return next(each for each in found if any(each))


def _minutes(text: str) -> int:
    if text in {"", "–"}:
        return 0
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
