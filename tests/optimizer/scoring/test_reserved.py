"""Reserved work is caught whatever the catalogue says; its ordinary neighbours are not."""

from __future__ import annotations

import pytest

from optimizer.scoring import GateFinding, TaskFacts
from optimizer.scoring.law import read_law_class
from optimizer.scoring.reserved import reserved, support_only

LABOUR, TAX, LAWYER = "labour_consultant", "tax_accountant", "lawyer"
PUBLIC, REGISTRY, PATENT = "administrative_scrivener", "judicial_scrivener", "patent_attorney"

#: name, code, profession. Source of what is reserved: the articles in `optimizer/scoring/law.py`.
RESERVED_NAMES = [
    ("社会保険の資格取得届", "labour_filing", LABOUR),
    ("社会保険 資格取得/喪失届", "labour_filing", LABOUR),
    ("社会保険・雇用保険の手続き", "labour_filing", LABOUR),
    ("社会保険加入", "labour_filing", LABOUR),
    ("社保の扶養追加", "labour_filing", LABOUR),
    ("健康保険の被扶養者異動届", "labour_filing", LABOUR),
    ("離職票の発行", "labour_filing", LABOUR),
    ("算定基礎届", "labour_filing", LABOUR),
    ("算定基礎届の集計と提出", "labour_filing", LABOUR),
    ("算定基礎届の提出と控えの保管", "labour_filing", LABOUR),
    ("月額変更届", "labour_filing", LABOUR),
    ("労働保険年度更新", "labour_filing", LABOUR),
    ("３６協定の締結・届出", "labour_filing", LABOUR),
    ("労使協定の締結", "labour_filing", LABOUR),
    ("育児休業給付金の申請", "labour_filing", LABOUR),
    ("傷病手当金の請求手続き", "labour_filing", LABOUR),
    ("年金事務所への届出", "labour_filing", LABOUR),
    ("助成金申請", "labour_grant", LABOUR),
    ("キャリアアップ助成金の支給申請", "labour_grant", LABOUR),
    ("就業規則の改定", "work_rules", LABOUR),
    ("就業規則・賃金規程の変更", "work_rules", LABOUR),
    ("就業規則見直し", "work_rules", LABOUR),
    ("賃金台帳の作成", "statutory_books", LABOUR),
    ("確定申告・法人税申告", "tax_filing", TAX),
    ("消費税申告", "tax_filing", TAX),
    ("決算申告", "tax_filing", TAX),
    ("税務申告書作成・提出", "tax_filing", TAX),
    ("ｅ－Ｔａｘで申告", "tax_filing", TAX),
    ("法定調書の作成・提出", "tax_filing", TAX),
    ("給与支払報告書の作成", "tax_filing", TAX),
    ("税務署への届出", "tax_filing", TAX),
    ("税務調査対応", "tax_filing", TAX),
    ("税務相談", "tax_advice", TAX),
    ("節税の相談", "tax_advice", TAX),
    ("契約書のレビュー", "contract_review", LAWYER),
    ("契約書（ＮＤＡ）のレビュー", "contract_review", LAWYER),
    ("契約書の法務チェック", "contract_review", LAWYER),
    ("契約書内容の確認", "contract_review", LAWYER),
    ("リーガルチェック", "contract_review", LAWYER),
    ("訴訟・紛争対応", "dispute", LAWYER),
    ("示談交渉", "dispute", LAWYER),
    ("債権回収・交渉", "debt_negotiation", LAWYER),
    ("滞納者との支払交渉", "debt_negotiation", LAWYER),
    ("補助金の申請書作成", "public_papers", PUBLIC),
    ("ものづくり補助金 申請", "public_papers", PUBLIC),
    ("補助金の事業計画書作成", "public_papers", PUBLIC),
    ("診療所の許認可の更新申請", "public_papers", PUBLIC),
    ("建設業許可の更新", "public_papers", PUBLIC),
    ("在留資格の変更申請", "public_papers", PUBLIC),
    ("保健所への届出", "public_papers", PUBLIC),
    ("商業登記申請", "registration", REGISTRY),
    ("役員変更登記", "registration", REGISTRY),
    ("本店移転の登記", "registration", REGISTRY),
    ("会社設立手続き", "registration", REGISTRY),
    ("商標出願", "ip_filing", PATENT),
    ("商標・特許出願", "ip_filing", PATENT),
    ("特許申請", "ip_filing", PATENT),
]

