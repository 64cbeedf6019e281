"""Words for background work: what is done, where it stands, what it is doing."""

from __future__ import annotations

from app.translations import N_, Words

KINDS: dict[str, str] = {
    "import": N_("棚卸表の取り込み"),
    "score": N_("業務の採点"),
    "plan": N_("割当計画の作成"),
    "block": N_("割当計画の一部の作成"),
    "explain": N_("割当計画の見立て"),
    "close": N_("月締め"),
    "issue": N_("請求書の発行"),
    "pdf": N_("請求書のPDFの作成"),
    "send": N_("お知らせの送信"),
    "check": N_("帳簿の確かめ"),
    "tidy": N_("古い処理の片づけ"),
    "many": N_("まとめて行う操作"),
    "file": N_("ファイルの作成"),
}
STATES: dict[str, str] = {
    "waiting": N_("順番待ち"),
    "running": N_("処理中"),
    "split": N_("分けて処理中"),
    "done": N_("完了"),
    "failed": N_("失敗"),
    "cancelled": N_("取消"),
}
#: Keys are the codes that actions tell; a code may carry a value behind a colon, and behind a bar what is only drawn.
STEPS: dict[str, str] = {
    "import": N_("表を読み込んでいます"),
    "score": N_("業務を採点しています"),
    "import_store": N_("業務を保存しています"),
    "plan_load": N_("計画の材料を集めています"),
    "plan_cut": N_("計画を分けています"),
    "plan_solve": N_("割り当てを計算しています"),
    "plan_gap": N_("割り当てを計算しています（最適との差は最大%(value)s%%）"),
    "plan_join": N_("分けて計算した計画をまとめています"),
    "plan_store": N_("計画を保存しています"),
    "plan_done": N_("計画できました"),
    "explain": N_("計画の見立てを計算しています"),
    "explain_hours": N_("次の1時間で増える仕事を計算しています"),
    "explain_packages": N_("パッケージを見比べています"),
    "explain_coverage": N_("担当者が欠けたときを計算しています"),
    "explain_changes": N_("未割当の作業を入れる変更をさがしています"),
    "explain_forced": N_("未割当の作業を入れると外れる作業を計算しています"),
    "explain_free": N_("変更を制限しない計画を計算しています"),
    "close": N_("月を締めています"),
    "issue": N_("請求書を発行しています"),
    "pdf": N_("PDFを作っています"),
    "send": N_("送っています"),
    "check": N_("帳簿を計算しなおしています"),
    "tidy": N_("古い処理を片づけています"),
    "many": N_("選んだものを順に処理しています"),
    "many_archive": N_("業務を棚卸から外しています"),
    "many_month": N_("業務を今月の作業に加えています"),
    "many_approve": N_("稼働を承認しています"),
    "many_pay": N_("入金を記録しています"),
    "file": N_("ファイルを作っています"),
    "demo_start": N_("デモの会社と人を用意しています"),
    "demo_tasks": N_("棚卸表を読み込み、採点しています"),
    "demo_plan": N_("割当計画を作っています"),
    "demo_hours": N_("稼働を記録しています"),
    "demo_close": N_("月を締め、請求書を発行しています"),
    "demo_now": N_("今月の計画と稼働を用意しています"),
}


def step_words(say: Words, step: str) -> str:
    """What a job is doing: the words of a code, or a name as it stands (a client whose month is being closed)."""
    code, _, value = step.partition("|")[0].partition(":")
    if code not in STEPS:
        return step
    return say(STEPS[code], value=value) if value else say(STEPS[code])
