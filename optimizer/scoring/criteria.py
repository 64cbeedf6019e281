"""The twelve criteria: each turns facts into a level from 1 to 5, where 5 suits outsourcing best.

A level is `assumed` when the fact was not stated and the words of the task, or else of its entry in the catalogue of
usual tasks, had to speak for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.nature import Nature, nature, spoken
from optimizer.scoring.result import Contribution, Criterion
from optimizer.scoring.usual import (
    usual_minutes_a_month,
    usual_minutes_per_run,
    usual_runs_per_year,
    usually_controlled,
)
from optimizer.scoring.weights import Weights
from optimizer.scoring.wording import even, find, says

#: Upper ends of levels 1 to 4 in runs a month: ≤1, 2–3, 4, 5–20, ≥21.
RUNS_A_MONTH = (1, 3, 4, 20)
#: Upper ends of levels 1 to 4 in minutes a month: ≤200, 201–420, 421–2400, 2401–4800, ≥4801.
MINUTES_A_MONTH = (200, 420, 2400, 4800)
#: Lower ends, in percent of judgement, of levels 4 to 1: 0–19, 20–39, 40–59, 60–79, 80–100.
JUDGEMENT_PCT = (20, 40, 60, 80)


class Level(NamedTuple):
    """1 to 5, whether it had to be assumed, and whether from the catalogue."""

    level: int
    assumed: bool
    by_catalogue: bool = False


_BY_NATURE: dict[Nature, int] = {"by_rule": 4, "by_writing": 3, "by_thinking": 2}


def standardisation(facts: TaskFacts) -> Level:
    """How far the procedure is one and the same; a written one counts for one level more."""
    written = facts.has_manual is True
    if facts.routine is not None:
        stated = {"routine": 5 if facts.has_manual is not False else 4, "semi": 3, "non_routine": 1}
        return Level(stated[facts.routine], assumed=False)
    if facts.judgement_pct is not None:
        base = (4, 3, 3, 2, 1)[bisect_right(JUDGEMENT_PCT, facts.judgement_pct)]
        return Level(base + 1 if written and base > 1 else base, assumed=True)
    return Level(_BY_NATURE[nature(facts)] + written, assumed=True, by_catalogue=spoken(facts).by_catalogue)


def judgement(facts: TaskFacts) -> Level:
    """Share of human judgement in steps of 20 %.

    Source: the cut-offs of a published selection table for automation (らむだ式 RPA適用業務選定), 2021 and 2023.
    """
    if facts.judgement_pct is not None:
        return Level(5 - bisect_right(JUDGEMENT_PCT, facts.judgement_pct), assumed=False)
    if facts.routine is not None:
        return Level(
            {"routine": 5 if facts.has_manual else 4, "semi": 3, "non_routine": 1}[facts.routine], assumed=True
        )
    return Level(_BY_NATURE[nature(facts)], assumed=True, by_catalogue=spoken(facts).by_catalogue)


def volume(facts: TaskFacts) -> Level:
    """Minutes a month: runs times minutes, a twelfth of the year's.

    Source: ≤200, 201–420, 421–2400, 2401–4800, ≥4801 minutes, from the same published table as `judgement`.
    """
    if facts.minutes_per_run is None or facts.runs_per_year is None:
        usual_min = _usual_minutes(facts)
        if usual_min is None:
            return Level(2, assumed=True)
        return Level(1 + bisect_left(MINUTES_A_MONTH, usual_min), assumed=True, by_catalogue=True)
    return Level(1 + bisect_left(MINUTES_A_MONTH, minutes_a_month(facts)), assumed=False)


def _usual_minutes(facts: TaskFacts) -> int | None:
    """Minutes a month with what is stated, and the catalogue for the rest; None where it does not know."""
    if facts.minutes_per_run is None and facts.runs_per_year is None:
        published = usual_minutes_a_month(facts)
        if published is not None:
            return published
    minutes = facts.minutes_per_run if facts.minutes_per_run is not None else usual_minutes_per_run(facts)
    runs = facts.runs_per_year if facts.runs_per_year is not None else usual_runs_per_year(facts)
    return None if minutes is None or runs is None else (minutes * runs + 6) // 12


def expertise(facts: TaskFacts) -> Level:
    """Knowledge asked for, from none to a licence."""
    asked = even(facts.expertise or "")
    if asked:
        return Level(next((level for level, pattern in _ASKED if pattern.search(asked)), 3), assumed=False)
    for name, by_catalogue in ((facts.name + facts.department, False), (facts.catalogue_name or "", True)):
        known = _first_level(_EXPERTISE_IN_NAME, name)
        if known is not None:
            return Level(known, assumed=True, by_catalogue=by_catalogue)
    kind = {"by_rule": 5, "by_writing": 4, "by_thinking": 3}[nature(facts)]
    return Level(kind, assumed=True, by_catalogue=spoken(facts).by_catalogue)


def profit(facts: TaskFacts) -> Level:
    """Distance from profit: work that customers or sales hang on is near it."""
    by_words = _first_level(_NEAR_PROFIT, facts.name)
    if facts.customer_contact is not None:
        stated = by_words or 5
        return Level(min(stated, 3) if facts.customer_contact else stated, assumed=False)
    usual = None if by_words else _first_level(_NEAR_PROFIT, facts.catalogue_name or "")
    return Level(by_words or usual or 5, assumed=True, by_catalogue=usual is not None)


def frequency(facts: TaskFacts) -> Level:
    """Runs a month, rounded half up from the year's: 48 and 52 a year are both 4.

    Source: ≤1, 2–3, 4, 5–20, ≥21 runs, from the same published table as `judgement`.
    """
    usual = usual_runs_per_year(facts)
    if facts.runs_per_year is None and usual is None:
        return Level(2, assumed=True)
    if facts.runs_per_year is None:
        return Level(1 + bisect_left(RUNS_A_MONTH, runs_a_month(usual or 0)), assumed=True, by_catalogue=True)
    return Level(1 + bisect_left(RUNS_A_MONTH, runs_a_month(facts.runs_per_year)), assumed=False)


def confidentiality(facts: TaskFacts) -> Level:
    """What would be seen: public things suit best, authority and individual numbers least."""
    if says(facts, _INDIVIDUAL_NUMBERS):
        return Level(1, assumed=facts.confidentiality is None)
    if facts.confidentiality is not None:
        stated = {"public": 5, "internal": 3, "personal": 2, "administrator": 1, "bank": 1}
        return Level(stated[facts.confidentiality], assumed=False)
    own = next((level for level, pattern in _SECRECY if says(facts, pattern)), None)
    usual = 2 if usually_controlled(facts) else _first_level(_SECRECY, facts.catalogue_name or "")
    return Level(own or usual or 3, assumed=True, by_catalogue=own is None and usual is not None)


def key_person(facts: TaskFacts) -> Level:
    """How few people can do it: the fewer, the more handing it over protects the company."""
    if facts.capable_people is not None:
        people = max(facts.capable_people, 1)
        return Level({1: 5, 2: 4, 3: 3, 4: 2, 5: 2}.get(people, 1), assumed=False)
    if facts.key_person is not None:
        return Level({"high": 5, "middle": 3, "low": 2}[facts.key_person], assumed=False)
    return Level(5 if says(facts, _ONE_PERSON) else 3, assumed=True)


def manual(facts: TaskFacts) -> Level:
    """Whether the procedure is written down; a manual said to be old or in part counts less."""
    if facts.has_manual is None:
        return Level(2, assumed=True)
    if not facts.has_manual:
        return Level(2 if says(facts, _NOTES_ONLY) else 1, assumed=False)
    if says(facts, _PART_OF_MANUAL):
        return Level(3, assumed=False)
    return Level(4 if says(facts, _OLD_MANUAL) else 5, assumed=False)


def stability(facts: TaskFacts) -> Level:
    """How long the procedure has stayed as it is: under 6 months, 1, 2, 3 years, longer.

    Source: the steps of the same published table as `judgement`, 2021.
    """
    for hit in find(facts, _YEARS_UNCHANGED):
        years = int(re.sub(r"\D", "", hit.words) or 3)
        return Level(min(max(years + 2, 3), 5), assumed=False)
    if says(facts, _CHANGES_OFTEN):
        return Level(2, assumed=False)
    routine = {"routine": 4, "semi": 3, "non_routine": 2, None: _BY_NATURE[nature(facts)]}[facts.routine]
    by_catalogue = facts.routine is None and spoken(facts).by_catalogue
    return Level(min(routine + (facts.has_manual is True), 5), assumed=True, by_catalogue=by_catalogue)


def urgency(facts: TaskFacts) -> Level:
    """How long an answer may take: at once, the same day, the next working day, some days, the next week."""
    for level, pattern in _URGENT:
        if says(facts, pattern):
            return Level(level, assumed=True)
    usual = usual_runs_per_year(facts) if facts.runs_per_year is None else None
    runs = usual if facts.runs_per_year is None else facts.runs_per_year
    if runs is None:
        return Level(4, assumed=True)
    return Level(5 - bisect_right((5, 16), runs_a_month(runs)), assumed=True, by_catalogue=usual is not None)


def paper(facts: TaskFacts) -> Level:
    """Share of the work that is on paper: none, up to 20, 40, 70 %, more."""
    for hit in find(facts, _PAPER_SHARE):
        digits = int(re.sub(r"\D", "", hit.words))
        share_pct = digits * 10 if hit.words.endswith("割") else digits
        return Level(5 - bisect_left((0, 20, 40, 70), share_pct), assumed=False)
    return Level(next((level for level, pattern in _ON_PAPER if says(facts, pattern)), 5), assumed=True)


LEVELS: dict[Criterion, Callable[[TaskFacts], Level]] = {
    "standardisation": standardisation,
    "judgement": judgement,
    "volume": volume,
    "expertise": expertise,
    "profit": profit,
    "frequency": frequency,
    "confidentiality": confidentiality,
    "key_person": key_person,
    "manual": manual,
    "stability": stability,
    "urgency": urgency,
    "paper": paper,
}


def contributions(facts: TaskFacts, weights: Weights) -> tuple[Contribution, ...]:
    """All twelve in weight order, each with the tenths of a point it gives."""
    result = []
    for criterion, weight in weights.by_criterion.items():
        level, assumed, by_catalogue = LEVELS[criterion](facts)
        result.append(Contribution(criterion, weight, level, points_tenths(weight, level), assumed, by_catalogue))
    return tuple(result)


def points_tenths(weight: int, level: int) -> int:
    """Tenths of a point for a level: level 1 gives nothing, 5 gives the weight; rounded half up."""
    return (weight * 10 * (level - 1) + 2) // 4


def suitability(parts: tuple[Contribution, ...]) -> int:
    """0 to 100: the sum of the shown tenths, rounded half up once."""
    return (sum(part.points_tenths for part in parts) + 5) // 10


def runs_a_month(runs_per_year: int) -> int:
    """A twelfth of the year's runs, rounded half up."""
    return (runs_per_year + 6) // 12


