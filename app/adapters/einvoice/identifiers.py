"""Every identifier and code of JP PINT in one place, with what each rests on. Nothing else in the app spells one out.

"Seen" is what stands in the examples and rules published for JP PINT 1.1 (docs.peppol.eu/poac/jp/pint-jp, the example
files "Example1-minimum" and "Example7-Return", the rules aligned-ibr-jp-* and aligned-ibrp-*). TO BE VERIFIED with an
access point before a file is sent is what those do not show; a file is for download until then.
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.einvoices import EInvoiceKind
from app.domain.invoicing import REGISTRATION_SCHEME, TaxCategory, Unit

INVOICE_NS = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE_NS = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC_NS = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC_NS = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"

#: Specification and process, by kind. Seen: those of an invoice (aligned-ibrp-001-jp, -002-jp), and the specification
#: of a self-billed one (document types of Peppol's code list). To be verified: its process.
CUSTOMIZATION = {
    EInvoiceKind.INVOICE: "urn:peppol:pint:billing-1@jp-1",
    EInvoiceKind.CREDIT_NOTE: "urn:peppol:pint:billing-1@jp-1",
    EInvoiceKind.SELF_BILLED: "urn:peppol:pint:selfbilling-1@jp-1",
}
PROFILE = {
    EInvoiceKind.INVOICE: "urn:peppol:bis:billing",
    EInvoiceKind.CREDIT_NOTE: "urn:peppol:bis:billing",
    EInvoiceKind.SELF_BILLED: "urn:peppol:bis:selfbilling",
}
#: UNCL 1001. Seen: 380, and nothing else for an invoice (aligned-ibrp-cl-02-jp: "The document type code MUST be 380").
#: 389 for a self-billed one: developer.vertexinc.com, "Japan PEP: Invoice Type Codes".
TYPE_CODE = {EInvoiceKind.INVOICE: "380", EInvoiceKind.CREDIT_NOTE: "381", EInvoiceKind.SELF_BILLED: "389"}


class CreditForm(StrEnum):
    """How money given back is written: as an invoice of negative amounts, unless a receiver asks for the other.

    Source: JP PINT 1.4 names both, but its example of a correction takes negative invoices only (sambuichi.jp/?p=10396
    on "Example6"), its code list has no 381, and its rule aligned-ibrp-cl-02-jp takes no type but 380. Quantity and
    amount of a returned line are negative, its price is not: developer.vertexinc.com, "Japan (Peppol): Invoiced
    Quantity for Returns", "Invoice Line Net Amount for Returns".
    """

    NEGATIVE_INVOICE = "negative_invoice"
    CREDIT_NOTE = "credit_note"


#: UNCL 5305. Seen: S with 10, E with 0, O without a rate; AA is in the list (aligned-ibrp-cl-01-jp: AA E S G O).
#: Exempt is "O", not subject to tax, as the paper says 対象外; 非課税 (E) does not occur here.
TAX_CATEGORY = {TaxCategory.STANDARD: "S", TaxCategory.REDUCED: "AA", TaxCategory.EXEMPT: "O"}
WITHOUT_RATE = "O"
#: Seen, aligned-ibr-jp-03: consumption tax goes by the name of VAT.
TAX_SCHEME = "VAT"

#: UN/ECE recommendation 20. Seen: H87 (piece). To be verified: LS (lump sum) for 式.
UNIT_CODE = {Unit.SET: "LS", Unit.ITEM: "H87", Unit.MINUTE: "MIN"}
#: What a quantity without a code of its own is given (mutually defined).
OTHER_UNIT = "ZZ"
#: Seen: the name of the property that carries the Japanese unit.
UNIT_NAME_PROPERTY = "表示単位名称"
UNIT_NAME = {Unit.SET: "式", Unit.ITEM: "件", Unit.MINUTE: "分"}

#: ISO 6523, see `peppol_address`. To be verified: 0221 as the issuer's own address.
ISSUER_SCHEME = REGISTRATION_SCHEME

#: UNCL 4461. Seen: credit transfer.
CREDIT_TRANSFER = "30"
CURRENCY = "JPY"
COUNTRY = "JP"
