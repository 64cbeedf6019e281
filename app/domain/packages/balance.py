"""Where every minute of a month went."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MonthBalance:
    """Where every minute of a closed month went; all values but `adjusted_min` at least 0.

    granted + carried_in + topped_up + overage + adjusted + owed_out = used + expired + carried_out + owed_in.
    `billed_overage_min` is `overage_min` after the contract's rounding and stands outside of that identity: it is a
    price, not worked time.
    """

    granted_min: int
    carried_in_min: int
    used_min: int
    overage_min: int
    billed_overage_min: int
    carried_out_min: int
    expired_min: int
    topped_up_min: int = 0
    adjusted_min: int = 0
    owed_in_min: int = 0
    owed_out_min: int = 0
