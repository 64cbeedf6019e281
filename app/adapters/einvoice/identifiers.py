"""Every identifier and code of JP PINT in one place, with what each rests on. Nothing else in the app spells one out.

"Seen" is what stands in the examples and rules published for JP PINT 1.1.3 (docs.peppol.eu/poac/jp/pint-jp, the example
files "Example1-minimum" and "Example7-Return" and the rules aligned-ibr-jp-*). TO BE VERIFIED with an access point
before a file is sent is what those do not show; a file is for download until then.
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.einvoices import EInvoiceKind
from app.domain.invoicing import TaxCategory, Unit

INVOICE_NS = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE_NS = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC_NS = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC_NS = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"

#: Specification and process, by kind. Seen: those of an invoice. To be verified: self-billed.
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
#: UNCL 1001. Seen: 380. 381 stands in the text (1.4) and not in the code list of JP PINT, see `CreditForm`.
TYPE_CODE = {EInvoiceKind.INVOICE: "380", EInvoiceKind.CREDIT_NOTE: "381", EInvoiceKind.SELF_BILLED: "389"}


class CreditForm(StrEnum):
    """How money given back is written. JP PINT 1.4 describes both; its code list and examples know only the second.

    To be verified: whether the receiver's access point takes a document of type CreditNote at all.
    """

    CREDIT_NOTE = "credit_note"
    NEGATIVE_INVOICE = "negative_invoice"


#: UNCL 5305. Seen: S with 10, E with 0, O without a rate. To be verified: AA for the reduced rate of 8.
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

#: ISO 6523. 0221 is the register of qualified invoice issuers, 0188 that of corporate numbers. Seen as an address:
#: 0188. To be verified: 0221 as one.
REGISTRATION_SCHEME = "0221"

#: UNCL 4461. Seen: credit transfer.
CREDIT_TRANSFER = "30"
CURRENCY = "JPY"
COUNTRY = "JP"
