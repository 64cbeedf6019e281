"""Ways around signing in, each as somebody would try it. What comes back is whether it worked."""

from __future__ import annotations

import json
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.outgoing import Outgoing, OutgoingFailed, OutgoingRefused
from app.models import IdentityRow, PasskeyRow, RecoveryCodeRow, TotpRow
from app.web.access import PENDING
from tests.app.web.test_accounts_flows import Pages, copy_of, is_inside
from tests.authenticators import Device, b64
from tests.signing import ADMINISTRATOR, OPERATOR, OTHER_PASSWORD, PASSWORD, SITE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.providers import Provider

HOST = "ennoshita.example.jp"


@dataclass
class Scene:
    """The pages of an operation with staff alone, and its sign-in provider."""

    pages: Pages
    provider: Provider

    def with_passkey(self, email: str = OPERATOR) -> tuple[FlaskClient, Device]:
        """Somebody who is signed in and has a passkey."""
        browser, device = self.pages.inside(email), Device(SITE, HOST)
        assert self.make_passkey(browser, device)
        return browser, device

    def make_passkey(self, browser: FlaskClient, device: Device) -> bool:
        options = browser.post("/account/passkeys/options", data={"password": PASSWORD}).get_json()
        sent = {"name": "x", "answer": device.make(options)}
        return browser.post("/account/passkeys", data=sent).status_code == 200

    def enters(self, device: Device, bend: Callable[[str], str] = str) -> bool:
        """Whether somebody with that device comes in, with what it answers bent."""
        browser = self.pages.browser()
        options = browser.post("/sign-in/passkey/options").get_json()
        browser.post("/sign-in/passkey", data={"answer": bend(device.sign(options))})
        return is_inside(browser)

    def back_from_provider(self, *, state: str = "") -> FlaskClient:
        """A browser that went to the provider and came back; with another state where one is given."""
        browser = self.pages.browser()
        code, told = self.provider.visit(browser.get("/sign-in/provider").headers["Location"])
        browser.get("/sign-in/provider/back", query_string={"code": code, "state": state or told})
        return browser

    def count(self, table: type[TotpRow | RecoveryCodeRow | PasskeyRow | IdentityRow]) -> int:
        return len(self.pages.house.rows(table))


def with_a_key_of_ones_own(scene: Scene) -> bool:
    """Says the name of a passkey, and signs with any key."""
    _, device = scene.with_passkey()
    device.key = Device(SITE, HOST).key
    return scene.enters(device)


def with_a_device_nobody_unlocked(scene: Scene) -> bool:
    """Has found the device, and does not know its PIN."""
    _, device = scene.with_passkey()
    device.is_unlocked = False
    return scene.enters(device)


def by_making_a_passkey_unlocked_by_nobody(scene: Scene) -> bool:
    """A device without PIN or finger would stand for both factors from then on."""
    device = Device(SITE, HOST, is_unlocked=False)
    return scene.make_passkey(scene.pages.inside(), device)


def with_the_passkey_of_another(scene: Scene) -> bool:
    """Has a passkey, and says that it is somebody else's."""
    _, device = scene.with_passkey()
    other = b64(scene.pages.house.account(ADMINISTRATOR).public_id.encode())

    def bent(answer: str) -> str:
        told = json.loads(answer)
        told["response"]["userHandle"] = other
        return json.dumps(told)

    return scene.enters(device, bent)


def by_removing_the_passkey_of_another(scene: Scene) -> bool:
    """Knows the id of somebody's passkey and removes it."""
    scene.with_passkey()
    public_id = scene.pages.house.rows(PasskeyRow)[0].public_id
    scene.pages.inside(ADMINISTRATOR).post(
        "/account/passkeys/remove", data={"passkey": public_id, "password": PASSWORD}
    )
    return scene.count(PasskeyRow) == 0


def with_an_address_nobody_verified(scene: Scene) -> bool:
    """Has typed somebody's address at the provider, where everybody may call themselves anything."""
    scene.provider.person = {"email": OPERATOR, "email_verified": False}
    return is_inside(scene.back_from_provider())


def with_a_state_of_ones_own(scene: Scene) -> bool:
    """Sends a browser back from the provider that was not sent there by us for that."""
    return is_inside(scene.back_from_provider(state="x" * 43))


def past_the_second_factor_by_the_provider(scene: Scene) -> bool:
    """Knows the password at the provider, and has no phone."""
    scene.pages.house.with_app()
    return is_inside(scene.back_from_provider())


