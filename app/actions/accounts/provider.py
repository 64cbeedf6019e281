"""Sign-in by the company's provider: it says who somebody is, and we know whether they have an account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.actions.accounts.journal import note, note_stranger
from app.adapters.oidc import Person
from app.database import transaction
from app.domain.accounts import Account
from app.domain.errors import ProviderRefused
from app.domain.signing import Visitor, name_hash
from app.models import IdentityRow
from app.queries.accounts import account_by_email, account_by_id
from app.queries.accounts.signing import account_of_identity


def account_of_person(session: Session, person: Person, *, visitor: Visitor, now: dt.datetime) -> Account:
    """The account of a person the provider vouches for.

    The first time it is the account with their address, if the provider has verified it; from then on the one linked to
    them, whatever their address is. No account is ever made here.

    Raises:
        ProviderRefused: nobody here is that person, or their account is closed.
    """
    with transaction(session):
        linked = account_of_identity(session, person.issuer, person.subject)
        account = account_by_id(session, linked) if linked is not None else None
        if linked is None and person.email:
            account = account_by_email(session, person.email)
            if account is not None and account.email != person.email.strip().lower():
                account = None  # the provider vouches for the very address alone
        is_let_in = account is not None and account.is_active
        if account is not None and not is_let_in:
            note(session, account, "account.refused", by=None, now=now, after={"by": "oidc"}, visitor=visitor)
        elif account is None:
            name = name_hash("oidc", f"{person.issuer} {person.subject}")
            note_stranger(session, name, "account.refused", now=now, visitor=visitor)
        elif linked is None:
            session.add(IdentityRow(account_id=account.id, issuer=person.issuer, subject=person.subject, linked_at=now))
            session.flush()
            note(session, account, "account.linked", by=account.id, now=now, visitor=visitor)
    if account is None or not is_let_in:
        raise ProviderRefused
    return account
