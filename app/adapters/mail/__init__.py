"""Mail. Reading order: `letter.py`, `mailers.py`, `smtp.py`."""

from __future__ import annotations

from app.adapters.mail.letter import Mail, message_of
from app.adapters.mail.mailers import Mailer, mailer_of
from app.adapters.messaging import MessageRefused, MessagingUnavailable

__all__ = ["Mail", "Mailer", "MessageRefused", "MessagingUnavailable", "mailer_of", "message_of"]
