from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.result import Assignment, Reason, Unassigned
from optimizer.whatif.answers import Backup, Cause, Coverage, Done, Lost, NextHour, PackageRow, PackageTable
from optimizer.whatif.changes import Change, Forced, Kind, SmallestChange, Step
from optimizer.whatif.difference import Difference, MinutesChanged, Moved
from optimizer.whatif.lines import answer_lines

if TYPE_CHECKING:
    from optimizer.whatif.answers import Answer

ONE, TWO = Done(1, 0, 60, 60.0, 0), Done(2, 0, 120, 120.0, 30)


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (
            NextHour("c", 60, ONE, TWO, ("u", "v"), ("t",), left_out=(Unassigned("w", Reason.NO_PAIR),), proven=False),
            [
                "c hour 60 tasks 1 > 2 minutes 60 > 120 value 60.00 > 120.00 overage 0 > 30 unproven",
                "+ u",
                "+ v",
                "- t",
                "out w no_pair",
            ],
        ),
        (
            NextHour("c", 30, ONE, ONE, cause=Cause.MORE_MINUTES, needs={"minutes": 90, "tasks": ("v",)}),
            [
                "c hour 30 tasks 1 > 1 minutes 60 > 60 value 60.00 > 60.00 overage 0 > 0",
                "cause more_minutes minutes=90 tasks=v",
            ],
        ),
        (
            PackageTable("c", 3, 180, (PackageRow(60, ONE, is_current=True), PackageRow(120, TWO, False, False))),
            [
                "c packages wanted 3 minutes 180",
                "60 tasks 1 minutes 60 value 60.00 overage 0 current",
                "120 tasks 2 minutes 120 value 120.00 overage 30 unproven",
            ],
        ),
        (
            Coverage(
                "a", 2, 90, (Lost("t", 60, Reason.NO_SKILL, {"skill": "経理"}),), Backup("b", "経理", 1, 3, 60, 0)
            ),
            ["a absence tasks 2 minutes 90 lost 60", "- t 60 no_skill skill=経理", "train b 経理 1 > 3 lost 60 > 0"],
        ),
        (
            Forced(
                "t",
                "a",
                value_lost=30.0,
                firm_lost=1,
                difference=Difference(
                    added=(Assignment("t", "a", 60),),
                    dropped=(Assignment("u", "b", 45),),
                    moved=(Moved("v", ("a", "b"), ("c",), 30, 30),),
                    minutes_changed=(MinutesChanged("w", ("a",), 60, 54),),
                ),
                free_tasks=4,
            ),
            [
                "t forced a value_lost 30.00 firm_lost 1 free_tasks 4",
                "+ t a 60",
                "- u b 45",
                "~ v a,b > c",
                "~ w 60 > 54",
            ],
        ),
        (SmallestChange("t", fits_already=True), ["t change none_needed"]),
        (
            SmallestChange(
                "t",
                changes=(
                    Change((Step(Kind.PACKAGE, 25), Step(Kind.SKILL, 2, "a", skills={"経理": 4, "英語": 1})), "a"),
                    Change((Step(Kind.CLEARANCE, 1, "b", clearances=("口座",)),), "b"),
                    Change((Step(Kind.WEEK, 2, due_week=3),), "b"),
                ),
                proven=False,
            ),
            [
                "t change 3 unproven",
                "package 25 and skill 2 a 経理=4 英語=1 > a",
                "clearance 1 b 口座 > b",
                "week 2 due_week=3 > b",
            ],
        ),
    ],
)
def test_an_answer_is_told_line_by_line(answer: Answer, lines: list[str]) -> None:
    assert answer_lines(answer) == lines
