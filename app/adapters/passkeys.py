"""Passkeys by py_webauthn, the library behind Flask-Security's own: options for the browser, and its answers checked.

Source: Web Authentication Level 3, sections 7.1 and 7.2. User verification is required, so that a passkey shows two
things: the device, and the finger, face or PIN that unlocked it.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.adapters.keyring import bytes_of

#: What reading JSON of a stranger may raise: it is none, or it goes too deep.
UNREADABLE = (ValueError, RecursionError)
#: base64url of at most 1023 bytes. JSON may say anything in its place: NUL, half a character, which no database takes.
_CREDENTIAL_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")


class AnswerRefused(Exception):
    """What the device answered proves nothing."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who this place is to passkeys: the host they are bound to, and the address its pages have."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """The public half of a passkey, in base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def relying_party(site_url: str) -> RelyingParty | None:
    """Who the pages at that address are to passkeys; None where browsers allow none: at an IP address, or without TLS.

    Source: Web Authentication Level 3, section 5.1.2: a domain, in a secure context.
    """
    parts = urlsplit(site_url)
    host = parts.hostname or ""
    is_secure = parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc}") if host and is_secure else None
    return None


def registration_options(
    party: RelyingParty, *, owner: str, email: str, name: str, challenge: str, known: Sequence[str]
) -> dict[str, Any]:
    """What a browser needs to make a passkey.

    Args:
        party: this place.
        owner: the account's public id, which the device gives back with every sign-in.
        email: what the device shows.
        name: the person's name.
        challenge: base64url, to be signed.
        known: credential ids of the account's passkeys; a device that has one makes no second.
    """
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name="Ennoshita",
        user_id=owner.encode(),
        user_name=email,
        user_display_name=name,
        challenge=bytes_of(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes_of(each)) for each in known],
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def sign_in_options(party: RelyingParty, challenge: str) -> dict[str, Any]:
    """What a browser needs to sign in with whichever passkey its person picks; nobody is named."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host, challenge=bytes_of(challenge), user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def made_passkey(party: RelyingParty, answer: str, challenge: str) -> NewPasskey:
    """The passkey a browser made.

    Raises:
        AnswerRefused: another challenge, place or kind of answer, or nobody unlocked the device.
    """
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=bytes_of(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *UNREADABLE, KeyError, TypeError) as error:
        raise AnswerRefused(type(error).__name__) from error
    return NewPasskey(
        bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key), made.sign_count
    )


def named_passkey(answer: str) -> str:
    """The credential id an answer says it is of; empty if it says none, or what no id can be."""
    try:
        found = json.loads(answer)
    except UNREADABLE:
        return ""
    named = str(found.get("id", "")) if isinstance(found, dict) else ""
    return named if _CREDENTIAL_ID.fullmatch(named) else ""


def proven_count(
    party: RelyingParty, answer: str, challenge: str, *, owner: str, public_key: str, sign_count: int
) -> int:
    """How often the passkey was used by now, 0 for ever on devices that do not count; its answer is proven.

    Raises:
        AnswerRefused: another challenge, place, owner or key, a count that went back, or nobody unlocked the device.
    """
    try:
        done = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=bytes_of(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=bytes_of(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
        handle = json.loads(answer)["response"].get("userHandle")
    except (WebAuthnException, *UNREADABLE, KeyError, TypeError, AttributeError) as error:
        raise AnswerRefused(type(error).__name__) from error
    if not isinstance(handle, str) or bytes_of(handle) != owner.encode():
        raise AnswerRefused("another owner")
    return int(done.new_sign_count)
