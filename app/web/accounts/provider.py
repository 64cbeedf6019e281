"""Sign-in by the company's provider: away to it, and back."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Any

from flask import abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts.provider import account_of_person
from app.adapters import logs
from app.adapters.oidc import Provider, ProviderFailed
from app.domain.errors import ProviderRefused
from app.domain.signing import Method
from app.web.access import door, public
from app.web.accounts.blueprint import bp, go_on, target_asked
from app.web.months import now
from app.web.request import current_session, services
from app.web.sentences import sentence_of
from app.web.visiting import signing, visitor

ASKED = "provider_asked"
BACK_WITHIN = dt.timedelta(minutes=10)
_log = logs.logger("ennoshita.provider")


@bp.get("/sign-in/provider")
@public
def to_provider() -> ResponseReturnValue:
    """Away to the provider; what must come back is kept in the browser's own signed cookie.

    A plain link, because the content policy lets no form lead to another site. It changes nothing here.
    """
    provider = _provider()
    try:
        new = services().new_key
        begun = provider.begin(state=new(), nonce=new(), verifier=new(), now=now())
    except ProviderFailed as error:
        return _failed(error)
    session[ASKED] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "until": int((now() + BACK_WITHIN).timestamp()),
        "next": target_asked(),
    }
    return redirect(begun.url)


@bp.get("/sign-in/provider/back")
@public
def from_provider() -> ResponseReturnValue:
    """Back from the provider: in, or on to the second factor, or back to the sign-in page with the reason."""
    provider, asked = _provider(), session.pop(ASKED, {})
    if not _is_expected(asked):
        return _refused()
    try:
        person = provider.person(
            code=request.args.get("code", ""), nonce=asked["nonce"], verifier=asked["verifier"], now=now()
        )
        account = account_of_person(current_session(), person, visitor=visitor(), now=now())
    except ProviderFailed as error:
        return _failed(error)
    except ProviderRefused as refused:
        flash(sentence_of(refused.problems()[0]), "bad")
        return redirect(url_for("accounts.sign_in"))
    return go_on(door().opened(account, Method.OIDC, visitor()), asked["next"])


def _provider() -> Provider:
    provider = signing().provider
    if provider is None:
        abort(404)
    return provider


def _is_expected(asked: dict[str, Any]) -> bool:
    """Whether this browser began a sign-in, not too long ago, and the provider answers that one."""
    state = request.args.get("state", "")
    return bool(
        asked
        and request.args.get("code")
        and int(asked["until"]) >= now().timestamp()
        and hmac.compare_digest(state.encode("utf-8", "replace"), str(asked["state"]).encode())
    )


def _refused() -> ResponseReturnValue:
    flash(gettext("サインインを終えられませんでした。はじめからやりなおしてください。"), "bad")
    return redirect(url_for("accounts.sign_in"))


def _failed(error: ProviderFailed) -> ResponseReturnValue:
    # What failed is said to the log alone; it repeats nothing of the tokens.
    _log.warning("provider_failed", reason=str(error))
    flash(gettext("サインイン先につながらないか、返事を確かめられません。少し待ってからお試しください。"), "bad")
    return redirect(url_for("accounts.sign_in"))
