"""Accounts, clients, assistants and the issuing company, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts import NewAccount, add_account, save_issuer, see_notices
from app.actions.assistants import AssistantData, add_assistant, edit_assistant
from app.actions.clients import ClientData, add_client, edit_client, set_terms
from app.actions.plans.make import make_plan
from app.domain import errors
from app.domain.accounts import HOUSE, Role, Scope
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from tests.contracts import changed
from tests.worlds import ISSUER, NOVEMBER, OCTOBER, PASSWORD, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

OPERATOR = Scope(None, Role.OPERATOR)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def test_an_address_is_kept_in_small_letters_and_taken_once(world: World) -> None:
    world.account("Okamoto@Example.JP", Role.OPERATOR)

    assert accounts_queries.account_by_email(world.session, "OKAMOTO@example.jp") is not None
    with pytest.raises(errors.AlreadyExists):
        world.account("okamoto@example.jp", Role.ADMINISTRATOR)


def test_everything_wrong_with_an_account_is_said_at_once(world: World) -> None:
    data = NewAccount("nobody", "", Role.CLIENT, password="short")

    with pytest.raises(errors.ManyProblems) as caught:
        add_account(world.session, scope=HOUSE, data=data, now=world.clock.now(), new_id=world.ids, new_key=world.ids)
    assert [problem.field for problem in caught.value.problems()] == ["email", "display_name", "password", "client"]


def test_only_an_administrator_makes_accounts_and_names_the_issuer(world: World) -> None:
    data = NewAccount("a@example.jp", "A", Role.OPERATOR, password=PASSWORD)

    with pytest.raises(errors.Forbidden):
        add_account(
            world.session, scope=OPERATOR, data=data, now=world.clock.now(), new_id=world.ids, new_key=world.ids
        )
    with pytest.raises(errors.Forbidden):
        save_issuer(world.session, scope=OPERATOR, data=ISSUER)


def test_a_password_is_kept_as_an_argon2_hash(world: World) -> None:
    world.account("a@example.jp", Role.OPERATOR)

    account = accounts_queries.account_by_email(world.session, "a@example.jp")
    assert account is not None
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in account.password_hash


def test_an_unlikely_registration_number_is_warned_of_and_a_wrong_one_refused(world: World) -> None:
    # T1234567890123 is a common sample; by 法人番号's check digit it should begin with 9.
    warnings = save_issuer(world.session, scope=HOUSE, data=replace(ISSUER, registration_no="T1234567890123"))
    assert [problem.field for problem in warnings] == ["registration_no"]

    with pytest.raises(errors.ManyProblems) as caught:
        save_issuer(
            world.session, scope=HOUSE, data=replace(ISSUER, registration_no="1234", invoice_pattern="INV", name=" ")
        )
    assert {problem.field for problem in caught.value.problems()} == {"registration_no", "invoice_pattern", "name"}
    issuer = accounts_queries.issuer(world.session)
    assert issuer is not None
    assert issuer.name == ISSUER.name


def test_notices_are_seen_by_the_one_who_looks(world: World) -> None:
    alpha = world.account("a@example.jp", Role.CLIENT, client="ALPHA")
    beta = world.account("b@example.jp", Role.CLIENT, client="BETA")
    world.with_plan()
    alpha_scope = replace(world.client_scope("ALPHA"), account_id=alpha)
    beta_scope = replace(world.client_scope("BETA"), account_id=beta)

    see_notices(world.session, scope=alpha_scope, now=world.clock.now())

    assert accounts_queries.unseen_notices(world.session, alpha_scope) == 0
    assert accounts_queries.unseen_notices(world.session, beta_scope) == 1


def test_a_client_has_a_code_of_its_own(world: World) -> None:
    with pytest.raises(errors.AlreadyExists):
        add_client(
            world.session,
            scope=OPERATOR,
            data=ClientData("ALPHA", "別の会社"),
            terms=TERMS,
            now=world.clock.now(),
            new_id=world.ids,
        )


def test_a_client_may_change_its_name_but_not_lose_it(world: World) -> None:
    edit_client(
        world.session, scope=OPERATOR, public_id=world.clients["ALPHA"], data=ClientData("ALPHA", "株式会社アルファ")
    )
    assert clients_queries.client(world.session, HOUSE, code="ALPHA").name == "株式会社アルファ"
    with pytest.raises(errors.ManyProblems):
        edit_client(world.session, scope=OPERATOR, public_id=world.clients["ALPHA"], data=ClientData("ALPHA", " "))


def test_later_terms_follow_and_leave_the_earlier_ones(world: World) -> None:
    later = changed(TERMS, valid_from=NOVEMBER, base_fee_yen=70_000)
    set_terms(world.session, scope=OPERATOR, public_id=world.clients["ALPHA"], terms=later, now=world.clock.now())

    client_id = world.client_id("ALPHA")
    assert clients_queries.terms_in(world.session, client_id, OCTOBER).fee.base_yen == 50_000
    assert clients_queries.terms_in(world.session, client_id, NOVEMBER).fee.base_yen == 70_000


def test_a_package_that_was_granted_is_not_changed_any_more(world: World) -> None:
    make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    arguments = {"scope": OPERATOR, "public_id": world.clients["ALPHA"], "now": world.clock.now()}

    with pytest.raises(errors.MonthClosed) as caught:
        set_terms(world.session, terms=changed(TERMS, included_min=600), **arguments)  # type: ignore[arg-type]
    assert caught.value.field == "included_min"
    set_terms(world.session, terms=changed(TERMS, overage_consent_min=30), **arguments)  # type: ignore[arg-type]


def test_skills_are_known_and_of_five_levels(world: World) -> None:
    data = AssistantData("new", "新人", 6000, {"flying": 3, "web": 6})

    with pytest.raises(errors.ManyProblems) as caught:
        add_assistant(world.session, scope=OPERATOR, data=data, now=world.clock.now(), new_id=world.ids)
    assert [problem.code for problem in caught.value.problems()] == ["unknown_skill", "skill_level"]


def test_an_assistant_learns_forgets_and_leaves(world: World) -> None:
    data = AssistantData("sato", "佐藤 花", 3000, {"web": 2, "bookkeeping": 4}, is_active=False)
    edit_assistant(world.session, scope=OPERATOR, public_id=world.assistants["sato"], data=data)

    found = assistants_queries.assistant(world.session, HOUSE, code="sato")
    assert (found.skills, found.monthly_min, found.is_active) == ({"bookkeeping": 4, "web": 2}, 3000, False)
    assert [each.code for each in assistants_queries.assistants(world.session, HOUSE, active_only=True)] == ["mori"]
