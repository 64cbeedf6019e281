"""Stages of a session, what is kept of who asks, and passwords that cannot be taken."""

from __future__ import annotations

import pytest

from app.domain.accounts import Role, password_problems
from app.domain.signing import Method, Stage, Visitor, name_hash, stage_after, token_hash


@pytest.mark.parametrize(
    ("method", "role", "has_code", "needed", "stage"),
    [
        (Method.PASSWORD, Role.CLIENT, False, True, Stage.WHOLE),
        (Method.PASSWORD, Role.ASSISTANT, False, True, Stage.WHOLE),
        (Method.PASSWORD, Role.OPERATOR, False, True, Stage.ENROL),
        (Method.PASSWORD, Role.ADMINISTRATOR, False, True, Stage.ENROL),
        (Method.PASSWORD, Role.ADMINISTRATOR, False, False, Stage.WHOLE),
        (Method.PASSWORD, Role.CLIENT, True, False, Stage.CODE),
        (Method.OIDC, Role.CLIENT, True, False, Stage.CODE),
        (Method.OIDC, Role.OPERATOR, False, True, Stage.ENROL),
        (Method.PASSKEY, Role.ADMINISTRATOR, True, True, Stage.WHOLE),
        (Method.PASSKEY, Role.ADMINISTRATOR, False, True, Stage.WHOLE),
        (Method.DEMO, Role.ADMINISTRATOR, True, False, Stage.WHOLE),
    ],
)
def test_what_a_session_needs_follows_from_how_it_was_opened_and_for_whom(
    method: Method, role: Role, has_code: bool, needed: bool, stage: Stage
) -> None:
    assert stage_after(method, role, has_code=has_code, is_second_factor_needed=needed) is stage


@pytest.mark.parametrize(
    ("address", "network", "place"),
    [
        ("198.51.100.77", "198.51.100.0/24", "198.51.100.77/32"),
        ("2001:db8:1:2:3::9", "2001:db8:1::/48", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.77", "198.51.100.0/24", "198.51.100.77/32"),
        ("fe80::1%eth0", "fe80::/48", "fe80::/64"),
        ("", "", ""),
        ("unix:", "", ""),
    ],
)
def test_the_trail_keeps_a_network_and_attempts_count_by_the_address_somebody_has(
    address: str, network: str, place: str
) -> None:
    assert (Visitor(address, "").network, Visitor(address, "").place) == (network, place)


def test_names_that_differ_by_case_or_blanks_are_counted_as_one_and_kinds_apart() -> None:
    assert name_hash("sign_in", " Jun@Example.jp ") == name_hash("sign_in", "jun@example.jp")
    assert name_hash("sign_in", "jun@example.jp") != name_hash("code", "jun@example.jp")
    assert "jun" not in name_hash("sign_in", "jun@example.jp")
    assert len(name_hash("sign_in", "\ud800")) == len(token_hash("x")) == 64


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短い", "password_short"),
        ("elevenchars", "password_short"),
        ("x" * 129, "too_long"),
        ("aaaaaaaaaaaaaa", "password_guessed"),
        ("password1234", "password_guessed"),
        ("PassWord123456", "password_guessed"),
        ("qwertyuiop1234", "password_guessed"),
        ("naoko.example!", "password_guessed"),
    ],
)
def test_a_password_that_is_short_or_stands_to_reason_is_refused(password: str, code: str) -> None:
    assert [each.code for each in password_problems(password, "naoko@example.jp")] == [code]


@pytest.mark.parametrize(
    "password", ["縁の下の力持ち 2026", "correct horse battery", "naoko と海へ行った夏", "x7-K.q9!mZ2w"]
)
def test_any_other_of_twelve_characters_is_taken(password: str) -> None:
    assert password_problems(password, "naoko@example.jp") == []


def test_an_address_in_other_letters_is_counted_as_the_same() -> None:
    counted = name_hash("sign_in", "admin@example.jp")

    assert {name_hash("sign_in", each) for each in ("Admin@example.jp", "ａdmin@example.jp", "ⓐdmin＠example.jp ")} == {
        counted
    }
