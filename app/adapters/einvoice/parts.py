"""Pieces of UBL that occur in more than one place."""

from __future__ import annotations

import re

from lxml import etree

from app.adapters.einvoice import identifiers as ids
from app.domain.einvoices import EParty
from app.domain.invoicing import TaxCategory

#: Everything XML 1.0 cannot hold, half of a surrogate pair among it. Source: XML 1.0, production 2, Char.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(text: str) -> str:
    """The text without what XML cannot hold and without blanks around it."""
    return _UNFIT.sub("", text).strip()


def group(parent: etree._Element, name: str) -> etree._Element:
    """A new aggregate element at the end of its parent."""
    return etree.SubElement(parent, f"{{{ids.CAC_NS}}}{name}")


def basic(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    """A new element with a value at the end of its parent."""
    element = etree.SubElement(parent, f"{{{ids.CBC_NS}}}{name}", attributes)
    element.text = cleaned(text)


def party(parent: etree._Element, who: EParty) -> None:
    """A company: address on the network, name, place, tax number, contact."""
    element = group(parent, "Party")
    scheme, _, value = _endpoint(who).partition(":")
    if value:
        basic(element, "EndpointID", value, schemeID=scheme)
    place = group(element, "PostalAddress")
    if cleaned(who.address):
        basic(place, "StreetName", " ".join(cleaned(who.address).split("\n")))
    if cleaned(who.postal_code):
        basic(place, "PostalZone", who.postal_code)
    basic(group(place, "Country"), "IdentificationCode", ids.COUNTRY)
    if who.registration_number:
        tax = group(element, "PartyTaxScheme")
        basic(tax, "CompanyID", who.registration_number)
        basic(group(tax, "TaxScheme"), "ID", ids.TAX_SCHEME)
    basic(group(element, "PartyLegalEntity"), "RegistrationName", who.name)
    if cleaned(who.contact):
        basic(group(element, "Contact"), "Name", who.contact)


def tax_category(element: etree._Element, category: TaxCategory, rate_pct: int) -> None:
    """Fills an element with code, rate and scheme; what is not subject to tax has no rate (aligned-ibrp-o-05)."""
    code = ids.TAX_CATEGORY[category]
    basic(element, "ID", code)
    if code != ids.WITHOUT_RATE:
        basic(element, "Percent", str(rate_pct))
    basic(group(element, "TaxScheme"), "ID", ids.TAX_SCHEME)


def _endpoint(who: EParty) -> str:
    if who.endpoint or not who.registration_number:
        return who.endpoint
    return f"{ids.ISSUER_SCHEME}:{who.registration_number}"
