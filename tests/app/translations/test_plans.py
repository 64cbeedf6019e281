"""Sentences about plans: every code of the planner has one; each names person, skill, amount and smallest change."""

from __future__ import annotations

import pytest

from app.domain.durations import format_ja
from app.translations import words
from app.translations.plans import (
    CHANGES,
    CHOICES,
    CLIENT_CHOICES,
    PROVEN,
    REASONS,
    STATUSES,
    Teller,
    smallness,
    status_sentence,
)
from optimizer.result import Choice, Reason, Status

SAY = words("ja")
NAMES = {"a-1": "石川 翔", "a-2": "森下 由香", "c-1": "みどり歯科", "t-1": "議事録作成"}
TELLER = Teller(SAY, format_ja, NAMES)

#: Every reason with the needs that the planner documents for it.
NEEDS: dict[Reason, dict[str, object]] = {
    Reason.NO_ASSISTANTS: {},
    Reason.NO_PACKAGE: {"client": "c-1"},
    Reason.NO_SKILL: {
        "skill": "image_editing",
        "level": 3,
        "best_level": 2,
        "nearest": "a-1",
        "nearest_level": 2,
        "levels_short": 1,
    },
    Reason.NO_CLEARANCE: {"clearance": "人事の機密", "nearest": "a-1"},
    Reason.FORBIDDEN: {"assistants": ["a-1", "a-2"]},
    Reason.EXCLUDED: {"client": "c-1", "assistants": ["a-1"]},
    Reason.ON_LEAVE: {"assistants": ["a-1"], "days": ["2026-11-02", "2026-11-03"]},
    Reason.NO_PAIR: {"assistants": ["a-1"]},
    Reason.TASK_TOO_LONG: {"minutes": 600, "longest_minutes": 540, "assistant": "a-1", "missing_minutes": 60},
    Reason.PIN_IMPOSSIBLE: {"assistant": "a-1", "cause": "package_full", "client": "c-1", "missing_minutes": 30},
    Reason.PACKAGE_FULL: {"client": "c-1", "missing_minutes": 30},
    Reason.ASSISTANTS_FULL: {"assistant": "a-1", "missing_minutes": 45},
    Reason.WEEK_FULL: {"assistant": "a-1", "week": 2, "missing_minutes": 45},
    Reason.TEAM_FULL: {"client": "c-1", "team_size": 2, "assistants": ["a-1"]},
    Reason.DISPLACED: {"displaced_by": "t-1", "margin": 5.0, "bottleneck": "package_full", "missing_minutes": 30},
    Reason.OVERAGE_NOT_WORTH: {"client": "c-1", "overage_minutes": 90, "value": 80.0, "cost": 120.0, "margin": 40.0},
}
CHOICE_NEEDS: dict[Choice, dict[str, object]] = {
    Choice.PINNED: {},
    Choice.SHARED: {"minutes": 90, "task_minutes": 150, "others": ["a-2"]},
    Choice.ONLY_ELIGIBLE: {},
    Choice.HIGHER_VALUE: {"next_best": "a-2", "margin": 12.0},
    Choice.PUBLISHED: {"next_best": "a-2", "margin": 0.0},
    Choice.PREVIOUS: {"next_best": "a-2"},
    Choice.OTHERS_FULL: {"next_best": "a-2", "missing_minutes": 40},
    Choice.OTHERS_WEEK_FULL: {"next_best": "a-2", "week": 2, "missing_minutes": 40},
    Choice.TEAM_KEPT: {"next_best": "a-2", "team_size": 2},
    Choice.EVEN_LOAD: {"next_best": "a-2", "load_percent": 40, "next_best_load_percent": 60},
    Choice.OVERALL: {"next_best": "a-2", "margin": 3.0},
}


def test_every_code_of_the_planner_has_its_words_and_no_words_are_left_over() -> None:
    assert set(STATUSES) == {str(each) for each in Status}
    assert set(REASONS) == {str(each) for each in Reason}
    assert set(CHANGES) == {str(each) for each in Reason} - {"displaced"}  # takes the words of what it was short of
    # Work begun is a pin to the planner; the app knows the reason.
    assert set(CHOICES) == {str(each) for each in Choice} | {"begun"} == set(CLIENT_CHOICES)
    assert set(NEEDS) == set(Reason)
    assert set(CHOICE_NEEDS) == set(Choice)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_and_its_smallest_change_can_be_said_with_what_the_planner_gives(reason: Reason) -> None:
    needs = NEEDS[reason]

    sentence, change = TELLER.left_out(str(reason), needs), str(TELLER.change(str(reason), needs))

    assert sentence.endswith("。")
    assert "%(" not in sentence + change
    assert not any(public_id in sentence + change for public_id in NAMES)


def test_a_missing_skill_names_skill_level_nearest_person_and_the_step_up() -> None:
    needs = NEEDS[Reason.NO_SKILL]

    assert TELLER.left_out("no_skill", needs) == (
        "「画像編集 3」以上の人がいません。いちばん近いのは石川 翔さん（2）です。"
    )
    assert str(TELLER.change("no_skill", needs)) == "石川 翔さんの画像編集を1段階上げる"


def test_a_full_package_says_the_missing_time_and_what_would_fall_out() -> None:
    needs = {"client": "c-1", "missing_minutes": 235, "displaces": "t-1", "margin": 3.5}

    # 235 minutes = 3 hours 55 minutes
    assert TELLER.left_out("package_full", needs) == (
        "パッケージの空きが3時間55分足りません。無理に入れると「議事録作成」が外れます。"
    )
    assert TELLER.change("package_full", needs).params["amount"] == "3時間55分"


