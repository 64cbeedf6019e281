"""What kind of work a task's name speaks of, for facts its company did not state."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.wording import even, says

Nature = Literal["by_rule", "by_writing", "by_thinking"]

_KINDS: tuple[tuple[Nature, re.Pattern[str]], ...] = (
    (
        "by_rule",
        re.compile(
            r"入力|転記|登録|整理|リサイズ|加工|スキャン|仕分け?|照合|突合|消し?込み?|集計|回収|配信|設定|予約|更新|取り?込み?|印刷|製本"
            r"|データ化|文字起こし|清書|体裁調整|発行|精算|出欠|案内|発注|手配|日程調整|スケジュール調整|納期調整|リマインド|一覧|棚卸"
            r"|保存|ファイリング|送付|送信|転送|受付|発送|掲載|配布|記帳|仕訳|キッティング|交換|一次(対応|返信)|チェック|処理"
        ),
    ),
    ("by_rule", re.compile(r"(請求書|納品書|見積書|注文書|発注書|予定表|日報|管理表|名簿|一覧表?|台帳)の?作成")),
    (
        "by_writing",
        re.compile(r"作成|返信|対応|調査|リサーチ|原稿|レポート|議事録|投稿|求人|下書き|翻訳|連絡|資料|補助"),
    ),
    (
        "by_thinking",
        re.compile(
            r"企画|策定|判断|交渉|提案|設計|評価|分析|戦略|苦情|クレーム|シフト表?(の?作成)?|相談|レビュー|点検|審査|監査|改定"
        ),
    ),
)
_LEFT_TO_JUDGEMENT = re.compile(r"判断が(多|必要|難)|ケースバイケース|都度判断|臨機応変|経験が(必要|要る)|勘(に頼|で)")


class Spoken(NamedTuple):
    """The kind of work, and whether the catalogue's name had to say it."""

    kind: Nature
    by_catalogue: bool


def nature(facts: TaskFacts) -> Nature:
    """The kind that `spoken` finds."""
    return spoken(facts).kind


@lru_cache(maxsize=64)  # several criteria ask it of the same task
def spoken(facts: TaskFacts) -> Spoken:
    """By the word that stands last in the name, as Japanese says last what is done; else in the name of its entry.

    `by_writing` when neither holds a known word.
    """
    if says(facts, _LEFT_TO_JUDGEMENT):
        return Spoken("by_thinking", by_catalogue=False)
    own, usual = _last(facts.name), _last(facts.catalogue_name or "")
    if own is None and usual is not None:
        return Spoken(usual, by_catalogue=True)
    return Spoken(own or "by_writing", by_catalogue=False)


def _last(name: str) -> Nature | None:
    text = even(name)
    found = [(match.end(), len(match.group()), kind) for kind, pattern in _KINDS for match in pattern.finditer(text)]
    return max(found)[2] if found else None