FREE_NAMES = [
    "請求書作成",
    "請求書受領・処理",
    "申請書類のファイリング",
    "契約書ひな形の差込",
    "契約書ひな形差込・版管理",
    "契約・更新期限台帳",
    "契約書の更新期限の確認",
    "契約書の押印漏れチェック",
    "電子契約 送信・管理",
    "契約社員のシフト入力",
    "社内規程の整形",
    "社内規程の整形・改訂版管理",
    "就業規則の配布",
    "補助金情報の収集",
    "補助金の入金確認",
    "助成金情報の収集",
    "入札情報の収集",
    "登記簿謄本の取り寄せ",
    "登記事項証明書の取得",
    "商業登記簿謄本の取り寄せ",
    "会社設立10周年イベントの手配",
    "社会保険料の請求書の受領",
    "社会保険加入状況の一覧",
    "健康保険証の配布",
    "出勤簿の集計",
    "社員の資格取得状況の一覧作成",
    "有給休暇の申請受付",
    "アクセス許可の申請",
    "税務署からの郵便の仕分け",
    "消費税区分の確認",
    "源泉徴収票の配布",
    "確定申告用の領収書の整理",
    "記帳・仕訳入力",
    "レビュー返信",
    "商標一覧の管理",
    "知財ニュースの収集",
    "会員登録の受付",
    "交通費申請の確認",
    "火災保険の更新連絡",
    "届け先リストの更新",
    "法改正情報の収集",
]


@pytest.mark.parametrize(("name", "code", "profession"), RESERVED_NAMES)
@pytest.mark.parametrize("law_class", [None, "F"], ids=["no match", "matched as free"])
def test_reserved_work_is_stopped_whatever_the_catalogue_match(
    name: str, code: str, profession: str, law_class: str | None
) -> None:
    finding = reserved(TaskFacts("t", name, law_class=law_class))

    assert (finding.outcome, finding.code, finding.professions) == ("stops", code, (profession,))
    assert finding.law
    assert finding.evidence[0].field == "name"


@pytest.mark.parametrize("name", FREE_NAMES)
def test_ordinary_neighbours_of_reserved_work_pass(name: str) -> None:
    facts = TaskFacts("t", name)

    assert reserved(facts) == GateFinding("reserved", "pass")
    assert support_only(facts) == GateFinding("support_only", "pass")


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("社会保険の資格取得届", "社会保険労務士法2条1項1号・27条"),
        ("就業規則の改定", "社会保険労務士法2条1項2号・27条"),
        ("法人税申告", "税理士法2条1項・52条"),
        ("税務相談", "税理士法2条1項3号・52条"),
        ("契約書のレビュー", "弁護士法72条"),
        ("補助金の申請書作成", "行政書士法1条の3・19条"),
        ("商業登記申請", "司法書士法3条・73条"),
        ("商標出願", "弁理士法75条"),
    ],
)
def test_the_article_is_named(code: str, article: str) -> None:
    assert reserved(TaskFacts("t", code)).law == article


def test_two_reserved_steps_name_both_professions_and_laws() -> None:
    finding = reserved(TaskFacts("t", "法人税申告", note="商業登記の申請も行う"))

    assert finding.professions == (TAX, REGISTRY)
    assert finding.law == "税理士法2条1項・52条、司法書士法3条・73条"
    assert [each.field for each in finding.evidence] == ["name", "note"]


@pytest.mark.parametrize(
    "facts",
    [
        TaskFacts("t", "入社書類の回収", detail="資格取得届も提出"),
        TaskFacts("t", "入社のときの仕事", detail="年金事務所へ届出"),
        TaskFacts("t", "毎年の仕事", note="保健所に申請"),
        TaskFacts("t", "毎月の仕事", note="算定基礎届がわからない"),
        TaskFacts("t", "毎月の仕事", note="契約書のレビューができない"),
        TaskFacts("t", "毎月の仕事", note="資格取得届がない月もある"),
    ],
)
def test_a_reserved_step_in_the_detail_or_note_stops_too(facts: TaskFacts) -> None:
    assert reserved(facts).outcome == "stops"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("算定基礎届の控えの保管", ""),
        ("補助金申請の期限管理", ""),
        ("登記申請書類の回収", ""),
        ("契約書レビュー依頼の受付", ""),
        ("入社書類の回収", "資格取得届は社労士が提出"),
        ("決算資料の整理", "法人税の申告は税理士が行う"),
    ],
)
def test_papers_around_a_reserved_step_may_be_prepared(name: str, note: str) -> None:
    facts = TaskFacts("t", name, note=note)

    assert reserved(facts).outcome == "pass"
    assert (support_only(facts).outcome, support_only(facts).code) == ("limits", "preparation")


