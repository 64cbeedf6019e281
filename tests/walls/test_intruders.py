"""Nobody comes in around signing in; and where the wall is taken away, the same attempt does: it would be seen."""

from __future__ import annotations

import http.client
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
import webauthn
from joserfc.jwk import RSAKey
from sqlalchemy import delete, select

import app.actions.accounts.passkeys as passkey_actions
from app.actions.accounts import codes, passwords, second_factor, sessions, standing
from app.adapters import outgoing
from app.adapters.oidc import Provider as OurProvider
from app.adapters.outgoing import Outgoing
from app.config import Settings
from app.database import asks_for, transaction
from app.domain.askers import THE_HOUSE
from app.domain.signing import Entered, Method, Stage, token_hash
from app.factory import create_app
from app.models import AccountRow, PasskeyRow, SessionRow
from app.queries.accounts import account_of, signing
from app.web import access
from app.web.accounts import factor, passkeys, provider
from tests.app.web.test_accounts_flows import Pages
from tests.authenticators import b64
from tests.providers import CLIENT_ID, CLIENT_SECRET, Provider, provider_here
from tests.signing import OPERATOR, SECRET, SITE, House
from tests.walls import intruders
from tests.walls.intruders import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.database import Database
    from tests.clocks import CountingIds, FakeClock


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "1"})


@pytest.fixture
def scene(database: Database, clock: FakeClock, ids: CountingIds, key: RSAKey, tmp_path: Path) -> Iterator[Scene]:
    staff = House(database, clock, ids)
    told = Provider(key=key, person={"email": OPERATOR, "email_verified": True}, now=clock.now().timestamp())
    with provider_here(told) as served:
        settings = Settings(
            database.url,
            SECRET,
            tmp_path,
            site_url=SITE,
            oidc_issuer=served.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            private_hosts=frozenset({"127.0.0.1"}),
        )
        app = create_app(settings, database=database, clock=clock, new_id=ids)
        app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
        yield Scene(Pages(staff, app), served)
    staff.session.close()


Patch = pytest.MonkeyPatch


def _nothing(*_given: object, **_named: object) -> None:
    """What a forgotten line does."""


def believe_every_answer(patch: Patch, _scene: Scene) -> None:
    patch.setattr(passkey_actions, "proven_count", lambda *_given, sign_count, **_named: sign_count + 1)


def ask_no_device_to_be_unlocked(patch: Patch, _scene: Scene) -> None:
    for name in ("verify_authentication_response", "verify_registration_response"):
        patch.setattr(webauthn, name, _lenient(getattr(webauthn, name)))


