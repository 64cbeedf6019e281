"""The form of an expense or an extra charge of a month."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.actions.invoices.expense import MOST_LETTERS, MOST_PIECES, MOST_RECEIPT_LENGTH, MOST_YEN, ExpenseData
from app.domain.errors import Problem
from app.domain.invoicing import TaxCategory, tax_rate_pct
from app.web.forms import Form, choices
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import DayField, WholeField, typed
from app.web.forms.hours import SENT_ID
from app.web.months import today
from app.web.sentences import sentence_of


def tax_words() -> dict[TaxCategory, str]:
    """What people call each consumption tax, with the rate it has today."""
    return {
        TaxCategory.STANDARD: gettext("標準税率（%(rate)s%%）", rate=tax_rate_pct(today())),
        TaxCategory.REDUCED: gettext("軽減税率（%(rate)s%%）", rate=tax_rate_pct(today(), TaxCategory.REDUCED)),
        TaxCategory.EXEMPT: gettext("対象外"),
    }


class ExpenseForm(Form):
    """What was paid. `expense` is its id, made with the page, so that a form sent twice adds it once."""

    expense = HiddenField()
    description = StringField(
        _("内容"),
        [InputRequired(_("入力してください。")), Length(max=MOST_LETTERS)],
        description=_("請求書の明細に、日付と番号をそえて印字されます。"),
        render_kw={"maxlength": MOST_LETTERS, "autocomplete": "off"},
    )
    paid_on = DayField(
        _("領収書の日付"),
        [InputRequired(_("入力してください。"))],
        description=_("2026-11-18 の形で。締めた月のものも、その日付のまま入れられます。"),
    )
    receipt_no = StringField(
        _("領収書の番号"),
        [Optional(), Length(max=MOST_RECEIPT_LENGTH)],
        render_kw={"maxlength": MOST_RECEIPT_LENGTH, "autocomplete": "off"},
    )
    unit_price_yen = WholeField(
        _("単価（円、税抜）"),
        least=1,
        most=MOST_YEN,
        unit="円",
        validators=[InputRequired(_("入力してください。"))],
        description=_("領収書が税込のときは、消費税を引いた額を入れます。"),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    quantity = WholeField(
        _("数量"),
        least=1,
        most=MOST_PIECES,
        validators=[InputRequired(_("入力してください。"))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    category = SelectField(_("消費税"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = choices((str(each), word) for each, word in tax_words().items())

    def validate_paid_on(self, field: Field) -> None:
        """Refuses a day that is still to come, beside whatever else is wrong."""
        if field.data is not None and field.data > today():
            raise ValidationError(sentence_of(Problem("receipt_later")))

    def data_of(self, spare_id: str) -> ExpenseData:
        """What a sound form says; `spare_id` stands in where it came with no id."""
        sent = str(self.expense.data or "")
        return ExpenseData(
            sent if SENT_ID.fullmatch(sent) else spare_id,
            str(self.description.data or ""),
            typed(self.unit_price_yen),
            typed(self.quantity),
            TaxCategory(self.category.data),
            typed(self.paid_on),
            str(self.receipt_no.data or ""),
        )
