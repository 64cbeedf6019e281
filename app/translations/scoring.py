"""Words for what the scoring says in codes: criteria, levels, gates, treatments and reasons.

Keys are the codes of the scoring results; tests hold the two together, so that this room need not import them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.translations import N_, Words

CRITERIA: dict[str, str] = {
    "standardisation": N_("標準化"),
    "judgement": N_("判断の割合"),
    "volume": N_("量"),
    "expertise": N_("専門性"),
    "profit": N_("利益への近さ"),
    "frequency": N_("頻度"),
    "confidentiality": N_("機密"),
    "key_person": N_("属人化"),
    "manual": N_("マニュアル"),
    "stability": N_("手順の安定"),
    "urgency": N_("急ぎ度"),
    "paper": N_("紙"),
}

#: Levels 1 to 5 of each criterion, 5 suits outsourcing best.
LEVELS: dict[str, tuple[str, str, str, str, str]] = {
    "standardisation": (
        N_("毎回やり方が違う"),
        N_("大まかな流れだけ決まっている"),
        N_("型はあるが、例外が多い"),
        N_("ほぼ1通りで、例外が少しある"),
        N_("手順が1通りに決まっている"),
    ),
    "judgement": (
        N_("8割以上が判断"),
        N_("6〜8割が判断"),
        N_("4〜6割が判断"),
        N_("2〜4割が判断"),
        N_("判断は2割未満"),
    ),
    "volume": (
        N_("月3時間20分まで"),
        N_("月7時間まで"),
        N_("月40時間まで"),
        N_("月80時間まで"),
        N_("月80時間を超える"),
    ),
    "expertise": (
        N_("資格や長い経験が要る"),
        N_("専門の実務経験が要る"),
        N_("専門の知識が少し要る"),
        N_("基礎の知識があればできる"),
        N_("特別な知識は要らない"),
    ),
    "profit": (
        N_("受注や売上を直接生む"),
        N_("売上を左右する企画や提案にかかわる"),
        N_("顧客と直接やり取りする"),
        N_("売上を裏で支える"),
        N_("売上には直接かかわらない"),
    ),
    "frequency": (
        N_("月に1回まで"),
        N_("月に2〜3回"),
        N_("月に4回"),
        N_("月に5〜20回"),
        N_("月に21回以上"),
    ),
    "confidentiality": (
        N_("管理者や銀行の権限、マイナンバー"),
        N_("個人情報や口座の情報"),
        N_("社外秘の情報"),
        N_("社内の一般的な情報"),
        N_("公開してよい情報"),
    ),
    "key_person": (
        N_("できる人が6人以上いる"),
        N_("できる人が4〜5人いる"),
        N_("できる人が3人いる"),
        N_("できる人が2人いる"),
        N_("できる人が1人だけ"),
    ),
    "manual": (
        N_("ない"),
        N_("手順のメモがある程度"),
        N_("一部だけある"),
        N_("あるが、古い"),
        N_("ある"),
    ),
    "stability": (
        N_("半年もたたずに変わる"),
        N_("半年から1年で変わる"),
        N_("1〜2年変わっていない"),
        N_("2〜3年変わっていない"),
        N_("3年以上変わっていない"),
    ),
    "urgency": (
        N_("その場で応じる"),
        N_("当日中に終える"),
        N_("翌営業日まででよい"),
        N_("数日以内でよい"),
        N_("翌週でよい"),
    ),
    "paper": (
        N_("ほとんどが紙"),
        N_("半分ほどが紙"),
        N_("3割ほどが紙"),
        N_("1〜2割が紙"),
        N_("紙は使わない"),
    ),
}

PROFESSIONS: dict[str, str] = {
    "labour_consultant": N_("社労士"),
    "tax_accountant": N_("税理士"),
    "lawyer": N_("弁護士"),
    "administrative_scrivener": N_("行政書士"),
    "judicial_scrivener": N_("司法書士"),
    "patent_attorney": N_("弁理士"),
}

#: Every article a finding can name; the Japanese citation is the key itself.
LAWS: tuple[str, ...] = (
    N_("社会保険労務士法2条1項1号・27条"),
    N_("社会保険労務士法2条1項2号・27条"),
    N_("税理士法2条1項・52条"),
    N_("税理士法2条1項3号・52条"),
    N_("弁護士法72条"),
    N_("行政書士法1条の3・19条"),
    N_("司法書士法3条・73条"),
    N_("弁理士法75条"),
    N_("番号法10条・11条"),
)

TREATMENTS: dict[str, str] = {
    "stop": N_("やめる"),
    "reduce": N_("減らす"),
    "automate": N_("変える"),
    "specialist": N_("士業に依頼"),
    "manual_first": N_("マニュアル後"),
    "outsource": N_("外注"),
    "keep": N_("自社に残す"),
}
GIVEN_TO_PROFESSIONS = N_("%(professions)sに依頼")
SHARED_WITH_PROFESSIONS = N_("%(professions)sと分担")

#: What a gate says when it let the task pass.
GATES_PASSED: dict[str, str] = {
    "reserved": N_("士業の独占業務ではありません。"),
    "support_only": N_("士業と分担する部分はありません。"),
    "qualified_only": N_("資格のある人に限る業務ではありません。"),
    "presence": N_("出社は要りません。"),
    "seal_or_transfer": N_("押印、振込、承認の権限は要りません。"),
    "confined_data": N_("持ち出せない情報は扱いません。"),
    "my_number": N_("マイナンバーは扱いません。"),
    "delicate": N_("苦情や感情的な交渉は含みません。"),
    "core": N_("売上に直結するコア業務ではありません。"),
    "unneeded": N_("なくせるとは書かれていません。"),
    "combine": N_("まとめる先は見つかりません。"),
    "rearrange": N_("回数や順番を変える余地は見つかりません。"),
    "simplify": N_("自動化や電子化の余地は見つかりません。"),
}

#: What a gate says when it stopped or limited the task, by its finding's code.
GATES_MET: dict[tuple[str, str], str] = {
    ("reserved", ""): N_("%(professions)sの独占業務です（%(law)s）。"),
    ("reserved", "profession_asked"): N_("%(professions)sの知識が要ると書かれています（%(law)s）。"),
    ("reserved", "catalogue"): N_(
        "よくある業務の「%(catalogue_name)s」にあたり、%(professions)sの独占業務です（%(law)s）。"
    ),
    ("support_only", ""): N_("%(professions)sが行う部分があります（%(law)s）。準備や入力はアシスタントが行えます。"),
    ("qualified_only", ""): N_("資格のある人に限る業務です。"),
    ("presence", "on_site_paper"): N_("出社が要ります。紙や現物を減らす余地があります。"),
    ("presence", "on_site_hands"): N_("現地や現物での作業が要ります。"),
    ("presence", "by_post"): N_("紙の受け渡しが要ります。"),
    ("seal_or_transfer", "seal"): N_("押印の権限が要ります。"),
    ("seal_or_transfer", "transfer"): N_("振込や支払の実行の権限が要ります。"),
    ("seal_or_transfer", "approval"): N_("承認の権限が要ります。"),
    ("seal_or_transfer", "client_decides"): N_("承認と決定は依頼企業が行います。準備までを渡せます。"),
    ("seal_or_transfer", "bank_access"): N_("銀行の権限にかかわります。実行と承認は依頼企業が行います。"),
    ("confined_data", ""): N_("持ち出しが禁じられた情報を扱います。"),
    ("my_number", ""): N_("マイナンバーを扱います。再委託には依頼企業の許諾が要ります（%(law)s）。"),
    ("delicate", "complaints"): N_("苦情や感情的な交渉を含みます。"),
    ("delicate", "complaints_stay"): N_("苦情は依頼企業が引き取ります。"),
    ("core", "orders"): N_("受注に直結するコア業務です。"),
    ("core", "sales"): N_("売上に直結するコア業務です。"),
    ("core", "hiring"): N_("採否を決めるコア業務です。"),
    ("core", "people"): N_("人の評価を決めるコア業務です。"),
    ("core", "strategy"): N_("経営を決めるコア業務です。"),
    ("core", "core"): N_("コア業務です。"),
    ("unneeded", ""): N_("なくせる見込みです。使う人がいません。"),
    ("combine", ""): N_("同じことを重ねて行っています。まとめる余地があります。"),
    ("rearrange", ""): N_("回数や順番を変える余地があります。"),
    ("simplify", "automatable"): N_("自動化できる見込みです。"),
    ("simplify", "paperless"): N_("紙をなくす余地があります。"),
    ("simplify", "paper_share"): N_("紙を減らす余地があります。"),
}

REASONS: dict[str, str] = {
    "reserved_labour_filing": N_("届出の代行は社労士だけが行えます"),
    "reserved_labour_grant": N_("雇用の助成金の申請は社労士だけが行えます"),
    "reserved_work_rules": N_("就業規則の作成と変更は社労士だけが行えます"),
    "reserved_statutory_books": N_("労働の法定帳簿の作成は社労士だけが行えます"),
    "reserved_tax_filing": N_("申告書など税務書類の作成は税理士だけが行えます"),
    "reserved_tax_advice": N_("税務の相談は、無償でも税理士だけが受けられます"),
    "reserved_contract_review": N_("契約書の法的な確認は弁護士だけが行えます"),
    "reserved_dispute": N_("紛争や示談の対応は弁護士だけが行えます"),
    "reserved_debt_negotiation": N_("支払の交渉と債権の回収は弁護士だけが行えます"),
    "reserved_public_papers": N_("官公署に出す書類の作成は行政書士だけが行えます"),
    "reserved_registration": N_("登記の申請は司法書士だけが行えます"),
    "reserved_ip_filing": N_("商標や特許の出願は弁理士だけが行えます"),
    "reserved_profession_asked": N_("%(professions)sの知識が要ると書かれています"),
    "reserved_catalogue": N_("%(professions)sだけが行える業務にあたります"),
    "own_staff_may": N_("自社の社員が自社のために行うなら、資格は要りません"),
    "support_payroll": N_("計算と明細は可。賃金台帳は社労士"),
    "support_joining_leaving": N_("書類の案内と回収は可。届出は社労士"),
    "support_year_end_adjustment": N_("書類の回収と入力は可。税額の計算と申告は税理士"),
    "support_closing": N_("資料の準備は可。申告につながる書類は税理士"),
    "support_dunning": N_("定型の案内は可。支払の交渉は弁護士"),
    "support_contract_drafting": N_("ひな形への差し込みは可。条文の作成は%(professions)s"),
    "support_preparation": N_("書類の準備は可。手続きは%(professions)s"),
    "support_catalogue": N_("準備と入力は可。残りは%(professions)s"),
    "all_to_specialist": N_("全体を%(professions)sに任せることもできます"),
    "nobody_needs": N_("使う人がいません。やめられます"),
    "try_less_often": N_("回数を減らして、困る人がいないか確かめます"),
    "done_twice": N_("重なっている作業をまとめると減ります"),
    "too_often": N_("回数や順番を変えると減ります"),
    "automatable": N_("手順が決まっていて、自動化できます"),
    "paperless": N_("紙をデータに変えると、手作業がなくなります"),
    "paper_share": N_("紙の分をデータの受け渡しに変えると減ります"),
    "on_paper": N_("紙をデータに変えると減ります"),
    "on_site_paper": N_("出社が必要です。電子化で減らせます"),
    "on_site_hands": N_("現地や現物での作業なので、離れた場所では行えません"),
    "by_post": N_("紙の受け渡し方を決めれば渡せます"),
    "seal_by_e_contract": N_("押印は渡せません。電子契約に変えられます"),
    "seal_stays": N_("押印の権限は自社に残します"),
    "transfer_stays": N_("振込の実行は自社に残します"),
    "approval_stays": N_("承認は自社に残します"),
    "core_orders": N_("受注に直結するコア業務です"),
    "core_sales": N_("売上に直結するコア業務です"),
    "core_hiring": N_("採否を決めるコア業務です"),
    "core_people": N_("人の評価を決めるコア業務です"),
    "core_strategy": N_("経営を決めるコア業務です"),
    "core_core": N_("会社の強みになるコア業務です"),
    "qualified_only": N_("資格のある社員が行う業務です"),
    "confined_data": N_("持ち出せない情報を扱うため、社内で行います"),
    "delicate": N_("気持ちに寄り添う対応が要り、社員が引き受けます"),
    "complaints_stay": N_("苦情だけ社員が引き取れば渡せます"),
    "client_decides": N_("承認と決定を自社に残せば渡せます"),
    "bank_access": N_("振込の実行と承認を自社に残せば渡せます"),
    "my_number": N_("マイナンバーの再委託に許諾があれば渡せます"),
    "view_only": N_("銀行は閲覧権限だけで足ります"),
    "best_fit": N_("条件がそろっていて、すぐに渡せます"),
    "authority_narrowed": N_("権限の範囲を絞れば渡せます"),
    "routine_with_manual": N_("定型で、マニュアルがあります"),
    "much_and_little_judgement": N_("量が多く、判断は少なめです"),
    "often": N_("回数が多く、手が止まりやすい業務です"),
    "leans_on_one": N_("1人に頼っています。渡すと止まりにくくなります"),
    "steps_fixed": N_("手順が決まっています"),
    "many_can": N_("できる人が何人もいて、短い説明で渡せます"),
    "nothing_against": N_("資格も出社も要らず、渡せます"),
    "write_how_to_decide": N_("判断の基準を先に書きます"),
    "only_in_ones_head": N_("手順が担当者の頭の中にあります"),
    "write_steps_first": N_("手順を先に書くと、早く任せられます"),
    "write_while_working": N_("渡しながらマニュアルを書くこともできます"),
    "rules_can_be_run": N_("手順が決まっていて判断が少なく、自動化も考えられます"),
    "keep_with_deputy": N_("自社で続けるなら、代わりにできる人を育てます"),
    "around_core": N_("準備や記録など、まわりの作業は渡せます"),
    "around_qualified": N_("資格の要らない準備や記録は渡せます"),
    "around_confined": N_("持ち出せる情報だけの作業に分ければ渡せます"),
    "around_delicate": N_("受付や記録など、定型の部分は渡せます"),
    "around_presence": N_("手配や記録など、離れてできる部分は渡せます"),
    "up_to_the_decision": N_("準備までを渡し、決める所だけ自社に残せます"),
    "hand_over_the_routine_part": N_("定型の部分を切り出して書けば渡せます"),
    "much_judgement": N_("判断が多く、渡しても手間が減りません"),
    "much_expertise": N_("専門の経験が要り、渡しにくい業務です"),
    "too_little": N_("量が少なく、渡す手間のほうがかかります"),
    "low_points": N_("いまの条件では渡しにくい業務です"),
}

_BETWEEN = N_("・")
_LAWS_APART = "、"


def level_words(say: Words, criterion: str, level: int) -> str:
    """The wording of a level from 1 to 5."""
    return say(LEVELS[criterion][level - 1])


def profession_names(say: Words, professions: Sequence[str]) -> str:
    """The professions in one language, e.g. 「弁護士・行政書士」; empty for none."""
    return say(_BETWEEN).join(say(PROFESSIONS[each]) for each in professions)


def law_words(say: Words, law: str | None) -> str:
    """The articles in one language; empty for none."""
    return say(_BETWEEN).join(say(article) for article in (law or "").split(_LAWS_APART) if article)


def treatment_name(
    say: Words, treatment: str, *, professions: Sequence[str] = (), shared_with: Sequence[str] = ()
) -> str:
    """The treatment's short name.

    Args:
        say: the language.
        treatment: the code.
        professions: whom the task is reserved to; names them in 「社労士に依頼」.
        shared_with: who does the reserved step of a task that is handed over; names them in 「社労士と分担」.
    """
    if treatment == "specialist" and professions:
        return say(GIVEN_TO_PROFESSIONS, professions=profession_names(say, professions))
    if treatment in ("outsource", "manual_first") and shared_with:
        return say(SHARED_WITH_PROFESSIONS, professions=profession_names(say, shared_with))
    return say(TREATMENTS[treatment])


def gate_sentence(
    say: Words,
    gate: str,
    code: str,
    *,
    law: str | None = None,
    professions: Sequence[str] = (),
    params: Mapping[str, object] | None = None,
) -> str:
    """One sentence on what a gate found; an empty `code` is a gate that was passed."""
    if not code:
        return say(GATES_PASSED[gate])
    msgid = GATES_MET.get((gate, code)) or GATES_MET[(gate, "")]
    names = profession_names(say, professions)
    return say(msgid, **{**(params or {}), "law": law_words(say, law), "professions": names})


def reason_sentence(say: Words, code: str, params: Mapping[str, object] | None = None) -> str:
    """The one sentence on why a treatment is advised; `professions` in `params` are codes joined by commas."""
    codes = [each for each in str((params or {}).get("professions", "")).split(",") if each]
    return say(REASONS[code], **{**(params or {}), "professions": profession_names(say, codes)})
