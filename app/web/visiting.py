"""Who asks, as the request says; and what this place knows for signing people in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, request
from flask_babel import ngettext

from app.adapters.keyring import Keyring
from app.adapters.known import KnownPasswords
from app.adapters.oidc import Provider
from app.adapters.outgoing import Outgoing
from app.adapters.passkeys import RelyingParty, relying_party
from app.config import Settings
from app.domain.signing import LONGEST_DEVICE, Visitor

EXTENSION = "ennoshita_signing"
CALLBACK = "/sign-in/provider/back"


@dataclass(frozen=True, slots=True)
class Signing:
    """What signing in needs of the settings.

    Attributes:
        keys: made from the secret key.
        is_second_factor_needed: whether operators and administrators must have one.
        party: who this place is to passkeys; None where its address cannot have any.
        provider: the company's sign-in provider; None for none.
        provider_name: what the button that leads there says.
        known: passwords that cannot be chosen, because others know them.
    """

    keys: Keyring
    is_second_factor_needed: bool
    party: RelyingParty | None
    provider: Provider | None
    provider_name: str
    known: KnownPasswords


def wire_signing(app: Flask, settings: Settings) -> None:
    """Keeps it with the app.

    Raises:
        SettingsError: they name a list of stolen passwords that is none.
    """
    provider = None
    if settings.oidc_issuer:
        provider = Provider(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret,
            settings.site_url + CALLBACK,
            Outgoing.of(settings),
        )
    app.extensions[EXTENSION] = Signing(
        Keyring.of(settings),
        settings.is_second_factor_needed,
        relying_party(settings.site_url),
        provider,
        settings.oidc_name,
        KnownPasswords.of(settings),
    )


def signing() -> Signing:
    """What signing in needs of the settings."""
    return cast("Signing", current_app.extensions[EXTENSION])


def visitor() -> Visitor:
    """Who asks: the address as far as proxies are believed, and what the browser says of itself."""
    device = "".join(each for each in request.user_agent.string if each.isprintable())
    return Visitor(request.remote_addr or "", device[:LONGEST_DEVICE])


def wait_words(seconds: int) -> str:
    """How long somebody waits, in words: seconds below a minute and a half, minutes above, rounded up."""
    if seconds < 90:
        return str(ngettext("%(num)s秒", "%(num)s秒", seconds))
    return str(ngettext("%(num)s分", "%(num)s分", -(-seconds // 60)))
