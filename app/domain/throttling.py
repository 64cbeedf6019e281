"""How long somebody waits after wrong attempts: growing delays for a pair of name and address.

Nobody is locked out for good, and the owner of a name not by what others do elsewhere: attempts from one address delay
that address. Against many addresses at once a second rule counts all attempts on a name, and all from an address, but
only for pairs that never succeeded: where the owner has been in before, others' attempts count for nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

#: So many attempts in a row cost no waiting.
FREE_FAILURES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 15, 900
#: A pair without a failure for so long begins anew.
FORGOTTEN_AFTER = dt.timedelta(hours=24)
#: Failures within this span count together, of a name and of an address.
SPAN = dt.timedelta(hours=1)
MOST_OF_NAME, MOST_OF_ADDRESS = 50, 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a name and an address when somebody tries.

    Attributes:
        failures: of the pair in a row.
        last_failed_at: when it failed last; None for never.
        free_at: when it may try again; None for at once.
        has_succeeded: whether the pair ever was right.
        of_name: failures of the name within the span, from everywhere.
        of_address: failures from the address within the span, for every name.
    """

    failures: int = 0
    last_failed_at: dt.datetime | None = None
    free_at: dt.datetime | None = None
    has_succeeded: bool = False
    of_name: int = 0
    of_address: int = 0


def wait_s(standing: Standing, now: dt.datetime, *, hears_strangers: bool = True) -> int:
    """Seconds until the next attempt is heard, rounded up; 0 for at once.

    Args:
        standing: what is known.
        now: the present.
        hears_strangers: whether a pair that is new tries once in a storm. Not where few tries are many: a code of six
            digits is guessed from a hundred thousand addresses, and whoever has one of IPv6 has as many.
    """
    until = 0 if standing.free_at is None else _whole_s(standing.free_at - now)
    is_stormy = standing.of_name >= MOST_OF_NAME or standing.of_address >= MOST_OF_ADDRESS
    if is_stormy and not hears_strangers and not standing.has_succeeded:
        return max(LONGEST_WAIT_S, until)
    if standing.has_succeeded or standing.last_failed_at is None:
        # A pair that is new tries once even in the middle of an attack: whoever comes home may have a new address.
        return max(0, until)
    stormy = _whole_s(standing.last_failed_at + dt.timedelta(seconds=LONGEST_WAIT_S) - now) if is_stormy else 0
    return max(0, until, stormy)


def failures_after(standing: Standing, now: dt.datetime) -> int:
    """How many failures in a row there are once this attempt has failed as well."""
    last = standing.last_failed_at
    return 1 if last is None or now - last >= FORGOTTEN_AFTER else standing.failures + 1


def pause_s(failures: int) -> int:
    """Seconds that follow so many failures in a row: nothing for five, then 15, 30, 60 … up to 15 minutes."""
    if failures < FREE_FAILURES:
        return 0
    return int(min(FIRST_WAIT_S * 2 ** min(failures - FREE_FAILURES, 16), LONGEST_WAIT_S))


def _whole_s(span: dt.timedelta) -> int:
    return -int(-span.total_seconds() // 1)
