from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.adapters.einvoice import CreditForm, einvoice_xml, file_problems
from app.adapters.einvoice.identifiers import CAC_NS, CBC_NS, CREDIT_NOTE_NS, INVOICE_NS
from app.domain.documents import Party, Replaced
from app.domain.einvoices import EInvoiceKind, EParty, einvoice_of
from app.domain.invoicing import Expense, InvoiceLine, LineKind, TaxCategory, TaxGroup, Unit, draft_invoice
from app.domain.money import TaxRounding
from app.domain.packages import MonthBalance
from tests.app.adapters.pdf.credits import december_credit_note
from tests.app.adapters.pdf.invoices import OCTOBER, TERMS, october_invoice

NS = {"cac": CAC_NS, "cbc": CBC_NS}
#: The order of UBL 2.1's schemas (OASIS, UBL-Invoice-2.1.xsd and so on), of what is used here.
INVOICE_ORDER = [
    "CustomizationID",
    "ProfileID",
    "ID",
    "IssueDate",
    "DueDate",
    "InvoiceTypeCode",
    "Note",
    "DocumentCurrencyCode",
    "InvoicePeriod",
    "BillingReference",
    "AccountingSupplierParty",
    "AccountingCustomerParty",
    "PaymentMeans",
    "PaymentTerms",
    "TaxTotal",
    "LegalMonetaryTotal",
    "InvoiceLine",
]
CREDIT_NOTE_ORDER = [
    "CustomizationID",
    "ProfileID",
    "ID",
    "IssueDate",
    "CreditNoteTypeCode",
    "Note",
    "DocumentCurrencyCode",
    "InvoicePeriod",
    "BillingReference",
    "AccountingSupplierParty",
    "AccountingCustomerParty",
    "TaxTotal",
    "LegalMonetaryTotal",
    "CreditNoteLine",
]
PART_ORDER = {
    "Party": ["EndpointID", "PostalAddress", "PartyTaxScheme", "PartyLegalEntity", "Contact"],
    "PostalAddress": ["StreetName", "PostalZone", "Country"],
    "PartyTaxScheme": ["CompanyID", "TaxScheme"],
    "TaxTotal": ["TaxAmount", "TaxSubtotal"],
    "TaxSubtotal": ["TaxableAmount", "TaxAmount", "TaxCategory"],
    "TaxCategory": ["ID", "Percent", "TaxScheme"],
    "ClassifiedTaxCategory": ["ID", "Percent", "TaxScheme"],
    "LegalMonetaryTotal": ["LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount"],
    "InvoiceLine": ["ID", "InvoicedQuantity", "LineExtensionAmount", "Item", "Price"],
    "CreditNoteLine": ["ID", "CreditedQuantity", "LineExtensionAmount", "Item", "Price"],
    "Item": ["Name", "ClassifiedTaxCategory", "AdditionalItemProperty"],
    "AdditionalItemProperty": ["Name", "Value"],
    "Price": ["PriceAmount", "BaseQuantity"],
    "InvoiceDocumentReference": ["ID", "IssueDate"],
}


def name_of(element: etree._Element) -> str:
    return etree.QName(element).localname


def is_in_order(element: etree._Element, order: list[str]) -> bool:
    places = [order.index(name_of(child)) for child in element]
    return places == sorted(places)


def texts(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in root.xpath(path, namespaces=NS)]


