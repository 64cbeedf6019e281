"""Each criterion's level from stated facts, and what is assumed where nothing is stated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS, TaskFacts, Weights, criteria
from optimizer.scoring.result import Contribution, Criterion


def level(criterion: Criterion, name: str = "名刺データ入力", **known: Any) -> tuple[int, bool]:
    found = criteria.LEVELS[criterion](TaskFacts("t", name, **known))
    return found.level, found.assumed


@pytest.mark.parametrize(
    ("runs_per_year", "expected"),
    # Runs a month by the published table: ≤1, 2–3, 4, 5–20, ≥21; 52 weeks are 4.33 a month, rounded to 4.
    [(1, 1), (12, 1), (17, 1), (18, 2), (24, 2), (36, 2), (48, 3), (52, 3), (60, 4), (240, 4), (252, 5), (264, 5)],
)
def test_frequency_follows_the_published_steps(runs_per_year: int, expected: int) -> None:
    assert level("frequency", runs_per_year=runs_per_year) == (expected, False)


@pytest.mark.parametrize(
    ("minutes_per_run", "expected"),
    # Minutes a month at 12 runs a year: ≤200, 201–420, 421–2400, 2401–4800, ≥4801.
    [(0, 1), (200, 1), (201, 2), (420, 2), (421, 3), (2400, 3), (2401, 4), (4800, 4), (4801, 5)],
)
def test_volume_follows_the_published_steps(minutes_per_run: int, expected: int) -> None:
    assert level("volume", minutes_per_run=minutes_per_run, runs_per_year=12) == (expected, False)


def test_volume_rounds_the_month_half_up() -> None:
    # 401 minutes × 6 runs = 2406 a year = 200.5 a month, which is 201 and so level 2.
    assert level("volume", minutes_per_run=401, runs_per_year=6) == (2, False)


@pytest.mark.parametrize(
    ("pct", "expected"), [(0, 5), (19, 5), (20, 4), (39, 4), (40, 3), (59, 3), (60, 2), (79, 2), (80, 1), (100, 1)]
)
def test_judgement_follows_the_published_steps(pct: int, expected: int) -> None:
    assert level("judgement", judgement_pct=pct) == (expected, False)


@pytest.mark.parametrize(
    ("criterion", "known", "expected"),
    [
        ("standardisation", {"routine": "routine", "has_manual": True}, 5),
        ("standardisation", {"routine": "routine"}, 5),
        ("standardisation", {"routine": "routine", "has_manual": False}, 4),
        ("standardisation", {"routine": "semi"}, 3),
        ("standardisation", {"routine": "non_routine"}, 1),
        ("expertise", {"expertise": "不要"}, 5),
        ("expertise", {"expertise": "簿記３級"}, 4),
        ("expertise", {"expertise": "画像編集"}, 4),
        ("expertise", {"expertise": "簿記2級"}, 3),
        ("expertise", {"expertise": "陶芸"}, 3),
        ("expertise", {"expertise": "IT"}, 2),
        ("expertise", {"expertise": "看護師"}, 1),
        ("profit", {"customer_contact": False}, 5),
        ("profit", {"customer_contact": True}, 3),
        ("profit", {"name": "商品登録", "customer_contact": False}, 4),
        ("profit", {"name": "販促の企画", "customer_contact": True}, 2),
        ("confidentiality", {"confidentiality": "public"}, 5),
        ("confidentiality", {"confidentiality": "internal"}, 3),
        ("confidentiality", {"confidentiality": "personal"}, 2),
        ("confidentiality", {"confidentiality": "administrator"}, 1),
        ("confidentiality", {"confidentiality": "bank"}, 1),
        ("confidentiality", {"confidentiality": "internal", "note": "マイナンバーあり"}, 1),
        ("confidentiality", {"confidentiality": "internal", "note": "マイナンバーは扱わない"}, 3),
        ("key_person", {"capable_people": 0}, 5),
        ("key_person", {"capable_people": 1}, 5),
        ("key_person", {"capable_people": 2}, 4),
        ("key_person", {"capable_people": 3}, 3),
        ("key_person", {"capable_people": 5}, 2),
        ("key_person", {"capable_people": 6}, 1),
        ("key_person", {"key_person": "high"}, 5),
        ("key_person", {"key_person": "middle"}, 3),
        ("key_person", {"key_person": "low"}, 2),
        ("key_person", {"capable_people": 1, "key_person": "low"}, 5),
        ("manual", {"has_manual": True}, 5),
        ("manual", {"has_manual": True, "note": "マニュアルが古い"}, 4),
        ("manual", {"has_manual": True, "note": "手順書は一部のみ"}, 3),
        ("manual", {"has_manual": False, "note": "手順メモはある"}, 2),
        ("manual", {"has_manual": False}, 1),
        ("stability", {"note": "3年変わっていない"}, 5),
        ("stability", {"note": "2年変わっていない"}, 4),
        ("stability", {"note": "1年変わっていない"}, 3),
        ("stability", {"note": "毎年様式が変わる"}, 2),
        ("paper", {"note": "紙が1割"}, 4),
        ("paper", {"note": "紙が3割"}, 3),
        ("paper", {"note": "紙の割合は60%"}, 2),
        ("paper", {"note": "紙が9割"}, 1),
    ],
)
def test_a_stated_fact_gives_its_level(criterion: Criterion, known: dict[str, Any], expected: int) -> None:
    assert level(criterion, **known) == (expected, False)


@pytest.mark.parametrize(
    ("criterion", "known", "expected"),
    [
        ("standardisation", {"name": "名刺データ入力"}, 4),
        ("standardisation", {"name": "名刺データ入力", "has_manual": True}, 5),
        ("standardisation", {"name": "ブログの原稿"}, 3),
        ("standardisation", {"name": "催しの企画"}, 2),
        ("standardisation", {"judgement_pct": 10, "has_manual": True}, 5),
        ("standardisation", {"judgement_pct": 25}, 3),
        ("standardisation", {"judgement_pct": 90, "has_manual": True}, 1),
        ("judgement", {"routine": "routine", "has_manual": True}, 5),
        ("judgement", {"routine": "routine"}, 4),
        ("judgement", {"routine": "non_routine"}, 1),
        ("judgement", {"name": "顧客分析データの入力"}, 4),
        ("judgement", {"name": "シフト表の作成"}, 2),
        ("judgement", {"name": "名刺データ入力", "note": "現場判断が多い"}, 2),
        ("volume", {}, 2),
        ("volume", {"minutes_per_run": 90}, 2),
        ("frequency", {}, 2),
        ("expertise", {"name": "仕訳の入力"}, 4),
        ("expertise", {"name": "名刺データ入力"}, 5),
        ("profit", {"name": "名刺データ入力"}, 5),
        ("confidentiality", {"name": "応募者との日程調整"}, 2),
        ("confidentiality", {"name": "求人媒体の更新"}, 5),
        ("confidentiality", {"name": "備品の発注"}, 4),
        ("confidentiality", {"name": "台帳の整理"}, 3),
        ("key_person", {}, 3),
        ("key_person", {"note": "この人しか分からない"}, 5),
        ("manual", {}, 2),
        ("stability", {"routine": "routine"}, 4),
        ("stability", {"routine": "routine", "has_manual": True}, 5),
        ("stability", {"routine": "non_routine"}, 2),
        ("urgency", {}, 4),
        ("urgency", {"runs_per_year": 12}, 5),
        ("urgency", {"runs_per_year": 96}, 4),
        ("urgency", {"runs_per_year": 240}, 3),
        ("urgency", {"name": "売上日報の入力", "runs_per_year": 12}, 2),
        ("urgency", {"name": "代表電話の一次対応", "runs_per_year": 12}, 1),
        ("paper", {}, 5),
        ("paper", {"note": "紙"}, 2),
        ("paper", {"note": "表紙の色を選ぶ"}, 5),
        ("paper", {"detail": "スキャン済み画像から"}, 5),
        ("paper", {"name": "資料の印刷"}, 1),
    ],
)
def test_what_is_not_stated_is_assumed_and_marked(criterion: Criterion, known: dict[str, Any], expected: int) -> None:
    assert level(criterion, **known) == (expected, True)


@pytest.mark.parametrize(
    ("criterion", "known", "expected"),
    [
        # D is 20 working days a month: level 4; W 52 a year, 4.33 a month; of D/M the rarer, monthly.
        ("frequency", {"catalogue_frequency": "D"}, 4),
        ("frequency", {"catalogue_frequency": "W"}, 3),
        ("frequency", {"catalogue_frequency": "D/M"}, 1),
        ("frequency", {"catalogue_frequency": "Y/Q"}, 1),
        # 11.6 h × 60 = 696 minutes a month.
        ("volume", {"catalogue_time": "11.6 h/mo (built.itmedia)"}, 3),
        # 52 minutes 24 times a year are 104 a month; 52 on every working day 52 × 240 / 12 = 1040.
        ("volume", {"catalogue_time": "52 min each, 96.08/mo ≈ 83 h", "runs_per_year": 24}, 1),
        ("volume", {"catalogue_time": "52 min each", "catalogue_frequency": "D"}, 3),
        # 300 minutes weekly: 300 × 52 / 12 = 1300.
        ("volume", {"minutes_per_run": 300, "catalogue_frequency": "W"}, 3),
        ("urgency", {"catalogue_frequency": "D"}, 3),
        ("urgency", {"catalogue_frequency": "M"}, 5),
        ("confidentiality", {"name": "台帳", "law_class": "H (client approves transfer)"}, 2),
        ("confidentiality", {"name": "台帳", "law_class": "F/H"}, 2),
        ("confidentiality", {"name": "台帳", "catalogue_name": "備品・消耗品発注"}, 4),
        ("standardisation", {"name": "月末のもの", "catalogue_name": "記帳・仕訳入力"}, 4),
        ("judgement", {"name": "月末のもの", "catalogue_name": "中期計画・M&A判断"}, 2),
        ("stability", {"name": "月末のもの", "catalogue_name": "記帳・仕訳入力"}, 4),
        ("expertise", {"name": "月末のもの", "catalogue_name": "記帳・仕訳入力"}, 4),
        ("expertise", {"name": "月末のもの", "catalogue_name": "郵便・発送代行"}, 5),
        ("profit", {"name": "月末のもの", "catalogue_name": "見積・受発注処理"}, 4),
    ],
)
def test_what_the_words_do_not_say_the_catalogue_does(
    criterion: Criterion, known: dict[str, Any], expected: int
) -> None:
    found = criteria.LEVELS[criterion](TaskFacts(**{"id": "t", "name": "名刺データ入力", **known}))

    assert found == (expected, True, True)


@pytest.mark.parametrize(
    ("criterion", "known"),
    [
        ("frequency", {"runs_per_year": 12, "catalogue_frequency": "D"}),
        ("frequency", {"catalogue_frequency": "A"}),
        ("frequency", {"catalogue_frequency": "–"}),
        ("volume", {"minutes_per_run": 10, "runs_per_year": 12, "catalogue_time": "11.6 h/mo"}),
        ("volume", {"catalogue_frequency": "D"}),
        ("urgency", {"runs_per_year": 12, "catalogue_frequency": "D"}),
        ("standardisation", {"name": "催しの企画", "catalogue_name": "記帳・仕訳入力"}),
        ("standardisation", {"name": "月末のもの", "catalogue_name": "記帳・仕訳入力", "routine": "semi"}),
        ("stability", {"name": "月末のもの", "catalogue_name": "記帳・仕訳入力", "routine": "semi"}),
        ("confidentiality", {"name": "備品の発注", "law_class": "F/H"}),
        ("confidentiality", {"name": "台帳", "law_class": "F"}),
        ("profit", {"name": "商品登録", "catalogue_name": "中期計画・M&A判断"}),
        ("profit", {"customer_contact": False, "catalogue_name": "見積・受発注処理"}),
    ],
)
def test_the_catalogue_is_silent_where_the_task_speaks(criterion: Criterion, known: dict[str, Any]) -> None:
    without = {name: value for name, value in known.items() if name not in {"catalogue_frequency", "catalogue_time"}}
    found = criteria.LEVELS[criterion](TaskFacts(**{"id": "t", "name": "名刺データ入力", **known}))

    assert not found.by_catalogue
    assert found == criteria.LEVELS[criterion](TaskFacts(**{"id": "t", "name": "名刺データ入力", **without}))


@pytest.mark.parametrize(
    ("weight", "of_level", "tenths"),
    # weight × 10 × (level − 1) / 4: 14×10×1/4 = 35; 5×10×1/4 = 12.5 → 13; 5×10×3/4 = 37.5 → 38; 3×10×1/4 = 7.5 → 8.
    [(14, 2, 35), (14, 5, 140), (14, 1, 0), (5, 2, 13), (5, 4, 38), (3, 2, 8), (3, 3, 15), (0, 5, 0)],
)
def test_points_are_tenths_rounded_half_up(weight: int, of_level: int, tenths: int) -> None:
    assert criteria.points_tenths(weight, of_level) == tenths


def test_the_suitability_rounds_the_sum_half_up_once() -> None:
    # 13 + 8 + 4 = 25 tenths = 2.5 points → 3; rounding each part first would give 1 + 1 + 0 = 2.
    parts = tuple(Contribution("paper", 1, 2, tenths, assumed=False) for tenths in (13, 8, 4))

    assert criteria.suitability(parts) == 3


@st.composite
def weighings(draw: st.DrawFn) -> Weights:
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=11, max_size=11)))
    shares = [upper - lower for lower, upper in zip([0, *cuts], [*cuts, 100], strict=True)]
    return Weights(2, dict(zip(CRITERIA, shares, strict=True)))


def suitability_of(weights: Weights, levels: dict[Criterion, int]) -> int:
    return criteria.suitability(
        tuple(
            Contribution(name, weight, levels[name], criteria.points_tenths(weight, levels[name]), assumed=False)
            for name, weight in weights.by_criterion.items()
        )
    )


@given(
    weights=weighings(),
    levels=st.fixed_dictionaries({name: st.integers(1, 4) for name in CRITERIA}),
    raised=st.sampled_from(CRITERIA),
)
def test_raising_one_level_never_lowers_the_suitability(
    weights: Weights, levels: dict[Criterion, int], raised: Criterion
) -> None:
    before = suitability_of(weights, levels)
    after = suitability_of(weights, {**levels, raised: levels[raised] + 1})

    assert 0 <= before <= after <= 100


@pytest.mark.parametrize(("of_level", "points"), [(1, 0), (3, 50), (5, 100)])
def test_the_ends_and_the_middle_are_exact(of_level: int, points: int) -> None:
    assert suitability_of(DEFAULT_WEIGHTS, dict.fromkeys(CRITERIA, of_level)) == points
