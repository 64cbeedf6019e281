"""What may be typed about an issued invoice: a payment, a credit note, a voiding, a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from app.actions.invoices.credit import CreditData
from app.actions.invoices.pay import MOST_YEN, PaymentData
from app.domain.crediting import CreditableLine, MinutesGo
from app.domain.errors import Problem
from app.queries.invoices.searching import DayKind, Search
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import PickedDayField, WholeField
from app.web.forms.hours import SENT_ID
from app.web.sentences import sentence_of

WHOLE, PART = "whole", "part"


def _needed(_form: Form, field: Field) -> None:
    """A validator: something was typed; what could not be read has said so already."""
    if field.data is None and not field.errors:
        raise StopValidation(_("入力してください。"))


def _still_billed(_form: Form, field: Any) -> None:
    """A validator: every chosen entry can still be given back."""
    if not set(field.data or ()) <= {value for value, _name in field.choices}:
        raise StopValidation(
            _(
                "選んだ稼働のうち、ほかの返還請求書で先に戻されたものがあります。残った稼働を見て、選びなおしてください。"
            )
        )


class PaymentForm(Form):
    """Money that came in or went back. `payment` is its id, made with the page, so that it is stored once."""

    payment = HiddenField()
    paid_on = PickedDayField(_("入金日"), [InputRequired(_("日付を入れてください。"))])
    amount_yen = WholeField(
        _("金額"), least=1, most=MOST_YEN, unit="円", validators=[_needed], render_kw={"inputmode": "numeric"}
    )
    way = SelectField(_("区分"), choices=choices([("in", _("入金")), ("out", _("返金"))]), default="in")
    may_exceed = BooleanField(_("残りを超えた分も受け取った"))
    note = StringField(_("メモ"), [Optional(), Length(max=200)], render_kw={"maxlength": 200, "autocomplete": "off"})

    def data_of(self, spare_id: str) -> PaymentData:
        """What a sound form says; `spare_id` stands in where it came with no id."""
        sent, amount_yen = str(self.payment.data or ""), self.amount_yen.data or 0
        assert self.paid_on.data is not None, "the form is sound"
        return PaymentData(
            sent if SENT_ID.fullmatch(sent) else spare_id,
            self.paid_on.data,
            -amount_yen if self.way.data == "out" else amount_yen,
            str(self.note.data or ""),
            may_exceed=bool(self.may_exceed.data),
        )


class ReasonForm(Form):
    """Why something is taken back."""

    reason = StringField(
        _("理由"),
        [InputRequired(_("理由を書いてください。")), Length(max=400)],
        render_kw={"maxlength": 400, "autocomplete": "off"},
    )


class CreditForm(Form):
    """A credit note; each line of the invoice is a field `amount_<position>`, without tax.

    `seen` is what the reader was shown before they issue it. `note` is the note's id, made with the page, so that a
    form sent twice issues once.
    """

    what = RadioField(
        _("取り消す範囲"),
        choices=choices([(PART, _("選んだ稼働と金額")), (WHOLE, _("残り全部"))]),
        default=PART,
    )
    entries = SelectMultipleField(_("戻す稼働"), [_still_billed], choices=[], coerce=int, validate_choice=False)
    minutes_go = RadioField(
        _("戻した時間"),
        choices=choices(
            [
                (str(MinutesGo.BACK), _("パッケージに返す（作業の記録が誤り、または無償にする）")),
                (str(MinutesGo.AGAIN), _("締めていない月で請求しなおす（作業は行った）")),
            ]
        ),
        default=str(MinutesGo.BACK),
    )
    reason = StringField(_("理由"), [Length(max=400)], render_kw={"maxlength": 400, "autocomplete": "off"})
    seen = HiddenField()
    note = HiddenField()
    positions: tuple[int, ...] = ()

    @property
    def note_id(self) -> str | None:
        """The id the form came with; None where that is no id."""
        sent = str(self.note.data or "")
        return sent if SENT_ID.fullmatch(sent) else None

    def amount_fields(self) -> list[Any]:
        """The fields of the lines, in their order."""
        return [self[f"amount_{position}"] for position in self.positions]

    def credit(self) -> CreditData:
        """What a sound form says; with no amount typed, the money follows from the entries."""
        typed = {position: self[f"amount_{position}"].data for position in self.positions}
        amounts = {position: yen for position, yen in typed.items() if yen is not None}
        return CreditData(
            entry_ids=tuple(self.entries.data or ()),
            amounts=amounts or None,
            minutes_go=MinutesGo(self.minutes_go.data),
            reason=str(self.reason.data or ""),
            is_whole=self.what.data == WHOLE,
            public_id=self.note_id,
        )


def credit_form(lines: Sequence[CreditableLine], entry_ids: Iterable[int]) -> CreditForm:
    """The form of an invoice with these lines and these entries that may be re-opened."""
    fields: dict[str, Any] = {
        f"amount_{each.position}": WholeField(
            each.line.text, most=MOST_YEN, unit="円", render_kw={"inputmode": "numeric", "autocomplete": "off"}
        )
        for each in lines
        if each.left_yen > 0
    }
    positions = tuple(each.position for each in lines if each.left_yen > 0)
    form: CreditForm = type("OneCreditForm", (CreditForm,), {**fields, "positions": positions})()
    form.entries.choices = [(each, str(each)) for each in entry_ids]
    return form


class SearchForm(Form):
    """What issued documents are looked for by; every field may stay empty."""

    class Meta:
        """A search changes nothing and can be linked to: it carries no token."""

        csrf = False

    day_kind = SelectField(
        _("さがす日付"),
        choices=choices([(str(DayKind.ISSUED), _("発行日")), (str(DayKind.TRADED), _("取引日"))]),
        default=str(DayKind.ISSUED),
    )
    first_day = PickedDayField(_("日付（から）"), [Optional()])
    last_day = PickedDayField(_("日付（まで）"), [Optional()])
    least_yen = WholeField(
        _("税込金額（から）"),
        most=MOST_YEN,
        unit="円",
        validators=[Optional()],
        render_kw={"inputmode": "numeric"},
    )
    most_yen = WholeField(
        _("税込金額（まで）"),
        most=MOST_YEN,
        unit="円",
        validators=[Optional()],
        render_kw={"inputmode": "numeric"},
    )
    partner = StringField(_("取引先"), [Optional(), Length(max=100)], render_kw={"autocomplete": "off"})
    number = StringField(_("番号"), [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})
    kind = SelectField(
        _("種類"),
        choices=choices([("", _("すべて")), ("invoice", _("適格請求書")), ("credit_note", _("適格返還請求書"))]),
        default="",
    )

    def validate_last_day(self, field: Field) -> None:
        """Refuses a last day before the first: nothing would be found, and nobody told why."""
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise ValidationError(sentence_of(Problem("days_order")))

    def search(self) -> Search:
        """What a sound form says. A credit note's amount is looked for by its size: 1 to 9,999 finds −825."""
        least, most = self.least_yen.data, self.most_yen.data
        if self.kind.data == "credit_note":
            least, most = (None if most is None else -most), (None if least is None else -least)
        return Search(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            least_yen=least,
            most_yen=most,
            partner=str(self.partner.data or ""),
            number=str(self.number.data or ""),
            kind=str(self.kind.data or ""),
            day_kind=DayKind(self.day_kind.data or DayKind.ISSUED),
        )
