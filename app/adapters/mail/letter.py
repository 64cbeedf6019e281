"""A mail as we know it, and as it goes over the wire."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from app.adapters.messaging import MessageRefused, SenderUnknown
from app.domain.mailboxes import parts_of
from app.domain.texts import straight

#: Headers are folded and encoded to plain ASCII, bodies too: every server takes that.
_ON_THE_WIRE = policy.SMTP.clone(cte_type="7bit")
#: What ends a line somewhere, or ends the text; in a header it would begin a header of somebody else's choice.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person.

    Attributes:
        to_address: where it goes.
        to_name: who reads it, as people write the name.
        subject: one line.
        text: plain text; lines end in a line feed.
        message_id: the outbox row's public id; the same for every attempt, so that a mail sent twice is shown once.
        sender_address: where it comes from.
        sender_name: who writes, as people write the name.
        date: the instant of writing, UTC.
    """

    to_address: str
    to_name: str
    subject: str
    text: str
    message_id: str
    sender_address: str
    sender_name: str
    date: dt.datetime


def message_of(mail: Mail) -> EmailMessage:
    """The mail with its headers, in ASCII; control characters of names and subject have become blanks.

    Raises:
        MessageRefused: `to_address` is none.
        SenderUnknown: `sender_address` is none, which settings mend.
    """
    to = _address(mail.to_name, mail.to_address)
    sender = _address(mail.sender_name, mail.sender_address)
    if to is None:
        raise MessageRefused("the address is none")
    if sender is None:
        raise SenderUnknown("the sender's address is none")
    message = EmailMessage(_ON_THE_WIRE)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = _line(mail.subject)
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9_-]', '-', mail.message_id)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    message.set_content(_text(mail.text))
    return message


def _address(name: str, address: str) -> Address | None:
    parts = parts_of(address)
    return Address(_line(name), *parts) if parts else None


def _line(text: str) -> str:
    return _CONTROL.sub(" ", _encodable(text)).strip()


def _text(text: str) -> str:
    return _CONTROL_IN_TEXT.sub("", _encodable(text).replace("\r\n", "\n"))


def _encodable(text: str) -> str:
    """The text with `?` in place of halves of characters, which no encoding has, and without marks that turn it."""
    return straight(text).encode("utf-8", "replace").decode("utf-8")
