"""Gates, then ECRS in its order, then the cut-offs; each with its reason and what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.scoring import CRITERIA, Contribution, GateFinding, TaskFacts
from optimizer.scoring.result import Criterion
from optimizer.scoring.treatment import Advised, advise_scored, advise_stopped

PASSED = GateFinding("reserved", "pass")
AUTOMATABLE = GateFinding("simplify", "limits", "automatable")
TWICE = GateFinding("combine", "limits", "done_twice")
OFTEN = GateFinding("rearrange", "limits", "too_often")
PAPER = GateFinding("simplify", "limits", "paper_share")
PAYROLL = GateFinding("support_only", "limits", "payroll", professions=("labour_consultant",))
MIDDLE: dict[Criterion, int] = dict.fromkeys(CRITERIA, 3)


def parts(levels: dict[Any, int], *, assumed: bool = False) -> tuple[Contribution, ...]:
    return tuple(Contribution(name, 1, {**MIDDLE, **levels}[name], 0, assumed) for name in CRITERIA)


def advised(points: int, *gates: GateFinding, note: str = "", assumed: bool = False, **levels: int) -> Advised:
    return advise_scored(
        (PASSED, *gates), parts(levels, assumed=assumed), points, TaskFacts("t", "例の仕事", note=note)
    )


def codes(given: Advised) -> list[tuple[str, str]]:
    return [(each.treatment, each.reason.code) for each in given if each is not None]


@pytest.mark.parametrize(
    ("points", "treatment"),
    [(100, "outsource"), (60, "outsource"), (59, "manual_first"), (40, "manual_first"), (39, "keep")],
)
def test_the_cut_offs_are_40_and_60(points: int, treatment: str) -> None:
    assert advised(points, manual=1)[0].treatment == treatment


def test_much_judgement_keeps_a_middling_task() -> None:
    assert codes(advised(59, judgement=2, manual=1)) == [
        ("keep", "much_judgement"),
        ("manual_first", "hand_over_the_routine_part"),
    ]


def test_a_middling_task_with_manual_and_standard_is_outsourced() -> None:
    assert advised(50, manual=5, standardisation=4)[0].treatment == "outsource"


def test_a_low_standard_asks_for_a_manual_even_where_one_exists() -> None:
    assert advised(50, manual=5, standardisation=3)[0].treatment == "manual_first"


def test_a_plain_task_that_several_can_do_needs_no_manual() -> None:
    plain = {"standardisation": 4, "judgement": 4, "expertise": 4, "key_person": 2, "manual": 1}

    assert codes(advised(50, **plain)) == [("outsource", "many_can"), ("manual_first", "write_steps_first")]
    assert advised(50, assumed=True, **plain)[0].treatment == "manual_first"
    assert advised(50, **{**plain, "key_person": 4})[0].treatment == "manual_first"


@pytest.mark.parametrize(
    ("gates", "first"),
    [
        ((TWICE, OFTEN, AUTOMATABLE), ("reduce", "done_twice")),
        ((OFTEN, AUTOMATABLE), ("reduce", "too_often")),
        ((AUTOMATABLE,), ("automate", "automatable")),
    ],
)
def test_ecrs_comes_before_the_score_in_its_order(gates: tuple[GateFinding, ...], first: tuple[str, str]) -> None:
    given = codes(advised(80, *gates, standardisation=5, manual=5))

    assert given == [first, ("outsource", "routine_with_manual")]


def test_a_share_of_paper_is_only_the_runner_up() -> None:
    assert codes(advised(80, PAPER, standardisation=5, manual=5)) == [
        ("outsource", "routine_with_manual"),
        ("automate", "paper_share"),
    ]


@pytest.mark.parametrize(
    ("points", "levels", "reason"),
    [
        (85, {"confidentiality": 1}, "best_fit"),
        (84, {"confidentiality": 1}, "authority_narrowed"),
        (84, {"standardisation": 5, "manual": 5, "frequency": 5}, "routine_with_manual"),
        (84, {"volume": 3, "judgement": 4, "frequency": 5}, "much_and_little_judgement"),
        (84, {"frequency": 4, "key_person": 5}, "often"),
        (84, {"key_person": 5, "standardisation": 4}, "leans_on_one"),
        (84, {"standardisation": 4}, "steps_fixed"),
        (84, {}, "nothing_against"),
    ],
)
def test_the_strongest_reason_for_outsourcing_is_said(points: int, levels: dict[str, int], reason: str) -> None:
    assert advised(points, **levels)[0].reason.code == reason


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (PAYROLL, "support_payroll"),
        (GateFinding("delicate", "limits", "complaints_stay"), "complaints_stay"),
        (GateFinding("seal_or_transfer", "limits", "client_decides"), "client_decides"),
        (GateFinding("my_number", "limits", "my_number"), "my_number"),
        (GateFinding("presence", "limits", "by_post"), "by_post"),
    ],
)
def test_a_limit_is_said_before_any_praise(finding: GateFinding, reason: str) -> None:
    given = advised(90, finding)

    assert given[0].treatment == "outsource"
    assert given[0].reason.code == reason


def test_viewing_the_bank_is_enough_for_matching() -> None:
    assert advised(70, note="銀行の閲覧権限が必要")[0].reason.code == "view_only"


def test_a_shared_task_names_its_profession_and_can_go_there_whole() -> None:
    first, second = advised(50, PAYROLL, manual=1)

    assert (first.treatment, first.reason.code) == ("manual_first", "support_payroll")
    assert second is not None
    assert (second.treatment, second.reason.params) == ("specialist", {"professions": "labour_consultant"})


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ({"judgement": 3, "manual": 1, "key_person": 5}, "write_how_to_decide"),
        ({"judgement": 4, "manual": 1, "key_person": 5}, "only_in_ones_head"),
        ({"judgement": 4, "manual": 1}, "write_steps_first"),
    ],
)
def test_why_a_manual_comes_first(levels: dict[str, int], reason: str) -> None:
    assert advised(50, **levels)[0].reason.code == reason


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ({"judgement": 2}, "much_judgement"),
        ({"expertise": 2}, "much_expertise"),
        ({"volume": 1, "frequency": 2}, "too_little"),
        ({}, "low_points"),
    ],
)
def test_why_a_task_with_few_points_stays(levels: dict[str, int], reason: str) -> None:
    assert codes(advised(20, **levels)) == [("keep", reason), ("reduce", "try_less_often")]


def stop(gate: Any, code: str) -> GateFinding:
    return GateFinding(gate, "stops", code, professions=("lawyer",) if gate == "reserved" else ())


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ((stop("unneeded", "nobody_needs"), stop("reserved", "dispute")), ("specialist", "reserved_dispute")),
        ((stop("core", "orders"), stop("unneeded", "nobody_needs")), ("stop", "nobody_needs")),
        ((stop("qualified_only", "qualified"), stop("core", "orders")), ("keep", "core_orders")),
        ((stop("presence", "on_site_paper"), stop("confined_data", "confined")), ("keep", "confined_data")),
        ((stop("seal_or_transfer", "seal"), stop("presence", "on_site_paper")), ("automate", "on_site_paper")),
    ],
)
def test_of_several_stops_the_weightier_speaks(gates: tuple[GateFinding, ...], expected: tuple[str, str]) -> None:
    assert codes(advise_stopped(gates))[0] == expected


def test_what_stays_on_the_spot_may_still_be_automated() -> None:
    assert codes(advise_stopped((stop("presence", "on_site_hands"), AUTOMATABLE))) == [
        ("keep", "on_site_hands"),
        ("automate", "automatable"),
    ]


@pytest.mark.parametrize(
    ("finding", "second"),
    [
        (stop("core", "orders"), ("outsource", "around_core")),
        (stop("qualified_only", "qualified"), ("outsource", "around_qualified")),
        (stop("confined_data", "confined"), ("outsource", "around_confined")),
        (stop("delicate", "complaints"), ("outsource", "around_delicate")),
        (stop("presence", "on_site_hands"), ("outsource", "around_presence")),
        (stop("seal_or_transfer", "transfer"), ("outsource", "up_to_the_decision")),
        (stop("seal_or_transfer", "seal"), ("keep", "seal_stays")),
        (stop("unneeded", "nobody_needs"), ("reduce", "try_less_often")),
        (stop("reserved", "dispute"), ("keep", "own_staff_may")),
    ],
)
def test_every_stopped_task_has_a_runner_up_with_its_reason(finding: GateFinding, second: tuple[str, str]) -> None:
    assert codes(advise_stopped((finding,)))[1] == second


@pytest.mark.parametrize(
    ("levels", "second"),
    [
        ({"manual": 2, "standardisation": 5, "judgement": 5}, ("manual_first", "write_steps_first")),
        ({"manual": 3, "standardisation": 4, "judgement": 4}, ("automate", "rules_can_be_run")),
        ({"manual": 3, "standardisation": 4, "judgement": 3}, ("keep", "keep_with_deputy")),
    ],
)
def test_what_comes_next_to_outsourcing(levels: dict[str, int], second: tuple[str, str]) -> None:
    assert codes(advised(70, **levels))[1] == second
