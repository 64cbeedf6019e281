"""Names of real sheets find their entry, above all those that a law gates; what is in no catalogue finds none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seeds
from app.domain.tasks import matching
from app.domain.tasks.catalogue import CatalogueEntry, read_catalogue
from app.domain.tasks.matching import MATCH_PCT, SUGGESTION_PCT, match_catalogue, suggestions

FILE = Path(seeds.__file__).parent / "data" / "catalogue.csv"
ENTRIES = read_catalogue(list(csv.reader(FILE.read_text(encoding="utf-8").splitlines())))


def matched(name: str) -> int | None:
    """The number of the entry the name finds."""
    found = match_catalogue(name, ENTRIES)
    return None if found is None else found.no


@pytest.mark.parametrize(
    ("name", "no"),
    [
        ("社会保険の資格取得届", 28),
        ("雇用保険の資格喪失届", 28),
        ("離職票の発行手続き", 28),
        ("算定基礎届", 29),
        ("月額変更届", 29),
        ("労働保険の年度更新", 30),
        ("就業規則の改定", 32),
        ("就業規則の見直し", 32),
        ("助成金の申請", 31),
        ("法定調書の提出", 34),
        ("補助金の申請書作成", 54),
        ("診療所の許認可の更新申請", 54),
        ("契約書のレビュー", 59),
        ("契約書チェック", 59),
        ("確定申告・法人税申告", 21),
        ("消費税の申告", 21),
        ("役員変更の登記", 53),
        ("売掛金の回収交渉", 7),
        ("訴訟対応", 61),
        ("商標登録の出願", 62),
    ],
)
def test_law_gated_tasks_find_their_entry_by_other_names(name: str, no: int) -> None:
    assert matched(name) == no


@pytest.mark.parametrize(
    ("name", "no"),
    [
        # studio
        ("請求書作成・発行", 1), ("受領請求書の処理", 2), ("経費精算チェック", 10), ("入金確認・消込", 5),
        ("給与計算", 26), ("打合せ議事録の作成", 71), ("スケジュール調整", 79), ("ホームページ施工事例の更新", 82),
        ("SNS予約投稿", 83), ("備品の発注", 47), ("郵便物の仕分け・発送", 46), ("名刺データ入力", 57),
        # shop
        ("受注データの取込・確認", 3), ("商品登録（モール3店）", 84), ("商品画像の加工", 84),
        ("問い合わせメール一次返信", 78), ("週次KPIレポート", 72), ("競合価格の調査", 69), ("納期調整の連絡", 77),
        ("振込データの作成", 13), ("記帳・仕訳入力", 8), ("月次試算表の補助", 16), ("勤怠の集計・不備確認", 25),
        ("求人票の作成・掲載", 36), ("応募者の日程調整", 37), ("面接・採否の判断", 39),
        ("入社書類の案内・回収", 35), ("メルマガの配信設定", 84), ("SNS投稿の予約・集計", 83),
        ("アカウント発行・棚卸", 64), ("PCのキッティング", 68), ("会議の議事録", 71), ("代表電話の一次対応", 44),
        # clinic
        ("窓口現金の出納帳入力", 15), ("業者請求書の整理", 2), ("支払予定表の作成", 13),
        ("領収書のスキャン・保存", 11), ("求人媒体の更新", 36), ("応募者との日程調整", 37),
        ("年末調整の書類回収と入力", 33), ("院内研修の案内・出欠", 41), ("理事会議事録の清書", 71),
        ("LINE配信の設定", 84), ("会食・手土産の手配", 80), ("アカウントの発行・削除", 64), ("中期計画の策定", 73),
    ],
)  # fmt: skip
def test_names_of_the_three_sheets_find_their_entry(name: str, no: int) -> None:
    assert matched(name) == no


@pytest.mark.parametrize(
    "name",
    [
        "実施設計図の作成", "施主への提案・プレゼン", "旧FAX台帳への転記", "在庫数の更新", "レビュー返信",
        "クレーム対応", "返品・交換の受付", "売上日報の作成", "キャンペーンの企画", "シフト表の作成",
        "口コミへの返信下書き", "レセプト点検", "患者からの苦情対応", "バックアップテープの交換", "掃除",
        "会議室の予約", "", "・", "x" * 500,
    ],
)  # fmt: skip
def test_what_is_in_no_catalogue_finds_no_entry(name: str) -> None:
    assert matched(name) is None


def test_what_is_done_with_a_contract_without_judging_it_is_not_taken_for_a_review() -> None:
    assert [matched(name) for name in ("契約書の保管", "契約書の製本", "契約書のひな形差込")] == [48, 49, 58]


def test_the_same_name_is_wholly_alike_whatever_its_width_and_particles() -> None:
    found = match_catalogue("経費精算の ﾁｪｯｸ", ENTRIES)

    assert found is not None
    assert (found.no, found.similarity_pct) == (10, 100)


def test_department_and_detail_decide_between_entries_nearly_equally_alike() -> None:
    name = "出張の手配"  # 80 alone; the detail cannot push another entry past it
    plain, told = match_catalogue(name, ENTRIES), match_catalogue(name, ENTRIES, detail="会食", department="秘書室")

    assert plain is not None
    assert told is not None
    assert told.no == plain.no == 80
    assert told.similarity_pct > plain.similarity_pct


def test_suggestions_come_best_first_within_their_limit() -> None:
    found = suggestions("請求書の受領・支払予定表", ENTRIES, limit=3)

    assert {match.no for match in found[:2]} == {2, 13}
    assert len(found) == 3
    assert [match.similarity_pct for match in found] == sorted((m.similarity_pct for m in found), reverse=True)
    assert suggestions("掃除", ENTRIES) == ()
    assert all(match.similarity_pct >= SUGGESTION_PCT for match in suggestions("見積書", ENTRIES, limit=84))


def test_an_empty_catalogue_matches_nothing() -> None:
    assert match_catalogue("請求書", ()) is None


def test_the_catalogue_is_cut_into_pairs_once_for_many_names() -> None:
    matching._index.cache_clear()

    for number in range(200):
        match_catalogue(f"請求書の発行{number}", list(ENTRIES))

    assert matching._index.cache_info().misses == 1


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_percentage_and_a_match_reaches_its_threshold(name: str, detail: str) -> None:
    found = match_catalogue(name, ENTRIES, detail=detail)

    assert found is None or MATCH_PCT <= found.similarity_pct <= 100


@given(st.sampled_from(ENTRIES))
def test_every_entry_finds_itself(entry: CatalogueEntry) -> None:
    assert matched(entry.name_ja) == entry.no