@pytest.fixture(scope="module")
def october() -> etree._Element:
    return etree.fromstring(einvoice_xml(einvoice_of(october_invoice())))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("cbc:CustomizationID", ["urn:peppol:pint:billing-1@jp-1"]),
        ("cbc:ProfileID", ["urn:peppol:bis:billing"]),
        ("cbc:ID", ["INV-2026-0143"]),
        ("cbc:IssueDate", ["2026-11-05"]),
        ("cbc:DueDate", ["2026-11-30"]),
        ("cbc:InvoiceTypeCode", ["380"]),
        ("cbc:DocumentCurrencyCode", ["JPY"]),
        ("cac:InvoicePeriod/*", ["2026-10-01", "2026-10-31"]),
        ("cac:AccountingSupplierParty//cac:PartyTaxScheme/cbc:CompanyID", ["T7123456789012"]),
        ("cac:AccountingSupplierParty//cbc:EndpointID[@schemeID='0221']", ["T7123456789012"]),
        ("cac:AccountingSupplierParty//cbc:RegistrationName", ["みなと事務サポート株式会社"]),
        ("cac:AccountingCustomerParty//cbc:RegistrationName", ["株式会社アオゾラ設計室"]),
        ("cac:AccountingCustomerParty//cbc:EndpointID", []),
        ("cac:PaymentTerms/cbc:Note", ["見本銀行（9999）　本店（001）　普通　1234567\nミナトジムサポート（カ"]),
        ("cac:TaxTotal/cbc:TaxAmount", ["10324"]),
        ("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount", ["101260", "2480"]),
        ("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount", ["10126", "198"]),
        ("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID", ["S", "AA"]),
        ("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent", ["10", "8"]),
        ("cac:LegalMonetaryTotal/*", ["103740", "103740", "114064", "114064"]),
        ("cac:InvoiceLine/cbc:InvoicedQuantity", ["1", "2", "1"]),
        ("cac:InvoiceLine/cbc:InvoicedQuantity/@unitCode", []),
        ("cac:InvoiceLine/cbc:LineExtensionAmount", ["100000", "1260", "2480"]),
        ("cac:InvoiceLine/cac:Price/cbc:PriceAmount", ["100000", "630", "2480"]),
    ],
)
def test_the_file_says_what_the_paper_says(october: etree._Element, path: str, told: list[str]) -> None:
    if path.endswith("@unitCode"):
        assert october.xpath(path, namespaces=NS) == ["LS", "H87", "H87"]
    else:
        assert texts(october, path) == told


@pytest.mark.parametrize(
    ("xml", "order"),
    [
        (einvoice_xml(einvoice_of(october_invoice())), INVOICE_ORDER),
        (einvoice_xml(einvoice_of(december_credit_note())), INVOICE_ORDER),
        (einvoice_xml(einvoice_of(december_credit_note()), credit_form=CreditForm.CREDIT_NOTE), CREDIT_NOTE_ORDER),
    ],
)
def test_elements_stand_in_the_order_of_the_schema(xml: bytes, order: list[str]) -> None:
    root = etree.fromstring(xml)

    assert is_in_order(root, order)
    for part, part_order in PART_ORDER.items():
        assert all(is_in_order(element, part_order) for element in root.iter(f"{{{CAC_NS}}}{part}"))


def test_amounts_are_whole_yen(october: etree._Element) -> None:
    amounts = october.xpath("//*[@currencyID]")

    # tax and 2 × 2 sums by rate, 4 totals, 3 × amount and price
    assert len(amounts) == 1 + 4 + 4 + 6
    assert {each.get("currencyID") for each in amounts} == {"JPY"}
    assert not [each.text for each in amounts if "." in each.text or "," in each.text]


