"""Finds words in a task's texts: spelling evened out, clause by clause, with negations and mere preparation seen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.result import Evidence

TextField = Literal["name", "detail", "note", "expertise", "tools"]
TASK_TEXTS: tuple[TextField, ...] = ("name", "detail", "note")

_BREAKS = re.compile(r"[、。,，;；\n\r「」『』【】]+")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_SPACES = re.compile(r"[^\S\n\r]+")

#: What follows a word and takes it back: 「コア業務ではない」「押印の必要なし」「マイナンバーは扱わない」.
#: Only words of the thing itself may stand between, so that 「届出がわからない」 takes nothing back.
#: A run of them can be read in one way only: were 「すること」 one word too, n of them would be tried in 2^n ways.
_DENIED = re.compile(
    r"(など|等|業務|作業|対応|処理|権限|資格|知識|の|こと|取り?扱い?|する(もの|わけ)?)*("
    r"では?な[いくし]|じゃな|では?ありません|という?わけではな|とは(言|い)え(な|ませ)"
    r"|[はもが]?(不要(?!では|か\?|\?)|(要ら|いら)な|(要り|いり)ませ|必要[はがも]?(な|無|ありませ))"
    r"|[はもが]?(なし|無し|(な|無)(い|く)|ありません)(?!と|月|場合|とき|時|年|週|日|か|よう|わけ|くな)"
    r"|[はもをが]?(し|せ|行わ|扱わ|含ま|やら|伴わ|触れ|使わ)(な[いくし]|ませ?ん|ず)(?!月|場合|とき|時|年|週|日)"
    r"|[はもをが]?含まれ(な|ませ)|[はもが]?(対象外|非対応|廃止済)|以外|[をは]除|に?は?(該当し|当たら)な"
    r")"
)
_DENYING_PREFIXES = ("ノン", "非", "脱")

#: Work around a step that is not the step itself. In Japanese the last word of a name says what is done.
_AROUND = (
    r"(回収|収集|保管|保存|ファイリング|整理|印刷|コピー|控え?|スキャン|リマインド|管理表|期限管理|進捗管理|日程調整|予定調整"
    r"|案内|取り?寄せ|一覧表?|台帳|リスト|名簿|配布|周知|共有|受付|進捗|状況|状況の?確認|情報|集計|準備|体裁|体裁調整|整形|版管理"
    r"|議事録|予約|手配|セミナー|研修|勉強会|データ化|電子化|pdf化|勤怠|問い?合わせ先)"
)
_AROUND_AT_END = re.compile(_AROUND + r"(作業|業務|連絡|メール|の?(作成|更新|入力|送付))?$")
#: Further harmless words where no law stands behind the gate: 「面接の評価シート入力」「来客対応マニュアルの作成」.
_AROUND_FREELY = re.compile(
    r"(入力|転記|清書|記録|文字起こし|マニュアル|メール|連絡|通知|シート|報告書|リサーチ|調査|資料|漏れ|依頼|履歴|補助|日程|官|率)"
)
#: The reserved step named side by side with work around it: 「集計と提出」「作成・控えの保管」.
_STEP_BESIDE = re.compile(
    r"(作成|提出|申請|届出|届け出|手続き?|代行|代理|出願|交渉|起案|記入|判断|決定|計算)(と|や|及び|および|&|・|/|し|→|後|から)"
)
_STEP = re.compile(r"(作成|提出|申請|届出|届け出|手続|代行|代理|出願|起案|記入)")
#: 「届出は社労士が行う」: the step is already in the right hands. A wish or a plan is not.
_IN_OTHER_HANDS = re.compile(
    r"^.{0,4}は(顧問)?の?(社労士|社会保険労務士|税理士|弁護士|行政書士|司法書士|弁理士|士業|専門家|依頼企業|自社|社員|本人|社長|代表|院長|理事長)"
    r"(?!.*(したい|予定|検討|未|希望|相談))"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in a clause of one of the task's texts."""

    field: TextField
    words: str
    #: The clause after the word, to its end.
    rest: str

    @property
    def evidence(self) -> Evidence:
        """Where and what, for the finding."""
        return Evidence(self.field, self.words)

    @property
    def around_only(self) -> bool:
        """True when the clause ends in work around the step: 「算定基礎届の控えの保管」."""
        return bool(_AROUND_AT_END.search(self.rest)) and not _STEP_BESIDE.search(self.rest)

    @property
    def harmless(self) -> bool:
        """Like `around_only`, with the wider list for gates that no law stands behind.

        A word that is an item of its own, as in 「スキャン・保存」, is not excused by the next item.
        """
        if self.rest.startswith(("・", "/", "と", "及び", "および")):
            return False
        return self.around_only or bool(_AROUND_FREELY.search(self.rest))

    @property
    def names_step(self) -> bool:
        """True when the word or its clause says that the step itself is taken."""
        return bool(_STEP.search(self.words + self.rest))

    @property
    def in_other_hands(self) -> bool:
        """True when the clause says that a professional or the client takes the step."""
        return bool(_IN_OTHER_HANDS.search(self.rest))


