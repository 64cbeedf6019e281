"""The gates without a profession behind them: what stops, what limits, what a denial takes back."""

from __future__ import annotations

import pytest

from optimizer.scoring import TaskFacts, gates
from optimizer.scoring.result import Evidence, GateFinding


def outcome(gate: str, name: str, note: str = "", **known: str) -> tuple[str, str]:
    finding = {each.gate: each for each in gates.check(TaskFacts("t", name, note=note, **known))}[gate]  # type: ignore[arg-type]
    return finding.outcome, finding.code


@pytest.mark.parametrize(
    ("gate", "name", "note", "expected"),
    [
        ("presence", "書類の仕分け", "出社必須", ("stops", "on_site_paper")),
        ("presence", "バックアップテープの交換", "院内作業", ("stops", "on_site_paper")),
        ("presence", "PCのキッティング", "現物作業", ("stops", "on_site_hands")),
        ("presence", "来客対応", "", ("stops", "on_site_hands")),
        ("presence", "商品の発送", "", ("stops", "on_site_hands")),
        ("presence", "請求書の印刷・郵送", "", ("limits", "by_post")),
        ("presence", "領収書のスキャン・保存", "", ("limits", "by_post")),
        ("seal_or_transfer", "捺印代行・製本", "", ("stops", "seal")),
        ("seal_or_transfer", "振込実行", "", ("stops", "transfer")),
        ("seal_or_transfer", "給与振込", "", ("stops", "transfer")),
        ("seal_or_transfer", "経費の承認", "", ("stops", "approval")),
        ("seal_or_transfer", "振込データの作成", "承認は社長", ("limits", "client_decides")),
        ("seal_or_transfer", "仕入先への発注", "最終数量は社員が決める", ("limits", "client_decides")),
        ("core", "施主への提案", "受注に直結", ("stops", "orders")),
        ("core", "キャンペーンの企画", "売上に直結", ("stops", "sales")),
        ("core", "面接・採否の判断", "", ("stops", "hiring")),
        ("core", "中期計画の策定", "", ("stops", "strategy")),
        ("core", "M&A判断", "", ("stops", "strategy")),
        ("core", "図面の作成", "コア業務", ("stops", "core")),
        ("core", "提案先への連絡", "受注に直結", ("stops", "orders")),
        ("core", "面接と日程調整", "", ("stops", "hiring")),
        ("qualified_only", "実施設計図の作成", "資格者のみ", ("stops", "qualified")),
        ("confined_data", "カルテの入力", "院外持出不可", ("stops", "confined")),
        ("confined_data", "台帳の入力", "社外への持ち出し禁止", ("stops", "confined")),
        ("delicate", "クレーム対応", "感情的な交渉", ("stops", "complaints")),
        ("delicate", "患者からの苦情対応", "", ("stops", "complaints")),
        ("delicate", "クレームメール対応", "", ("stops", "complaints")),
        ("delicate", "メールの一次返信", "クレームは社員", ("limits", "complaints_stay")),
        ("my_number", "書類の回収", "マイナンバーあり", ("limits", "my_number")),
        ("unneeded", "旧台帳への転記", "不要では？", ("stops", "nobody_needs")),
        ("unneeded", "旧台帳への転記", "誰も見ていないが続けている", ("stops", "nobody_needs")),
        ("unneeded", "旧台帳への転記", "もう使われていない", ("stops", "nobody_needs")),
        ("combine", "売上の入力", "2つの表に二重入力している", ("limits", "done_twice")),
        ("rearrange", "売上の入力", "毎日でなくてもよい", ("limits", "too_often")),
        ("simplify", "在庫数の更新", "ＲＰＡ検討中", ("limits", "automatable")),
        ("simplify", "日報の作成", "自動化できそう", ("limits", "automatable")),
        ("simplify", "資料の印刷", "紙をやめたい", ("limits", "paperless")),
        ("simplify", "請求書の処理", "紙が3割", ("limits", "paper_share")),
    ],
)
def test_words_that_meet_a_gate(gate: str, name: str, note: str, expected: tuple[str, str]) -> None:
    assert outcome(gate, name, note) == expected


