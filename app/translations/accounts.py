"""Words for what the audit trail says of accounts. Keys are the actions that `app.actions.accounts` records."""

from __future__ import annotations

from app.translations import N_

DEEDS: dict[str, str] = {
    "account.add": N_("アカウントを作った"),
    "account.invite": N_("招待した"),
    "account.sign_in": N_("サインインした"),
    "account.sign_out": N_("サインアウトした"),
    "account.refused": N_("サインインを断った"),
    "account.code_refused": N_("2段階目のコードを断った"),
    "account.password_refused": N_("いまのパスワードが違った"),
    "account.session_ended": N_("ほかの端末をサインアウトした"),
    "account.sessions_ended": N_("すべての端末をサインアウトした"),
    "account.password": N_("パスワードを決めた"),
    "account.reset": N_("再設定のリンクを送った"),
    "account.second_factor": N_("2段階目の確認を使い始めた"),
    "account.second_factor_off": N_("2段階目の確認をやめた"),
    "account.second_factor_reset": N_("2段階目の確認を解除した"),
    "account.recovery_codes": N_("回復コードを作りなおした"),
    "account.passkey": N_("パスキーを加えた"),
    "account.passkey_removed": N_("パスキーを消した"),
    "account.passkeys_reset": N_("パスキーをすべて外した"),
    "account.linked": N_("会社のアカウントとつないだ"),
    "account.role": N_("役割を変えた"),
    "account.close": N_("停止した"),
    "account.open": N_("再開した"),
}
