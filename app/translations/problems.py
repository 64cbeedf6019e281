"""Words for broken rules: what happened and how to mend it. Keys are the codes of errors and problems.

What the reading of an inventory says is in `inventory`; a test holds every code of the app and these keys together.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import InvalidInput, Problem
from app.domain.worktime import Month
from app.translations import N_, Words
from app.translations.inventory import PROBLEMS as INVENTORY

RULES: dict[str, str] = {
    "refused": N_("この操作はできません。ページを開きなおして確かめてください。"),
    "many_problems": N_("直すところが%(count)s件あります。"),
    "invalid_input": N_("入力を確かめてください。"),
    "not_found": N_("見つかりません。アドレスか名前を確かめてください。"),
    "forbidden": N_("この操作は、いまの役割ではできません。"),
    "already_exists": N_("すでに使われています。別の値にしてください。"),
    "no_terms": N_("この月の契約条件がありません。先に契約条件を登録してください。"),
    "month_closed": N_("この月は締め済みです。変えるには、運営が請求書を取り消すか返還します。"),
    "month_not_over": N_("月が終わるまで締められません。翌月1日から締められます。"),
    "earlier_month_open": N_("前の月が締められていません。古い月から順に締めてください。"),
    "overlapping_entry": N_("同じ時間帯にほかの稼働記録があります。時間を直してください。"),
    "timer_running": N_("タイマーが動いています。先に止めてください。"),
    "hours_waiting": N_("承認していない稼働が%(count)s件あります。先に承認してください。"),
    "no_timer": N_("動いているタイマーがありません。"),
    "future_entry": N_("これからの作業は記録できません。今日までの日付と時刻にしてください。"),
    "not_assigned": N_("公開中の割当計画にない作業です。運営にご確認ください。"),
    "already_reversed": N_("この記録はすでに取り消されています。"),
    "entry_credited": N_("この記録は返還請求書で戻し済みです。請求書の返還をご覧ください。"),
    "entry_approved": N_("承認済みの記録です。直すときは運営にご連絡ください。"),
    "questions_ended": N_("質問できる期間は %(day)s までです。運営にご連絡ください。"),
    "question_open": N_("この記録には、返事を待っている質問があります。"),
    "question_answered": N_("この質問には返事をしました。"),
    "request_decided": N_("この申し込みには、もう返事をしました。"),
    "request_changed": N_(
        "ページを開いたあとに、依頼企業が申し込みの時間を変えました。記録していません。"
        "いまの時間を確かめてから、もう一度送ってください。"
    ),
    "package_exhausted": N_("時間パッケージを使い切りました。続けるには超過の承諾が要ります。"),
    "not_prepaid": N_("この月の月額の入金を、まだ確かめていません。入金を確かめると記録できます。"),
    "contract_over": N_("契約が終わっている月です。続けるには新しい契約条件が要ります。"),
    "plan_outdated": N_("計画のもとになる内容が変わりました。計画しなおしてください。"),
    "weights_changed": N_(
        "ページを開いたあとに、ほかの人が第%(version)s版の重みを保存しました。保存していません。"
        "いまの重みを確かめてから、もう一度保存してください。"
    ),
    "plan_changed": N_(
        "ページを開いたあとに、業務・固定・契約・アシスタント・稼働・公開中の計画のどれかが変わりました。"
        "公開していません。計画を開きなおして確かめてください。"
    ),
    "plan_closed": N_("この月はすべての依頼企業が締め済みなので、計画は変えられません。"),
    "not_a_draft": N_("下書きではないので変えられません。"),
    "not_issued": N_(
        "発行した請求書にだけできます。下書きは発行してから、取り消した請求書は代わりの請求書を選んでください。"
    ),
    "issuer_incomplete": N_("発行者の情報が足りません。設定で会社名、住所、登録番号を入れてください。"),
    "nothing_asked": N_("絞り込みも並べ替えもしていません。条件を選んで「表示する」を押してから保存してください。"),
    "filters_many": N_("保存できるのは%(most)s件までです。使わないものを消してから保存してください。"),
    "not_printable": N_("見えない文字が入っています。入れなおしてください。"),
    "nothing_chosen": N_("1件も選んでいません。左の四角で選んでから、もう一度押してください。"),
    "chosen_many": N_("一度に選べるのは%(most)s件までです。条件を足して減らしてください。"),
    "not_waiting": N_("承認を待っている記録ではありません。承認済みか、取り消されています。"),
    "nothing_open": N_("払い終わっているか、払うものがありません。"),
    "job_not_ended": N_("失敗したか取り消した処理だけを、もう一度始められます。"),
    "job_unforeseen": N_("思わぬ理由で終わりませんでした。もう一度お試しください。続くときは運営にご連絡ください。"),
    "job_lost": N_("処理していた機械からの応答が何度も途切れました。もう一度お試しください。"),
    "messaging_unavailable": N_("送り先につながりませんでした。間を置いて、もう一度送ります。"),
    "sender_unknown": N_("差出人のメールアドレスがありません。設定の発行者で、問い合わせ先のメールを入れてください。"),
    "pdf_failed": N_("PDFを作れませんでした。間を置いて、もう一度作ります。"),
    "message_refused": N_("送り先に受け取りを断られました。メールアドレスを確かめてください。"),
    "books_do_not_hold": N_(
        "帳簿の確かめで%(count)s件の食い違いが見つかりました。ennoshita check で内容を確かめてください。"
    ),
    "leave_ends_first": N_("最後の日が最初の日より前です。最初の日以後にしてください。"),
    "leave_over": N_("過ぎた月の休みは登録できません。今月からの日にしてください。"),
    "leave_too_long": N_("一度に登録できるのは%(most)s日までです。期間を分けてください。"),
    "leave_known": N_("%(first)sから%(last)sまでの休みと重なります。取り消してから登録しなおしてください。"),
    "leave_too_many": N_("休みは%(most)s件までです。要らない休みを取り消してください。"),
    "nothing_to_credit": N_("取り消す金額か、戻す稼働を選んでください。"),
    "over_credited": N_("この明細で取り消せるのは、あと%(most)s円（税抜）までです。"),
    "already_credited": N_("選んだ稼働のうち%(count)s件は、すでに戻したか、この請求書のものではありません。"),
    "credited_meanwhile": N_(
        "見ているあいだに、この請求書の別の返還請求書が発行されました。残りの金額を見なおしてから発行してください。"
    ),
    "has_payments": N_("入金か返還のある請求書は取り消せません。返還請求書で直してください。"),
    "payment_reversed": N_("この入金はすでに取り消されています。"),
    "payment_refunded": N_("この入金からはすでに返金しています。先に返金の記録を取り消してください。"),
    "no_fee_terms": N_("この月の報酬の条件がありません。先に時間単価と支払日を登録してください。"),
    "paid_too_late": N_(
        "%(month)sの分が月末から60日を過ぎて支払われます（期限は%(last)s）。支払日を早めてください（フリーランス法4条）。"
    ),
    "fee_of_past_month": N_("終わった月の報酬の条件は変えられません。今月からの条件にしてください。"),
    "wrong_password": N_("メールアドレスかパスワードが違います。"),
    "too_many_attempts": N_("続けて間違えたため、いまは受け付けられません。少し待ってからお試しください。"),
    "wrong_code": N_("コードが違うか、期限が切れているか、すでに使われています。新しいコードを入れてください。"),
    "link_expired": N_("このリンクは使い終わったか、期限が切れています。もう一度メールを受け取ってください。"),
    "sign_in_again": N_("いったんサインアウトし、入りなおしてから10分以内に、もう一度お試しください。"),
    "second_factor_needed": N_("運営と管理者は、2段階目の確認をやめられません。"),
    "last_administrator": N_("最後の管理者です。先に、ほかの人を管理者にしてください。"),
    "passkey_refused": N_("パスキーを確かめられませんでした。もう一度お試しください。"),
    "provider_refused": N_(
        "サインイン先で本人を確かめられないか、同じメールアドレスのアカウントがありません。運営にご連絡ください。"
    ),
    "einvoice_unsound": N_("機械で読める請求書（XML）を作れません。発行者の登録番号と金額を確かめてください。"),
    "einvoice_figures": N_("請求書の金額がそろいません（規則：%(rule)s）。"),
    "einvoice_rule": N_("XMLが規則 %(rule)s に合いません。"),
}

INPUTS: dict[str, str] = {
    "required": N_("入力してください。"),
    "too_long": N_("長すぎます。%(most)s文字までにしてください。"),
    "length": N_("%(least)s文字から%(most)s文字までにしてください。"),
    "too_small": N_("%(least)s以上にしてください。"),
    "out_of_range": N_("%(least)sから%(most)sまでの値にしてください。"),
    "minutes_range": N_("%(least_min)s分から%(most_hours)s時間までにしてください。"),
    "web_address": N_("https:// で始まるインターネットのアドレスを、空白や記号を入れずに書いてください。"),
    "reviewed_later": N_("確認した日は今日までの日付にしてください。"),
    "attached_none": N_("ファイルを選んでください。"),
    "attached_empty": N_("ファイルが空です。中身のあるファイルを選んでください。"),
    "attached_large": N_(
        "ファイルが大きすぎます。%(limit_mib)sMBまでです。分けるか、画像を小さくして保存しなおしてください。"
    ),
    "attached_many": N_("ファイルは1つの業務に%(most)s個までです。使わないものを取り除いてから加えてください。"),
    "attached_task_full": N_(
        "この業務のファイルが合わせて%(limit_mib)sMBを超えます。使わないものを取り除いてから加えてください。"
    ),
    "attached_client_full": N_(
        "この依頼企業のファイルが合わせて%(limit_mib)sMBを超えます。使わないものを取り除いてから加えてください。"
    ),
    "attached_kind": N_(
        "この種類のファイルは受け取れません。PDF、xlsx、docx、pptx、CSV、テキスト、PNG、JPEGにしてください。"
    ),
    "attached_ending": N_("名前の終わりと中身が合いません。中身に合わせて、名前の終わりを %(ending)s にしてください。"),
    "attached_macros": N_(
        "マクロの入ったファイルは受け取れません。Officeで「マクロなし」の形式（xlsx、docx、pptx）に保存しなおしてください。"
    ),
    "attached_old_office": N_(
        "古い形式（xls、doc、ppt）かパスワードのついたファイルです。"
        "パスワードを外し、xlsx、docx、pptxに保存しなおしてください。"
    ),
    "attached_archive": N_("ZIPは中身を確かめられないので受け取れません。中のファイルを1つずつ加えてください。"),
    "attached_page": N_("HTMLやSVGは、開くと動くおそれがあるので受け取れません。PDFかPNGに保存しなおしてください。"),
    "unknown_field": N_("この項目はありません。つづりを確かめてください。"),
    "not_a_table": N_("項目を中に書いてください。"),
    "not_a_list": N_("値を並べて [ ] で囲んでください。"),
    "not_one_of": N_("「%(text)s」は選べません。%(choices)sのどれかにしてください。"),
    "not_yes_or_no": N_("「%(text)s」を読み取れません。true か false にしてください。"),
    "not_whole": N_("「%(text)s」を読み取れません。整数で書いてください。"),
    "not_a_step": N_("契約では%(step)s分ずつ買い足せます。その倍数にしてください。"),
    "not_a_choice": N_("選べない値です。選びなおしてください。"),
    "email_format": N_("メールアドレスの形ではありません。name@example.jp のように書いてください。"),
    "password_short": N_("短すぎます。%(least)s文字以上にしてください。"),
    "password_frequent": N_("多くの人が使っていて、まっさきに試されるパスワードです。別のものにしてください。"),
    "password_breached": N_("ほかから漏れたことのあるパスワードです。別のものにしてください。"),
    "password_unchecked": N_(
        "漏れたパスワードの一覧を読めず、確かめられません。管理者に知らせて、あとでもう一度お試しください。"
    ),
    "password_guessed": N_("推測しやすいパスワードです。ほかの言葉を足すか、別のものにしてください。"),
    "months_order": N_("終わりの月は、始まりの月より前にできません。"),
    "months_many": N_("一度に書き出せるのは%(most)sか月までです。"),
    "month_format": N_("月は 2026-11 の形で書いてください。"),
    "postal_code_format": N_("郵便番号は 100-0001 のように7桁の数字で書いてください。"),
    "code_format": N_("コードは半角の英字、数字、ハイフン、下線で書いてください。"),
    "day_without_terms": N_("この日の契約条件がありません。日付を直すか、先に契約条件を登録してください。"),
    "day_without_terms_ask": N_("この日の契約条件がありません。日付を確かめて、合っていれば運営にご連絡ください。"),
    "days_order": N_("終わりの日は、始まりの日より前にできません。"),
    "month_range": N_("月は %(first)s から %(last)s までにしてください。"),
    "date_format": N_("日付「%(text)s」を読み取れません。2026-11-18 のように書いてください。"),
    "date_too_early": N_("日付は %(date)s より後にしてください。"),
    "time_format": N_("時刻「%(text)s」を読み取れません。9:30 のように書いてください。"),
    "date_ambiguous": N_("日付「%(text)s」は月と日のどちらが先かわかりません。並びを選んでください。"),
    "ends_before_it_begins": N_("終了が開始と同じか、それより前です。時刻を直してください。"),
    "overlapping_row": N_("%(other)s行目と時間が重なっています。どちらかを直してください。"),
    "unknown_activity": N_(
        "区分「%(text)s」を読み取れません。作業、連絡、会議、引き継ぎ、研修のどれかにしてください。"
    ),
    "duration_format": N_("時間「%(text)s」を読み取れません。「30分」「1時間半」「1:30」のように書いてください。"),
    "paid_above_open": N_(
        "残りは%(most)s円です。それより多く受け取ったときは、「残りを超えた分も受け取った」を選んでください。"
    ),
    "refund_above_paid": N_("返せるのは入金した%(most)s円までです。"),
    "paid_later": N_("入金日は今日までの日付にしてください。"),
    "other_month": N_("%(month)sの作業です。その月の日付にしてください。"),
    "receipt_later": N_("領収書の日付は今日までの日付にしてください。"),
    "day_full": N_("その日の合計が24時間を超えます。日付か時間を直してください。"),
    "column_missing": N_("「%(column)s」の列がありません。見出しの行に加えてください。"),
    "unknown_work": N_("%(client)sの「%(task)s」は、その月の計画にありません。名前を確かめてください。"),
    "unknown_work_ever": N_("%(client)sの「%(task)s」は、どの月の計画にもありません。名前を確かめてください。"),
    "unknown_assistant": N_("アシスタント「%(text)s」が見つかりません。名前を確かめてください。"),
    "not_for_assistants": N_("この業務はアシスタントに渡せません。対処を確かめてください。"),
    "unknown_skill": N_("技能「%(skill)s」はありません。一覧から選んでください。"),
    "skill_level": N_("技能「%(skill)s」の段階が範囲の外です。選びなおしてください。"),
    "comparison_inconsistent": N_(
        "比べ方の食い違いが大きすぎます（CR %(ratio)s、%(most)sまで）。直すか、このまま使う理由を書いてください。"
    ),
    "weights_total": N_("重みの合計が%(total)sです。%(wanted)sになるように直してください。"),
    "number_pattern": N_("請求書番号の形に使えない書き方があります。INV-{YYYY}-{SEQ:4} のように書いてください。"),
    "registration_number_format": N_("登録番号はTと13桁の数字で書いてください。"),
    "registration_number_check_digit": N_("登録番号の検査数字が合いません。書き間違いがないか確かめてください。"),
    "metered_with_package": N_("時間パッケージのある契約では、従量の単価は使えません。どちらか一方にしてください。"),
    "least_without_metered": N_("最低請求時間は、従量の単価があるときだけ使えます。"),
    "first_day_missing": N_("契約の初日を入れてください。"),
    "begins_outside": N_("契約の初日は、最初の月の期間（%(first_day)sから%(last_day)s）の中にしてください。"),
    "multiple_of_nothing": N_("倍率で決めるには、毎月の時間が要ります。"),
    "one_price_only": N_("超過の料金は、金額か倍率のどちらか一方にしてください。"),
    "prepaid_without_fee": N_("前金にするには、月額が要ります。"),
    "renewal_without_length": N_("自動更新するには、契約期間が要ります。"),
    "ends_before_terms": N_("終わる月は、条件が始まる月か、その後にしてください。"),
    "peppol_id_format": N_("ペポルIDは 0188: と法人番号13桁、または 0221: と登録番号（Tと13桁）で書いてください。"),
    "one_cap_only": N_("繰越の上限は、割合か時間のどちらか一方にしてください。"),
    "band_without_days": N_("時間帯の曜日を選んでください。"),
    "band_backward": N_("時間帯の終わりは、始まりより後にしてください。"),
    "bands_overlap": N_("時間帯が重なっています。1分がひとつの倍率だけに入るように直してください。"),
    "closing_day_of_anniversary": N_("契約日ごとに数えるときの締め日は、契約の初日の前の日にしてください。"),
    "fee_charged": N_("%(month)s分の月額は前払いで請求済みです。その次の月からの条件にしてください。"),
    "expires_before": N_("期限は、その月の初日より後にしてください。"),
    "catalogue_header": N_("業務一覧の見出しが決まりと違います。"),
    "catalogue_number_twice": N_("業務一覧に同じ番号が2回あります。"),
    "catalogue_row": N_("業務一覧の%(row)s行目を読み取れません。"),
    "posting_incomplete": N_("時間台帳の仕訳が足りません（%(reference)s）。運営にご連絡ください。"),
    "posting_unbalanced": N_("時間台帳の仕訳が釣り合いません（%(reference)s）。運営にご連絡ください。"),
}

PROBLEMS = {**INVENTORY, **RULES, **INPUTS}
_MONTH = N_("%(year)s年%(number)s月")
_IN_ROW = N_("%(row)s行目：%(text)s")


class _Shown(dict[str, object]):
    """The values of a sentence; one that was not given shows as a dash, which beats no sentence at all."""

    def __missing__(self, key: str) -> str:
        return "–"


def _in_words(params: Mapping[str, object], say: Words) -> dict[str, object]:
    """The values as people write them: months are handed as `YYYY-MM`."""
    shown = dict(params)
    try:
        month = Month.parse(str(shown.get("month", "")))
    except InvalidInput:
        return shown
    return {**shown, "month": say(_MONTH, year=month.year, number=month.number)}


def problem_sentence(problem: Problem, say: Words) -> str:
    """The sentence of a problem in the reader's language, its row named first where it has one."""
    text = say(PROBLEMS.get(problem.code, RULES["refused"])) % _Shown(_in_words(problem.params, say))
    return say(_IN_ROW, row=problem.row, text=text) if problem.row is not None else text
