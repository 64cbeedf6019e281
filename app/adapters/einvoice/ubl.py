"""Writes an invoice as UBL 2.1. Elements stand in the order of the schema, which leaves no freedom."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from app.adapters.einvoice import identifiers as ids
from app.adapters.einvoice.identifiers import CreditForm
from app.adapters.einvoice.parts import basic, cleaned, group, party, tax_category
from app.domain.einvoices import EInvoice, EInvoiceKind, turned_line
from app.domain.invoicing import InvoiceLine, TaxGroup, Unit

MINUTES_OF_PRICE = 60


def einvoice_xml(einvoice: EInvoice, *, credit_form: CreditForm = CreditForm.NEGATIVE_INVOICE) -> bytes:
    """The document as UBL 2.1 in UTF-8, amounts in whole yen; the same document always gives the same bytes.

    Control characters, which XML cannot hold, are left out of texts.

    Args:
        einvoice: what it says.
        credit_form: whether a credit note is an invoice of negative amounts (380), as JP PINT has it, or a document of
            its own (381), for a receiver who asks for it.

    Source: OASIS UBL 2.1, Invoice-2 and CreditNote-2; JP PINT 1.1.
    """
    as_note = einvoice.kind is EInvoiceKind.CREDIT_NOTE and credit_form is CreditForm.CREDIT_NOTE
    told = einvoice if as_note or einvoice.kind is not EInvoiceKind.CREDIT_NOTE else _negated(einvoice)
    namespace = ids.CREDIT_NOTE_NS if as_note else ids.INVOICE_NS
    name = "CreditNote" if as_note else "Invoice"
    prefixes: dict[str | None, str] = {None: namespace, "cac": ids.CAC_NS, "cbc": ids.CBC_NS}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=prefixes)  # type: ignore[arg-type]
    _heading(root, told, as_note=as_note)
    party(group(root, "AccountingSupplierParty"), told.seller)
    party(group(root, "AccountingCustomerParty"), told.buyer)
    _payment(root, told)
    _tax_total(root, told)
    _totals(root, told)
    for position, line in enumerate(told.lines, 1):
        _line(root, line, position, as_note=as_note)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _negated(einvoice: EInvoice) -> EInvoice:
    groups = (TaxGroup(each.rate_pct, each.category, -each.taxable_yen, -each.tax_yen) for each in einvoice.tax_groups)
    lines = (turned_line(line, -1) for line in einvoice.lines)
    return replace(einvoice, lines=tuple(lines), tax_groups=tuple(groups))


def _heading(root: etree._Element, told: EInvoice, *, as_note: bool) -> None:
    negative = told.kind is EInvoiceKind.CREDIT_NOTE and not as_note
    code = ids.TYPE_CODE[EInvoiceKind.INVOICE if negative else told.kind]
    basic(root, "CustomizationID", ids.CUSTOMIZATION[told.kind])
    basic(root, "ProfileID", ids.PROFILE[told.kind])
    basic(root, "ID", told.number)
    basic(root, "IssueDate", told.issue_date.isoformat())
    if told.due_date and not as_note:
        basic(root, "DueDate", told.due_date.isoformat())
    basic(root, "CreditNoteTypeCode" if as_note else "InvoiceTypeCode", code)
    if cleaned(told.note):
        basic(root, "Note", told.note)
    basic(root, "DocumentCurrencyCode", ids.CURRENCY)
    period = group(root, "InvoicePeriod")
    basic(period, "StartDate", told.starts_on.isoformat())
    basic(period, "EndDate", told.ends_on.isoformat())
    if told.preceding_number and told.preceding_date:
        reference = group(group(root, "BillingReference"), "InvoiceDocumentReference")
        basic(reference, "ID", told.preceding_number)
        basic(reference, "IssueDate", told.preceding_date.isoformat())


def _payment(root: etree._Element, told: EInvoice) -> None:
    """The account is words here, not a bank's codes: it is told as terms, for a code without an account is refused."""
    if cleaned(told.payment_note):
        basic(group(root, "PaymentMeans"), "PaymentMeansCode", ids.CREDIT_TRANSFER)
        basic(group(root, "PaymentTerms"), "Note", told.payment_note)


def _amount(parent: etree._Element, name: str, amount_yen: int) -> None:
    basic(parent, name, str(amount_yen), currencyID=ids.CURRENCY)


def _tax_total(root: etree._Element, told: EInvoice) -> None:
    total = group(root, "TaxTotal")
    _amount(total, "TaxAmount", told.tax_yen)
    for each in told.tax_groups:
        subtotal = group(total, "TaxSubtotal")
        _amount(subtotal, "TaxableAmount", each.taxable_yen)
        _amount(subtotal, "TaxAmount", each.tax_yen)
        tax_category(group(subtotal, "TaxCategory"), each.category, each.rate_pct)


def _totals(root: etree._Element, told: EInvoice) -> None:
    totals = group(root, "LegalMonetaryTotal")
    with_tax_yen = told.subtotal_yen + told.tax_yen
    _amount(totals, "LineExtensionAmount", told.subtotal_yen)
    _amount(totals, "TaxExclusiveAmount", told.subtotal_yen)
    _amount(totals, "TaxInclusiveAmount", with_tax_yen)
    _amount(totals, "PayableAmount", with_tax_yen)


def _line(root: etree._Element, line: InvoiceLine, position: int, *, as_note: bool) -> None:
    element = group(root, "CreditNoteLine" if as_note else "InvoiceLine")
    unit = ids.UNIT_CODE.get(line.unit, ids.OTHER_UNIT)
    basic(element, "ID", str(position))
    basic(element, "CreditedQuantity" if as_note else "InvoicedQuantity", str(line.quantity), unitCode=unit)
    _amount(element, "LineExtensionAmount", line.amount_yen)
    item = group(element, "Item")
    basic(item, "Name", line.text)
    tax_category(group(item, "ClassifiedTaxCategory"), line.category, line.tax_rate_pct)
    if line.unit in ids.UNIT_NAME:
        shown = group(item, "AdditionalItemProperty")
        basic(shown, "Name", ids.UNIT_NAME_PROPERTY)
        basic(shown, "Value", ids.UNIT_NAME[line.unit])
    price = group(element, "Price")
    _amount(price, "PriceAmount", line.unit_price_yen)
    base = MINUTES_OF_PRICE if line.unit is Unit.MINUTE else 1
    basic(price, "BaseQuantity", str(base), unitCode=unit)
