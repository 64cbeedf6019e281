"""The choices of the form of terms in words, by the domain's own codes."""

from __future__ import annotations

from app.translations import N_

AUTOMATIC, WARN, UP_TO = "automatic", "warn", "up_to"

ROUNDINGS = {"up": N_("切り上げる"), "nearest": N_("近いほうに丸める"), "down": N_("切り捨てる")}
SCOPES = {"month": N_("月の合計"), "task_day": N_("業務と日ごと"), "entry": N_("記録ごと")}
CONSENTS = {
    AUTOMATIC: N_("承諾は要らない（そのまま続ける）"),
    WARN: N_("承諾は要らないが、知らせる"),
    UP_TO: N_("決めた時間まで承諾済み"),
}
CARRY_OVERS = {
    "none": N_("繰り越さない（月末で失効）"),
    "first_month": N_("最初の月だけ、翌月末まで繰り越す"),
    "next_month": N_("翌月末まで繰り越す"),
    "months": N_("決めた月数だけ繰り越す"),
    "days": N_("決めた日数だけ使える"),
    "unlimited": N_("期限なく繰り越す"),
}
CONSUMES = {"carried_first": N_("繰越分から使う"), "base_first": N_("当月分から使う")}
MONTHS_AHEAD = {"0": N_("締めた月の分（後払い）"), "1": N_("翌月の分（前払い）"), "2": N_("翌々月の分（前払い）")}
FIRST_MONTHS = {
    "whole": N_("ひと月分を払う"),
    "daily": N_("日割りで払う"),
    "anniversary": N_("契約日からひと月ごとに数える"),
}
BAND_DAYS = {
    "": N_("使わない"),
    "weekday": N_("平日"),
    "weekend": N_("土日"),
    "holiday": N_("祝日"),
    "weekend+holiday": N_("土日祝"),
    "weekday+weekend": N_("祝日のほか"),
    "weekday+holiday": N_("土日のほか"),
    "weekday+weekend+holiday": N_("毎日"),
}
WEIGHS = {"minutes": N_("時間（パッケージから多く引く）"), "price": N_("料金（割増として請求する）")}
ACTIVITIES = {
    "work": N_("作業"),
    "communication": N_("連絡"),
    "meeting": N_("打ち合わせ"),
    "hand_over": N_("引き継ぎ"),
    "training": N_("研修"),
}
COUNTINGS = {
    "counted": N_("パッケージから引く"),
    "billed": N_("パッケージとは別に請求する"),
    "paid": N_("請求しない（アシスタントには払う）"),
    "not_counted": N_("数えない"),
}
ISSUE_KINDS = {
    "any_day": N_("決めない"),
    "calendar_day": N_("翌月の決まった日"),
    "business_day": N_("翌月の第何営業日"),
}
NOTICE_KINDS = {
    "none": N_("決めていない"),
    "months": N_("契約が終わる日の何か月前まで"),
    "day": N_("終わる月か、その前の月の決まった日まで"),
}
TAX_ROUNDINGS = {
    "down": N_("1円未満を切り捨てる"),
    "half_up": N_("1円未満を四捨五入する"),
    "up": N_("1円未満を切り上げる"),
}
DUE_MONTHS = {"0": N_("当月"), "1": N_("翌月"), "2": N_("翌々月"), "3": N_("3か月後")}
DUE_SHIFTS = {"none": N_("そのまま"), "previous": N_("前の営業日"), "next": N_("次の営業日")}
