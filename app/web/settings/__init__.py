"""Settings: the issuing company, the accounts, the weights of the score, the audit trail. For the administrator."""

from __future__ import annotations

from app.web.settings import comparing, issuer, people, person, trail, weights
from app.web.settings.blueprint import bp

__all__ = ["bp", "comparing", "issuer", "people", "person", "trail", "weights"]
