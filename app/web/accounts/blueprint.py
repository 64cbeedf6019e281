"""The blueprint on which these pages stand, and where somebody goes who has just come in."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.signing import Opened, Stage
from app.web.access import enter
from app.web.navigation import first_page

bp = Blueprint("accounts", __name__)


def target_asked() -> str | None:
    """The page of ours that was asked for before signing in; None for none, and for one of another site."""
    target = request.args.get("next", "")
    # A browser reads "//host" and "/\\host" as another site.
    is_ours = target.startswith("/") and target[1:2] not in {"/", "\\"} and target.isprintable()
    return target if is_ours else None


def go_on(opened: Opened, target: str | None = None) -> ResponseReturnValue:
    """With the new session in the browser, to what it still needs, or to the page that was asked for.

    Args:
        opened: the session.
        target: the page that was asked for, where the address of this one does not say it.
    """
    target = target or target_asked()
    enter(opened)
    if opened.stage is Stage.CODE:
        return redirect(url_for("accounts.code", next=target))
    if opened.stage is Stage.ENROL:
        return redirect(url_for("accounts.enrol", next=target))
    return redirect(target or first_page(opened.account.role))
