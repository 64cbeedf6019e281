"""Passkeys: what the browser's script asks for and sends. Two requests each: options, then the device's answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, abort, flash, jsonify, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.accounts import passkeys as actions
from app.actions.accounts.codes import check_code_of_app
from app.actions.accounts.sign_in import check_own_password
from app.adapters.passkeys import RelyingParty, registration_options, sign_in_options
from app.domain.errors import DomainError, PasskeyRefused, TooManyAttempts, WrongCode, WrongPassword
from app.domain.signing import Method
from app.queries.accounts.signing import credential_ids
from app.web.access import current_entered, door, enter, public, signed_in
from app.web.accounts.blueprint import bp, target_asked
from app.web.accounts.refusals import said, status
from app.web.forms.accounts import MOST_CODE_LENGTH
from app.web.months import now
from app.web.navigation import first_page
from app.web.request import current_session, services
from app.web.visiting import signing, visitor

ASKED = "passkey_asked"
ANSWER_WITHIN = dt.timedelta(minutes=5)
LONGEST_ANSWER = 20_000


@bp.post("/sign-in/passkey/options")
@public
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to sign in; nobody is named, the device knows whose it is."""
    return jsonify(sign_in_options(_party(), _ask("sign_in")))


@bp.post("/sign-in/passkey")
@public
def passkey_sign_in() -> ResponseReturnValue:
    """In, or why not; the script follows `to`."""
    try:
        account = actions.check_passkey(
            current_session(),
            party=_party(),
            answer=_answer(),
            challenge=_asked("sign_in"),
            visitor=visitor(),
            now=now(),
        )
    except PasskeyRefused as refused:
        return _said(refused), 403
    target = target_asked()
    enter(door().opened(account, Method.PASSKEY, visitor()))
    return jsonify(to=target or first_page(account.role))


@bp.post("/account/passkeys/options")
@signed_in
def new_passkey_options() -> ResponseReturnValue:
    """What the browser needs to make a passkey, for who knows the password and, where there is an app, has its code.

    A passkey stands for both factors from then on, so that whoever makes one shows both.
    """
    account = current_entered().account
    try:
        check_own_password(
            current_session(),
            account_id=account.id,
            password=request.form.get("password", "")[:128],
            visitor=visitor(),
            now=now(),
        )
        check_code_of_app(
            current_session(),
            account,
            request.form.get("code", "")[:MOST_CODE_LENGTH],
            keys=signing().keys,
            visitor=visitor(),
            now=now(),
            new_key=services().new_key,
        )
    except (WrongPassword, WrongCode, TooManyAttempts) as refused:
        return _said(refused), status(refused)
    options = registration_options(
        _party(),
        owner=account.public_id,
        email=account.email,
        name=account.display_name,
        challenge=_ask("add"),
        known=credential_ids(current_session(), account.id),
    )
    return jsonify(options)


@bp.post("/account/passkeys")
@signed_in
def add_passkey() -> ResponseReturnValue:
    """Stores the passkey the browser made; the script follows `to`."""
    try:
        name = actions.add_passkey(
            current_session(),
            current_entered().account,
            party=_party(),
            answer=_answer(),
            challenge=_asked("add"),
            name=request.form.get("name", ""),
            visitor=visitor(),
            now=now(),
            new_id=services().new_id,
        )
    except DomainError as refused:
        return _said(refused), 400
    flash(gettext("パスキー「%(name)s」を加えました。", name=name))
    return jsonify(to=url_for("accounts.own"))


def _party() -> RelyingParty:
    party = signing().party
    if party is None:
        abort(404)
    return party


def _answer() -> str:
    return request.form.get("answer", "")[:LONGEST_ANSWER]


def _ask(purpose: str) -> str:
    """A new challenge, kept in the browser's own signed cookie until it is answered."""
    challenge = services().new_key()
    session[ASKED] = {"purpose": purpose, "challenge": challenge, "until": int((now() + ANSWER_WITHIN).timestamp())}
    return challenge


def _asked(purpose: str) -> str:
    """The challenge this browser was given for that purpose and has not answered; the database knows which was.

    Raises:
        PasskeyRefused: there is none, or it is too old.
    """
    asked: dict[str, Any] = session.pop(ASKED, {})
    if asked.get("purpose") != purpose or int(asked.get("until", 0)) < now().timestamp():
        raise PasskeyRefused
    return str(asked["challenge"])


def _said(refused: DomainError) -> Response:
    return jsonify(said=said(refused))
