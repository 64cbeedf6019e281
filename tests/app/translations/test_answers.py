"""Sentences about answers: every code has its words, amounts stand apart, and nobody is named who may not be seen."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.durations import format_hm, format_ja
from app.translations import words
from app.translations.answers import BARS, STEPS, AnswerTeller
from optimizer.result import Assignment, Reason
from optimizer.whatif import (
    Backup,
    Cause,
    Change,
    Coverage,
    Difference,
    Done,
    Forced,
    Kind,
    Lost,
    Moved,
    NextHour,
    SmallestChange,
    Step,
    Unrestricted,
)

NAMES = {"a-1": "石川 翔", "a-2": "森下 由香", "t-1": "議事録作成", "t-2": "名刺入力"}
TELLER = AnswerTeller(words("ja"), format_ja, format_hm, NAMES)
STRANGER = AnswerTeller(words("ja"), format_ja, format_hm, {})
NOTHING = Done(0, 0, 0, 0.0, 0)


def hour(**more: Any) -> dict[str, Any]:
    return NextHour("c-1", 60, NOTHING, NOTHING, **more).to_json()


def test_every_step_of_the_planner_has_its_words_and_no_bar_is_invented() -> None:
    assert set(STEPS) == {str(each) for each in Kind}
    assert set(BARS) <= {str(each) for each in Reason}


def test_the_next_hour_names_what_it_brings() -> None:
    assert TELLER.next_hour(hour(gained=("t-1",))) == "「議事録作成」"
    assert TELLER.next_hour(hour(gained=("t-1", "t-2"))) == "「議事録作成」ほか1件"


def test_an_hour_that_brings_nothing_says_why() -> None:
    more = hour(cause=Cause.MORE_MINUTES, needs={"minutes": 235, "tasks": ("t-1",), "value": 9.0})
    blocked = hour(cause=Cause.BLOCKED, needs={"reason": "no_skill", "tasks": ("t-1",), "task": "t-1"})
    unknown = hour(cause=Cause.BLOCKED, needs={"reason": "package_full", "tasks": ("t-1",), "task": "t-1"})

    # 235 minutes are 3 hours 55
    assert TELLER.next_hour(more) == "あと3:55で「議事録作成」"
    assert TELLER.next_hour(blocked) == "時間より技能が不足"
    assert TELLER.next_hour(unknown) == "パッケージのほかに理由があります"
    assert TELLER.next_hour(hour(cause=Cause.NOTHING_LEFT)) == "すべて入っています"


def test_an_absence_names_the_most_work_first_and_whom_to_train() -> None:
    lost = (Lost("t-2", 60, Reason.NO_SKILL), Lost("t-1", 600, Reason.NO_SKILL))
    away = Coverage("a-1", 3, 700, lost, Backup("a-2", "bookkeeping", 1, 3, 660, 200)).to_json()

    assert TELLER.absence(away) == "「議事録作成」ほか1件"
    assert (
        TELLER.training(away) == "森下 由香さんが経理を3まで覚えると、石川 翔さんが欠けたときの不足は11:00 → 3:20です。"
    )
    assert TELLER.absence(Coverage("a-1", 3, 700).to_json()) == "全員で引き継げます"
    assert TELLER.absence(Coverage("a-1", 0, 0).to_json()) == "割当はありません"
    assert TELLER.training(Coverage("a-1", 3, 700).to_json()) == ""


@pytest.mark.parametrize(
    ("step", "said", "amount"),
    [
        (Step(Kind.PACKAGE, 90), "パッケージを1時間30分増やす", "1時間30分"),
        (Step(Kind.ASSISTANT, 30, "a-1"), "石川 翔さんの時間を30分増やす", "30分"),
        (Step(Kind.WEEK, 1, due_week=3), "期限を1週延ばす", "1週"),
        (Step(Kind.TEAM, 1), "担当の上限を1人増やす", "1人"),
        (Step(Kind.SKILL, 2, "a-1", {"image_editing": 3}), "石川 翔さんの画像編集を2段階上げる", "2段階"),
        (Step(Kind.CLEARANCE, 1, "a-1", clearances=("人事",)), "石川 翔さんに取扱許可を出す", "取扱許可"),
        (Step(Kind.UNPIN, 1, "a-1"), "石川 翔さんへの固定を外す", "固定を外す"),
    ],
)
def test_the_smallest_change_is_said_with_its_amount_apart(step: Step, said: str, amount: str) -> None:
    answer = SmallestChange("t-1", changes=(Change((step,), "a-1"),)).to_json()

    (found,) = TELLER.steps(answer)

    assert (str(found), found.params["amount"]) == (said, amount)


def test_what_enlarges_the_one_package_is_said_as_one_amount() -> None:
    both = Change((Step(Kind.PACKAGE, 60), Step(Kind.PACKAGE, 25)), "a-1")

    (said,) = TELLER.steps(SmallestChange("t-1", changes=(both,)).to_json())

    assert str(said) == "パッケージを1時間25分増やす"


def test_two_steps_are_two_and_what_fits_already_asks_for_a_plan() -> None:
    both = Change((Step(Kind.PACKAGE, 90), Step(Kind.TEAM, 1)), "a-1")

    assert len(TELLER.steps(SmallestChange("t-1", changes=(both,)).to_json())) == 2
    assert [str(step) for step in TELLER.steps(SmallestChange("t-1", fits_already=True).to_json())] == [
        "計画しなおすと入ります"
    ]
    assert TELLER.steps(SmallestChange("t-1").to_json()) == []


def test_forcing_a_task_says_what_falls_out_and_what_it_costs() -> None:
    drops = Difference(dropped=(Assignment("t-2", "a-1", 60),))
    moves = Difference(moved=(Moved("t-2", ("a-1",), ("a-2",), 60, 60),))

    assert TELLER.forced(Forced("t-1", "a-1", value_lost=12.4, difference=drops).to_json()) == (
        "入れると「名刺入力」が外れ、計画は12点下がります。"
    )
    assert TELLER.forced(Forced("t-1", "a-1", difference=drops).to_json()) == "入れると「名刺入力」が外れます。"
    assert TELLER.forced(Forced("t-1", "a-1", value_lost=3.25, difference=moves).to_json()) == (
        "入れると1件の割当が変わり、計画は3.2点下がります。"
    )
    assert TELLER.forced(Forced("t-1", "a-1", difference=moves).to_json()) == ""
    assert TELLER.forced(Forced("t-1", reason=Reason.NO_SKILL).to_json()) == ""


def test_the_free_plan_says_its_changes_and_what_it_would_gain() -> None:
    changed = Difference(added=(Assignment("t-2", "a-1", 60),), moved=(Moved("t-1", ("a-1",), ("a-2",), 60, 60),))
    better = Unrestricted(1000.0, 1006.0, 1006.0, Difference(), changed).to_json()
    same = Unrestricted(1000.0, 1000.0, 1000.0, Difference(), changed).to_json()

    # 6 of 1,000 are 0.6 %; one added and one moved are two changes
    assert TELLER.free(better) == "固定も変更の制限もなければ、公開中との差は2件、点は0.6%上です。"
    assert TELLER.free(same) == "固定と変更の制限をなくしても、点は上がりません。"


def test_whom_the_reader_may_not_see_is_named_by_nobody() -> None:
    step = SmallestChange("t-1", changes=(Change((Step(Kind.ASSISTANT, 30, "a-1"),), "a-1"),)).to_json()
    drops = Forced("t-1", "a-1", difference=Difference(dropped=(Assignment("t-2", "a-1", 60),))).to_json()

    assert [str(each) for each in STRANGER.steps(step)] == ["ほかの人の時間を30分増やす"]
    assert STRANGER.forced(drops) == "入れると「ほかの作業」が外れます。"
