"""The chain of hashes: the same bytes everywhere, and every field in them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from app.domain.audit import GENESIS, AuditRecord, canonical, chain_hash
from app.domain.worktime import TOKYO

RECORD = AuditRecord(
    stream=1,
    seq=1,
    at=dt.datetime(2026, 11, 1, 0, 0, tzinfo=dt.UTC),
    actor=5,
    action="invoice.issue",
    subject="invoice:abc",
    before={"state": "draft"},
    after={"total_yen": 55_825, "state": "issued"},
    reason="髙",
)


def test_a_record_is_written_with_sorted_keys_and_without_blanks() -> None:
    assert canonical(RECORD).decode() == (
        '{"action":"invoice.issue","actor":5,"after":{"state":"issued","total_yen":55825},'
        '"at":"2026-11-01T00:00:00.000000+00:00","before":{"state":"draft"},"reason":"髙","seq":1,"stream":1,'
        '"subject":"invoice:abc"}'
    )


def test_the_first_hash_stands_on_zeros() -> None:
    wanted = hashlib.sha256(b"0" * 64 + canonical(RECORD)).hexdigest()

    assert chain_hash(GENESIS, RECORD) == wanted


def test_the_zone_an_instant_is_written_in_does_not_matter() -> None:
    assert canonical(replace(RECORD, at=RECORD.at.astimezone(TOKYO))) == canonical(RECORD)


@pytest.mark.parametrize(
    "change",
    [
        {"stream": 2},
        {"seq": 2},
        {"at": RECORD.at + dt.timedelta(microseconds=1)},
        {"actor": None},
        {"action": "invoice.void"},
        {"subject": "invoice:abd"},
        {"before": {}},
        {"after": {"total_yen": 55_824, "state": "issued"}},
        {"reason": "高"},
    ],
)
def test_every_field_is_in_the_hash(change: dict[str, object]) -> None:
    assert chain_hash(GENESIS, replace(RECORD, **change)) != chain_hash(GENESIS, RECORD)  # type: ignore[arg-type]


def test_what_was_before_is_in_the_hash() -> None:
    assert chain_hash("1" * 64, RECORD) != chain_hash(GENESIS, RECORD)


@pytest.mark.parametrize("value", [1.5, float("nan"), b"x", {"deep": [0.1]}])
def test_fractions_and_other_things_cannot_be_proven_later_and_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="audit record"):
        canonical(replace(RECORD, after={"value": value}))