@pytest.mark.parametrize(
    ("gate", "name", "note"),
    [
        ("core", "書類整理", "コア業務ではない"),
        ("core", "書類整理", "コア業務とは言えない"),
        ("core", "書類整理", "ノンコア業務"),
        ("core", "書類整理", "売上に直結しない"),
        ("core", "書類整理", "受注に直結するものではない"),
        ("core", "応募者対応", "面接はしない"),
        ("presence", "書類整理", "出社不要"),
        ("presence", "書類整理", "出社は必須ではない"),
        ("presence", "書類整理", "出社せずにできる"),
        ("seal_or_transfer", "契約書送付", "電子契約のため押印不要"),
        ("seal_or_transfer", "契約書送付", "押印なし"),
        ("my_number", "給与の明細", "マイナンバーは扱わない"),
        ("delicate", "問い合わせ返信", "クレームは含まない"),
        ("qualified_only", "データ入力", "資格は必要ない"),
        ("confined_data", "データ入力", "持ち出し可"),
        ("confined_data", "データ入力", "社外秘"),
        ("unneeded", "台帳更新", "不要ではない"),
        ("unneeded", "台帳更新", "出社不要"),
        ("unneeded", "台帳更新", "誰も見ていないわけではない"),
        ("unneeded", "資料の印刷", "紙をやめたい"),
        ("simplify", "データ入力", "自動化は難しい"),
        ("simplify", "データ入力", "自動化済み"),
    ],
)
def test_a_denial_or_another_subject_does_not_meet_it(gate: str, name: str, note: str) -> None:
    assert outcome(gate, name, note) == ("pass", "")


@pytest.mark.parametrize(
    ("gate", "name"),
    [
        ("core", "採用面接の日程調整メール"),
        ("core", "中期計画資料の体裁調整"),
        ("core", "人事評価シートの回収"),
        ("core", "採用資料の印刷"),
        ("presence", "来客対応マニュアルの作成"),
        ("presence", "出社率の集計"),
        ("presence", "窓口現金の出納帳入力"),
        ("seal_or_transfer", "押印申請の受付"),
        ("seal_or_transfer", "承認依頼メールの送信"),
        ("seal_or_transfer", "振込データの作成"),
        ("seal_or_transfer", "振込手数料の確認"),
        ("delicate", "クレーム件数の集計"),
        ("delicate", "クレーム対応マニュアルの清書"),
        ("qualified_only", "資格者一覧の更新"),
    ],
)
def test_arranging_and_recording_around_a_gate_passes(gate: str, name: str) -> None:
    assert outcome(gate, name) == ("pass", "")


@pytest.mark.parametrize(
    ("gate", "known", "expected"),
    [
        ("core", {"law_class": "core – keep"}, ("stops", "core")),
        ("presence", {"law_class": "on-site/specialist"}, ("stops", "on_site_hands")),
        ("presence", {"law_class": "F (offline)"}, ("limits", "by_post")),
        ("seal_or_transfer", {"law_class": "H/usually refuse"}, ("stops", "transfer")),
        ("seal_or_transfer", {"law_class": "H (authority)"}, ("limits", "client_decides")),
        ("seal_or_transfer", {"law_class": "F (decision stays)"}, ("limits", "client_decides")),
        ("seal_or_transfer", {"law_class": "F"}, ("pass", "")),
        ("seal_or_transfer", {"confidentiality": "bank"}, ("limits", "bank_access")),
        ("my_number", {"law_class": "S(税)(R) H(My No.)"}, ("limits", "my_number")),
        ("qualified_only", {"expertise": "一級建築士"}, ("stops", "qualified")),
    ],
)
def test_what_other_facts_say_of_a_plain_name(gate: str, known: dict[str, str], expected: tuple[str, str]) -> None:
    assert outcome(gate, "例の仕事", **known) == expected


def test_a_name_that_arranges_outweighs_the_subject_in_its_detail_and_the_catalogue() -> None:
    facts = TaskFacts("t", "候補者への連絡", detail="面接のあと", law_class="core – keep")

    assert gates.core(facts).outcome == "pass"


def test_a_company_that_keeps_its_numbers_overrules_the_catalogue() -> None:
    assert outcome("my_number", "年末の書類", "マイナンバーは扱わない", law_class="S(税)(R) H(My No.)") == ("pass", "")


def test_evidence_names_the_words_and_their_field() -> None:
    found = gates.core(TaskFacts("t", "図面の作成", detail="打合せ", note="受注に直結"))

    assert found == GateFinding("core", "stops", "orders", evidence=(Evidence("note", "受注に直結"),))


def test_every_gate_reports_in_the_order_of_the_page_even_when_all_pass() -> None:
    findings = gates.check(TaskFacts("t", "名刺データ入力"))

    assert [each.gate for each in findings] == [
        "reserved",
        "support_only",
        "qualified_only",
        "presence",
        "seal_or_transfer",
        "confined_data",
        "my_number",
        "delicate",
        "core",
        "unneeded",
        "combine",
        "rearrange",
        "simplify",
    ]
    assert {each.outcome for each in findings} == {"pass"}


def test_a_letter_that_grows_in_lower_case_does_not_shift_the_evidence() -> None:
    found = gates.core(TaskFacts("t", "İİ図面はM&A判断用"))

    assert found.evidence == (Evidence("name", "M&A"),)