def to_a_host_nobody_named(scene: Scene) -> bool:
    """Makes us ask a host of theirs; that its address is looked up is enough."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        raise OSError

    assert scene.provider.issuer
    with suppress(OutgoingRefused, OutgoingFailed):
        Outgoing(frozenset({"provider.example.jp"}), resolve=resolve).get("https://evil.example/")
    return bool(asked)


def to_an_address_inside(scene: Scene) -> bool:
    """Gives a host that was named an address inside the network."""
    assert scene.provider.issuer
    with socket.create_server(("127.0.0.1", 0)) as inside:
        port = inside.getsockname()[1]
        inside.close()
        named = Outgoing(frozenset({"provider.example.jp"}), resolve=lambda _host, _port: ["127.0.0.1"])
        try:
            named.get(f"https://provider.example.jp:{port}/")
        except OutgoingRefused:
            return False
        except OutgoingFailed:
            return True  # it went there; nobody was at home
    return True


def where_a_redirect_leads(scene: Scene) -> bool:
    """Answers with the address of another page, which we would ask in turn."""
    scene.provider.moved = {"/.well-known/openid-configuration": "/elsewhere"}
    scene.pages.browser().get("/sign-in/provider")
    return "/elsewhere" in scene.provider.seen


def with_a_half_finished_sign_in(scene: Scene) -> bool:
    """Knows the password, and puts what a half-finished sign-in left where a whole one stands."""
    scene.pages.house.with_app()
    browser = scene.pages.browser()
    scene.pages.sign_in(browser)
    with browser.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = kept[PENDING], True
    return is_inside(browser)


def by_reading_new_recovery_codes(scene: Scene) -> bool:
    """Has found an open screen and the phone beside it, and has new recovery codes shown."""
    return _reads_codes(scene, password="a guess")


def by_reading_new_recovery_codes_without_the_phone(scene: Scene) -> bool:
    """Has found an open screen and knows the password, and has new recovery codes shown."""
    return _reads_codes(scene, code="000000")


def _reads_codes(scene: Scene, **guesses: str) -> bool:
    browser = scene.pages.inside()
    answer = browser.post("/account/recovery-codes", data=_with_phone(scene) | guesses)
    return bool(re.search(r"<code>[A-Z2-9]{5}-[A-Z2-9]{5}</code>", answer.text))


def _with_phone(scene: Scene) -> dict[str, str]:
    """What the owner would type, who has just set up an app."""
    phone = scene.pages.house.with_app()
    return {"password": PASSWORD, "code": phone.code(scene.pages.house.now)}


def by_giving_up_the_second_factor(scene: Scene) -> bool:
    """Has found an open screen and the phone beside it, and gives up the app of its owner."""
    return _gives_up(scene, password="a guess")


def by_giving_up_the_second_factor_without_the_phone(scene: Scene) -> bool:
    """Has found an open screen and knows the password, and gives up the app of its owner."""
    return _gives_up(scene, code="000000")


def _gives_up(scene: Scene, **guesses: str) -> bool:
    browser = scene.pages.inside()
    browser.post("/account/second-factor/off", data=_with_phone(scene) | guesses)
    return scene.count(TotpRow) == 0


def by_setting_up_ones_own_app(scene: Scene) -> bool:
    """Has found an open screen, and sets up an app on a phone of their own."""
    scene.pages.inside().post("/account/second-factor/begin", data={"password": "a guess"})
    return scene.count(TotpRow) == 1


def by_choosing_a_new_password(scene: Scene) -> bool:
    """Has found an open screen, and changes the password."""
    browser = scene.pages.inside()
    browser.post("/account/password", data={"old": "a guess", "password": OTHER_PASSWORD})
    return scene.pages.sign_in(scene.pages.browser(), password=OTHER_PASSWORD).status_code == 302


def by_making_a_passkey_on_an_open_screen(scene: Scene) -> bool:
    """Has found an open screen, and makes a passkey on a device of their own."""
    answer = scene.pages.inside().post("/account/passkeys/options", data={"password": "a guess"})
    return "challenge" in (answer.get_json(silent=True) or {})


def by_making_a_passkey_without_the_phone(scene: Scene) -> bool:
    """Has found an open screen and knows the password, and makes a passkey that stands for both factors."""
    browser = scene.pages.inside()
    answer = browser.post("/account/passkeys/options", data=_with_phone(scene) | {"code": "000000"})
    return "challenge" in (answer.get_json(silent=True) or {})


def _with_a_copy(scene: Scene, act: Callable[[FlaskClient], object]) -> bool:
    browser = scene.pages.inside()
    thief = copy_of(scene.pages, browser)
    assert is_inside(thief)
    act(browser)
    return is_inside(thief)


def _administrator(scene: Scene, deed: str, **sent: str) -> Callable[[FlaskClient], object]:
    public_id = scene.pages.house.account().public_id

    def act(_browser: FlaskClient) -> None:
        answer = scene.pages.inside(ADMINISTRATOR).post(f"/settings/accounts/{public_id}/{deed}", data=sent)
        assert answer.status_code == 302

    return act


def with_a_cookie_after_signing_out(scene: Scene) -> bool:
    """Has a copy of the cookie, whose owner signs out."""
    return _with_a_copy(scene, lambda browser: browser.post("/sign-out"))


def with_a_cookie_after_a_new_password(scene: Scene) -> bool:
    """Has a copy of the cookie, whose owner changes the password."""
    sent = {"old": PASSWORD, "password": OTHER_PASSWORD}
    return _with_a_copy(scene, lambda browser: browser.post("/account/password", data=sent))


def with_a_cookie_of_another_role(scene: Scene) -> bool:
    """Has a cookie from before they became something else."""
    return _with_a_copy(scene, _administrator(scene, "role", role="administrator", client="", assistant=""))


def with_a_cookie_of_a_closed_account(scene: Scene) -> bool:
    """Has a cookie from before their account was closed."""
    return _with_a_copy(scene, _administrator(scene, "close"))


def with_a_cookie_after_signing_out_everywhere(scene: Scene) -> bool:
    """Has signed in somewhere else, before the owner signs out on every device."""
    elsewhere = scene.pages.inside()
    scene.pages.inside().post("/account/sessions/end", data={"session": "all", "password": PASSWORD})
    return is_inside(elsewhere)
