"""Prices on assistants' minutes and packages, for plans too large for one model: a bound and a first plan.

Read first: `descent.py`, which prices; `filling.py` puts plans together at these prices, `trading.py` improves those of
listed pairs.
"""

from __future__ import annotations

from optimizer.prices.prices import Prices, firm_count, prices_of

__all__ = ["Prices", "firm_count", "prices_of"]
