"""The forms of the settings: the issuing company, an account, the weights of the score."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from app.actions.accounts import IssuerData
from app.domain.accounts import Role
from app.domain.mailboxes import plain_address
from app.queries.accounts import IssuerView
from app.translations.scoring import CRITERIA
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import WholeField
from app.web.forms.picking import PickField

WEIGHTS_TOTAL = 100
DEFAULT_PATTERN = "INV-{YYYY}-{SEQ:4}"
ROLES = {
    Role.CLIENT: _("依頼企業"),
    Role.ASSISTANT: _("アシスタント"),
    Role.OPERATOR: _("運営"),
    Role.ADMINISTRATOR: _("管理者"),
}


def _text(field: Field) -> str:
    return str(field.data or "").strip()


def _needed(_form: Form, field: Field) -> None:
    """A validator: something was typed; what could not be read has said so already."""
    if field.data is None and not field.errors:
        raise StopValidation(_("入力してください。"))


class IssuerForm(Form):
    """The company that issues the invoices; lengths and formats are refused by the action, beside the field."""

    name = StringField(_("会社名"), description=_("請求書の発行者として印字されます。"))
    registration_no = StringField(
        _("登録番号"),
        description=_("適格請求書発行事業者の番号。Tと13桁の数字。"),
        render_kw={"autocomplete": "off"},
    )
    postal_code = StringField(_("郵便番号"), render_kw={"inputmode": "numeric"})
    address = StringField(_("住所"))
    contact_name = StringField(_("担当者"))
    contact_email = StringField(_("問い合わせ先のメール"), render_kw={"inputmode": "email"})
    bank_lines = TextAreaField(_("お振込先"), description=_("1行ずつ、そのまま印字されます。"), render_kw={"rows": 3})
    remarks = TextAreaField(_("備考"), render_kw={"rows": 3})
    invoice_pattern = StringField(_("請求書番号の形"), default=DEFAULT_PATTERN, render_kw={"autocomplete": "off"})
    credit_pattern = StringField(
        _("返還請求書番号の形"),
        description=_("空のままなら、請求書と同じ連番を使います。"),
        render_kw={"autocomplete": "off"},
    )

    def issuer(self) -> IssuerData:
        """What the form says; the registration number in half-width capitals without hyphens."""
        number = unicodedata.normalize("NFKC", _text(self.registration_no)).upper()
        return IssuerData(
            name=_text(self.name),
            registration_no=re.sub(r"[\s‐-―−-]", "", number),
            postal_code=unicodedata.normalize("NFKC", _text(self.postal_code)),
            address=_text(self.address),
            contact_name=_text(self.contact_name),
            contact_email=plain_address(_text(self.contact_email)),
            bank_lines="\n".join(_text(self.bank_lines).splitlines()),
            remarks="\n".join(_text(self.remarks).splitlines()),
            invoice_pattern=_text(self.invoice_pattern),
            credit_pattern=_text(self.credit_pattern),
        )


def issuer_data(issuer: IssuerView | None) -> dict[str, object]:
    """The issuer as its form shows it; nothing before it is filled in."""
    if issuer is None:
        return {}
    return {name: getattr(issuer, name) for name in IssuerData.__dataclass_fields__}


class RoleForm(Form):
    """What an account may do, and for whom."""

    role = SelectField(
        _("役割"), choices=choices((str(role), word) for role, word in ROLES.items()), default=str(Role.CLIENT)
    )
    client = PickField(_("依頼企業"), description=_("役割が依頼企業のとき。"))
    assistant = PickField(_("アシスタント"), description=_("役割がアシスタントのとき。"))

    def offer(self, clients: Iterable[tuple[str, str]], assistants: Iterable[tuple[str, str]]) -> None:
        """Fills the choices of companies and assistants, each a public id and a name."""
        none = ("", _("選んでください"))
        self.client.offer([none, *clients])
        self.assistant.offer([none, *assistants])


class ResetFactorForm(Form):
    """What somebody lost: passkeys too, where they were on the same device."""

    passkeys = BooleanField()


class AccountForm(RoleForm):
    """A new account; its person chooses the password through a link that comes by mail."""

    display_name = StringField(_("名前"), render_kw={"autocomplete": "off"})
    email = StringField(_("メールアドレス"), render_kw={"autocomplete": "off", "inputmode": "email"})
    locale = SelectField(_("画面の言語"), choices=choices([("ja", _("日本語")), ("en", _("英語"))]), default="ja")

    def only_for(self, allowed: Iterable[Role]) -> None:
        """Leaves these roles to choose from."""
        self.role.choices = choices((str(role), ROLES[role]) for role in allowed)


class WeightsForm(Form):
    """How much each criterion counts; a field of each criterion's name."""

    def weight_fields(self) -> list[Any]:
        """The fields, heaviest criterion first."""
        return [self[criterion] for criterion in CRITERIA]

    def weights(self) -> dict[str, int]:
        """What a sound form says."""
        return {criterion: int(self[criterion].data or 0) for criterion in CRITERIA}

    def total(self) -> int:
        """The sum of what can be read so far."""
        return sum(self.weights().values())


class ComparisonForm(Form):
    """What stands beside the comparisons, which the page reads by itself: why contradicting ones are used."""

    override_reason = TextAreaField(
        _("このまま使う理由"), description=_("版の履歴に残ります。"), render_kw={"rows": 2, "maxlength": 400}
    )


for _criterion, _word in CRITERIA.items():
    _field = WholeField(
        _(_word), most=WEIGHTS_TOTAL, validators=[_needed], render_kw={"inputmode": "numeric", "class": "num"}
    )
    setattr(WeightsForm, _criterion, _field)
