"""The audit chain: each record of a client's stream carries the hash of the one before it.

hash = SHA-256(previous hash, then the record as canonical JSON): keys sorted, no blanks, UTF-8, whole numbers only. A
record that was changed, left out or put in breaks every hash after it; a tail that was cut off does not, which is why
head hashes are shown to people who can write them down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What the first record of a stream stands on.
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One thing that was done.

    Attributes:
        stream: the client it concerns, 0 for the house.
        seq: 1, 2, 3 … within the stream.
        at: when, UTC.
        actor: the account's id, or None for the house itself; never a name, so that people can be forgotten.
        action: what was done, such as `invoice.issue`.
        subject: what it was done to, such as `invoice:` and its public id.
        before: what stood there before; empty for something new.
        after: what stands there now.
        reason: why, as the actor wrote it; may be empty.
    """

    stream: int
    seq: int
    at: dt.datetime
    actor: int | None
    action: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str


def canonical(record: AuditRecord) -> bytes:
    """The record as bytes that are the same on every machine and database.

    Raises:
        ValueError: a value is a fraction or nothing JSON knows; such a record could not be proven later.
    """
    content = {
        "stream": record.stream,
        "seq": record.seq,
        "at": record.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": record.actor,
        "action": record.action,
        "subject": record.subject,
        "before": dict(record.before),
        "after": dict(record.after),
        "reason": record.reason,
    }
    _refuse_fractions(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def chain_hash(previous_hash: str, record: AuditRecord) -> str:
    """The record's hash, 64 hexadecimal digits, on top of the hash before it."""
    return hashlib.sha256(previous_hash.encode() + canonical(record)).hexdigest()


def _refuse_fractions(value: object) -> None:
    if isinstance(value, Mapping):
        for key, each in value.items():
            assert isinstance(key, str), "a key of an audit record is text"
            _refuse_fractions(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _refuse_fractions(each)
    elif value is not None and not isinstance(value, (str, int)):
        raise ValueError("an audit record holds text and whole numbers only")