def test_a_protected_package_says_what_is_kept_free() -> None:
    needs = {"client": "c-1", "missing_minutes": 30, "protected_minutes": 90}

    assert TELLER.left_out("package_full", needs) == (
        "パッケージの空きが30分足りません。見積もり違いに備える1時間30分を含みます。"
    )


def test_a_displaced_task_asks_for_more_of_what_was_short() -> None:
    by_package = {**NEEDS[Reason.DISPLACED]}
    by_people = {**by_package, "bottleneck": "assistants_full", "assistant": "a-2"}

    assert str(TELLER.change("displaced", by_package)) == "パッケージを30分増やす"
    assert str(TELLER.change("displaced", by_people)) == "森下 由香さんの時間を30分増やす"


def test_a_full_week_says_until_when_and_how_much() -> None:
    needs = NEEDS[Reason.WEEK_FULL]

    assert TELLER.left_out("week_full", needs) == (
        "第2週までの空きが足りません。いちばん近い石川 翔さんで45分不足です。"
    )
    assert str(TELLER.change("week_full", needs)) == "石川 翔さんの第2週までの時間を45分増やす"


def test_a_pin_that_cannot_be_kept_says_who_and_the_cause() -> None:
    sentence = TELLER.left_out("pin_impossible", NEEDS[Reason.PIN_IMPOSSIBLE])

    assert sentence == "石川 翔さんに固定されていますが、割り当てられません。パッケージの空きが30分足りません。"


def test_whom_the_reader_may_not_see_is_named_by_nobody() -> None:
    stranger = Teller(SAY, format_ja, {})

    assert stranger.choice({"code": "higher_value", "next_best": "a-2", "margin": 12.0}, "石川 翔") == (
        "次点のほかの人より12点高くなります。"
    )
    assert "ほかの作業" in stranger.left_out("package_full", {"missing_minutes": 30, "displaces": "t-9"})


@pytest.mark.parametrize("choice", Choice)
def test_every_choice_can_be_said_with_what_the_planner_gives(choice: Choice) -> None:
    sentence = TELLER.choice({"code": str(choice), **CHOICE_NEEDS[choice]}, "石川 翔")

    assert sentence.endswith("。")
    assert "%(" not in sentence
    assert "a-2" not in sentence


@pytest.mark.parametrize("choice", Choice)
def test_a_client_is_told_neither_of_other_people_nor_of_their_load(choice: Choice) -> None:
    sentence = TELLER.choice({"code": str(choice), **CHOICE_NEEDS[choice]}, "石川 翔", for_client=True)

    assert sentence.endswith("。")
    assert "森下" not in sentence
    assert not any(digit in sentence for digit in "0123456789")


def test_a_shared_task_says_with_whom_and_how_much() -> None:
    reason = {"code": "shared", **CHOICE_NEEDS[Choice.SHARED]}

    assert TELLER.choice(reason, "石川 翔") == (
        "2時間30分の作業を森下 由香さんと分け、石川 翔さんが1時間30分を担当します。"
    )


def test_skill_that_makes_work_shorter_is_said_with_the_figures_to_staff_only() -> None:
    reason = {"code": "only_eligible", "base_minutes": 100, "percent": 90}

    assert TELLER.choice(reason, "石川 翔") == (
        "できるのは石川 翔さんだけです。技能が高いため、標準の1時間40分の90%で見積もりました。"
    )
    assert TELLER.choice(reason, "石川 翔", for_client=True) == (
        "必要な技能があるのは石川 翔さんです。技能が高いため、標準より短い時間です。"
    )


def test_an_assignment_without_a_reason_says_so() -> None:
    assert TELLER.choice({}, "石川 翔") == "理由の記録がありません。"


def test_the_gap_is_rounded_up_and_never_claims_more_than_is_proven() -> None:
    # 0.00401 is 0.401 %, which is more than 0.4 %
    assert status_sentence(SAY, "within_gap", 0.00401) == "最適との差は最大0.5%（証明済み）"
    assert status_sentence(SAY, "within_gap", 0.004) == "最適との差は最大0.4%（証明済み）"
    assert status_sentence(SAY, "time_limit", 0.12) == "時間内に見つけた計画です。最適との差は最大12.0%"
    assert status_sentence(SAY, "work_limit", 0.12) == "探索の上限までに見つけた計画です。最適との差は最大12.0%"


def test_only_what_is_proven_counts_as_proven() -> None:
    assert {"optimal", "within_gap"} == PROVEN
    assert "証明できていません" in status_sentence(SAY, "greedy", None)
    assert "分かりません" in status_sentence(SAY, "time_limit", None)
    assert status_sentence(SAY, "interrupted", None) == "途中までに見つけた計画です。最適との差は分かりません"
    assert status_sentence(SAY, "work_limit", None) == "探索の上限までに見つけた計画です。最適との差は分かりません"


def test_the_smallest_change_in_minutes_comes_first() -> None:
    rows = [
        ("no_skill", {"skill": "it"}),
        ("package_full", {"missing_minutes": 235}),
        ("assistants_full", {"missing_minutes": 30}),
    ]

    assert [reason for reason, _ in sorted(rows, key=lambda row: smallness(*row))] == [
        "assistants_full",
        "package_full",
        "no_skill",
    ]
