from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from app.adapters.einvoice import CreditForm, delivery_problems, einvoice_xml, file_problems
from app.domain.documents import Replaced
from app.domain.einvoices import einvoice_of
from tests.app.adapters.pdf.credits import december_credit_note
from tests.app.adapters.pdf.invoices import october_invoice

SOUND = einvoice_xml(einvoice_of(october_invoice())).decode()


def rules_of(xml: str) -> set[str]:
    return {str(problem.params["rule"]) for problem in file_problems(xml.encode())}


def test_sound_files_have_no_problem() -> None:
    assert rules_of(SOUND) == set()
    for form in CreditForm:
        assert file_problems(einvoice_xml(einvoice_of(december_credit_note()), credit_form=form)) == ()


def test_a_sound_file_is_delivered_only_to_an_address() -> None:
    """Source: PINT, ibr-080 and ibr-063."""
    xml = einvoice_xml(einvoice_of(october_invoice(), buyer_endpoint="0188:3210987654321")).decode()

    def rules(text: str) -> list[object]:
        return [problem.params["rule"] for problem in delivery_problems(text.encode())]

    assert rules(xml) == []
    assert rules(SOUND) == ["ibr-080"]
    assert rules(xml.replace(' schemeID="0188"', "")) == ["ibr-063"]
    assert rules(xml.replace(">T7123456789012</cbc:EndpointID>", "/>")) == ["seller-endpoint"]


@pytest.mark.parametrize(
    ("was", "becomes", "broken"),
    [
        # a line of 100,000 becomes 100,001: its sum, the sum by rate, and quantity × price no longer hold
        (
            'currencyID="JPY">100000</cbc:LineExtensionAmount>',
            'currencyID="JPY">100001</cbc:LineExtensionAmount>',
            {"ibr-co-10", "rates-of-lines", "line-amount"},
        ),
        (
            'currencyID="JPY">103740</cbc:TaxExclusiveAmount>',
            'currencyID="JPY">103741</cbc:TaxExclusiveAmount>',
            {"ibr-co-13", "ibr-co-15"},
        ),
        (
            'currencyID="JPY">10324</cbc:TaxAmount>',
            'currencyID="JPY">10325</cbc:TaxAmount>',
            {"ibr-co-14", "ibr-co-15"},
        ),
        # 2,480 × 8% = 198.4: 198 or 199, never 200
        (
            'currencyID="JPY">198</cbc:TaxAmount>',
            'currencyID="JPY">200</cbc:TaxAmount>',
            {"ibr-co-14", "aligned-ibrp-051-jp"},
        ),
        (
            'currencyID="JPY">114064</cbc:PayableAmount>',
            'currencyID="JPY">114065</cbc:PayableAmount>',
            {"ibr-co-16"},
        ),
        (
            'currencyID="JPY">114064</cbc:PayableAmount>',
            'currencyID="JPY">114064.00</cbc:PayableAmount>',
            {"aligned-ibr-jp-06"},
        ),
        ("<cbc:InvoiceTypeCode>380<", "<cbc:InvoiceTypeCode>381<", {"aligned-ibrp-cl-02-jp"}),
        ("<cbc:CompanyID>T7123456789012<", "<cbc:CompanyID>7123456789012<", {"aligned-ibr-jp-01"}),
        ("<cbc:ID>INV-2026-0143</cbc:ID>", "", {"ibr-002"}),
        ("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "", {"ibr-004"}),
        ("<cbc:ID>AA</cbc:ID>\n        <cbc:Percent>8<", "<cbc:ID>S</cbc:ID>\n        <cbc:Percent>10<", None),
    ],
)
def test_a_broken_rule_is_named(was: str, becomes: str, broken: set[str] | None) -> None:
    assert was in SOUND
    found = rules_of(SOUND.replace(was, becomes, 1))

    if broken is None:
        assert {"one-sum-a-rate", "rates-of-lines"} <= found
    else:
        assert found == broken


def test_what_is_given_back_names_its_invoice() -> None:
    xml = einvoice_xml(einvoice_of(december_credit_note())).decode()
    start, end = xml.index("<cac:BillingReference>"), xml.index("</cac:BillingReference>") + 23

    assert rules_of(xml[:start] + xml[end:]) == {"preceding-invoice"}


def test_a_document_that_is_named_has_its_number_and_its_day() -> None:
    """Source: PINT, ibr-055; the day is what Japan asks for beyond it."""
    document = dataclasses.replace(october_invoice(), replaced=Replaced("INV-2026-0140", dt.date(2026, 11, 2)))
    xml = einvoice_xml(einvoice_of(document)).decode()
    number, day = "<cbc:ID>INV-2026-0140</cbc:ID>", "<cbc:IssueDate>2026-11-02</cbc:IssueDate>"

    assert rules_of(xml) == set()
    assert rules_of(xml.replace(number, "")) == {"ibr-055"}
    assert rules_of(xml.replace(day, "")) == {"preceding-date"}


def test_a_file_that_asks_for_other_files_gets_none(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("INV-9")
    hostile = SOUND.replace("?>", f'?><!DOCTYPE x [<!ENTITY e SYSTEM "{tmp_path}/other.txt">]>', 1)
    hostile = hostile.replace("<cbc:ID>INV-2026-0143</cbc:ID>", "<cbc:ID>&e;</cbc:ID>", 1)

    assert rules_of(hostile) == {"ibr-002"}
