"""Signing in: how long things hold, how far a session has come, what is kept of who asks."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from app.domain.accounts import STAFF, Account, Role
from app.domain.mailboxes import plain_address

#: A session that nobody used for so long is over: a weekend and a day.
SESSION_IDLE = dt.timedelta(days=4)
#: However much it is used, a session is over after so long.
SESSION_LONGEST = dt.timedelta(days=30)
#: Between the password and the second factor.
PENDING_LONGEST = dt.timedelta(minutes=10)
#: Whoever has no password here has shown who they are when the session was opened; so long that counts as just now.
JUST_NOW = dt.timedelta(minutes=10)
#: That a session was used is written down so often, not with every page.
SEEN_EVERY = dt.timedelta(minutes=5)
INVITATION_HOLDS = dt.timedelta(days=7)
RESET_HOLDS = dt.timedelta(hours=1)
LONGEST_DEVICE = 200


class Stage(StrEnum):
    """How far a session has come: signed in, or what it still needs. Only a whole one opens pages."""

    WHOLE = "whole"
    CODE = "code"
    ENROL = "enrol"


class Method(StrEnum):
    """By what a session was opened."""

    PASSWORD = "password"  # noqa: S105 - a word for how, not a password
    PASSKEY = "passkey"
    OIDC = "oidc"
    DEMO = "demo"


class Purpose(StrEnum):
    """What a link in a mail is for."""

    INVITATION = "invitation"
    RESET = "reset"


HOLDS = {Purpose.INVITATION: INVITATION_HOLDS, Purpose.RESET: RESET_HOLDS}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, as far as the request says.

    Attributes:
        address: where it came from; empty if that is not known.
        device: what the browser says of itself.
    """

    address: str
    device: str

    @property
    def network(self) -> str:
        """The address without its last part: /24 of IPv4, /48 of IPv6; the audit trail keeps no more of people."""
        return _network(self.address, 24, 48)

    @property
    def place(self) -> str:
        """What counts as one address when attempts are counted: whoever has an IPv6 address has its /64."""
        return _network(self.address, 32, 64)


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that still holds, and its account.

    Attributes:
        account: who signed in.
        public_id: names the session; the number of its row may be given again once it is gone (SQLite does so).
        stage: how far it has come.
        method: by what it was opened.
        opened_at: when.
        seen_at: when it was last used, a few minutes rough.
    """

    account: Account
    public_id: str
    stage: Stage
    method: Method
    opened_at: dt.datetime
    seen_at: dt.datetime

    def is_due(self, now: dt.datetime) -> bool:
        """Whether it is time to write down that the session is in use."""
        return now - self.seen_at >= SEEN_EVERY


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened; `token` is what its cookie carries, and is kept nowhere else."""

    token: str
    stage: Stage
    account: Account


def stage_after(method: Method, role: Role, *, has_code: bool, is_second_factor_needed: bool) -> Stage:
    """What a session needs after its first step.

    A passkey shows two things at once: the device, and whatever unlocked it. The demo's buttons show nothing.

    Args:
        method: what the first step was.
        role: of the account.
        has_code: whether the account has an authenticator app.
        is_second_factor_needed: whether operators and administrators must have one.
    """
    if method in {Method.PASSKEY, Method.DEMO}:
        return Stage.WHOLE
    if has_code:
        return Stage.CODE
    return Stage.ENROL if is_second_factor_needed and role in STAFF else Stage.WHOLE


def longest(stage: Stage) -> dt.timedelta:
    """How long a session of that stage holds."""
    return SESSION_LONGEST if stage is Stage.WHOLE else PENDING_LONGEST


def token_hash(token: str) -> str:
    """What is stored of a token: 64 hexadecimal digits. The token has 256 random bits, so that a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def name_hash(kind: str, name: str) -> str:
    """What attempts are counted under, in whatever letters a name was typed; it is not kept, whoever has it."""
    return hashlib.sha256(f"{kind}:{plain_address(name).lower()}".encode("utf-8", "replace")).hexdigest()


def _network(address: str, ipv4_bits: int, ipv6_bits: int) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = ipv4_bits if found.version == 4 else ipv6_bits
    return str(ipaddress.ip_network((found, bits), strict=False))