def _lenient(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda **told: real(**{**told, "require_user_verification": False})


def ask_no_owner(patch: Patch, _scene: Scene) -> None:
    real = passkey_actions.proven_count

    def without(party: Any, answer: str, challenge: str, *, owner: str, **told: Any) -> int:
        said = json.loads(answer)
        said["response"]["userHandle"] = b64(owner.encode())
        return real(party, json.dumps(said), challenge, owner=owner, **told)

    patch.setattr(passkey_actions, "proven_count", without)


def remove_whosever_passkey(patch: Patch, scene: Scene) -> None:
    def remove(session: Any, _entered: Any, *, public_id: str, now: Any, **_rest: Any) -> str:
        assert now == scene.pages.house.now
        asks_for(session, THE_HOUSE)  # through the second wall as well, where there is one
        with transaction(session):
            session.execute(delete(PasskeyRow).where(PasskeyRow.public_id == public_id))
        return ""

    patch.setattr(passkey_actions, "remove_passkey", remove)


def believe_every_address(patch: Patch, _scene: Scene) -> None:
    real = OurProvider._claims
    patch.setattr(OurProvider, "_claims", lambda *given: {**real(*given), "email_verified": True})


def look_at_no_state(patch: Patch, _scene: Scene) -> None:
    patch.setattr(provider, "_is_expected", bool)


def let_the_provider_stand_for_both_factors(patch: Patch, _scene: Scene) -> None:
    real = sessions.stage_after

    def after(method: Method, *given: Any, **told: Any) -> Stage:
        return Stage.WHOLE if method is Method.OIDC else real(method, *given, **told)

    patch.setattr(sessions, "stage_after", after)


def name_every_host(patch: Patch, _scene: Scene) -> None:
    real = Outgoing._target
    everywhere = frozenset({"evil.example"})
    patch.setattr(Outgoing, "_target", lambda self, url: real(replace(self, hosts=self.hosts | everywhere), url))


def look_at_no_address(patch: Patch, _scene: Scene) -> None:
    patch.setattr(outgoing, "_is_public", lambda _address: True)


def follow_redirects(patch: Patch, _scene: Scene) -> None:
    real = Outgoing._ask

    def ask(self: Outgoing, method: str, url: str, body: bytes | None, headers: Any) -> dict[str, Any]:
        connection, path = self.connect(url)
        connection.request(method, path, body, headers)
        moved: http.client.HTTPResponse = connection.getresponse()
        to = moved.headers["Location"]
        connection.close()
        return real(self, method, urljoin(url, to) if to else url, body, headers)

    patch.setattr(Outgoing, "_ask", ask)


def take_a_half_finished_sign_in_for_a_whole_one(patch: Patch, _scene: Scene) -> None:
    def find(self: Any, *_given: Any, **told: Any) -> Any:
        token = str(told.get("fs_uniquifier", ""))
        entered = self._door.entered(token)
        return access.SignedIn(entered.account, token, entered) if entered else None

    patch.setattr(access._Accounts, "find_user", find)


def ask_for_no_password(patch: Patch, _scene: Scene) -> None:
    for module in (second_factor, passwords, factor, passkeys):
        patch.setattr(module, "check_own_password", _nothing)


def take_any_code(patch: Patch, _scene: Scene) -> None:
    patch.setattr(codes, "_spend", lambda *_given, **_named: "totp")


def leave_the_session_at_sign_out(patch: Patch, scene: Scene) -> None:
    extensions = scene.pages.app.extensions
    patch.setitem(extensions, "ennoshita_accounts", replace(extensions["ennoshita_accounts"], ended=_nothing))


def leave_the_sessions(patch: Patch, _scene: Scene) -> None:
    for module in (passwords, standing, sessions):
        patch.setattr(module, "refuse_sessions", _nothing)


def leave_them_and_look_at_no_account(patch: Patch, scene: Scene) -> None:
    """Two walls stand one behind the other: the sessions are ended, and their account is looked at with each page."""
    leave_the_sessions(patch, scene)

    def entered(session: Any, token: str, _now: Any) -> Entered | None:
        found = session.execute(
            select(SessionRow, AccountRow)
            .join(AccountRow, AccountRow.id == SessionRow.account_id)
            .where(SessionRow.token_hash == token_hash(token))
        ).first()
        if found is None:
            return None
        row, account = found[0], replace(account_of(found[1]), is_active=True)
        return Entered(account, row.public_id, Stage(row.stage), Method(row.method), row.opened_at, row.seen_at)

    patch.setattr(signing, "entered", entered)


#: How somebody tries, and the hole through which that would lead in.
HOLES: dict[Callable[[Scene], bool], Callable[[Patch, Scene], None]] = {
    intruders.with_a_key_of_ones_own: believe_every_answer,
    intruders.with_a_device_nobody_unlocked: ask_no_device_to_be_unlocked,
    intruders.by_making_a_passkey_unlocked_by_nobody: ask_no_device_to_be_unlocked,
    intruders.with_the_passkey_of_another: ask_no_owner,
    intruders.by_removing_the_passkey_of_another: remove_whosever_passkey,
    intruders.with_an_address_nobody_verified: believe_every_address,
    intruders.with_a_state_of_ones_own: look_at_no_state,
    intruders.past_the_second_factor_by_the_provider: let_the_provider_stand_for_both_factors,
    intruders.to_a_host_nobody_named: name_every_host,
    intruders.to_an_address_inside: look_at_no_address,
    intruders.where_a_redirect_leads: follow_redirects,
    intruders.with_a_half_finished_sign_in: take_a_half_finished_sign_in_for_a_whole_one,
    intruders.by_reading_new_recovery_codes: ask_for_no_password,
    intruders.by_giving_up_the_second_factor: ask_for_no_password,
    intruders.by_reading_new_recovery_codes_without_the_phone: take_any_code,
    intruders.by_giving_up_the_second_factor_without_the_phone: take_any_code,
    intruders.by_making_a_passkey_without_the_phone: take_any_code,
    intruders.by_setting_up_ones_own_app: ask_for_no_password,
    intruders.by_choosing_a_new_password: ask_for_no_password,
    intruders.by_making_a_passkey_on_an_open_screen: ask_for_no_password,
    intruders.with_a_cookie_after_signing_out: leave_the_session_at_sign_out,
    intruders.with_a_cookie_after_a_new_password: leave_the_sessions,
    intruders.with_a_cookie_after_signing_out_everywhere: leave_the_sessions,
    intruders.with_a_cookie_of_another_role: leave_them_and_look_at_no_account,
    intruders.with_a_cookie_of_a_closed_account: leave_them_and_look_at_no_account,
}
every_way = pytest.mark.parametrize("tries", HOLES, ids=lambda tries: tries.__name__)


@every_way
def test_nobody_comes_in(scene: Scene, tries: Callable[[Scene], bool]) -> None:
    assert not tries(scene)


@every_way
def test_through_a_planted_hole_somebody_does(scene: Scene, tries: Callable[[Scene], bool]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        HOLES[tries](patch, scene)

        assert tries(scene)


@pytest.mark.parametrize(
    "tries", [intruders.with_a_cookie_of_another_role, intruders.with_a_cookie_of_a_closed_account]
)
def test_behind_the_first_wall_stands_a_second(scene: Scene, tries: Callable[[Scene], bool]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        leave_the_sessions(patch, scene)

        assert not tries(scene)
