"""One task worked by hand, the law's rows of real sheets, and that a score is a pure function of its input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.scoring import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    Advice,
    InvalidFactsError,
    Reason,
    Score,
    TaskFacts,
    Weights,
    score,
)
from optimizer.scoring.treatment import treatment_at

INVOICES = TaskFacts(
    id="t1",
    name="受領請求書の処理",
    detail="届いた請求書を確認し会計ソフトへ入力",
    note="紙が3割。手順は3年変わっていない",
    minutes_per_run=90,
    runs_per_year=48,
    routine="routine",
    judgement_pct=20,
    expertise="簿記の基礎",
    confidentiality="internal",
    has_manual=True,
    capable_people=1,
    customer_contact=False,
    law_class="F",
)

#: criterion, weight, level, tenths, assumed. Tenths are weight × 10 × (level − 1) / 4, rounded half up.
INVOICES_BY_HAND = [
    ("standardisation", 14, 5, 140, False),  # 定型, written: 14 × 4/4 = 14.0
    ("judgement", 12, 4, 90, False),  # 20 % is in 20–39: 12 × 3/4 = 9.0
    ("volume", 12, 2, 30, False),  # 90 × 48 / 12 = 360 minutes, in 201–420: 12 × 1/4 = 3.0
    ("expertise", 10, 4, 75, False),  # basics of bookkeeping: 10 × 3/4 = 7.5
    ("profit", 10, 5, 100, False),  # no customer, no sales word: 10 × 4/4 = 10.0
    ("frequency", 8, 3, 40, False),  # 48 / 12 = 4 a month: 8 × 2/4 = 4.0
    ("confidentiality", 8, 3, 40, False),  # 社外秘: 8 × 2/4 = 4.0
    ("key_person", 8, 5, 80, False),  # one person: 8 × 4/4 = 8.0
    ("manual", 6, 5, 60, False),  # there is one: 6 × 4/4 = 6.0
    ("stability", 5, 5, 50, False),  # three years: 5 × 4/4 = 5.0
    ("urgency", 4, 5, 40, True),  # four times a month, next week will do: 4 × 4/4 = 4.0
    ("paper", 3, 3, 15, False),  # 3割: 3 × 2/4 = 1.5
]


def test_a_task_worked_by_hand() -> None:
    result = score(INVOICES, DEFAULT_WEIGHTS)

    parts = [
        (each.criterion, each.weight, each.level, each.points_tenths, each.assumed) for each in result.contributions
    ]
    assert parts == INVOICES_BY_HAND
    # 140+90+30+75+100+40+40+80+60+50+40+15 = 760 tenths
    assert result.suitability == 76
    assert (result.treatment, result.reason) == ("outsource", Reason("routine_with_manual"))
    assert result.runner_up == Advice("automate", Reason("paper_share"))
    assert (result.task_id, result.weights_version) == ("t1", 1)
    assert result.stopped_by == ()


LAW_ROWS = [
    (
        {"name": "社会保険の資格取得届", "detail": "入社時に年金事務所へ届出", "note": "社労士未契約"},
        "labour_consultant",
    ),
    ({"name": "補助金の申請書作成", "detail": "IT導入補助金", "routine": "non_routine"}, "administrative_scrivener"),
    ({"name": "確定申告・法人税申告", "judgement_pct": 90, "expertise": "税理士"}, "tax_accountant"),
    ({"name": "就業規則の改定", "judgement_pct": 70, "expertise": "社労士"}, "labour_consultant"),
    ({"name": "契約書のレビュー", "judgement_pct": 80, "expertise": "法務", "note": "弁護士に相談"}, "lawyer"),
    ({"name": "算定基礎届", "detail": "年金事務所", "note": "社労士に依頼したい"}, "labour_consultant"),
    ({"name": "診療所の許認可の更新申請", "detail": "保健所", "note": "官公署提出"}, "administrative_scrivener"),
]


@pytest.mark.parametrize(("row", "profession"), LAW_ROWS)
@pytest.mark.parametrize("law_class", [None, "F"], ids=["no match", "matched as free"])
def test_a_row_the_law_reserves_goes_to_its_profession_without_a_score(
    row: dict[str, Any], profession: str, law_class: str | None
) -> None:
    result = score(TaskFacts(id="t", has_manual=True, law_class=law_class, **row), DEFAULT_WEIGHTS)

    assert result.treatment == "specialist"
    assert result.professions == (profession,)
    assert (result.suitability, result.contributions) == (None, ())
    assert result.stopped_by[0].law


OTHER_ROWS = [
    ({"name": "実施設計図の作成", "note": "資格者のみ"}, "keep", "qualified_only"),
    ({"name": "施主への提案・プレゼン", "detail": "受注に直結", "note": "コア業務"}, "keep", "core_orders"),
    ({"name": "キャンペーンの企画", "note": "売上に直結"}, "keep", "core_sales"),
    ({"name": "面接・採否の判断", "note": "社員が行う"}, "keep", "core_hiring"),
    ({"name": "中期計画の策定"}, "keep", "core_strategy"),
    ({"name": "レセプト点検", "note": "患者情報 院外持出不可"}, "keep", "confined_data"),
    ({"name": "クレーム対応", "note": "感情的な交渉"}, "keep", "delicate"),
    ({"name": "患者からの苦情対応"}, "keep", "delicate"),
    ({"name": "PCのキッティング", "note": "現物作業"}, "keep", "on_site_hands"),
    ({"name": "郵便物の仕分け・発送", "detail": "出社して行う"}, "automate", "on_site_paper"),
    ({"name": "バックアップテープの交換", "note": "出社必須"}, "automate", "on_site_paper"),
    ({"name": "旧FAX台帳への転記", "note": "不要では？"}, "stop", "nobody_needs"),
    ({"name": "振込実行"}, "keep", "transfer_stays"),
    ({"name": "経費の承認"}, "keep", "approval_stays"),
    ({"name": "捺印代行"}, "automate", "seal_by_e_contract"),
]


@pytest.mark.parametrize(("row", "treatment", "reason"), OTHER_ROWS)
def test_any_other_stop_decides_without_a_score(row: dict[str, Any], treatment: str, reason: str) -> None:
    result = score(TaskFacts(id="t", has_manual=True, routine="routine", **row), DEFAULT_WEIGHTS)

    assert (result.treatment, result.reason.code) == (treatment, reason)
    assert result.suitability is None


def test_a_shared_task_is_scored_and_names_who_shares_it() -> None:
    result = score(TaskFacts("t", "給与計算", note="マイナンバーは扱わない", routine="routine"), DEFAULT_WEIGHTS)

    assert result.suitability is not None
    assert result.shared_with == ("labour_consultant",)
    assert result.professions == ()
    assert result.runner_up == Advice("specialist", Reason("all_to_specialist", {"professions": "labour_consultant"}))


def test_a_stopped_task_is_shared_with_nobody() -> None:
    result = score(TaskFacts("t", "給与計算", note="出社必須"), DEFAULT_WEIGHTS)

    assert result.shared_with == ()


def test_the_weights_decide_the_points() -> None:
    only_manual = Weights(7, {**dict.fromkeys(CRITERIA, 0), "manual": 100})

    result = score(INVOICES, only_manual)

    assert (result.suitability, result.weights_version) == (100, 7)


words = st.sampled_from(
    ["", "社労士", "申請", "不要", "コア業務", "ではない", "届出", "紙が3割", "、", "出社", "入力", "の", "承認は社長"]
)
texts = st.lists(words, max_size=6).map("".join)


@given(
    facts=st.builds(
        TaskFacts,
        id=st.just("t"),
        name=texts,
        detail=texts | st.text(max_size=20),
        note=texts | st.text(max_size=20),
        minutes_per_run=st.none() | st.integers(0, 10_000),
        runs_per_year=st.none() | st.integers(0, 10_000),
        routine=st.sampled_from([None, "routine", "semi", "non_routine"]),
        judgement_pct=st.none() | st.integers(0, 100),
        expertise=st.none() | texts,
        confidentiality=st.sampled_from([None, "public", "internal", "personal", "administrator", "bank"]),
        has_manual=st.sampled_from([None, True, False]),
        capable_people=st.none() | st.integers(0, 20),
        key_person=st.sampled_from([None, "low", "middle", "high"]),
        customer_contact=st.sampled_from([None, True, False]),
        law_class=st.sampled_from([None, "F", "X(社)", "S(税)(R) H(My No.)", "core – keep", "H/usually refuse"]),
    )
)
def test_every_task_gets_one_whole_and_repeatable_score(facts: TaskFacts) -> None:
    result = score(facts, DEFAULT_WEIGHTS)

    assert score(facts, DEFAULT_WEIGHTS) == result
    assert Score.from_json(json.loads(json.dumps(result.to_json()))) == result
    assert (result.suitability is None) == bool(result.stopped_by)
    assert len(result.contributions) == (0 if result.stopped_by else 12)
    assert all(each.evidence and each.code for each in result.gates if each.outcome != "pass")
    assert result.runner_up is not None
    assert result.runner_up.treatment != result.treatment
    assert result.stopped_by or treatment_at(result.gates, result.contributions, result.suitability or 0) == (
        result.treatment
    )


@pytest.mark.parametrize(
    ("facts", "criterion", "level"),
    [
        ({"note": "9" * 5_000 + "年変わっていない"}, "stability", 4),
        ({"note": "999年変わっていない"}, "stability", 5),
        ({"catalogue_time": "9" * 400 + " h/mo"}, "volume", 2),
        ({"catalogue_time": "9" * 5_000 + " min each", "runs_per_year": 12}, "volume", 2),
        ({"catalogue_time": "11.6 h/mo"}, "volume", 3),
    ],
)
def test_a_number_that_nobody_means_is_no_number(facts: dict[str, Any], criterion: str, level: int) -> None:
    # more digits than int() takes, and a float that is infinite; 11.6 hours are 696 minutes
    found = score(TaskFacts("t", "名刺の入力", **facts), DEFAULT_WEIGHTS)

    assert {part.criterion: part.level for part in found.contributions}[criterion] == level  # type: ignore[index]


def test_a_long_run_of_words_is_read_once() -> None:
    # 「すること」 may be 「する」 and 「こと」, or one word: read both ways, 3000 of them would never come to an end
    assert score(TaskFacts("t", "押印" + "すること" * 2_000), DEFAULT_WEIGHTS).stopped_by
    assert score(TaskFacts("t", "押印" + "すること" * 2_000 + "は不要"), DEFAULT_WEIGHTS).stopped_by == ()


@pytest.mark.parametrize("text", ["a\ud800", "\udfff"])
def test_text_that_no_encoding_can_write_is_refused(text: str) -> None:
    with pytest.raises(InvalidFactsError) as caught:
        TaskFacts.from_json({"id": "t", "name": "名刺の入力", "note": text})

    assert caught.value.field == "note"
