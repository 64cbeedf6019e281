"""Words for what the audit trail says was done. Keys are the actions that `app.actions` records."""

from __future__ import annotations

from app.translations import N_
from app.translations.accounts import DEEDS

#: The first half of an action -> what it is about, in the order in which they are offered.
KINDS: dict[str, str] = {
    "account": N_("アカウントとサインイン"),
    "calendar": N_("カレンダーのリンク"),
    "terms": N_("契約条件"),
    "assistant": N_("アシスタント"),
    "task": N_("業務"),
    "entry": N_("稼働"),
    "month": N_("月締め"),
    "package": N_("追加購入"),
    "prepayment": N_("前払い"),
    "expense": N_("立替経費"),
    "invoice": N_("請求書"),
    "payment": N_("入金"),
}
ACTIONS: dict[str, str] = {
    **DEEDS,
    "calendar.renew": N_("カレンダーのリンクを作った"),
    "calendar.withdraw": N_("カレンダーのリンクを止めた"),
    "terms.set": N_("契約条件を決めた"),
    "assistant.fee": N_("報酬の条件を決めた"),
    "assistant.leave": N_("休みを変えた"),
    "task.file_add": N_("ファイルを添付した"),
    "task.file_remove": N_("ファイルを外した"),
    "entry.reverse": N_("稼働を取り消した"),
    "month.close": N_("月を締めた"),
    "package.top_up": N_("時間を追加購入した"),
    "package.ask": N_("時間の追加を申し込んだ"),
    "package.decline": N_("時間の追加を見送った"),
    "prepayment.record": N_("前払いを記録した"),
    "prepayment.withdraw": N_("前払いを取りやめた"),
    "expense.record": N_("立替経費を記録した"),
    "expense.reverse": N_("立替経費を取り消した"),
    "invoice.issue": N_("請求書を発行した"),
    "invoice.void": N_("請求書を取り消した"),
    "invoice.credit": N_("返還請求書を発行した"),
    "invoice.xml": N_("請求書のXMLを作った"),
    "payment.record": N_("入金を記録した"),
    "payment.reverse": N_("入金の記録を取り消した"),
}
#: Attempts that were turned away.
REFUSALS = ("account.refused", "account.code_refused", "account.password_refused")
#: What is recorded of signing in, and by what it was done.
NAMES: dict[str, str] = {
    "by": N_("方法"),
    "second": N_("2段階目"),
    "network": N_("接続元"),
    "role": N_("役割"),
    "passkeys": N_("パスキー"),
}
WAYS: dict[str, str] = {
    "password": N_("パスワード"),
    "passkey": N_("パスキー"),
    "oidc": N_("外部のサインイン"),
    "demo": N_("デモのボタン"),
    "totp": N_("認証アプリ"),
    "recovery_code": N_("回復コード"),
    "operator": N_("運営"),
    "administrator": N_("管理者"),
    "assistant": N_("アシスタント"),
    "client": N_("依頼企業"),
}
