"""Which addresses a mail can be sent to, and how they are kept."""

from __future__ import annotations

import pytest

from app.domain.mailboxes import is_address, parts_of, plain_address


@pytest.mark.parametrize("bad", ["", "bad", "a b@example.jp", "a@b", "a@example.jp\r\nBcc: b", "@example.jp", "a@.jp"])
def test_what_no_mail_can_be_sent_to_is_no_address(bad: str) -> None:
    assert not is_address(bad)


@pytest.mark.parametrize(
    "good", ["naoko@example.jp", " naoko..y@docomo.example ", "a@縁側.example", "ｎｅｗ＠example.jp"]
)
def test_what_a_mail_can_be_sent_to_is_one(good: str) -> None:
    assert is_address(good)


def test_full_width_letters_are_the_half_width_ones_that_were_meant() -> None:
    assert plain_address(" ｎｅｗ＠ｅｘａｍｐｌｅ．ｊｐ ") == "new@example.jp"
    assert parts_of("new@縁側.example") == ("new", "xn--2yq632i.example")


def test_more_than_254_characters_are_no_address() -> None:
    assert is_address("a" * 242 + "@example.jp")  # 242 + 11 = 253
    assert not is_address("a" * 244 + "@example.jp")
