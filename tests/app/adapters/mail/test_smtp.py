from __future__ import annotations

import base64
import dataclasses
import socket
import ssl
from email import message_from_bytes, policy
from typing import Any, cast

import pytest

from app.adapters.mail import MessageRefused, MessagingUnavailable, mailer_of
from app.adapters.mail.smtp import Smtp, smtp_of
from tests.app.adapters.mail.mails import some_mail
from tests.app.adapters.mail.smtp_server import CUT, SILENCE, smtp_server

SIGNED_IN = ("AUTH PLAIN", "STARTTLS")


class AgreesToAnything:
    """Stands for encryption that worked: the line goes on as it is."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    def wrap_socket(self, line: socket.socket, server_hostname: str, **_: Any) -> socket.socket:
        self.hosts.append(server_hostname)
        return line


def agreeing() -> tuple[AgreesToAnything, ssl.SSLContext]:
    tls = AgreesToAnything()
    return tls, cast("ssl.SSLContext", tls)


def test_a_mail_arrives_with_its_envelope() -> None:
    with smtp_server() as server:
        mailer_of(f"smtp://127.0.0.1:{server.port}").send(some_mail())

    assert server.words() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert server.told[1:3] == ["mail FROM:<billing@example.jp>", "rcpt TO:<yamada@example.jp>"]
    (raw,) = server.mails
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == "2026年10月分の請求書が届きました"
    assert message["Message-ID"] == "<id-0001@example.jp>"


def test_the_same_mail_has_the_same_id_every_time() -> None:
    with smtp_server() as server:
        mailer = mailer_of(f"smtp://127.0.0.1:{server.port}")
        mailer.send(some_mail())
        mailer.send(some_mail())

    assert server.mails[0] == server.mails[1]


def test_a_name_full_of_addresses_changes_no_envelope() -> None:
    with smtp_server() as server:
        mail = dataclasses.replace(some_mail(), to_name='"a" <b@example.jp>, c@example.jp\r\nRCPT TO:<d@example.jp>')
        mailer_of(f"smtp://127.0.0.1:{server.port}").send(mail)

    assert [line for line in server.told if "TO:" in line] == ["rcpt TO:<yamada@example.jp>"]


def test_a_user_signs_in_after_the_line_is_encrypted() -> None:
    tls, context = agreeing()

    with smtp_server(offers=SIGNED_IN) as server:
        mailer_of(f"smtp://us%40er:pass%2Fword@127.0.0.1:{server.port}", tls=context).send(some_mail())

    assert server.words() == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert tls.hosts == ["127.0.0.1"]
    credentials = next(line for line in server.told if line.startswith("AUTH")).split(" ")[2]
    assert base64.b64decode(credentials) == b"\0us@er\0pass/word"


def test_a_server_without_encryption_is_told_no_password_and_no_mail() -> None:
    with smtp_server(offers=("AUTH PLAIN",)) as server, pytest.raises(MessagingUnavailable):
        mailer_of(f"smtp://user:password@127.0.0.1:{server.port}").send(some_mail())

    assert {"AUTH", "MAIL"}.isdisjoint(server.words())


def test_a_server_that_proves_nothing_is_told_no_password_and_no_mail() -> None:
    with smtp_server(offers=SIGNED_IN) as server, pytest.raises(MessagingUnavailable):
        mailer_of(f"smtp://user:password@127.0.0.1:{server.port}").send(some_mail())

    assert server.words()[:2] == ["EHLO", "STARTTLS"]
    assert server.mails == []
    assert not any("AUTH" in line for line in server.told)


def test_a_user_may_sign_in_unencrypted_where_that_is_set() -> None:
    with smtp_server(offers=SIGNED_IN) as server:
        mailer_of(f"smtp://user:password@127.0.0.1:{server.port}?tls=no").send(some_mail())

    assert server.words() == ["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_line_encrypted_from_the_start_is() -> None:
    tls, context = agreeing()

    with smtp_server(offers=SIGNED_IN) as server:
        mailer_of(f"smtps://127.0.0.1:{server.port}", tls=context).send(some_mail())

    assert tls.hosts == ["127.0.0.1"]
    assert server.words() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("code", [550, 552, 554])
def test_a_refusal_of_the_mail_is_for_good(word: str, code: int) -> None:
    with smtp_server({word: f"{code} no"}) as server, pytest.raises(MessageRefused, match=str(code)):
        mailer_of(f"smtp://127.0.0.1:{server.port}").send(some_mail())


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("GREETING", "421 later"),
        ("GREETING", "554 not for you"),  # of us, not of this mail
        ("MAIL", "530 sign in first"),
        ("MAIL", "451 later"),
        ("RCPT", "450 greylisted"),
        ("RCPT", "421 later"),
        ("DATA", "451 later"),
        (".", "452 full"),
        ("GREETING", CUT),
        ("EHLO", CUT),
        ("RCPT", CUT),
        ("DATA", CUT),
        (".", CUT),
    ],
)
def test_whatever_else_goes_wrong_may_pass(word: str, answer: str) -> None:
    with smtp_server({word: answer}) as server, pytest.raises(MessagingUnavailable):
        mailer_of(f"smtp://127.0.0.1:{server.port}").send(some_mail())


def test_a_server_that_does_not_speak_with_us_lets_the_mail_wait() -> None:
    with smtp_server({"EHLO": "554 no", "HELO": "554 no"}) as server, pytest.raises(MessagingUnavailable):
        mailer_of(f"smtp://127.0.0.1:{server.port}").send(some_mail())


def test_a_wrong_password_lets_the_mail_wait() -> None:
    with smtp_server({"AUTH": "535 wrong"}, offers=("AUTH PLAIN",)) as server, pytest.raises(MessagingUnavailable):
        mailer_of(f"smtp://user:password@127.0.0.1:{server.port}?tls=no").send(some_mail())


@pytest.mark.parametrize("word", ["GREETING", "RCPT", "."])
def test_a_silent_server_is_given_up(word: str) -> None:
    with smtp_server({word: SILENCE}) as server, pytest.raises(MessagingUnavailable):
        Smtp("127.0.0.1", server.port, timeout_s=0.2).send(some_mail())


def test_a_port_where_nobody_listens_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(MessagingUnavailable, match="ConnectionRefusedError"):
        mailer_of(f"smtp://127.0.0.1:{port}").send(some_mail())


@pytest.mark.parametrize("answer", ["500 what?", CUT])
def test_a_mail_once_taken_is_sent_however_the_server_says_goodbye(answer: str) -> None:
    with smtp_server({"QUIT": answer}) as server:
        mailer_of(f"smtp://127.0.0.1:{server.port}").send(some_mail())

    assert len(server.mails) == 1


def test_an_error_names_nobody_and_no_password() -> None:
    answers = {"RCPT": "550 yamada@example.jp is unknown to user"}
    with smtp_server(answers, offers=("AUTH PLAIN",)) as server, pytest.raises(MessageRefused) as caught:
        mailer_of(f"smtp://user:password@127.0.0.1:{server.port}?tls=no").send(some_mail())

    assert str(caught.value) == "the mail server answered 550"


@pytest.mark.parametrize(
    ("url", "port", "is_tls_first", "is_starttls"),
    [
        ("smtp://host", 25, False, False),
        ("smtp://host?tls=yes", 25, False, True),
        ("smtp://user:password@host", 587, False, True),
        ("smtp://user:password@host?tls=no", 587, False, False),
        ("smtp://user:password@host:2525", 2525, False, True),
        ("smtps://host", 465, True, False),
        ("smtps://user:password@host", 465, True, False),
        ("smtps://user:password@host?tls=no", 465, True, False),
    ],
)
def test_what_an_address_means(url: str, port: int, *, is_tls_first: bool, is_starttls: bool) -> None:
    server = smtp_of(url)

    assert (server.port, server.is_tls_first, server.is_starttls) == (port, is_tls_first, is_starttls)
    assert server.tls.verify_mode is ssl.CERT_REQUIRED
    assert server.tls.check_hostname
    assert "password" not in repr(server)
    assert server.timeout_s == 10
