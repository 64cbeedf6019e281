"""The hour ledger: double entry in minutes. A balance is a sum of lines, never a stored figure.

Signs. `available` is the package seen from the client: positive while minutes are left. Accounts that fill it
(`granted`, `topped_up`, `overage`, `carried` on the way in) stand on the negative side, accounts that empty it
(`used`, `expired`, `carried` on the way out) on the positive one. `carried` therefore holds what is on its way between
two months: a positive line left a month, a negative line entered one. With `owed` it is the other way round: work above
the package that the next month pays for fills this month with a negative line and burdens the next with a positive one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput
from app.domain.packages import Lot, Settlement
from app.domain.worktime import Month


class Account(StrEnum):
    """What minutes are kept under."""

    GRANTED = "granted"
    CARRIED = "carried"
    AVAILABLE = "available"
    USED = "used"
    OVERAGE = "overage"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"
    TOPPED_UP = "topped_up"
    OWED = "owed"


class PostingKind(StrEnum):
    """Why minutes moved."""

    GRANT = "grant"
    USE = "use"
    REVERSE_USE = "reverse_use"
    OVERAGE = "overage"
    EXPIRE = "expire"
    CARRY_OUT = "carry_out"
    CARRY_IN = "carry_in"
    ADJUST = "adjust"
    TOP_UP = "top_up"
    OWE_OUT = "owe_out"
    OWE_IN = "owe_in"


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes on one account; signed, never 0 in a posting."""

    account: Account
    minutes: int


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement of minutes of one client in one month.

    Attributes:
        client_id: whose ledger.
        month: the month it counts in.
        kind: why.
        lines: two or more, not 0, with the sum 0.
        reference: what it came from, such as a time entry or a close; unique per kind where it must happen once.
        lot: which minutes moved, of those that have an origin and an expiry: bought, carried, expired.
    """

    client_id: int
    month: Month
    kind: PostingKind
    lines: tuple[Line, ...]
    reference: str
    lot: Lot | None = None

    def __post_init__(self) -> None:
        if len(self.lines) < 2 or any(line.minutes == 0 for line in self.lines):
            raise InvalidInput("lines", "posting_incomplete", reference=self.reference)
        if sum(line.minutes for line in self.lines) != 0:
            raise InvalidInput("lines", "posting_unbalanced", reference=self.reference)


@dataclass(frozen=True, slots=True)
class Balances:
    """A month of one client in minutes, read from its lines.

    All but `adjusted_min` and `available_min` are at least 0 in a sound ledger;
    granted + carried_in + topped_up + overage + owed_out + adjusted
    = used + expired + carried_out + owed_in + available.
    """

    granted_min: int = 0
    carried_in_min: int = 0
    used_min: int = 0
    overage_min: int = 0
    expired_min: int = 0
    carried_out_min: int = 0
    adjusted_min: int = 0
    available_min: int = 0
    topped_up_min: int = 0
    owed_in_min: int = 0
    owed_out_min: int = 0


#: Where minutes of a kind come from and where they go.
_ROUTES = {
    PostingKind.GRANT: (Account.GRANTED, Account.AVAILABLE),
    PostingKind.USE: (Account.AVAILABLE, Account.USED),
    PostingKind.REVERSE_USE: (Account.USED, Account.AVAILABLE),
    PostingKind.OVERAGE: (Account.OVERAGE, Account.AVAILABLE),
    PostingKind.EXPIRE: (Account.AVAILABLE, Account.EXPIRED),
    PostingKind.CARRY_OUT: (Account.AVAILABLE, Account.CARRIED),
    PostingKind.CARRY_IN: (Account.CARRIED, Account.AVAILABLE),
    PostingKind.TOP_UP: (Account.TOPPED_UP, Account.AVAILABLE),
    PostingKind.OWE_OUT: (Account.OWED, Account.AVAILABLE),
    PostingKind.OWE_IN: (Account.AVAILABLE, Account.OWED),
}


def grant(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """The package of the month becomes available."""
    return _move(PostingKind.GRANT, client_id, month, minutes, reference)


def opening(client_id: int, month: Month, granted_min: int) -> Posting | None:
    """What a month begins with: its grant, or nothing for a package of no minutes."""
    return grant(client_id, month, granted_min, f"grant:{client_id}:{month}") if granted_min else None


def use(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """Work draws on what is available; available may fall below 0 until the close."""
    return _move(PostingKind.USE, client_id, month, minutes, reference)


def reverse_use(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """Work that was taken back becomes available again."""
    return _move(PostingKind.REVERSE_USE, client_id, month, minutes, reference)


def overage(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """Minutes above the package fill available up to 0."""
    return _move(PostingKind.OVERAGE, client_id, month, minutes, reference)


def expire(client_id: int, month: Month, minutes: int, reference: str, lot: Lot | None = None) -> Posting:
    """Unused minutes end with the month."""
    return _move(PostingKind.EXPIRE, client_id, month, minutes, reference, lot)


def carry_out(client_id: int, month: Month, minutes: int, reference: str, lot: Lot | None = None) -> Posting:
    """Unused minutes leave the month."""
    return _move(PostingKind.CARRY_OUT, client_id, month, minutes, reference, lot)


def carry_in(client_id: int, month: Month, minutes: int, reference: str, lot: Lot | None = None) -> Posting:
    """Minutes that left the month before enter this one; `month` is the month they enter."""
    return _move(PostingKind.CARRY_IN, client_id, month, minutes, reference, lot)


def adjust(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """An agreed correction: positive minutes give, negative minutes take; not 0."""
    lines = (Line(Account.ADJUSTED, -minutes), Line(Account.AVAILABLE, minutes))
    return Posting(client_id, month, PostingKind.ADJUST, lines, reference)


def top_up(client_id: int, month: Month, minutes: int, reference: str, lot: Lot | None = None) -> Posting:
    """Bought minutes become available."""
    return _move(PostingKind.TOP_UP, client_id, month, minutes, reference, lot)


def owe_out(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """Minutes above the package fill available up to 0, and the next month owes them."""
    return _move(PostingKind.OWE_OUT, client_id, month, minutes, reference)


def owe_in(client_id: int, month: Month, minutes: int, reference: str) -> Posting:
    """What the month before was ahead is taken from this one; `month` is the month that owes."""
    return _move(PostingKind.OWE_IN, client_id, month, minutes, reference)


def close_postings(client_id: int, month: Month, settled: Settlement, reference: str) -> tuple[Posting, ...]:
    """What a close adds to the ledger: overage, what was bought or is owed, expiry, and the carry-over in both months.

    Afterwards available of `month` is 0, if grants, carries and uses of the ledger are those settled.
    """
    balance = settled.balance
    found = []
    if balance.overage_min:
        found.append(overage(client_id, month, balance.overage_min, reference))
    if settled.bought:
        found.append(top_up(client_id, month, settled.bought.minutes, reference, settled.bought))
    if balance.owed_out_min:
        found.append(owe_out(client_id, month, balance.owed_out_min, reference))
        found.append(owe_in(client_id, month.next(), balance.owed_out_min, reference))
    found += [expire(client_id, month, lot.minutes, reference, lot) for lot in settled.expired]
    for lot in settled.carried:
        found.append(carry_out(client_id, month, lot.minutes, reference, lot))
        found.append(carry_in(client_id, month.next(), lot.minutes, reference, lot))
    return tuple(found)


def balances(lines: Iterable[Line]) -> Balances:
    """The balances of one client and month from its lines, in any order.

    Lines may be summed beforehand per account, if positive and negative lines of `carried` are summed apart: the sign
    alone tells minutes that came in from minutes that went out. The same holds for `owed`.
    """
    total_min = dict.fromkeys(Account, 0)
    carried_in_min = carried_out_min = owed_in_min = owed_out_min = 0
    for line in lines:
        total_min[line.account] += line.minutes
        if line.account is Account.CARRIED:
            carried_in_min -= min(0, line.minutes)
            carried_out_min += max(0, line.minutes)
        if line.account is Account.OWED:
            owed_in_min += max(0, line.minutes)
            owed_out_min -= min(0, line.minutes)
    return Balances(
        granted_min=-total_min[Account.GRANTED],
        carried_in_min=carried_in_min,
        used_min=total_min[Account.USED],
        overage_min=-total_min[Account.OVERAGE],
        expired_min=total_min[Account.EXPIRED],
        carried_out_min=carried_out_min,
        adjusted_min=-total_min[Account.ADJUSTED],
        available_min=total_min[Account.AVAILABLE],
        topped_up_min=-total_min[Account.TOPPED_UP],
        owed_in_min=owed_in_min,
        owed_out_min=owed_out_min,
    )


def _move(
    kind: PostingKind, client_id: int, month: Month, minutes: int, reference: str, lot: Lot | None = None
) -> Posting:
    if minutes <= 0:
        raise InvalidInput("minutes", "too_small", least=1)
    source, target = _ROUTES[kind]
    return Posting(client_id, month, kind, (Line(source, -minutes), Line(target, minutes)), reference, lot)