@pytest.mark.parametrize(
    "note", ["社労士に依頼したい", "社労士未契約", "就業規則の改定は社労士に依頼したい", "行わない月もある"]
)
def test_a_wish_or_a_gap_does_not_open_the_gate(note: str) -> None:
    assert reserved(TaskFacts("t", "就業規則の改定", note=note)).outcome == "stops"


@pytest.mark.parametrize(
    "note",
    [
        "契約書のレビューは行わない",
        "契約書のレビューは含まない",
        "契約書のレビューなし",
        "契約書のレビューは対象外",
        "契約書のレビューを除く",
    ],
)
def test_a_denied_step_does_not_stop(note: str) -> None:
    assert reserved(TaskFacts("t", "契約書の送付", note=note)).outcome == "pass"


@pytest.mark.parametrize(
    ("law_class", "professions"),
    [
        ("X(社)", (LABOUR,)),
        ("X(税) even free", (TAX,)),
        ("X(弁) unless in-house/lawyer", (LAWYER,)),
        ("X(行) since 2026-01 explicit", (PUBLIC,)),
        ("X(司)(R)", (REGISTRY,)),
    ],
)
def test_class_x_of_the_catalogue_stops_a_name_of_our_own_making(law_class: str, professions: tuple[str, ...]) -> None:
    finding = reserved(TaskFacts("t", "例の書類", law_class=law_class, catalogue_name="ある業務"))

    assert (finding.outcome, finding.code, finding.professions) == ("stops", "catalogue", professions)
    assert finding.params == {"catalogue_name": "ある業務"}


def test_class_x_only_limits_a_name_that_prepares() -> None:
    facts = TaskFacts("t", "例の書類の回収", law_class="X(社)")

    assert reserved(facts).outcome == "pass"
    assert support_only(facts).professions == (LABOUR,)


@pytest.mark.parametrize(
    ("name", "law_class", "code", "professions"),
    [
        ("給与計算", None, "payroll", (LABOUR,)),
        ("年末調整の書類回収と入力", None, "year_end_adjustment", (TAX,)),
        ("入社手続き", None, "joining_leaving", (LABOUR,)),
        ("督促連絡(定型)", None, "dunning", (LAWYER,)),
        ("契約書の作成", None, "contract_drafting", (LAWYER, PUBLIC)),
        ("総会の仕事", "S(司/弁)", "catalogue", (REGISTRY, LAWYER)),
        ("給料の仕事", "F? (R: calc free; 賃金台帳 is 2号 → S(社))", "catalogue", (LABOUR,)),
    ],
)
def test_work_with_a_reserved_part_is_limited_not_stopped(
    name: str, law_class: str | None, code: str, professions: tuple[str, ...]
) -> None:
    facts = TaskFacts("t", name, law_class=law_class)
    finding = support_only(facts)

    assert reserved(facts).outcome == "pass"
    assert (finding.outcome, finding.code, finding.professions) == ("limits", code, professions)


@pytest.mark.parametrize("expertise", ["社労士", "社会保険労務士", "社労士の知識", "社労士・税理士"])
def test_asking_for_a_profession_stops(expertise: str) -> None:
    finding = reserved(TaskFacts("t", "人事の書類", expertise=expertise))

    assert (finding.outcome, finding.code, finding.professions) == ("stops", "profession_asked", (LABOUR,))


@pytest.mark.parametrize(
    "expertise", ["不要", "社労士は不要", "社労士資格は不要", "税理士とのやり取りの経験", "簿記2級"]
)
def test_other_knowledge_does_not_stop(expertise: str) -> None:
    assert reserved(TaskFacts("t", "人事の書類", expertise=expertise)).outcome == "pass"


@pytest.mark.parametrize(
    "raw", [None, "", "F", "F (decision stays)", "H (authority)", "core – keep", "on-site/specialist"]
)
def test_classes_without_x_or_s_are_free(raw: str | None) -> None:
    assert read_law_class(raw).kind == "free"