def test_a_credit_note_can_be_a_document_of_its_own() -> None:
    xml = einvoice_xml(einvoice_of(december_credit_note()), credit_form=CreditForm.CREDIT_NOTE)
    root = etree.fromstring(xml)

    assert root.tag == f"{{{CREDIT_NOTE_NS}}}CreditNote"
    assert texts(root, "cbc:CreditNoteTypeCode") == ["381"]
    assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/*") == ["INV-2026-0143", "2026-11-05"]
    assert texts(root, "cac:InvoicePeriod/*") == ["2026-10-01", "2026-10-31"]
    # 1,386 + 2,678, given back: above 0
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["4064"]
    assert texts(root, "cac:CreditNoteLine/cbc:CreditedQuantity") == ["2", "1"]
    assert file_problems(xml) == ()


def test_a_credit_note_is_an_invoice_of_negative_amounts_that_names_its_invoice() -> None:
    """Source: JP PINT, aligned-ibrp-cl-02-jp: the document type code must be 380."""
    xml = einvoice_xml(einvoice_of(december_credit_note()))
    root = etree.fromstring(xml)

    assert root.tag == f"{{{INVOICE_NS}}}Invoice"
    assert texts(root, "cbc:InvoiceTypeCode") == ["380"]
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["-4064"]
    assert texts(root, "cac:InvoiceLine/cbc:InvoicedQuantity") == ["-2", "-1"]
    assert texts(root, "cac:InvoiceLine/cac:Price/cbc:PriceAmount") == ["630", "2480"]
    assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/*") == ["INV-2026-0143", "2026-11-05"]
    assert file_problems(xml) == ()


def test_an_invoice_in_place_of_a_void_one_names_it() -> None:
    """Source: JP PINT, IBG-03: a correction names the preceding invoice with its number and day."""
    document = dataclasses.replace(october_invoice(), replaced=Replaced("INV-2026-0140", dt.date(2026, 11, 2)))
    root = etree.fromstring(einvoice_xml(einvoice_of(document)))

    assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/*") == ["INV-2026-0140", "2026-11-02"]
    assert texts(root, "cbc:InvoiceTypeCode") == ["380"]
    assert texts(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["114064"]
    assert is_in_order(root, INVOICE_ORDER)


def test_an_invoice_made_for_an_assistant_is_self_billed() -> None:
    einvoice = dataclasses.replace(einvoice_of(october_invoice()), kind=EInvoiceKind.SELF_BILLED)
    root = etree.fromstring(einvoice_xml(einvoice))

    assert texts(root, "cbc:InvoiceTypeCode") == ["389"]
    assert texts(root, "cbc:CustomizationID") == ["urn:peppol:pint:selfbilling-1@jp-1"]


def test_minutes_are_told_with_the_price_of_sixty() -> None:
    hours = InvoiceLine(LineKind.OVERAGE, "超過", 85, Unit.MINUTE, 4_000, 5_666, 10, TaxCategory.STANDARD)
    document = dataclasses.replace(
        october_invoice(), lines=(hours,), tax_groups=(TaxGroup(10, TaxCategory.STANDARD, 5_666, 566),)
    )
    xml = einvoice_xml(einvoice_of(document))
    root = etree.fromstring(xml)

    assert texts(root, "cac:InvoiceLine/cbc:InvoicedQuantity[@unitCode='MIN']") == ["85"]
    assert texts(root, "cac:InvoiceLine/cac:Price/cbc:PriceAmount") == ["4000"]
    assert texts(root, "cac:InvoiceLine/cac:Price/cbc:BaseQuantity[@unitCode='MIN']") == ["60"]
    assert file_problems(xml) == ()


def test_what_is_not_taxed_has_no_rate() -> None:
    draft = draft_invoice(
        TERMS, MonthBalance(1_800, 0, 1_590, 0, 0, 210, 0), OCTOBER, (Expense("収入印紙", 1, 200, TaxCategory.EXEMPT),)
    )
    document = dataclasses.replace(october_invoice(), lines=draft.lines, tax_groups=draft.tax_groups)
    xml = einvoice_xml(einvoice_of(document))
    root = etree.fromstring(xml)

    assert texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["S", "O"]
    assert texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent") == ["10"]
    assert file_problems(xml) == ()


def test_a_client_with_an_address_on_the_network_is_reached_there() -> None:
    root = etree.fromstring(einvoice_xml(einvoice_of(october_invoice(), buyer_endpoint="0188:3210987654321")))

    assert texts(root, "cac:AccountingCustomerParty//cbc:EndpointID[@schemeID='0188']") == ["3210987654321"]


def test_the_same_invoice_always_has_the_same_bytes() -> None:
    assert einvoice_xml(einvoice_of(october_invoice())) == einvoice_xml(einvoice_of(october_invoice()))


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_no_text_breaks_the_file_or_leaves_its_place(text: str) -> None:
    document = dataclasses.replace(
        october_invoice(),
        issuer=Party(text, text, text, text),
        recipient=Party(text, text, text),
        remarks=text,
        bank_lines=(text,),
    )
    root = etree.fromstring(einvoice_xml(einvoice_of(document)))

    assert texts(root, "cbc:ID") == ["INV-2026-0143"]
    assert len(root.xpath("//cac:Party", namespaces=NS)) == 2


def test_markup_in_a_name_stays_a_name() -> None:
    name = "</cbc:RegistrationName><evil/>&xxe; ]]> 髙﨑𠮷"
    xml = einvoice_xml(
        dataclasses.replace(einvoice_of(october_invoice()), buyer=EParty(name), tax_rounding=TaxRounding.DOWN)
    )
    root = etree.fromstring(xml)

    assert texts(root, "cac:AccountingCustomerParty//cbc:RegistrationName") == [name]
    assert "evil" not in {name_of(element) for element in root.iter()}
    assert root.xpath("string(cbc:IssueDate)", namespaces=NS) == dt.date(2026, 11, 5).isoformat()
