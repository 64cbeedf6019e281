"""The forms of signing in and of one's own account."""

from __future__ import annotations

from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.domain.accounts import MOST_PASSWORD_LENGTH
from app.web.forms import Form
from app.web.forms import lazy_gettext as _

#: Recovery codes have eleven characters with their hyphen; whoever types more spaces is read as well.
MOST_CODE_LENGTH = 64


class SignInForm(Form):
    """Address and password; lengths are bounded so that hashing stays cheap."""

    email = EmailField(
        _("メールアドレス"),
        [InputRequired(_("メールアドレスを入力してください。")), Length(max=254)],
        render_kw={"autocomplete": "username", "required": True},
    )
    password = PasswordField(
        _("パスワード"),
        [InputRequired(_("パスワードを入力してください。")), Length(max=MOST_PASSWORD_LENGTH)],
        render_kw={"autocomplete": "current-password", "required": True},
    )


class CodeForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = StringField(
        _("コード"),
        [InputRequired(_("コードを入力してください。")), Length(max=MOST_CODE_LENGTH)],
        render_kw={
            "autocomplete": "one-time-code",
            "required": True,
            "maxlength": MOST_CODE_LENGTH,
            "spellcheck": "false",
        },
    )


class ForgottenForm(Form):
    """Whom to send a link."""

    email = EmailField(
        _("メールアドレス"),
        [InputRequired(_("メールアドレスを入力してください。")), Length(max=254)],
        render_kw={"autocomplete": "username", "required": True},
    )


class ChoosePasswordForm(Form):
    """A new password; how long it must be is refused by the action, beside the field."""

    password = PasswordField(
        _("新しいパスワード"),
        [InputRequired(_("パスワードを入力してください。")), Length(max=MOST_PASSWORD_LENGTH)],
        render_kw={"autocomplete": "new-password", "required": True},
    )


class ChangePasswordForm(ChoosePasswordForm):
    """The old password and a new one."""

    old = PasswordField(
        _("いまのパスワード"),
        [InputRequired(_("いまのパスワードを入力してください。")), Length(max=MOST_PASSWORD_LENGTH)],
        render_kw={"autocomplete": "current-password", "required": True},
    )


def _once_more(field_id: str) -> PasswordField:
    """The password once more before something is ended; the action asks for it where the account has one."""
    return PasswordField(
        _("いまのパスワード"),
        [Length(max=MOST_PASSWORD_LENGTH)],
        id=field_id,
        render_kw={"autocomplete": "current-password", "required": True},
    )


class EndSessionForm(Form):
    """Which of one's sessions ends, or `all`."""

    session = StringField("", [InputRequired(_("サインアウトする端末を選んでください。"))])
    password = _once_more("end-password")


class RemovePasskeyForm(Form):
    """Which of one's passkeys goes."""

    passkey = StringField("", [InputRequired(_("消すパスキーを選んでください。"))])
    password = _once_more("remove-password")


def _own_password(field_id: str) -> PasswordField:
    """The password once more, before what signing in depends on is changed."""
    return PasswordField(
        _("いまのパスワード"),
        [InputRequired(_("いまのパスワードを入力してください。")), Length(max=MOST_PASSWORD_LENGTH)],
        id=field_id,
        render_kw={"autocomplete": "current-password", "required": True},
    )


def _own_code(field_id: str) -> StringField:
    """A code besides, before the second factor itself is changed."""
    return StringField(
        _("認証アプリのコードか回復コード"),
        [InputRequired(_("コードを入力してください。")), Length(max=MOST_CODE_LENGTH)],
        id=field_id,
        render_kw={
            "autocomplete": "one-time-code",
            "required": True,
            "maxlength": MOST_CODE_LENGTH,
            "spellcheck": "false",
        },
    )


class BeginFactorForm(Form):
    """Before a first app is set up: there is no code yet."""

    password = _own_password("begin-password")


class RenewCodesForm(Form):
    """Before new recovery codes are shown."""

    password = _own_password("codes-password")
    code = _own_code("codes-code")


class GiveUpFactorForm(Form):
    """Before the app is given up."""

    password = _own_password("off-password")
    code = _own_code("off-code")
