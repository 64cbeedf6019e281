"""Words that mean a step the law reserves to a profession, and work that borders on one.

The list stands beside the catalogue, not behind it: a wrong catalogue match must never let a reserved task through to
an assistant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from optimizer.scoring import law
from optimizer.scoring.result import Profession

_INSURANCE = r"(社会保険|社保|健康保険|健保|厚生年金|雇用保険|労働保険|労災保険?)"
_TAX = (
    r"(確定|法人税|消費税|所得税|相続税|贈与税|源泉所得税|住民税|事業税|償却資産税?|固定資産税|印紙税|税務"
    r"|青色|白色|修正|予定|中間)"
)
_PERMIT = (
    r"(許認可|(営業|建設業|開設|古物商|旅館業|酒販|派遣業|紹介業|産廃|産業廃棄物|道路使用|道路占用|農地転用|開発)の?許可"
    r"|(営業|酒販)の?免許|宅建業|在留資格|(就労)?ビザ|車庫証明|経営事項審査|経審|入札参加資格|帰化|診療所の?開設|病院の?開設|施設基準)"
)
_OFFICE = (
    r"(官公署|官公庁|行政庁|市役所|区役所|役場|役所|県庁|都庁|府庁|保健所"
    r"|厚生局|警察署|運輸局|運輸支局|入管|出入国在留管理[庁局])"
)
_CONTRACT = r"(契約書?|利用規約|覚書|nda)(案|内容|条文|条項|文面)?の?(法務|法的)?の?"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that mean a reserved step."""

    code: str
    professions: tuple[Profession, ...]
    law: str
    pattern: re.Pattern[str]


def _term(code: str, profession: Profession, article: str, *patterns: str) -> Term:
    return Term(code, (profession,), article, re.compile("|".join(patterns)))


