"""Whether the wall that PostgreSQL puts between clients stands before the role the program asks as."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_OF_ROLE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def sees_through_wall(session: Session) -> bool:
    """Whether row level security is nothing to the role: a superuser, or one with BYPASSRLS. False on SQLite.

    Source: PostgreSQL, 5.9 Row Security Policies: both "always bypass the row security system", FORCE or not.
    SQLite has no such wall; docs/adr/0019 says what it costs.
    """
    return session.get_bind().dialect.name == "postgresql" and bool(session.scalar(_OF_ROLE))
