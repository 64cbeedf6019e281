"""What people are told by mail and in the operation's chat: the notices again, as a letter and as a line.

Topics and their values are those of `notices.py`. A letter has its reader's name, an opening, what is to be said, the
page that leads on, and who writes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import quote

from babel.dates import format_date

from app.domain.money import format_yen
from app.domain.worktime import Month
from app.translations import N_, Words, words
from app.translations.hours import hours_words
from app.translations.notices import notice_words


class MailWords(NamedTuple):
    """A mail's subject, one line, and its plain text, which ends with a line feed."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of mail.

    Attributes:
        subject: what it is about, without who writes.
        text: what is said; its last sentence leads to the page.
        path: the page, with places for raw values.
        is_internal: goes to the operation's own people only, who are greeted as colleagues.
        staff_path: the page for them where it is another one, of a notice that others get as well.
    """

    subject: str
    text: str
    path: str
    is_internal: bool = False
    staff_path: str = ""


_PACKAGE_PATH = "/hours?month=%(month)s&client=%(client_id)s"
LETTERS: dict[str, Letter] = {
    "plan_published": Letter(
        N_("%(month)sの割当計画のお知らせ"),
        N_("%(month)sの割当計画（第%(version)s版）を公開しました。\n内容は次のページでご確認ください。"),
        "/plans?month=%(month)s",
    ),
    "invoice_issued": Letter(
        N_("%(month)s分の請求書発行のお知らせ"),
        N_(
            "%(month)s分の請求書を発行しました。\n\n請求書番号：%(number)s\nご請求金額：%(total)s（税込）\nお支払期日：%(due_on)s\n\n"
            "次のページでご確認ください。PDFも同じページから保存できます。"
        ),
        "/invoices/%(invoice)s",
    ),
    "invoice_reissued": Letter(
        N_("%(month)s分の請求書差し替えのお知らせ"),
        N_(
            "%(month)s分の請求書%(replaces)sを取り消し、代わりの請求書を発行しました。\n"
            "%(replaces)sのお支払いは要りません。すでにお支払いの場合はご連絡ください。\n\n"
            "請求書番号：%(number)s\nご請求金額：%(total)s（税込）\nお支払期日：%(due_on)s\n\n"
            "次のページでご確認ください。PDFも同じページから保存できます。"
        ),
        "/invoices/%(invoice)s",
    ),
    "credit_note_issued": Letter(
        N_("%(month)s分の返還請求書発行のお知らせ"),
        N_(
            "%(month)s分の請求書%(credits)sについて、返還請求書を発行しました。\n\n"
            "返還請求書番号：%(number)s\n金額：%(total)s（税込）\n\n次のページでご確認ください。"
        ),
        "/invoices/%(invoice)s",
    ),
    "hours_changed": Letter(
        N_("%(day)sの記録の変更のお知らせ"),
        N_(
            "%(day)sの「%(task)s」（%(hours)s）の記録が直されました。\n\n理由：%(reason)s\n\n"
            "前の記録と直した記録は、次のページでご確認ください。"
        ),
        "/hours/entries/%(entry)s",
    ),
    "hours_taken_back": Letter(
        N_("%(day)sの記録の取消のお知らせ"),
        N_(
            "%(day)sの「%(task)s」（%(hours)s）の記録が取り消されました。\n\n理由：%(reason)s\n\n"
            "内容は次のページでご確認ください。"
        ),
        "/hours/entries/%(entry)s",
    ),
    "hours_approved": Letter(
        N_("%(month)sの稼働の承認のお知らせ"),
        N_("%(month)sの稼働のうち%(count)s件（%(hours)s）が承認されました。\n内容は次のページでご確認ください。"),
        "/hours?month=%(month)s",
    ),
    "hours_questioned": Letter(
        N_("%(day)sの稼働についての質問"),
        N_(
            "%(day)sの「%(task)s」（%(hours)s）について、依頼企業から質問がありました。\n\n%(words)s\n\n"
            "次のページで返事をしてください。"
        ),
        "/hours/entries/%(entry)s",
        is_internal=True,
    ),
    "question_answered": Letter(
        N_("%(day)sの稼働についてのご返事"),
        N_(
            "%(day)sの「%(task)s」（%(hours)s）についてのご質問に、お返事します。\n\n%(words)s\n\n"
            "記録は次のページでご確認ください。"
        ),
        "/hours/entries/%(entry)s",
    ),
    "task_commented": Letter(
        N_("「%(task)s」へのコメント"),
        N_(
            "%(client)sの「%(task)s」に、%(who)sさんがコメントを書きました。\n\n%(words)s\n\n続きは次のページでご覧ください。"
        ),
        "/tasks/%(task_id)s",
    ),
    "package_near": Letter(
        N_("%(month)sのパッケージの残り時間のお知らせ"),
        N_(
            "%(client)sの%(month)sのパッケージを8割使いました。\n\n使った時間：%(used)s\nパッケージ：%(available)s\n\n"
            "残りの使い道は次のページでご確認ください。"
        ),
        "/?month=%(month)s",
        staff_path=_PACKAGE_PATH,
    ),
    "package_used_up": Letter(
        N_("%(month)sのパッケージを使い切ったお知らせ"),
        N_(
            "%(client)sの%(month)sのパッケージ（%(available)s）を使い切りました。\nくわしくは次のページでご確認ください。"
        ),
        "/?month=%(month)s",
        staff_path=_PACKAGE_PATH,
    ),
    "package_exceeded": Letter(
        N_("%(month)sのパッケージを超えたお知らせ"),
        N_(
            "%(client)sの%(month)sの稼働が、パッケージの時間を超えました。\n\n使った時間：%(used)s\n"
            "パッケージ：%(available)s\n\nくわしくは次のページでご確認ください。"
        ),
        "/?month=%(month)s",
        staff_path=_PACKAGE_PATH,
    ),
    "time_asked": Letter(
        N_("%(client)sからの時間の追加のご依頼"),
        N_(
            "%(client)sが%(month)sの時間の追加を希望しています。\n\n時間：%(hours)s\n金額：%(total)s（税抜）\n\n"
            "次のページで内容を確かめて追加してください。"
        ),
        "/hours/top-up?client=%(client_id)s&month=%(month)s&minutes=%(minutes)s",
        is_internal=True,
    ),
    "time_added": Letter(
        N_("%(month)sの時間の追加のお知らせ"),
        N_(
            "%(month)sのパッケージに時間を追加しました。\n\n時間：%(hours)s\n金額：%(total)s（税抜）\n\n"
            "金額は%(month)s分の請求書に載ります。くわしくは次のページでご確認ください。"
        ),
        "/?month=%(month)s",
    ),
    "time_declined": Letter(
        N_("%(month)sの時間の追加について"),
        N_(
            "%(month)sにお申し込みの時間の追加は、見送らせていただきました。\n\n時間：%(hours)s\n理由：%(reason)s\n\n"
            "別の時間でお申し込みいただくこともできます。"
        ),
        "/hours/top-up?month=%(month)s",
    ),
    "invited": Letter(
        N_("アカウントのご案内"),
        N_(
            "Ennoshitaのアカウントを用意しました。\n"
            "7日のうちに次のページを開き、パスワードを決めてください。リンクは一度だけ使えます。"
        ),
        "/sign-in/link/%(token)s",
    ),
    "password_reset": Letter(
        N_("パスワードの再設定"),
        N_(
            "パスワードの再設定を受け付けました。\n心当たりがないときは、このメールを捨ててください。何も変わりません。\n\n"
            "1時間のうちに次のページを開き、新しいパスワードを決めてください。リンクは一度だけ使えます。"
        ),
        "/sign-in/link/%(token)s",
    ),
    "password_changed": Letter(
        N_("パスワード変更のお知らせ"),
        N_(
            "アカウントのパスワードが変わり、ほかの端末はサインアウトしました。\n"
            "心当たりがないときは、すぐにご連絡ください。サインイン中の端末は次のページで確かめられます。"
        ),
        "/account",
    ),
    "second_factor_set": Letter(
        N_("2段階目の確認のお知らせ"),
        N_(
            "サインインのときに、認証アプリのコードもお聞きするようになりました。\n"
            "心当たりがないときは、すぐにご連絡ください。設定は次のページで確かめられます。"
        ),
        "/account",
    ),
    "second_factor_off": Letter(
        N_("2段階目の確認のお知らせ"),
        N_(
            "サインインのときに、認証アプリのコードをお聞きしなくなりました。\n"
            "心当たりがないときは、すぐにご連絡ください。設定は次のページで確かめられます。"
        ),
        "/account",
    ),
    "passkey_added": Letter(
        N_("パスキーのお知らせ"),
        N_(
            "パスキー「%(name)s」が加わり、パスワードなしで入れるようになりました。\n"
            "心当たりがないときは、すぐにご連絡ください。パスキーは次のページで確かめられます。"
        ),
        "/account",
    ),
    "passkeys_removed": Letter(
        N_("パスキーが外されたお知らせ"),
        N_(
            "管理者がパスキー%(count)s個を外し、すべての端末はサインアウトになりました。\n"
            "心当たりがないときは、すぐにご連絡ください。パスキーは次のページで加えなおせます。"
        ),
        "/account",
    ),
    "books_do_not_hold": Letter(
        N_("帳簿の食い違いのお知らせ"),
        N_(
            "帳簿の毎日の確かめで、食い違いが%(count)s件見つかりました。\n"
            "月締めと請求書の発行は、ennoshita check で内容を確かめてから進めてください。今月のページはこちらです。"
        ),
        "/",
        is_internal=True,
    ),
}
#: Sent for a notice that was written before its words were known here.
OTHER = Letter(N_("お知らせ"), N_("お知らせがあります。\n内容は次のページでご確認ください。"), "/notices")

SUBJECT = N_("【%(issuer)s】%(subject)s")
SALUTATION = N_("%(name)s 様")
SALUTATION_UNNAMED = N_("ご担当者様")
OPENING = N_("いつもお世話になっております。%(issuer)sです。")
OPENING_UNNAMED = N_("いつもお世話になっております。")
OPENING_INTERNAL = N_("お疲れさまです。Ennoshitaからのお知らせです。")
CLOSING = N_("ご不明な点がございましたら、担当者までお問い合わせください。")
SENT_BY_ITSELF = N_("このメールはEnnoshitaから自動でお送りしています。")
RULE = "-" * 40


def mail_words(
    topic: str,
    params: Mapping[str, Any],
    *,
    locale: str,
    to_name: str,
    issuer_name: str,
    site_url: str,
    is_staff: bool = False,
) -> MailWords:
    """The mail about a notice, in the reader's language.

    Args:
        topic: a key of `notices.TOPICS`; of any other it is said that there is a notice.
        params: as the notice has them: months as `YYYY-MM`, yen as a number.
        locale: `ja` or `en`; Japanese for any other.
        to_name: who reads it; may be empty.
        issuer_name: the company that writes; may be empty.
        site_url: how people reach the pages, without a slash at its end.
        is_staff: whether one of the operation's own people reads it: to them it is a plain notice, no letter.
    """
    say, letter, issuer = words(locale), LETTERS.get(topic, OTHER), _line(issuer_name)
    shown = _shown(params, locale)
    if is_staff:
        path = letter.staff_path if "client_id" in params and letter.staff_path else letter.path
        letter = replace(letter, path=path, is_internal=True)
    subject = say(letter.subject, **shown)
    parts = [
        say(SALUTATION, name=_line(to_name)) if _line(to_name) else say(SALUTATION_UNNAMED),
        _opening(say, letter, issuer),
        say(letter.text, **shown) + "\n" + _url(letter, params, site_url),
        "" if letter.is_internal else say(CLOSING),
        "\n".join(line for line in (RULE, issuer, say(SENT_BY_ITSELF)) if line),
    ]
    return MailWords(
        say(SUBJECT, issuer=issuer, subject=subject) if issuer else subject,
        "\n\n".join(part for part in parts if part) + "\n",
    )


def chat_words(topic: str, params: Mapping[str, Any], *, locale: str, site_url: str) -> str:
    """A notice as lines of chat: its title, its sentence and its page; arguments as in `mail_words`."""
    title, text, _link = notice_words(words(locale), topic, _shown(params, locale))
    return f"{title}\n{text}\n{_url(LETTERS.get(topic, OTHER), params, site_url)}"


def _opening(say: Words, letter: Letter, issuer: str) -> str:
    if letter.is_internal:
        return say(OPENING_INTERNAL)
    return say(OPENING, issuer=issuer) if issuer else say(OPENING_UNNAMED)


def _url(letter: Letter, params: Mapping[str, Any], site_url: str) -> str:
    return site_url + letter.path % {name: quote(str(value), safe="") for name, value in params.items()}


def _shown(params: Mapping[str, Any], locale: str) -> dict[str, object]:
    """The values as people write them."""
    shown: dict[str, object] = dict(params)
    if "month" in params:
        day = Month.parse(str(params["month"])).first_day
        is_english = locale.startswith("en")
        shown["month"] = format_date(day, "MMMM y" if is_english else "y年M月", locale="en" if is_english else "ja")
    if "due_date" in params:
        due = dt.date.fromisoformat(str(params["due_date"]))
        shown["due_on"] = format_date(due, "d MMMM y" if locale.startswith("en") else "y年M月d日", locale=locale)
    if "day" in params:
        day = dt.date.fromisoformat(str(params["day"]))
        shown["day"] = format_date(day, "d MMMM" if locale.startswith("en") else "M月d日", locale=locale)
    if "minutes" in params:
        shown["hours"] = hours_words(words(locale), int(params["minutes"]))
    if "total_yen" in params:
        shown["total"] = format_yen(int(params["total_yen"]))
    return shown


def _line(text: str) -> str:
    """A name on one line: whoever chose it writes no second one."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