RESERVED: tuple[Term, ...] = (
    _term(
        "labour_filing",
        "labour_consultant",
        law.LABOUR_FILINGS,
        _INSURANCE + r"[^、。]{0,12}?(届(?![いくか])(出|け出|書)?|申請|手続|給付の?請求)",
        _INSURANCE
        + r"の?(資格)?の?(取得|喪失|得喪|年度更新|更新申告|加入|脱退|扶養の?(追加|削除|変更))"
        + r"(?!状況|者|証|率|条件|の有無|有無)",
        r"資格の?(取得|喪失)(・|/|と)?(取得|喪失)?の?(届|確認届|手続)|(取得|喪失)届|資格得喪",
        r"算定基礎届?|月額変更届?|月変届?|賞与支払届|扶養者?の?(異動)?届|年度更新の?申告|労働保険の?申告",
        r"離職票の?(作成|発行|申請|手続|交付)|離職証明書|労使協定[^、。]{0,4}(届|作成|締結)",
        r"(36|三六|サブロク)協定[^、。]{0,4}(届|作成|締結|提出|更新)",
        r"(育児休業|介護休業|高年齢雇用継続|教育訓練)給付金?の?[^、。]{0,4}(申請|請求|手続)",
        r"(傷病|出産|出産育児)(手当金|一時金|手当)の?[^、。]{0,4}(申請|請求|手続)",
        r"(労働基準監督署|労基署?|ハローワーク|職業安定所|年金事務所|協会けんぽ|健保組合)(へ|に|への|宛|あて)?の?[^、。]{0,4}(届(?![いくか])(出|け出|書)?|提出|申請|手続)",
    ),
    _term(
        "labour_grant",
        "labour_consultant",
        law.LABOUR_FILINGS,
        r"助成金[^、。]{0,8}?(申請|申込|計画届|支給請求|実績報告|書類の?作成)|申請[^、。]{0,3}助成金",
    ),
    _term(
        "work_rules",
        "labour_consultant",
        law.LABOUR_BOOKS,
        r"(就業規則|賃金規程|給与規程|育児・?介護休業規程|育休規程)[^、。]{0,12}?(作成|改定|改正|変更|見直|更新(?!日|履歴)|届|整備|策定|改訂(?!版))",
    ),
    _term(
        "statutory_books",
        "labour_consultant",
        law.LABOUR_BOOKS,
        r"(労働者名簿|賃金台帳|出勤簿)[^、。]{0,8}?(作成|調製|調整|記入|整備)",
    ),
    _term(
        "tax_filing",
        "tax_accountant",
        law.TAX_PAPERS,
        r"決算申告|納税額の?計算|(法人税|(?<!源泉)所得税)の?計算|年末調整[^、。]{0,6}(申告|提出)",
        _TAX + r"の?(確定)?申告(?!(用|に?向け|のため|に必要|準備|の準備|済|期限))",
        _TAX + r"[^、。]{0,4}の?(届出|申請|申告書)の?(作成|提出|入力|記入|手続)",
        r"(税務|納税)の?(申告|書類の?作成|代理|届出|申請|調査(の)?(対応|立ち?会))|税務署(へ|に|への|宛)?の?[^、。]{0,6}(届|提出|申請)",
        r"(?<![入出])申告書の?(作成|提出)|e-?tax(で|の|に)?(申告|送信|提出)",
        r"(法定調書|支払調書|給与支払報告書|源泉徴収票)[^、。]{0,6}?(作成|提出|申告)",
    ),
    _term(
        "tax_advice",
        "tax_accountant",
        law.TAX_ADVICE,
        r"税務の?(相談|助言|アドバイス|判断)|税金の?相談|節税の?(相談|提案|対策|検討)|相続税の?(相談|対策)",
    ),
    _term(
        "contract_review",
        "lawyer",
        law.LEGAL_AFFAIRS,
        _CONTRACT + r"(レビュー|審査|リーガルチェック|チェック|助言|起案|起草|ドラフト|修正交渉|添削)",
        _CONTRACT + r"(確認(?!依頼|印|者)|(リスク|不利な点)の?(確認|検討|洗い出し))",
        r"リーガルチェック|法律相談|法的な?(助言|判断|アドバイス)",
    ),
    _term(
        "dispute",
        "lawyer",
        law.LEGAL_AFFAIRS,
        r"訴訟|示談|和解(?!率)|調停|紛争|支払督促の?申立|差押|損害賠償|内容証明[^、。]{0,4}(作成|起案|送付|発送)|(労使|法的)トラブル",
        r"立ち?退き?の?交渉|慰謝料",
    ),
    _term(
        "debt_negotiation",
        "lawyer",
        law.LEGAL_AFFAIRS,
        r"債権の?(回収|取り?立て)|(未払い?|未収金?|滞納|延滞|督促|支払|返済|回収)[^、。]{0,6}交渉|取り立て",
    ),
    _term(
        "public_papers",
        "administrative_scrivener",
        law.PUBLIC_PAPERS,
        r"(補助金|(?<!休業)(?<!継続)(?<!訓練)給付金|支援金|交付金|協力金)[^、。]{0,10}?(申請|申込|応募|実績報告|計画書|採択書類|書類の?作成)|申請[^、。]{0,3}補助金",
        _PERMIT + r"[^、。]{0,10}?(申請|更新|届出|届(?![いくか])(出|け出|書)?|取得|変更|手続|書類)",
        _OFFICE + r"(へ|に|への|宛)?の?[^、。]{0,6}(申請|届出|届け出|提出|書類の?作成)",
        r"許認可(?=$)",
    ),
    _term(
        "registration",
        "judicial_scrivener",
        law.REGISTRATION,
        r"(商業|法人|不動産|役員変更|役員|本店移転|移転|会社設立|設立|増資|変更|抵当権|相続)の?登記(?!簿|事項|情報|識別|ねっと|済)",
        r"(会社|法人)設立の?(手続|書類の?作成|代行)|定款の?(作成|認証|変更)",
        r"登記の?(申請|手続|申込|依頼書|代理|書類の?作成)|登記(?=$)|法務局(へ|に|への)?の?(申請|提出)|供託",
    ),
    _term(
        "ip_filing",
        "patent_attorney",
        law.PATENTS,
        r"(商標|特許|意匠|実用新案|知財|知的財産)[^、。]{0,6}?(出願|申請|登録の?申請|登録申込|更新登録|中間処理|異議|審判|拒絶)",
        r"(商標|意匠)の?登録(?!番号|一覧|証|済|状況|リスト|日|の?(期限|管理|台帳))",
    ),
)

SUPPORT: tuple[Term, ...] = (
    _term("payroll", "labour_consultant", law.LABOUR_BOOKS, r"(給与|給料|賞与)の?計算|給与ソフトで計算"),
    _term(
        "joining_leaving", "labour_consultant", law.LABOUR_FILINGS, r"(入社|退社|入退社|退職|入職)(時|者)?の?(諸)?手続"
    ),
    _term("year_end_adjustment", "tax_accountant", law.TAX_PAPERS, r"年末調整"),
    _term("closing", "tax_accountant", law.TAX_PAPERS, r"(年次)?決算書[^、。]{0,3}(の作成|作成)"),
    _term("dunning", "lawyer", law.LEGAL_AFFAIRS, r"督促|支払の?催促|入金の?催促"),
    Term(
        "contract_drafting",
        ("lawyer", "administrative_scrivener"),
        law.laws(("lawyer", "administrative_scrivener")),
        re.compile(r"契約書(案|類)?の?(作成|作り)"),
    ),
)
