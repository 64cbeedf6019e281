"""Links that only the secret key makes, codes of an authenticator app that count once, recovery codes."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.adapters.keyring import Keyring, bytes_of, plain_code, recovery_codes, shown_code
from app.adapters.qr import qr_svg
from tests.clocks import START
from tests.signing import Phone

KEYS = Keyring("a key for tests that is long enough")
OTHER = Keyring("another key, just as long as that is")
STEP = dt.timedelta(seconds=30)


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


def test_the_key_of_an_app_is_sealed_and_says_the_codes_of_the_standard() -> None:
    sealed = KEYS.new_totp()
    key = KEYS.totp_key(sealed)

    assert key.replace("-", "") not in sealed
    assert KEYS.totp_step(sealed, Phone(key).code(START), now=START, last_step=0) == int(START.timestamp()) // 30
    assert KEYS.totp_step(sealed, "000000", now=START, last_step=0) is None


def test_a_code_counts_once_and_none_of_an_earlier_step_after_it() -> None:
    sealed = KEYS.new_totp()
    phone = Phone(KEYS.totp_key(sealed))
    step = KEYS.totp_step(sealed, phone.code(START), now=START, last_step=0)
    assert step is not None

    assert KEYS.totp_step(sealed, phone.code(START), now=START, last_step=step) is None
    assert KEYS.totp_step(sealed, phone.code(START - STEP), now=START, last_step=step) is None
    assert KEYS.totp_step(sealed, phone.code(START + STEP), now=START + STEP, last_step=step) == step + 1


def test_a_clock_may_be_wrong_by_a_step_and_not_by_two() -> None:
    sealed = KEYS.new_totp()
    phone = Phone(KEYS.totp_key(sealed))

    for steps, is_taken in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        found = KEYS.totp_step(sealed, phone.code(START + steps * STEP), now=START, last_step=0)
        assert (found is not None) is is_taken, steps


@pytest.mark.parametrize("typed", ["１２３ 456", "123-456", " 123456 "])
def test_digits_may_be_typed_as_people_type_them(typed: str) -> None:
    sealed = KEYS.new_totp()
    phone = Phone(KEYS.totp_key(sealed))
    code = phone.code(START)
    shown = typed.replace("１２３", code[:3].translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    shown = shown.replace("123", code[:3]).replace("456", code[3:])

    assert KEYS.totp_step(sealed, shown, now=START, last_step=0) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\x00", "𝟙𝟚𝟛", "9" * 5000])
def test_anything_else_is_no_code_and_no_error(typed: str) -> None:
    assert KEYS.totp_step(KEYS.new_totp(), typed, now=START, last_step=0) is None


def test_with_another_secret_key_an_app_says_nothing_right() -> None:
    sealed = KEYS.new_totp()

    assert OTHER.totp_step(sealed, Phone(KEYS.totp_key(sealed)).code(START), now=START, last_step=0) is None


def test_the_picture_of_a_key_stands_in_the_page_without_styles_or_addresses() -> None:
    svg = qr_svg(KEYS.totp_uri(KEYS.new_totp(), "a@example.jp"), "<読み取るコード>")

    assert svg.startswith("<svg ")
    assert "style" not in svg
    assert "http" not in svg
    assert "&lt;読み取るコード&gt;" in svg


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
