"""What is checked before any score: each gate is one function from facts to finding, passing ones included."""

from __future__ import annotations

import re
from dataclasses import replace

from optimizer.scoring import law
from optimizer.scoring.ecrs import combine, rearrange, simplify, unneeded
from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.reserved import reserved, support_only
from optimizer.scoring.result import Evidence, Gate, GateFinding
from optimizer.scoring.wording import Hit, TextField, find, helps_only

_AROUND_TASK: tuple[TextField, ...] = ("detail", "note")

_QUALIFIED = re.compile(
    r"有資格者|資格者(のみ|だけ|限定|が|に限|必須)?(?!一覧|名簿|リスト|証|台帳|の|研修)|(資格|免許)が?(必要|必須)|要資格|重要事項説明"
)
_QUALIFIED_KNOWLEDGE = re.compile(
    r"医師|看護師|薬剤師|建築士|宅建士|宅地建物取引士|会計士|有資格|資格者|土地家屋調査士|衛生管理者"
)
_CORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("orders", re.compile(r"受注に?直結|成約に?直結|契約獲得")),
    ("sales", re.compile(r"(売上|利益|業績|収益)に?直結")),
    ("hiring", re.compile(r"面接|採否|(採用|合否|内定)の?(可否の?)?(判断|決定)")),
    ("people", re.compile(r"人事(評価|考課)|昇格の?(判断|決定)|配置の?(判断|決定)")),
    (
        "strategy",
        re.compile(
            r"経営判断|(経営|事業)戦略|中期(経営)?計画|(経営|事業)計画の?(策定|立案|作成)|m&a|投資判断|新規事業"
            r"|(価格|値段|予算)の?(決定|策定)|資金調達|銀行(と|との)?の?交渉|戦略の?(策定|立案)"
        ),
    ),
    ("core", re.compile(r"コア業務|コア領域|本業(そのもの)?|強みの?源泉")),
)
#: These name a subject that other work may turn around; the other codes judge the task itself.
_CORE_TOPICS = frozenset(("hiring", "people", "strategy"))
_CONFINED = re.compile(
    r"(院外|社外|店外|館外|園外|学外|国外|事務所外)?(への)?持ち?出し?(は|が)?(不可|禁止|厳禁|でき(ない|ません))"
    r"|(社内|院内|店内|専用)(の)?(端末|pc|パソコン|ネットワーク|lan)(のみ|だけ|限定|でしか|から(のみ|しか))|閉域網|リモート(接続)?(不可|禁止)"
)
_COMPLAINT = re.compile(
    r"(クレーム|苦情|カスハラ|カスタマーハラスメント)(?!件数|率|一覧|記録|集計|分類)(メール|電話|連絡)?の?(対応|処理|応対|電話|解決)?"
)
_EMOTIONAL = re.compile(r"感情的な?|謝罪(訪問|対応|の電話)|お詫びの?(訪問|電話)|説得")
_ON_SITE = re.compile(
    r"出社(は|が|も)?(必須|必要|して|する|のみ|前提|作業|対応)|要出社|(現物|院内|社内|店舗|倉庫|工場)(での?)?作業"
    r"|現地(での?)?(作業|対応|確認|立ち?会)|立ち?会い|来客の?(対応|応対)|受付の?対応|窓口の?(対応|業務)"
    r"|(客先|顧客|得意先|取引先)(への?)?訪問|キッティング|サーバー?の?(保守|設置)|機器の?(設置|交換)|テープの?交換|(商品|製品|荷物|サンプル|ノベルティ)の?(発送|出荷)|梱包|検品|ピッキング|清掃|鍵の?(管理|開閉)"
)
_BY_POST = re.compile(
    r"郵便|郵送|(?<!メール)発送|封入|製本|投函|宅配便?の?(手配|発送)|(?<!画面)印刷|スキャン(?!済|データ|画像)"
)
#: Things that move to a screen once the paper or the medium is gone; they decide between changing and keeping.
_PAPER_BOUND = re.compile(r"郵便|郵送|fax|ファックス|テープ|書類|印刷|製本|押印|捺印|紙|封入|現金|小口")
_SEAL = re.compile(r"(押印|捺印|社印|実印|代表印|角印|印鑑)(?!漏れ|申請|済|依頼|箇所|欄|廃止|レス)")
_TRANSFER = re.compile(
    r"(振り?込み?|送金|支払い?|出金)の?(実行|承認)|(を|に)振り?込む|(銀行|給与|業者|取引先)(へ|への)?の?振り?込み?(?=$|作業|業務|処理|の?手続)"
    r"|^振り?込み?(?=$|作業|業務|処理|の?手続)"
)
_APPROVAL = re.compile(
    r"(承認|決裁)(?!依頼|ルート|フロー|待ち|状況|者|済|申請|番号|履歴|漏れ|用|経路|結果|書|資料|後|された|を得|は)"
)
_DECIDED_BY_CLIENT = re.compile(
    r"(承認|決裁|実行|最終[^、。]{0,4}|判断|決定)は[^、。]{1,6}"
    r"|(社長|代表|院長|理事長|社員|上長|部長|課長|店長|責任者|役員)が(最終)?(確認|承認|決め|決裁|判断|実行)|要承認"
)
_MY_NUMBER = re.compile(r"マイナンバー|個人番号|特定個人情報")


def qualified_only(facts: TaskFacts) -> GateFinding:
    """Stops what the company itself leaves to people with a licence of its trade, such as an architect."""
    hits = find(facts, _QUALIFIED) + find(facts, _QUALIFIED_KNOWLEDGE, ("expertise",))
    return _finding("qualified_only", "qualified", hits)


