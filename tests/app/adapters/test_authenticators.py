"""Authenticator apps: codes that count once, keys that open for their account alone and are sealed anew."""

from __future__ import annotations

import datetime as dt

import pytest

from app.adapters.authenticators import SaidCode
from app.adapters.keyring import Keyring
from app.adapters.qr import qr_svg
from tests.clocks import START
from tests.signing import Phone

KEYS = Keyring("a key for tests that is long enough")
OTHER = Keyring("another key, just as long as that is")
BOTH = Keyring(OTHER.secret_key, (KEYS.secret_key,))
OWNER, ELSE = 7, 8
STEP = dt.timedelta(seconds=30)
NOW_STEP = int(START.timestamp()) // 30
#: Sealed by the program as it was until now, with the first of the keys above, for the key below.
UNPROVEN = (
    '{"enckey":{"c":4,"k":"XDAA7GXGZ6BV6ZQJ3QFH2O62SVLSZZV7","s":"5SO3HFTSZ3MRXAZQUZKA","t":"1","v":1},'
    '"type":"totp","v":1}'
)
UNPROVEN_KEY = "3PNX-XT7Z-T4J6-FPCX-FIS6-IHHD-PSX5-KWSL"


def said(
    sealed: str, code: str, *, keys: Keyring = KEYS, now: dt.datetime = START, last_step: int = 0
) -> SaidCode | None:
    return keys.apps.said(sealed, OWNER, code, now=now, last_step=last_step, seed="another seed")


def made(seed: str = "a seed") -> tuple[str, Phone]:
    """A sealed key and the phone that has it."""
    sealed = KEYS.apps.new(OWNER, seed)
    return sealed, phone_of(sealed)


def phone_of(sealed: str) -> Phone:
    shown = KEYS.apps.shown(sealed, OWNER, "a@example.jp")
    assert shown is not None
    return Phone(shown.key)


def test_the_key_of_an_app_is_sealed_and_says_the_codes_of_the_standard() -> None:
    sealed, phone = made()

    assert sealed.startswith("gcm.")
    assert len(phone.key.replace("-", "")) == 32  # 160 bits in base32
    assert said(sealed, phone.code(START)) == SaidCode(NOW_STEP, sealed)
    assert said(sealed, "000000") is None
    assert made("another")[1].key != phone.key


def test_a_key_put_to_another_account_says_nothing_right() -> None:
    sealed, phone = made()

    assert KEYS.apps.said(sealed, ELSE, phone.code(START), now=START, last_step=0, seed="s") is None
    assert KEYS.apps.shown(sealed, ELSE, "a@example.jp") is None
    assert KEYS.apps.renewed(sealed, ELSE, "s") is None


def test_a_code_counts_once_and_none_of_an_earlier_step_after_it() -> None:
    sealed, phone = made()

    assert said(sealed, phone.code(START), last_step=NOW_STEP) is None
    assert said(sealed, phone.code(START - STEP), last_step=NOW_STEP) is None
    later = said(sealed, phone.code(START + STEP), now=START + STEP, last_step=NOW_STEP)
    assert later is not None
    assert later.step == NOW_STEP + 1


def test_a_clock_may_be_wrong_by_a_step_and_not_by_two() -> None:
    sealed, phone = made()

    for steps, is_taken in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        assert (said(sealed, phone.code(START + steps * STEP)) is not None) is is_taken, steps


@pytest.mark.parametrize("typed", ["１２３ 456", "123-456", " 123456 "])
def test_digits_may_be_typed_as_people_type_them(typed: str) -> None:
    sealed, phone = made()
    code = phone.code(START)
    shown = typed.replace("１２３", code[:3].translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    shown = shown.replace("123", code[:3]).replace("456", code[3:])

    assert said(sealed, shown) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\x00", "𝟙𝟚𝟛", "9" * 5000])
def test_anything_else_is_no_code_and_no_error(typed: str) -> None:
    assert said(made()[0], typed) is None


@pytest.mark.parametrize("sealed", ["", "gcm.", "{}", "{", '{"type":"totp"}', "none"])
def test_what_was_never_sealed_is_no_app_and_no_error(sealed: str) -> None:
    assert said(sealed, "123456") is None
    assert KEYS.apps.shown(sealed, OWNER, "a@example.jp") is None
    assert KEYS.apps.renewed(sealed, OWNER, "s") is None


def test_with_another_secret_key_an_app_says_nothing_right() -> None:
    sealed, phone = made()

    assert said(sealed, phone.code(START), keys=OTHER) is None
    assert OTHER.apps.renewed(sealed, OWNER, "s") is None


def test_while_the_older_key_is_kept_an_app_goes_on_and_is_sealed_with_the_newer() -> None:
    sealed, phone = made()

    found = said(sealed, phone.code(START), keys=BOTH)

    assert found is not None
    assert said(found.sealed, phone.code(START), keys=OTHER) == SaidCode(NOW_STEP, found.sealed)
    renewed = BOTH.apps.renewed(sealed, OWNER, "s")
    assert renewed is not None
    assert said(renewed, phone.code(START), keys=OTHER) == SaidCode(NOW_STEP, renewed)


def test_what_was_sealed_without_proof_opens_still_and_is_sealed_with_it() -> None:
    phone = Phone(UNPROVEN_KEY)

    found = said(UNPROVEN, phone.code(START))

    assert phone_of(UNPROVEN).key == UNPROVEN_KEY
    assert found is not None
    assert found.sealed.startswith("gcm.")
    assert said(found.sealed, phone.code(START)) == SaidCode(NOW_STEP, found.sealed)
    # Without a code nobody knows whether the one key there is is the right one.
    assert KEYS.apps.renewed(UNPROVEN, OWNER, "s") is None


def test_of_two_keys_a_right_code_shows_which_one_sealed_without_proof() -> None:
    phone = Phone(UNPROVEN_KEY)

    found = said(UNPROVEN, phone.code(START), keys=BOTH)

    assert found is not None
    assert said(found.sealed, phone.code(START), keys=OTHER) is not None
    # Before that nobody knows: the wrong one opens it too, and to nonsense.
    assert BOTH.apps.renewed(UNPROVEN, OWNER, "s") is None


def test_the_picture_of_a_key_stands_in_the_page_without_styles_or_addresses() -> None:
    shown = KEYS.apps.shown(made()[0], OWNER, "a@example.jp")
    assert shown is not None
    svg = qr_svg(shown.uri, "<読み取るコード>")

    assert svg.startswith("<svg ")
    assert "style" not in svg
    assert "http" not in svg
    assert "&lt;読み取るコード&gt;" in svg
