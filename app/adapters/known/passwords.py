"""Why a password that our own rules let pass cannot be taken: others know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.adapters.known.breached import is_breached, is_list
from app.adapters.known.frequent import is_frequent
from app.config import Settings, SettingsError
from app.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class KnownPasswords:
    """Those that most people choose, always; and those that were stolen, where there is a list of them.

    Attributes:
        breached: the list; None for none.
    """

    breached: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> KnownPasswords:
        """What the settings know.

        Raises:
            SettingsError: they name a list that cannot be read, or is none.
        """
        file = settings.breached_passwords
        try:
            if file is not None and not is_list(file):
                raise SettingsError(f"ENNOSHITA_BREACHED_PASSWORDS: {file} does not begin with a SHA-1 hash")
        except OSError as error:
            raise SettingsError(f"ENNOSHITA_BREACHED_PASSWORDS: {file} cannot be read") from error
        return cls(file)

    def problems(self, password: str) -> list[Problem]:
        """Why it cannot be taken; a list that cannot be read any more lets nothing pass."""
        if is_frequent(password):
            return [Problem("password_frequent", "password")]
        try:
            is_stolen = self.breached is not None and is_breached(self.breached, password)
        except OSError:
            return [Problem("password_unchecked", "password")]
        return [Problem("password_breached", "password")] if is_stolen else []


FREQUENT_ALONE = KnownPasswords()
"""Where nobody named a list of stolen ones."""
