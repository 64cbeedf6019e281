"""Words for what accounts are told. Keys are the topics that actions write into notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.translations import N_, Words


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of notice: its title, its sentence, and the word of the link that leads on."""

    title: str
    text: str
    link: str


TOPICS: dict[str, Topic] = {
    "plan_published": Topic(
        N_("%(month)sの割当計画が届きました"), N_("第%(version)s版が公開されました。"), N_("計画を見る")
    ),
    "invoice_issued": Topic(
        N_("%(month)s分の請求書が届きました"), N_("%(number)s、%(total)s（税込）です。"), N_("請求書を見る")
    ),
    "invoice_reissued": Topic(
        N_("%(month)s分の請求書を差し替えました"),
        N_("%(replaces)sに代わる%(number)s、%(total)s（税込）です。%(replaces)sのお支払いは要りません。"),
        N_("請求書を見る"),
    ),
    "credit_note_issued": Topic(
        N_("%(month)s分の返還請求書が届きました"),
        N_("%(number)s（%(credits)sの返還）、%(total)s（税込）です。"),
        N_("返還請求書を見る"),
    ),
    "hours_changed": Topic(
        N_("%(day)sの記録が直されました"), N_("%(task)s %(hours)s。理由：%(reason)s"), N_("記録を見る")
    ),
    "hours_taken_back": Topic(
        N_("%(day)sの記録が取り消されました"), N_("%(task)s %(hours)s。理由：%(reason)s"), N_("記録を見る")
    ),
    "hours_approved": Topic(
        N_("%(month)sの稼働が承認されました"), N_("%(count)s件、%(hours)sです。"), N_("稼働を見る")
    ),
    "hours_questioned": Topic(
        N_("%(day)sの稼働に質問があります"), N_("%(task)s %(hours)s。%(words)s"), N_("質問に答える")
    ),
    "question_answered": Topic(
        N_("%(day)sの稼働についての返事です"), N_("%(task)s %(hours)s。%(words)s"), N_("返事を見る")
    ),
    "task_commented": Topic(
        N_("「%(task)s」にコメントがあります"), N_("%(client)s・%(who)s：%(words)s"), N_("コメントを読む")
    ),
    "package_near": Topic(
        N_("%(client)s：%(month)sのパッケージを8割使いました"),
        N_("%(available)sのうち%(used)sを使いました。"),
        N_("稼働を見る"),
    ),
    "package_used_up": Topic(
        N_("%(client)s：%(month)sのパッケージを使い切りました"),
        N_("%(available)sをすべて使いました。"),
        N_("稼働を見る"),
    ),
    "package_exceeded": Topic(
        N_("%(client)s：%(month)sのパッケージを超えました"),
        N_("%(available)sに対して%(used)sを使いました。"),
        N_("稼働を見る"),
    ),
    "time_asked": Topic(
        N_("%(client)sから%(month)sの時間の追加を頼まれました"),
        N_("%(hours)s、%(total)s（税抜）です。"),
        N_("追加を確かめる"),
    ),
    "time_added": Topic(
        N_("%(month)sの時間を%(hours)s追加しました"),
        N_("%(month)s分の請求書に%(total)s（税抜）が載ります。"),
        N_("稼働を見る"),
    ),
    "time_declined": Topic(
        N_("%(month)sの時間の追加（%(hours)s）は見送りになりました"), N_("理由：%(reason)s"), N_("時間の追加を見る")
    ),
    "invited": Topic(
        N_("アカウントのご案内"), N_("パスワードを決めると、サインインできます。"), N_("パスワードを決める")
    ),
    "password_reset": Topic(
        N_("パスワードの再設定"), N_("新しいパスワードを決めてください。"), N_("パスワードを決める")
    ),
    "password_changed": Topic(
        N_("パスワードが変わりました"),
        N_("ほかの端末はサインアウトしました。心当たりがないときは、すぐに運営にご連絡ください。"),
        N_("アカウントを確かめる"),
    ),
    "second_factor_set": Topic(
        N_("2段階目の確認を使い始めました"),
        N_("心当たりがないときは、すぐに運営にご連絡ください。"),
        N_("アカウントを確かめる"),
    ),
    "second_factor_off": Topic(
        N_("2段階目の確認がなくなりました"),
        N_("心当たりがないときは、すぐに運営にご連絡ください。"),
        N_("アカウントを確かめる"),
    ),
    "passkey_added": Topic(
        N_("パスキーが加わりました"),
        N_("「%(name)s」で入れます。心当たりがないときは、すぐに運営にご連絡ください。"),
        N_("アカウントを確かめる"),
    ),
    "passkeys_removed": Topic(
        N_("パスキーが外されました"),
        N_("管理者が%(count)s個を外しました。心当たりがないときは、すぐに運営にご連絡ください。"),
        N_("アカウントを確かめる"),
    ),
    "books_do_not_hold": Topic(
        N_("帳簿の確かめで食い違いが見つかりました"),
        N_("%(count)s件あります。ennoshita check で内容を確かめてください。"),
        N_("今月のページを開く"),
    ),
}
#: What a topic is called where it is switched on and off.
KINDS: dict[str, str] = {
    "plan_published": N_("割当計画が公開されたとき"),
    "invoice_issued": N_("請求書が発行されたとき"),
    "invoice_reissued": N_("請求書が差し替えられたとき"),
    "credit_note_issued": N_("返還請求書が発行されたとき"),
    "hours_changed": N_("自分の稼働記録が直されたとき"),
    "hours_taken_back": N_("自分の稼働記録が取り消されたとき"),
    "hours_approved": N_("自分の稼働が承認されたとき"),
    "hours_questioned": N_("依頼企業から稼働の質問が届いたとき"),
    "question_answered": N_("稼働についての返事が届いたとき"),
    "task_commented": N_("業務にコメントが書かれたとき"),
    "package_near": N_("パッケージを8割使ったとき"),
    "package_used_up": N_("パッケージを使い切ったとき"),
    "package_exceeded": N_("パッケージを超えたとき"),
    "time_asked": N_("依頼企業が時間の追加を申し込んだとき"),
    "time_added": N_("時間が追加されたとき"),
    "time_declined": N_("時間の追加が見送られたとき"),
    "books_do_not_hold": N_("帳簿の確かめで食い違いが見つかったとき"),
}
#: What is said of a notice that was written before its words were known here.
OTHER = Topic(N_("お知らせがあります"), N_("くわしくは各ページでご確認ください。"), N_("開く"))


def notice_words(say: Words, topic: str, params: Mapping[str, object]) -> tuple[str, str, str]:
    """Title, sentence and the link's word; `params` are ready to be shown (months and yen as people write them)."""
    found = TOPICS.get(topic, OTHER)
    return say(found.title, **params), say(found.text, **params), say(found.link)
