"""The sign-in form."""

from __future__ import annotations

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from app.web.forms import Form, lazy_gettext


class SignInForm(Form):
    """Address and password; lengths are bounded so that hashing stays cheap."""

    email = EmailField(
        lazy_gettext("メールアドレス"),
        [InputRequired(lazy_gettext("メールアドレスを入力してください。")), Length(max=254)],
        render_kw={"autocomplete": "username", "required": True},
    )
    password = PasswordField(
        lazy_gettext("パスワード"),
        [InputRequired(lazy_gettext("パスワードを入力してください。")), Length(max=128)],
        render_kw={"autocomplete": "current-password", "required": True},
    )
