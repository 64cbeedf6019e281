"""The forms of client companies: who they are, alone or with their first terms."""

from __future__ import annotations

from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length

from app.actions.clients import ClientData
from app.queries.clients import ClientView
from app.web.forms import Form
from app.web.forms import lazy_gettext as _
from app.web.forms.terms import TermsForm


def _line(field: Field) -> str:
    return " ".join(str(field.data or "").split())


def _limit(most: int) -> Length:
    return Length(max=most, message=_("長すぎます。%(max)d文字までにしてください。"))


class CompanyForm(Form):
    """Who the client is; what an invoice is addressed to."""

    name = StringField(
        _("会社名"),
        [DataRequired(_("会社名を入力してください。")), _limit(100)],
        description=_("請求書のあて名になります。"),
        render_kw={"autocomplete": "off"},
    )
    short_name = StringField(_("短い名前"), [_limit(30)], description=_("表や図に出す名前。空欄なら会社名を使います。"))
    postal_code = StringField(_("郵便番号"), render_kw={"inputmode": "numeric"})
    address = StringField(_("住所"), [_limit(200)])
    contact_name = StringField(_("ご担当者"), [_limit(100)])
    peppol_id = StringField(
        _("ペポルID"),
        description=_("デジタルインボイスの送り先。0188: と法人番号、または 0221: と登録番号。なければ空欄。"),
        render_kw={"autocomplete": "off", "placeholder": "0188:1234567890123"},
    )

    def company(self, code: str) -> ClientData:
        """What a sound form says."""
        return ClientData(
            code,
            _line(self.name),
            _line(self.short_name),
            _line(self.postal_code),
            _line(self.address),
            _line(self.contact_name),
            _line(self.peppol_id),
        )


class NewClientForm(CompanyForm, TermsForm):
    """A company and its first terms."""

    code = StringField(
        _("コード"),
        [DataRequired(_("コードを入力してください。")), _limit(20)],
        description=_("ファイルや一覧で見分ける短い記号。あとから変えられません。"),
        render_kw={"autocomplete": "off"},
    )


def company_data(client: ClientView) -> dict[str, object]:
    """A company as its form shows it."""
    return {
        "name": client.name,
        "short_name": client.short_name,
        "postal_code": client.postal_code,
        "address": client.address,
        "contact_name": client.contact_name,
        "peppol_id": client.peppol_id,
    }
