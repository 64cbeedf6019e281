"""Rows chosen from a list: how many may be, and what becomes of each."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.choosing import MOST_CHOSEN, Chosen, Refused, chosen_ids, do_each
from app.domain.errors import InvalidInput, MonthClosed, NotFound, Problem
from app.domain.worktime import Month


def choice(*ids: str, told: list[tuple[float, str]] | None = None) -> Chosen:
    heard = told if told is not None else []
    return Chosen(ids, Month(2026, 11), dt.datetime(2026, 11, 18, tzinfo=dt.UTC), str, lambda *news: heard.append(news))


def test_a_row_ticked_twice_is_chosen_once_in_its_place() -> None:
    assert chosen_ids(["b", "a", "b", "", "c"]) == ("b", "a", "c")


@pytest.mark.parametrize(
    ("given", "reason"), [([], "nothing_chosen"), ([""], "nothing_chosen"), (map(str, range(2_001)), "chosen_many")]
)
def test_none_and_too_many_are_no_choice(given: list[str], reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        chosen_ids(given)

    assert refused.value.reason == reason


def test_the_most_that_can_be_chosen_can_be() -> None:
    assert len(chosen_ids(str(n) for n in range(MOST_CHOSEN))) == 2_000


def test_what_a_rule_refuses_stays_and_the_others_go_on() -> None:
    done: list[str] = []

    def act(public_id: str) -> None:
        if public_id == "closed":
            raise MonthClosed("task")
        if public_id == "gone":
            raise NotFound("task")
        done.append(public_id)

    names = {"a": "記帳", "closed": "発注", "gone": "集計", "b": "入力"}
    outcome = do_each(choice("a", "closed", "foreign", "gone", "b"), names, act, "many")

    assert done == ["a", "b"]
    assert outcome.done == 2
    assert outcome.refused == (Refused("発注", Problem("month_closed", "task")),)
    assert outcome.missing == 2  # the foreign one was never asked for, the other went meanwhile


def test_how_far_it_is_is_told_before_each_row() -> None:
    told: list[tuple[float, str]] = []

    do_each(choice("a", "b", "c", "d", told=told), dict.fromkeys("abcd", ""), lambda _id: None, "many_month")

    assert told == [(0.0, "many_month"), (0.25, "many_month"), (0.5, "many_month"), (0.75, "many_month")]
