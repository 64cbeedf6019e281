"""Packages side by side: what would be done with each, and what an hour of it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.invoicing import month_price_yen
from app.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Offer:
    """A package in the table.

    Attributes:
        package_min: its minutes.
        tasks, freed_min: what would be done with it.
        fee_yen: a month of it without tax; None where the terms have no price for it.
        hourly_yen: of the fee for an hour of work done, the fraction dropped; None without fee or work.
        is_current: whether it is the client's own.
        is_cheapest: whether it is the one that frees an hour for least, and for less than the client's own.
    """

    package_min: int
    tasks: int
    freed_min: int
    fee_yen: int | None
    hourly_yen: int | None
    is_current: bool
    is_cheapest: bool = False


@dataclass(frozen=True, slots=True)
class Packages:
    """The table of one client; `dearest_yen` is the highest hourly price, for the bars."""

    client: str
    offers: tuple[Offer, ...]
    wanted_tasks: int
    wanted_min: int
    dearest_yen: int


def packages_of(client: str, answer: Mapping[str, Any], terms: Terms | None) -> Packages:
    """The table of a client out of the optimiser's answer about its package. Without terms nothing has a price."""
    own_min = next((row["package_minutes"] for row in answer["rows"] if row["is_current"]), 0)
    worked_min = answer.get("worked_minutes", 0)
    offers = [_offer(row, terms, own_min, worked_min) for row in answer["rows"]]
    priced = [offer.hourly_yen for offer in offers if offer.hourly_yen is not None]
    cheapest = _cheapest(offers)
    return Packages(
        client,
        tuple(replace(offer, is_cheapest=offer is cheapest) for offer in offers),
        answer["wanted_tasks"],
        answer["wanted_minutes"],
        max(priced, default=0),
    )


def _cheapest(offers: Sequence[Offer]) -> Offer | None:
    """The smallest package that frees an hour for less than the client's own; None where that is none."""
    own = next((offer.hourly_yen for offer in offers if offer.is_current), None)
    priced = [offer for offer in offers if offer.hourly_yen is not None]
    best = min(priced, key=lambda offer: offer.hourly_yen or 0, default=None)
    return best if best and own is not None and (best.hourly_yen or 0) < own else None


def _offer(row: Mapping[str, Any], terms: Terms | None, own_min: int, worked_min: int) -> Offer:
    """A row with its price; `worked_min` are in the package beside what the plan would do with the rest."""
    package_min, freed_min = row["package_minutes"], row["done"]["minutes"]
    fee_yen = None
    if terms and package_min >= terms.included_min:  # who pays by the hour pays for what is done, not for the package
        fee_yen = month_price_yen(terms, max(worked_min + freed_min, terms.included_min), available_min=own_min)
    hourly_yen = fee_yen * 60 // freed_min if fee_yen is not None and freed_min else None
    return Offer(package_min, row["done"]["tasks"], freed_min, fee_yen, hourly_yen, row["is_current"])
