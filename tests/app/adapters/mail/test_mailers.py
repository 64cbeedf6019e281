from __future__ import annotations

import dataclasses
import io
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from app.adapters.mail import MessagingUnavailable, mailer_of
from app.config import SettingsError
from tests.app.adapters.mail.mails import some_mail


def test_the_console_shows_what_was_written() -> None:
    stream = io.StringIO()

    mailer_of("console:", stream=stream).send(some_mail())

    assert stream.getvalue() == (
        "From: みなと事務サポート株式会社 <billing@example.jp>\n"
        "To: 山田 直子 <yamada@example.jp>\n"
        "Subject: 2026年10月分の請求書が届きました\n"
        "Message-ID: <id-0001@example.jp>\n"
        "\n"
        f"{some_mail().text}\n"
    )


def test_the_console_is_standard_error_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    mailer_of("console:").send(some_mail())

    said = capsys.readouterr()
    assert said.out == ""
    assert "請求書を発行しました。" in said.err


def test_the_folder_has_a_file_for_each_mail(tmp_path: Path) -> None:
    mailer = mailer_of(f"folder:{tmp_path / 'not' / 'yet'}")

    mailer.send(some_mail())
    mailer.send(dataclasses.replace(some_mail(), message_id="id-0002"))

    assert sorted(path.name for path in (tmp_path / "not" / "yet").iterdir()) == ["id-0001.eml", "id-0002.eml"]
    message = message_from_bytes((tmp_path / "not" / "yet" / "id-0001.eml").read_bytes(), policy=policy.default)
    assert message["Subject"] == "2026年10月分の請求書が届きました"


def test_the_same_mail_again_takes_the_place_of_the_former(tmp_path: Path) -> None:
    mailer = mailer_of(f"folder:{tmp_path}")

    mailer.send(some_mail())
    mailer.send(dataclasses.replace(some_mail(), subject="second time"))

    (only,) = tmp_path.iterdir()
    assert b"Subject: second time" in only.read_bytes()


def test_an_id_names_no_file_outside_of_the_folder(tmp_path: Path) -> None:
    mailer_of(f"folder:{tmp_path / 'mail'}").send(dataclasses.replace(some_mail(), message_id="../../x"))

    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["..%2F..%2Fx.eml"]


def test_a_folder_that_is_none_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(MessagingUnavailable, match=r"NotADirectoryError|FileExistsError"):
        mailer_of(f"folder:{tmp_path / 'file'}").send(some_mail())


def test_a_mail_that_cannot_be_written_whole_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "id-0001.eml").mkdir()  # in the way of the last step

    with pytest.raises(MessagingUnavailable):
        mailer_of(f"folder:{tmp_path}").send(some_mail())

    assert [path.name for path in tmp_path.iterdir()] == ["id-0001.eml"]


@pytest.mark.parametrize(
    "url",
    [
        "smtp:",
        "smtp://",
        "smtp://user:se/cret@host",  # a slash ends the host: what stands before it is no port
        "smtp://user:secret@host:0x19",
        "smtp://user:secret@host:587?tls=perhaps",
        "smtp://user:秘密secret@host:587",
        "imap://user:secret@host",
    ],
)
def test_an_address_that_cannot_be_read_is_said_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="ENNOSHITA_MAIL_URL") as caught:
        mailer_of(url)

    assert "cret" not in str(caught.value)
    assert caught.value.__cause__ is None