def even(text: str) -> str:
    """The text in NFKC, lower case, without spaces: 「Ｍ＆Ａ 判断」 is 「m&a判断」."""
    return _lower(_narrow(text))


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a text in NFKC without spaces; bracketed ones last, so 「契約書(NDA)のレビュー」 stays whole."""
    return tuple(clause for clause, _ in _clauses(text))


@lru_cache(maxsize=1024)
def _clauses(text: str) -> tuple[tuple[str, str], ...]:
    """Each clause beside its lower case. Kept, as some seventy patterns are looked for in the same few texts."""
    outer = _narrow(text)
    inner: list[str] = []
    while _BRACKETED.search(outer):
        inner.extend(_BRACKETED.findall(outer))
        outer = _BRACKETED.sub("", outer)
    parts = (clause for part in (outer, *inner) for clause in _BREAKS.split(part) if clause)
    return tuple((clause, _lower(clause)) for clause in parts)


def find(facts: TaskFacts, pattern: re.Pattern[str], fields: tuple[TextField, ...] = TASK_TEXTS) -> tuple[Hit, ...]:
    """Every place in the given texts where the pattern stands and is not taken back by a negation, in reading order."""
    return tuple(
        Hit(name, clause[match.start() : match.end()], clause[match.end() :])
        for name in fields
        for clause, lowered in _clauses(getattr(facts, name) or "")
        for match in pattern.finditer(lowered)
        if not denied(clause, match)
    )


def says(facts: TaskFacts, pattern: re.Pattern[str], fields: tuple[TextField, ...] = TASK_TEXTS) -> bool:
    """True when `find` finds anything."""
    return bool(find(facts, pattern, fields))


def denied(clause: str, match: re.Match[str]) -> bool:
    """True when the clause takes the matched word back."""
    # looked at in place: a long text holds thousands of matches
    return bool(_DENIED.match(clause, match.end()) or clause.endswith(_DENYING_PREFIXES, 0, match.start()))


def _narrow(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def _lower(text: str) -> str:
    """Lower case that keeps every place in the text, as a few letters grow when lowered."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def prepares_only(name: str) -> bool:
    """True when a task's name ends in work around a step: 「社会保険書類の回収」, not 「社会保険の手続き」."""
    parts = clauses(name)
    return bool(parts) and bool(_AROUND_AT_END.search(parts[0])) and not _STEP_BESIDE.search(parts[0])


def helps_only(name: str) -> bool:
    """Like `prepares_only`, with the wider list for gates that no law stands behind."""
    parts = clauses(name)
    return bool(parts) and (prepares_only(name) or bool(re.search(_AROUND_FREELY.pattern + r"$", parts[0])))
