"""Sealed values: read with the key alone, in their own place alone, unchanged alone."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.adapters.sealing import SealBroken, Sealer

KEY, OLDER = b"k" * 32, b"o" * 32
SEALER = Sealer((KEY,))


def test_what_is_sealed_is_aes_256_gcm_and_opens_with_its_key() -> None:
    sealed = SEALER.seal(b"a secret", "table:7", "a seed")

    data = base64.urlsafe_b64decode(sealed.removeprefix("gcm.") + "==")
    # 12 bytes of nonce, 8 of text, 16 of proof.
    assert len(data) == 36
    assert AESGCM(KEY).decrypt(data[:12], data[12:], b"table:7") == b"a secret"
    assert SEALER.opened(sealed, "table:7") == (b"a secret", True)


def test_no_nonce_is_used_twice() -> None:
    first, second = (SEALER.seal(b"a secret", "table:7", seed) for seed in ("one", "two"))

    assert first[:20] != second[:20]


def test_a_value_put_elsewhere_does_not_open() -> None:
    sealed = SEALER.seal(b"a secret", "table:7", "a seed")

    with pytest.raises(SealBroken):
        SEALER.opened(sealed, "table:8")


def test_no_bit_can_be_changed() -> None:
    sealed = SEALER.seal(b"a secret", "table:7", "a seed")
    data = base64.urlsafe_b64decode(sealed.removeprefix("gcm.") + "==")

    for at in range(len(data)):
        changed = bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])
        with pytest.raises(SealBroken):
            SEALER.opened("gcm." + base64.urlsafe_b64encode(changed).decode("ascii"), "table:7")


@pytest.mark.parametrize("text", ["", "gcm.", "gcm.AAAA", "gcm.あ", "gcm.*", "{}", "gcm." + "A" * 64])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(SealBroken):
        SEALER.opened(text, "table:7")


def test_an_older_key_opens_and_says_that_it_is_old() -> None:
    sealed = Sealer((OLDER,)).seal(b"a secret", "table:7", "a seed")

    assert Sealer((KEY, OLDER)).opened(sealed, "table:7") == (b"a secret", False)
    with pytest.raises(SealBroken):
        SEALER.opened(sealed, "table:7")
