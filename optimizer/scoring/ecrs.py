"""Eliminate, combine, rearrange, simplify, asked in this order before a task is scored.

Source: the order is the method's own; an earlier step saves more than a later one, and work that can stop should not
be handed to anybody.
"""

from __future__ import annotations

import re

from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.result import Evidence, GateFinding
from optimizer.scoring.wording import TextField, clauses, find

_ABOUT_TASK: tuple[TextField, ...] = ("detail", "note")

#: A denial is part of these words (「誰も見ていない」), so they are matched without looking for one after them.
_UNNEEDED = re.compile(
    r"^((この|当該)?(業務|作業)は|もう|既に|そもそも|もはや|おそらく|たぶん)?(不要|いらない|要らない)"
    r"(では(?!な|あり)|じゃない(か|\?)|か(も|\?)|\?|と思|の可能性|な業務|な作業|になった|(?=$))"
    r"|(誰|だれ|どこ)(も|でも)(見|使|読|参照|利用|活用)(てい?|られてい?|し(てい?)?|わ(れてい?)?|ってい?|んでい?)?な(い|くな)"
    r"|(使|見|読|利用|活用)(われ|ら?れ|まれ|され)てい?ない|形骸化|惰性で|廃止(予定|したい|候補|検討|でよい|可能)"
    r"|^(この(業務|作業)を)?(やめたい|やめてもよい|やめても困らない|なくしたい)|(目的|必要性|理由)が(不明|分からない|わからない)"
)
_STILL_NEEDED = re.compile(r"わけではない|とは言えない|とはいえない")
_COMBINE = re.compile(
    r"二重(入力|管理|登録|チェック|作業)|重複(している|して(作成|入力|管理)|あり|作業)"
    r"|同じ(内容|数字|データ)を(別|他|何度|複数)"
    r"|まとめ(られ|たい|て(でき|処理でき))|(統合|一本化|集約)(したい|できそう|できる|を検討|検討)"
)
_REARRANGE = re.compile(
    r"(毎日|毎週)(で|する必要|やる必要)?(は|が)?なくても|(週次|月次|週1|月1)(で|回)も?(十分|足りる)"
    r"|(回数|頻度)を(減|下げ)|差し?戻しが(多|頻)|手戻りが|(順番|担当)を(変え|入れ替え)たい|待ち時間が(長|多)"
)
_AUTOMATABLE = re.compile(
    r"(自動化|rpa化?|マクロ化?|ツール化|システム化|api連携)(でき(そう|る|れば)|したい|を?検討中?|を?予定|を?希望|候補|可能|の?余地)"
)
_PAPERLESS = re.compile(
    r"紙を(やめ|なくし|無くし|減らし)たい|ペーパーレス(化)?(したい|でき|を?検討|を?希望|を?予定)"
    r"|(電子化|pdf化|デジタル化)(したい|でき(そう|る|れば)|を?検討|を?希望|を?予定|候補)"
)
_SHARE_OF_PAPER = re.compile(r"紙(の比率|の割合)?[がは]?(約|およそ)?(\d{1,3}%|\d割)")


def unneeded(facts: TaskFacts) -> GateFinding:
    """E: stops what nobody needs any more."""
    evidence = tuple(
        Evidence(name, match.group())
        for name in _ABOUT_TASK
        for clause in clauses(getattr(facts, name))
        for match in _UNNEEDED.finditer(clause)
        if not _STILL_NEEDED.search(clause[match.start() :])
    )
    if not evidence:
        return GateFinding("unneeded", "pass")
    return GateFinding("unneeded", "stops", "nobody_needs", evidence=evidence)


def combine(facts: TaskFacts) -> GateFinding:
    """C: the same thing is done twice, or with another task in one go."""
    evidence = tuple(hit.evidence for hit in find(facts, _COMBINE, _ABOUT_TASK))
    if not evidence:
        return GateFinding("combine", "pass")
    return GateFinding("combine", "limits", "done_twice", evidence=evidence)


def rearrange(facts: TaskFacts) -> GateFinding:
    """R: done more often, or in a less lucky order, than it has to be."""
    evidence = tuple(hit.evidence for hit in find(facts, _REARRANGE, _ABOUT_TASK))
    if not evidence:
        return GateFinding("rearrange", "pass")
    return GateFinding("rearrange", "limits", "too_often", evidence=evidence)


def simplify(facts: TaskFacts) -> GateFinding:
    """S: a machine could do it, or the paper could go. `paper_share` is only room for it, not a wish."""
    for code, pattern in (("automatable", _AUTOMATABLE), ("paperless", _PAPERLESS), ("paper_share", _SHARE_OF_PAPER)):
        evidence = tuple(hit.evidence for hit in find(facts, pattern))
        if evidence:
            return GateFinding("simplify", "limits", code, evidence=evidence)
    return GateFinding("simplify", "pass")
