"""Answers about a plan as lines of cards: the next hour, a table of packages, who could be missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.invoicing import month_price_yen
from app.domain.terms import Terms
from app.queries.plans.answers import Answers
from app.translations.answers import AnswerTeller
from app.web.formats import hm, ja_hours
from app.web.saying import language


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: whom it is about, minutes with the share of the longest line, and a remark."""

    public_id: str
    name: str
    minutes: int
    remark: str
    is_proven: bool


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


@dataclass(frozen=True, slots=True)
class Absences:
    """Who could be missed, most lost first; `advice` is whom to train for the first of them."""

    lines: tuple[Line, ...]
    advice: str


def teller_of(names: Mapping[str, str]) -> AnswerTeller:
    """Says answers in the reader's language with these names."""
    return AnswerTeller(language(), ja_hours, hm, names)


def next_hours(answers: Answers, clients: Mapping[str, str], teller: AnswerTeller) -> tuple[Line, ...]:
    """What an hour more would bring each of these clients, most minutes first."""
    lines = [
        Line(client, clients[client], _gained_min(answer), teller.next_hour(answer), answer["proven"])
        for client, answer in answers.next_hour.items()
        if client in clients
    ]
    return tuple(sorted(lines, key=lambda line: -line.minutes))


def packages_of(answers: Answers, client: str | None, terms: Terms | None) -> Packages | None:
    """The table of a client; None where there is no answer. Without terms nothing has a price."""
    answer = answers.packages.get(client or "")
    if answer is None or client is None:
        return None
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


def absences(answers: Answers, teller: AnswerTeller) -> Absences:
    """What nobody could take over from each assistant with work."""
    busy = {assistant: answer for assistant, answer in answers.coverage.items() if answer["tasks"]}
    lines = [
        Line(assistant, teller.names.get(assistant, ""), _lost_min(answer), teller.absence(answer), answer["proven"])
        for assistant, answer in busy.items()
    ]
    ordered = tuple(sorted(lines, key=lambda line: -line.minutes))
    return Absences(ordered, teller.training(busy[ordered[0].public_id]) if ordered and ordered[0].minutes else "")


def _gained_min(answer: Mapping[str, Any]) -> int:
    gained: int = answer["after"]["minutes"] - answer["before"]["minutes"]
    return gained


def _lost_min(answer: Mapping[str, Any]) -> int:
    return sum(each["minutes"] for each in answer["lost"])


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
