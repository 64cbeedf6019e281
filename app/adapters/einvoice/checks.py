"""Reads a finished file as its receiver would, and says which rules of PINT it breaks. It knows nothing of the writer.

The rules are those that figures and presence decide, named as PINT names them; what code lists decide is left to the
schematron of whoever carries the file.
Source: docs.peppol.eu/poac/jp/pint-jp, shared rules ibr-* and Japanese rules aligned-ibr*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import cast

from lxml import etree

from app.adapters.einvoice import identifiers as ids
from app.domain.einvoices import EInvoiceKind
from app.domain.errors import Problem

RULE = "einvoice_rule"
_NS = {"cac": ids.CAC_NS, "cbc": ids.CBC_NS}
_TOTALS = "cac:LegalMonetaryTotal/cbc:"
_LINES = "cac:InvoiceLine|cac:CreditNoteLine"
_REFERENCE = "cac:BillingReference/cac:InvoiceDocumentReference"


def file_problems(xml: bytes) -> tuple[Problem, ...]:
    """The rules a file breaks, each as `einvoice_rule` with `rule`; empty for a sound one. Entities are not resolved.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    return _broken(xml, _RULES)


def delivery_problems(xml: bytes) -> tuple[Problem, ...]:
    """The rules that keep a sound file from being delivered over the network: whose address is missing.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    return _broken(xml, _DELIVERY_RULES)


def _broken(xml: bytes, rules: Mapping[str, Callable[[etree._Element], bool]]) -> tuple[Problem, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(xml, parser)
    return tuple(Problem(RULE, params={"rule": rule}) for rule, holds in rules.items() if not holds(root))


def _texts(element: etree._Element, path: str) -> list[str]:
    return [(found.text or "").strip() for found in _elements(element, path)]


def _elements(element: etree._Element, path: str) -> list[etree._Element]:
    found = element.xpath(path, namespaces=_NS)
    return cast("list[etree._Element]", found)  # noqa: SLF001 - the stubs have no other name for an element


def _is_there(path: str) -> Callable[[etree._Element], bool]:
    return lambda root: any(_texts(root, path))


def _sum(element: etree._Element, path: str) -> Decimal:
    return sum((Decimal(text) for text in _texts(element, path)), Decimal(0))


def _adds_up(root: etree._Element) -> bool:
    return _sum(root, f"({_LINES})/cbc:LineExtensionAmount") == _sum(root, f"{_TOTALS}LineExtensionAmount")


def _without_tax(root: etree._Element) -> bool:
    lines = _sum(root, f"{_TOTALS}LineExtensionAmount")
    less, more = _sum(root, f"{_TOTALS}AllowanceTotalAmount"), _sum(root, f"{_TOTALS}ChargeTotalAmount")
    return _sum(root, f"{_TOTALS}TaxExclusiveAmount") == lines - less + more


def _tax_adds_up(root: etree._Element) -> bool:
    return _sum(root, "cac:TaxTotal/cbc:TaxAmount") == _sum(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")


def _with_tax(root: etree._Element) -> bool:
    without = _sum(root, f"{_TOTALS}TaxExclusiveAmount")
    return _sum(root, f"{_TOTALS}TaxInclusiveAmount") == without + _sum(root, "cac:TaxTotal/cbc:TaxAmount")


def _payable(root: etree._Element) -> bool:
    paid, rounded = _sum(root, f"{_TOTALS}PrepaidAmount"), _sum(root, f"{_TOTALS}PayableRoundingAmount")
    return _sum(root, f"{_TOTALS}PayableAmount") == _sum(root, f"{_TOTALS}TaxInclusiveAmount") - paid + rounded


def _rates(root: etree._Element) -> Iterator[tuple[str, Decimal, Decimal, Decimal]]:
    """Category, rate, taxable amount and tax of each sum by rate."""
    for subtotal in _elements(root, "cac:TaxTotal/cac:TaxSubtotal"):
        code = next(iter(_texts(subtotal, "cac:TaxCategory/cbc:ID")), "")
        rate = _sum(subtotal, "cac:TaxCategory/cbc:Percent")
        yield code, rate, _sum(subtotal, "cbc:TaxableAmount"), _sum(subtotal, "cbc:TaxAmount")


def _tax_is_rounded_once(root: etree._Element) -> bool:
    return all(abs(taxable * rate / 100 - tax) < 1 for _code, rate, taxable, tax in _rates(root))


def _one_sum_a_rate(root: etree._Element) -> bool:
    keys = [(code, rate) for code, rate, _taxable, _tax in _rates(root)]
    return len(keys) == len(set(keys))


def _rates_are_of_the_lines(root: etree._Element) -> bool:
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for line in _elements(root, _LINES):
        code = next(iter(_texts(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID")), "")
        key = (code, _sum(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"))
        sums[key] = sums.get(key, Decimal(0)) + _sum(line, "cbc:LineExtensionAmount")
    return sums == {(code, rate): taxable for code, rate, taxable, _tax in _rates(root)}


def _lines_are_worked_out(root: etree._Element) -> bool:
    return all(_line_is_worked_out(line) for line in _elements(root, _LINES))


def _line_is_worked_out(line: etree._Element) -> bool:
    base = _sum(line, "cac:Price/cbc:BaseQuantity") or Decimal(1)
    quantity = _sum(line, "cbc:InvoicedQuantity | cbc:CreditedQuantity")
    exact = quantity * _sum(line, "cac:Price/cbc:PriceAmount") / base
    return abs(exact - _sum(line, "cbc:LineExtensionAmount")) < 1


def _whole_yen(root: etree._Element) -> bool:
    return all(re.fullmatch(r"-?[0-9]+", (each.text or "")) for each in _elements(root, "//*[@currencyID]"))


def _prices_are_not_negative(root: etree._Element) -> bool:
    return all(not text.startswith("-") for text in _texts(root, "//cac:Price/cbc:PriceAmount"))


def _registered(root: etree._Element) -> bool:
    numbers = _texts(root, "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID")
    return len(numbers) == 1 and bool(re.fullmatch(r"T[0-9]{13}", numbers[0]))


def _names_what_it_corrects(root: etree._Element) -> bool:
    gives_back = root.tag.endswith("CreditNote") or _sum(root, f"{_TOTALS}PayableAmount") < 0
    return not gives_back or bool(_elements(root, _REFERENCE))


def _references_have(name: str) -> Callable[[etree._Element], bool]:
    return lambda root: all(any(_texts(each, f"cbc:{name}")) for each in _elements(root, _REFERENCE))


def _type_fits(root: etree._Element) -> bool:
    """JP PINT knows one code for invoices; a document of its own, and one made by the buyer, have theirs. Or none."""
    if root.tag.endswith("CreditNote"):
        return _texts(root, "cbc:CreditNoteTypeCode") == [ids.TYPE_CODE[EInvoiceKind.CREDIT_NOTE]]
    is_self_billed = _texts(root, "cbc:CustomizationID") == [ids.CUSTOMIZATION[EInvoiceKind.SELF_BILLED]]
    kind = EInvoiceKind.SELF_BILLED if is_self_billed else EInvoiceKind.INVOICE
    return _texts(root, "cbc:InvoiceTypeCode") in ([], [ids.TYPE_CODE[kind]])


_SELLER, _BUYER = "cac:AccountingSupplierParty/cac:Party/", "cac:AccountingCustomerParty/cac:Party/"
_RULES: dict[str, Callable[[etree._Element], bool]] = {
    "ibr-001": _is_there("cbc:CustomizationID"),
    "ibr-002": _is_there("cbc:ID"),
    "ibr-003": _is_there("cbc:IssueDate"),
    "ibr-004": _is_there("cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode"),
    "ibr-005": _is_there("cbc:DocumentCurrencyCode"),
    "ibr-006": _is_there(f"{_SELLER}cac:PartyLegalEntity/cbc:RegistrationName"),
    "ibr-007": _is_there(f"{_BUYER}cac:PartyLegalEntity/cbc:RegistrationName"),
    "ibr-009": _is_there(f"{_SELLER}cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    "ibr-011": _is_there(f"{_BUYER}cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    "ibr-016": lambda root: bool(_elements(root, _LINES)),
    "ibr-027": _prices_are_not_negative,
    "ibr-055": _references_have("ID"),
    "ibr-co-10": _adds_up,
    "ibr-co-13": _without_tax,
    "ibr-co-14": _tax_adds_up,
    "ibr-co-15": _with_tax,
    "ibr-co-16": _payable,
    "aligned-ibrp-051-jp": _tax_is_rounded_once,
    "aligned-ibrp-052": lambda root: bool(_elements(root, "cac:InvoicePeriod")),
    "aligned-ibrp-cl-02-jp": _type_fits,
    "aligned-ibr-jp-01": _registered,
    "aligned-ibr-jp-06": _whole_yen,
    # Ours: PINT leaves these to the writer.
    "one-sum-a-rate": _one_sum_a_rate,
    "rates-of-lines": _rates_are_of_the_lines,
    "line-amount": _lines_are_worked_out,
    "preceding-invoice": _names_what_it_corrects,
    "preceding-date": _references_have("IssueDate"),
}
#: What the network asks for beyond that: without an address at the other end a file can be handed over, not delivered.
_DELIVERY_RULES: dict[str, Callable[[etree._Element], bool]] = {
    "ibr-080": _is_there(f"{_BUYER}cbc:EndpointID"),
    "ibr-063": lambda root: not _elements(root, f"{_BUYER}cbc:EndpointID[not(@schemeID)]"),
    "seller-endpoint": _is_there(f"{_SELLER}cbc:EndpointID"),
}
