"""Invoices: lines, tax per rate, number, due date.

An invoice is a Japanese legal document, so its words are Japanese whatever the language of the page.
"""

from app.domain.invoicing.days import due_date, issue_date
from app.domain.invoicing.drafts import (
    Beside,
    Charge,
    MonthFee,
    beside_of,
    draft_invoice,
    draft_settled,
    hourly_amount_yen,
    metered_min,
    month_price_yen,
)
from app.domain.invoicing.lines import (
    Expense,
    InvoiceDraft,
    InvoiceLine,
    LineKind,
    SummedByRate,
    TaxCategory,
    TaxGroup,
    Unit,
    expense_text,
)
from app.domain.invoicing.notes import month_rule_notes, notes_of
from app.domain.invoicing.numbers import (
    REGISTRATION_CHECK_DIGIT,
    REGISTRATION_FORMAT,
    REGISTRATION_SCHEME,
    counter_key,
    invoice_number,
    peppol_address,
    registration_number_problem,
)
from app.domain.invoicing.tax import tax_groups, tax_rate_pct
from app.domain.opendays import business_day

__all__ = [
    "REGISTRATION_CHECK_DIGIT",
    "REGISTRATION_FORMAT",
    "REGISTRATION_SCHEME",
    "Beside",
    "Charge",
    "Expense",
    "InvoiceDraft",
    "InvoiceLine",
    "LineKind",
    "MonthFee",
    "SummedByRate",
    "TaxCategory",
    "TaxGroup",
    "Unit",
    "beside_of",
    "business_day",
    "counter_key",
    "draft_invoice",
    "draft_settled",
    "due_date",
    "expense_text",
    "hourly_amount_yen",
    "invoice_number",
    "issue_date",
    "metered_min",
    "month_price_yen",
    "month_rule_notes",
    "notes_of",
    "peppol_address",
    "registration_number_problem",
    "tax_groups",
    "tax_rate_pct",
]
