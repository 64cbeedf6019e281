"""Seal what is sealed anew, after the secret key was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.keyring import Keyring
from app.database import transaction
from app.domain.accounts import Scope
from app.models import TotpRow


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many authenticator apps there are, how many were sealed anew, and how many could not be.

    Attributes:
        apps: all of them.
        renewed: those that an older key, or an older way of sealing, had sealed.
        left: those that no key opens, or that show which one does only when their owner types a code.
    """

    apps: int
    renewed: int
    left: int


def seal_anew(session: Session, *, scope: Scope, keys: Keyring, new_key: Callable[[], str]) -> Sealed:
    """What became of the keys of all authenticator apps; older secret keys may be forgotten where none is left.

    Raises:
        Forbidden: the scope is not an administrator.
    """
    scope.require_administrator()
    apps = renewed = left = 0
    with transaction(session):
        for row in session.scalars(select(TotpRow).order_by(TotpRow.account_id).with_for_update()):
            apps += 1
            sealed = keys.apps.renewed(row.sealed, row.account_id, new_key())
            left += sealed is None
            renewed += sealed not in {None, row.sealed}
            row.sealed = sealed or row.sealed
    return Sealed(apps, renewed, left)
