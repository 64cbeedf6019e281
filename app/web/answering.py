"""Answers about a plan as lines of cards: the next hour, a table of packages, who could be missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.offers import Packages
from app.domain.offers import packages_of as offers_of
from app.domain.terms import Terms
from app.queries.plans.answers import Answers
from app.translations.answers import AnswerTeller
from app.web.formats import hm, ja_hours
from app.web.pictures.rows import Row, RowsPicture, draw_rows
from app.web.saying import language

#: People drawn; all of them are in the table.
MOST_PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: whom it is about, minutes with the share of the longest line, and a remark."""

    public_id: str
    name: str
    minutes: int
    remark: str
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Absences:
    """Who could be missed, most lost first; `advice` is whom to train for the first of them.

    Attributes:
        planned: minutes of the plan of each line.
        picture: a bar a line: what nobody else could take, then the rest of theirs.
    """

    lines: tuple[Line, ...]
    advice: str
    planned: tuple[int, ...]
    picture: RowsPicture


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
    return None if answer is None or client is None else offers_of(client, answer, terms)


def absences(answers: Answers, load: Mapping[str, int], teller: AnswerTeller) -> Absences:
    """What nobody could take over from each assistant with work; `load` is their minutes of the plan."""
    busy = {assistant: answer for assistant, answer in answers.coverage.items() if answer["tasks"]}
    lines = [
        Line(assistant, teller.names.get(assistant, ""), _lost_min(answer), teller.absence(answer), answer["proven"])
        for assistant, answer in busy.items()
    ]
    ordered = tuple(sorted(lines, key=lambda line: -line.minutes))
    planned = tuple(max(line.minutes, load.get(line.public_id, 0)) for line in ordered)
    rows = [
        Row(line.name, f"{hm(line.minutes)} / {hm(all_min)}", (("o", line.minutes), ("u", all_min - line.minutes)))
        for line, all_min in zip(ordered, planned, strict=True)
    ]
    advice = teller.training(busy[ordered[0].public_id]) if ordered and ordered[0].minutes else ""
    return Absences(ordered, advice, planned, draw_rows(rows, MOST_PEOPLE))


def _gained_min(answer: Mapping[str, Any]) -> int:
    gained: int = answer["after"]["minutes"] - answer["before"]["minutes"]
    return gained


def _lost_min(answer: Mapping[str, Any]) -> int:
    return sum(each["minutes"] for each in answer["lost"])
