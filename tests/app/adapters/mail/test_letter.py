from __future__ import annotations

import base64
import dataclasses
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.mail import MessageRefused, message_of
from app.adapters.messaging import SenderUnknown
from tests.app.adapters.mail.mails import some_mail

NAMES = st.text('",<>@()\\:;. =?_aé山[]b', max_size=100) | st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=100
)


def received(message: EmailMessage) -> EmailMessage:
    """The message as a mail program reads it from the wire."""
    raw = message.as_bytes()
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))  # RFC 5322, 2.1.1
    parsed = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def test_the_mail_is_read_as_it_was_written() -> None:
    message = received(message_of(some_mail()))

    assert str(message["From"]) == "みなと事務サポート株式会社 <billing@example.jp>"
    assert str(message["To"]) == "山田 直子 <yamada@example.jp>"
    assert message["Subject"] == "2026年10月分の請求書が届きました"
    assert message["Date"] == "Thu, 05 Nov 2026 00:30:00 +0000"
    assert message["Message-ID"] == "<id-0001@example.jp>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert text_of(message) == some_mail().text


def test_japanese_goes_over_the_wire_as_base64_of_utf_8() -> None:
    raw = message_of(some_mail()).as_bytes()
    head, _, body = raw.partition(b"\r\n\r\n")

    assert b"Content-Transfer-Encoding: base64" in head
    assert b"=?utf-8?" in head
    assert base64.b64decode(body).decode("utf-8").replace("\r\n", "\n") == some_mail().text


@settings(max_examples=150)
@given(name=NAMES, subject=NAMES)
def test_any_name_and_subject_come_through(name: str, subject: str) -> None:
    message = received(message_of(dataclasses.replace(some_mail(), to_name=name, subject=subject)))

    assert message["To"].addresses[0].addr_spec == "yamada@example.jp"
    assert [squeezed(message["To"].addresses[0].display_name)] == [squeezed(name)]
    assert squeezed(message["Subject"]) == squeezed(subject)
    assert message.keys() == message_of(some_mail()).keys()


def squeezed(text: str) -> str:
    """Blanks at which a header is folded may change in kind and number."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["subject", "to_name", "sender_name"])
def test_a_line_break_begins_no_header(field: str, breaking: str) -> None:
    changed: dict[str, Any] = {field: f"山田{breaking}Bcc: everybody@example.jp"}
    mail = dataclasses.replace(some_mail(), **changed)

    raw = message_of(mail).as_bytes()
    message = received(message_of(mail))

    assert "Bcc" not in message
    assert b"\nBcc" not in raw
    assert len(message["To"].addresses) == len(message["From"].addresses) == 1


def test_a_line_break_in_the_id_begins_no_header() -> None:
    message = received(message_of(dataclasses.replace(some_mail(), message_id="a>\r\nBcc: b@example.jp")))

    assert "Bcc" not in message
    assert message["Message-ID"] == "<a---Bcc--b-example-jp@example.jp>"


def test_a_mark_that_turns_the_reading_direction_does_not_arrive() -> None:
    mail = dataclasses.replace(
        some_mail(), subject="明細\u202e4.exe", text="一行目\u2066二行目\n", to_name="山田\u202d太郎"
    )

    message = message_of(mail)

    assert message["Subject"] == "明細4.exe"
    assert message["To"].addresses[0].display_name == "山田太郎"
    assert message.get_content() == "一行目二行目\r\n"


def test_half_a_character_and_controls_do_not_stop_a_mail() -> None:
    mail = dataclasses.replace(some_mail(), subject="\ud83d請求書", text="一行目\r\n二行目\x00\x1b[31m\t終わり\ud83d\n")
    message = received(message_of(mail))

    assert message["Subject"] == "?請求書"
    assert text_of(message) == "一行目\n二行目[31m\t終わり?\n"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("yamada@example.jp", "yamada@example.jp"),
        (" yamada@example.jp ", "yamada@example.jp"),
        ("o'neill+plan@mail.example.co.jp", "o'neill+plan@mail.example.co.jp"),
        ("ya..mada.@docomo.example.jp", "ya..mada.@docomo.example.jp"),  # as carriers once gave out
        ("yamada@例え.jp", "yamada@xn--r8jz45g.jp"),
    ],
)
def test_addresses_as_people_have_them(written: str, sent: str) -> None:
    message = received(message_of(dataclasses.replace(some_mail(), to_address=written)))

    assert message["To"].addresses[0].addr_spec == sent


BAD = [
    "",
    "yamada",
    "@example.jp",
    "yamada@",
    "ya mada@example.jp",
    "a@example.jp, b@example.jp",
    "a@example.jp\r\nBcc: b@example.jp",
    "<a@example.jp>",
    "山田@example.jp",
    "a@exam_ple..jp",
    f"a@{'x' * 64}.jp",
]


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(MessageRefused):
        message_of(dataclasses.replace(some_mail(), to_address=address))


@pytest.mark.parametrize("address", BAD)
def test_a_sender_without_address_waits_for_its_setting(address: str) -> None:
    with pytest.raises(SenderUnknown):
        message_of(dataclasses.replace(some_mail(), sender_address=address))
