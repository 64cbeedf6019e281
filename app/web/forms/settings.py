"""The forms of the settings: the issuing company, the weights of the score, a new account."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.actions.accounts import LEAST_PASSWORD_LENGTH, IssuerData, NewAccount
from app.domain.accounts import Role
from app.queries.accounts import IssuerView
from app.queries.assistants import AssistantView
from app.queries.clients import ClientView
from app.translations import N_
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _

ROLE_CHOICES = (
    (Role.CLIENT, N_("依頼企業")),
    (Role.ASSISTANT, N_("アシスタント")),
    (Role.OPERATOR, N_("運営")),
    (Role.ADMINISTRATOR, N_("管理者")),
)
DEFAULT_PATTERN = "INV-{YYYY}-{SEQ:4}"


def _limit(most: int) -> Length:
    return Length(max=most, message=_("長すぎます。%(max)d文字までにしてください。"))


class IssuerForm(Form):
    """The company that issues the invoices."""

    name = StringField(_("会社名"), [DataRequired(_("会社名を入力してください。")), _limit(100)])
    registration_no = StringField(
        _("登録番号"), [DataRequired(_("登録番号を入力してください。"))], description=_("Tと13桁の数字です。")
    )
    postal_code = StringField(_("郵便番号"), [_limit(8)])
    address = StringField(_("住所"), [DataRequired(_("住所を入力してください。")), _limit(200)])
    contact_name = StringField(_("担当者"), [_limit(100)])
    contact_email = EmailField(_("担当者のメールアドレス"), [_limit(254)])
    bank_lines = TextAreaField(_("お振込先"), [_limit(400)], description=_("1行ずつ、請求書にそのまま出ます。"))
    remarks = TextAreaField(_("備考"), [_limit(800)], description=_("すべての請求書に出ます。"))
    invoice_pattern = StringField(
        _("請求書番号の形"),
        [DataRequired(_("番号の形を入力してください。")), _limit(40)],
        default=DEFAULT_PATTERN,
        description=_("{YYYY} は年、{MM} は月、{SEQ:4} は4桁の連番です。"),
    )

    @classmethod
    def of(cls, issuer: IssuerView | None) -> IssuerForm:
        """The form with what is stored."""
        return cls() if issuer is None else cls(obj=issuer)

    def issuer(self) -> IssuerData:
        """What a sound form says; line ends as the database keeps them."""
        fields = ("name", "registration_no", "postal_code", "address", "contact_name", "contact_email")
        texts = {name: " ".join(str(self[name].data or "").split()) for name in fields}
        return IssuerData(
            **texts,
            bank_lines=_lines(self.bank_lines.data),
            remarks=_lines(self.remarks.data),
            invoice_pattern=str(self.invoice_pattern.data or "").strip(),
        )


class AccountForm(Form):
    """A new account."""

    email = EmailField(_("メールアドレス"), [DataRequired(_("メールアドレスを入力してください。")), _limit(254)])
    display_name = StringField(_("名前"), [DataRequired(_("名前を入力してください。")), _limit(100)])
    role = SelectField(_("役割"), choices=choices((str(role), _(word)) for role, word in ROLE_CHOICES))
    client = SelectField(_("依頼企業"), description=_("役割が依頼企業のときだけ選びます。"), validate_choice=True)
    assistant = SelectField(_("アシスタント"), description=_("役割がアシスタントのときだけ選びます。"))
    password = PasswordField(
        _("はじめのパスワード"),
        [DataRequired(_("パスワードを入力してください。"))],
        render_kw={"autocomplete": "new-password", "minlength": LEAST_PASSWORD_LENGTH},
    )

    def __init__(self, clients: list[ClientView], assistants: list[AssistantView], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._ids = {f"c{client.id}": client.id for client in clients} | {f"a{each.id}": each.id for each in assistants}
        nobody = ("", _("（なし）"))
        self.client.choices = choices([nobody, *((f"c{client.id}", client.short_name) for client in clients)])
        self.assistant.choices = choices([nobody, *((f"a{each.id}", each.name) for each in assistants)])

    def account(self) -> NewAccount:
        """What a sound form says."""
        return NewAccount(
            email=str(self.email.data),
            display_name=str(self.display_name.data),
            role=Role(self.role.data),
            password=str(self.password.data),
            client_id=self._ids.get(str(self.client.data)),
            assistant_id=self._ids.get(str(self.assistant.data)),
        )


class WeightField(IntegerField):
    """One criterion's weight, 0 to 100."""


def weights_form(criteria: dict[str, str], weights: dict[str, int]) -> Form:
    """A form with a field for every criterion (code -> name), filled with its weight."""
    fields = {
        code: WeightField(_(name), [InputRequired(_("整数で入力してください。"))], default=weights[code])
        for code, name in criteria.items()
    }
    made: Form = type("WeightsForm", (Form,), fields)()
    return made


def _lines(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").splitlines()).strip()