def core(facts: TaskFacts) -> GateFinding:
    """Stops what brings the orders or steers the company; arranging and recording around it passes.

    A company that calls the task itself core is believed, whatever its name.
    """
    helps = helps_only(facts.name)
    for code, pattern in _CORE:
        around = _AROUND_TASK if helps and code in _CORE_TOPICS else ()
        hits = tuple(hit for hit in _unless_harmless(find(facts, pattern)) if hit.field not in around)
        if hits:
            return _finding("core", code, hits)
    if (facts.law_class or "").startswith("core") and not helps:
        return GateFinding("core", "stops", "core", evidence=(Evidence("law_class", facts.law_class or ""),))
    return GateFinding("core", "pass")


def confined_data(facts: TaskFacts) -> GateFinding:
    """Stops work on data that must not leave the building or its machines."""
    return _finding("confined_data", "confined", find(facts, _CONFINED))


def delicate(facts: TaskFacts) -> GateFinding:
    """Stops complaints and emotional talks; where a task only meets them now and then, they stay with the client."""
    own = _unless_harmless(find(facts, _COMPLAINT, ("name",)))
    emotional = find(facts, _EMOTIONAL)
    if own or emotional:
        return _finding("delicate", "complaints", own + emotional)
    beside = find(facts, _COMPLAINT, _AROUND_TASK)
    return _finding("delicate", "complaints_stay", beside, stops=False)


def presence(facts: TaskFacts) -> GateFinding:
    """Stops what needs hands on the spot; post and print only limit, as they can be sent out or given up."""
    hits = _unless_harmless(find(facts, _ON_SITE))
    code = "on_site_paper" if find(facts, _PAPER_BOUND) else "on_site_hands"
    if hits:
        return _finding("presence", code, hits)
    if (facts.law_class or "").startswith("on-site") and not helps_only(facts.name):
        return _of_catalogue(GateFinding("presence", "stops", code), facts)
    by_post = _unless_harmless(find(facts, _BY_POST, ("name", "detail")))
    if not by_post and "offline" in (facts.law_class or ""):
        return _of_catalogue(GateFinding("presence", "limits", "by_post"), facts)
    return _finding("presence", "by_post", by_post, stops=False)


def seal_or_transfer(facts: TaskFacts) -> GateFinding:
    """Stops sealing, paying and approving themselves; work that ends in somebody's approval is limited to before it."""
    for code, pattern in (("seal", _SEAL), ("transfer", _TRANSFER), ("approval", _APPROVAL)):
        hits = _unless_harmless(find(facts, pattern, ("name",)))
        if hits:
            return _finding("seal_or_transfer", code, hits)
    limited = tuple(
        hit
        for pattern in (_SEAL, _TRANSFER, _APPROVAL, _DECIDED_BY_CLIENT)
        for hit in find(facts, pattern, _AROUND_TASK)
        if not hit.harmless
    )
    if limited:
        return _finding("seal_or_transfer", "client_decides", limited, stops=False)
    return _authority(facts)


def my_number(facts: TaskFacts) -> GateFinding:
    """Limits work that meets individual numbers: handing it on needs the client's consent."""
    hits = find(facts, _MY_NUMBER)
    found = _finding("my_number", "my_number", hits, stops=False)
    if not hits and "My No." in (facts.law_class or "") and not _denied_my_number(facts):
        found = _of_catalogue(GateFinding("my_number", "limits", "my_number"), facts)
    return found if found.outcome == "pass" else replace(found, law=law.MY_NUMBER)


#: In the order in which a page lists them; E, C, R and S of ECRS come last.
ALL = (
    reserved,
    support_only,
    qualified_only,
    presence,
    seal_or_transfer,
    confined_data,
    my_number,
    delicate,
    core,
    unneeded,
    combine,
    rearrange,
    simplify,
)


def check(facts: TaskFacts) -> tuple[GateFinding, ...]:
    """One finding per gate, in the order of `ALL`."""
    return tuple(gate(facts) for gate in ALL)


def _authority(facts: TaskFacts) -> GateFinding:
    """Authority known from the class of the data or from the catalogue, not from the words."""
    raw = facts.law_class or ""
    if facts.confidentiality == "bank":
        return GateFinding("seal_or_transfer", "limits", "bank_access", evidence=(Evidence("confidentiality", "bank"),))
    if "usually refuse" in raw and not helps_only(facts.name):
        return _of_catalogue(GateFinding("seal_or_transfer", "stops", "transfer"), facts)
    if any(words in raw for words in ("client approves", "authority", "decision stays")):
        return _of_catalogue(GateFinding("seal_or_transfer", "limits", "client_decides"), facts)
    return GateFinding("seal_or_transfer", "pass")


def _denied_my_number(facts: TaskFacts) -> bool:
    """The company says it keeps the numbers to itself, whatever the catalogue expects."""
    texts = (facts.name, facts.detail, facts.note)
    return not find(facts, _MY_NUMBER) and any(_MY_NUMBER.search(text) for text in texts)


def _unless_harmless(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    return tuple(hit for hit in hits if not hit.harmless)


def _finding(gate: Gate, code: str, hits: tuple[Hit, ...], *, stops: bool = True) -> GateFinding:
    if not hits:
        return GateFinding(gate, "pass")
    evidence = tuple(dict.fromkeys(hit.evidence for hit in hits))
    return GateFinding(gate, "stops" if stops else "limits", code, evidence=evidence)


def _of_catalogue(found: GateFinding, facts: TaskFacts) -> GateFinding:
    return replace(found, evidence=(Evidence("law_class", facts.law_class or ""),))
