"""The sentence for each broken rule: what happened and how to mend it."""

from __future__ import annotations

from flask_babel import gettext

from app.domain.errors import DomainError, Problem
from app.translations import N_

SENTENCES = {
    "refused": N_("この操作はできません。"),
    "many_problems": N_("直すところが%(count)s件あります。"),
    "not_found": N_("ページが見つかりません。"),
    "forbidden": N_("この操作は、いまの役割ではできません。"),
    "already_exists": N_("すでに使われています。別の値にしてください。"),
    "no_terms": N_("この月の契約条件がありません。先に契約を登録してください。"),
    "month_closed": N_("この月は締め済みです。別の月の日付にしてください。"),
    "month_not_over": N_("月の最終日になるまで締められません。"),
    "overlapping_entry": N_("同じ時間帯にほかの稼働記録があります。時間を直してください。"),
    "timer_running": N_("タイマーが動いています。先に止めてください。"),
    "no_timer": N_("動いているタイマーがありません。"),
    "future_entry": N_("これからの作業は記録できません。今日までの日付にしてください。"),
    "not_assigned": N_("公開中の割当計画にない作業です。運営に確認してください。"),
    "already_reversed": N_("この記録はすでに取り消されています。"),
    "package_exhausted": N_("パッケージを使い切りました。超過の承諾が要ります。"),
    "plan_outdated": N_("計画が古くなっています。計画しなおしてください。"),
    "not_a_draft": N_("下書きではないので変えられません。"),
    "issuer_incomplete": N_("発行者の情報が足りません。設定で会社名と登録番号を入れてください。"),
    "wrong_password": N_("メールアドレスかパスワードが違います。"),
    "month_format": N_("月は 2026-11 の形で指定してください。"),
}


def sentence_of(problem: Problem) -> str:
    """The sentence of a problem in the reader's language, its row named first where it has one."""
    text = gettext(SENTENCES.get(problem.code, SENTENCES["refused"])) % problem.params
    return gettext("%(row)s行目：%(text)s", row=problem.row, text=text) if problem.row is not None else text


def sentences_of(error: DomainError) -> list[str]:
    """Every sentence of an error, in the order found."""
    return [sentence_of(problem) for problem in error.problems()]
