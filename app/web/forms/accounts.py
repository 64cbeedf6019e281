"""The sign-in form."""

from __future__ import annotations

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from app.web.forms import Form
from app.web.forms import lazy_gettext as _


class SignInForm(Form):
    """Address and password; lengths are bounded so that hashing stays cheap."""

    email = EmailField(
        _("メールアドレス"),
        [InputRequired(_("メールアドレスを入力してください。")), Length(max=254)],
        render_kw={"autocomplete": "username", "required": True},
    )
    password = PasswordField(
        _("パスワード"),
        [InputRequired(_("パスワードを入力してください。")), Length(max=128)],
        render_kw={"autocomplete": "current-password", "required": True},
    )