def minutes_a_month(facts: TaskFacts) -> int:
    """A twelfth of the year's minutes, rounded half up; 0 when either part is not stated."""
    return ((facts.minutes_per_run or 0) * (facts.runs_per_year or 0) + 6) // 12


def _first_level(patterns: tuple[tuple[int, re.Pattern[str]], ...], text: str) -> int | None:
    evened = even(text)
    return next((level for level, pattern in patterns if pattern.search(evened)), None)


_ASKED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (5, re.compile(r"^(不要|なし|無し?|特になし|特に不要|とくになし|いらない|-|ー)$")),
    (1, re.compile(r"[^a-z]士$|士業|社労士|理士|弁護士|書士|医師|看護師|建築士|有資格|免許|資格者")),
    (2, re.compile(r"1級|法務|^it$|システム|プログラ|開発|サーバ|設計|ネットワーク|通訳|税務")),
    (3, re.compile(r"2級|販促|マーケ|デザイン|英語|語学|翻訳|動画|労務|専門")),
    (4, re.compile(r"3級|簿記|集計|excel|エクセル|表計算|画像|経理|事務|sns|word|cms|基礎|初級")),
)
_EXPERTISE_IN_NAME: tuple[tuple[int, re.Pattern[str]], ...] = (
    (2, re.compile(r"図面|レセプト|法務|サーバ|キッティング|システム設計|プログラム")),
    (3, re.compile(r"企画|分析|デザイン|動画|翻訳|給与計算|決算|試算表|年末調整|シフト")),
    (
        4,
        re.compile(
            r"仕訳|記帳|消込|経費精算|請求書の?(受領|整理)|受領請求書|支払予定|出納|経理|画像加工|リサイズ|cms|ホームページ|アカウント"
        ),
    ),
)
_NEAR_PROFIT: tuple[tuple[int, re.Pattern[str]], ...] = (
    (2, re.compile(r"企画|販促|提案|商談|営業(活動|訪問)|値決め|価格(設定|決定)|仕入(?!れ?先)|プレゼン")),
    (
        4,
        re.compile(
            r"商品|在庫|受注|見積|営業|メルマガ|sns|line|広報|求人|応募|レビュー|口コミ|ホームページ|施工事例|納期|顧客|問い?合わせ"
            r"|仕入れ?先|競合|キャンペーン|返品"
        ),
    ),
)
_INDIVIDUAL_NUMBERS = re.compile(r"マイナンバー|個人番号|特定個人情報")
_SECRECY: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"管理者権限|アカウント(の)?(発行|削除)|パスワード|暗証")),
    (
        2,
        re.compile(
            r"銀行|ネットバンク|振り?込|患者|応募|面接|給与|賞与|勤怠|年末調整|履歴書|顧客|会員|名刺|個人情報|社員情報|入社|退社|シフト|健康診断|採用"
        ),
    ),
    (5, re.compile(r"sns|ホームページ|求人|競合|line配信|口コミ|公開|プレスリリース|ブログ|お知らせ")),
    (4, re.compile(r"備品|消耗品|材料|研修|出張|会食|手土産|スケジュール|日程|学会|写真|イベント|郵便|年賀状")),
)
_ONE_PERSON = re.compile(r"この人しか|1人しか|担当者の頭|本人しか|属人")
_NOTES_ONLY = re.compile(r"メモ(が|は)?(ある|あり|程度)|手順メモ")
_PART_OF_MANUAL = re.compile(r"(マニュアル|手順書)(が|は)?(一部|作成中|途中)")
_OLD_MANUAL = re.compile(r"(マニュアル|手順書)(が|は)?(古|要(更新|改訂)|未更新)")
_YEARS_UNCHANGED = re.compile(
    r"((?<!\d)\d{1,3}年|何年も|長年|ずっと)(以上|間)?(手順が?)?(変わって(い)?ない|同じ手順|変更なし)"
)
_CHANGES_OFTEN = re.compile(
    r"毎(年|月|回)(手順|やり方|様式|書式)?が?変わ|(頻繁|よく|たびたび)に?(変わ|変更)|(変更|改定|仕様変更)が多"
)
_URGENT: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"電話(?!番号|帳)|即時|即答|至急|緊急|クレーム対応|チャット対応")),
    (2, re.compile(r"当日|その日のうち|即日|受注|問い?合わせ|在庫数|日報|返品")),
)
_PAPER_SHARE = re.compile(r"紙(の比率|の割合)?[がは]?(約|およそ)?(\d{1,3}%|\d割)")
_ON_PAPER: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"印刷|製本|郵便|封入|手書き|紙を(やめ|なくし|減らし)|すべて紙|全て紙")),
    (2, re.compile(r"(?<![表壁手用画折])紙(?![面幅])|fax|ファックス|スキャン(?!済)|領収書")),
)
