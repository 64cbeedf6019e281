from __future__ import annotations

import dataclasses
import io

import pikepdf

from app.adapters.einvoice import einvoice_xml
from app.adapters.pdf import Attachment, render_invoice
from app.domain.documents import Party
from app.domain.einvoices import einvoice_of
from tests.app.adapters.pdf.invoices import october_invoice


def test_the_machine_readable_invoice_travels_inside_unchanged() -> None:
    document = dataclasses.replace(october_invoice(), recipient=Party("髙﨑𠮷野家㈱ <&> \"'"))
    xml = einvoice_xml(einvoice_of(document))
    made = render_invoice(document, attachment=Attachment("INV-2026-0143.xml", xml, "JP PINT"))

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert list(pdf.attachments) == ["INV-2026-0143.xml"]
        assert pdf.attachments["INV-2026-0143.xml"].get_file().read_bytes() == xml


def test_the_attachment_is_an_associated_file_of_the_archive() -> None:
    attachment = Attachment("a.xml", b"<a/>", "JP PINT")

    with pikepdf.open(io.BytesIO(render_invoice(october_invoice(), attachment=attachment))) as pdf:
        (told,) = pdf.Root.AF
        assert str(told.AFRelationship) == "/Alternative"
        assert str(told.EF.F.Subtype) == "/application/xml"
        assert str(told.Desc) == "JP PINT"
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")


def test_the_same_invoice_with_its_attachment_always_has_the_same_bytes() -> None:
    attachment = Attachment("a.xml", "<a>髙</a>".encode(), "JP PINT")
    made = render_invoice(october_invoice(), attachment=attachment)

    assert made == render_invoice(october_invoice(), attachment=attachment)
    assert made != render_invoice(october_invoice())
