"""Links that only the secret key makes, recovery codes."""

from __future__ import annotations

import re

import pytest

from app.adapters.keyring import Keyring, bytes_of, plain_code, recovery_codes, shown_code

KEYS = Keyring("a key for tests that is long enough")
OTHER = Keyring("another key, just as long as that is")


def test_a_link_is_known_again_by_the_key_that_made_it_and_by_no_other() -> None:
    token = KEYS.link_token("abc-DEF_123")

    assert KEYS.link_of(token) == "abc-DEF_123"
    assert OTHER.link_of(token) is None


@pytest.mark.parametrize("forged", ["", ".", "abc", "abc.", "abc.AAAA", "\ud800.\ud800"])
def test_what_was_not_made_here_is_no_link(forged: str) -> None:
    assert KEYS.link_of(forged) is None


def test_a_signature_of_one_link_opens_no_other() -> None:
    _, _, signature = KEYS.link_token("abc").partition(".")

    assert KEYS.link_of(f"abd.{signature}") is None


def test_links_of_an_older_key_open_as_long_as_it_is_kept() -> None:
    token = OTHER.link_token("abc")
    both = Keyring(KEYS.secret_key, (OTHER.secret_key,))

    assert both.link_of(token) == "abc"
    assert KEYS.link_of(both.link_token("abc")) == "abc"


def test_ten_recovery_codes_that_nobody_misreads() -> None:
    codes, salt = recovery_codes("a random seed")

    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[A-HJ-NP-Z2-9]{10}", code) for code in codes)
    assert len(salt) == 16
    assert recovery_codes("another seed")[0] != codes
    assert shown_code("ABCDEFGHJK") == "ABCDE-FGHJK"
    assert plain_code(" abcde fghjk") == plain_code("ＡＢＣＤＥ－ＦＧＨＪＫ") == "ABCDEFGHJK"


def test_text_that_is_not_base64url_is_no_bytes() -> None:
    assert bytes_of("AAEC_-0") == b"\x00\x01\x02\xff\xed"
    with pytest.raises(ValueError, match="base64url"):
        bytes_of("A")
