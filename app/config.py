"""Settings, frozen; the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_SECRETS = frozenset({"", "change-me", "secret", "dev", "changeme"})
MIN_SECRET_LENGTH = 32


class SettingsError(Exception):
    """A setting is missing or unsafe; the message says which and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the app is told from outside.

    Attributes:
        database_url: SQLAlchemy URL; SQLite file or `postgresql+psycopg://`.
        secret_key: signs sessions and forms.
        data_dir: where the demo keeps its database and PDFs.
        demo: whether demo accounts exist and may be entered with one click.
        host: address `serve` listens on.
        port: port `serve` listens on.
        secure_cookies: whether cookies are sent over https only.
    """

    database_url: str
    secret_key: str
    data_dir: Path
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = False


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `ENNOSHITA_*` variables.

    Raises:
        SettingsError: the port is no port number.
    """
    env = os.environ if environ is None else environ  # noqa: TID251 - its one home
    data_dir = Path(env.get("ENNOSHITA_DATA_DIR", "instance"))
    port = env.get("ENNOSHITA_PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"ENNOSHITA_PORT: {port!r} is not a port number between 1 and 65535")
    return Settings(
        database_url=env.get("ENNOSHITA_DATABASE_URL", f"sqlite:///{data_dir / 'ennoshita.db'}"),
        secret_key=env.get("ENNOSHITA_SECRET_KEY", ""),
        data_dir=data_dir,
        host=env.get("ENNOSHITA_HOST", "127.0.0.1"),
        port=int(port),
        secure_cookies=env.get("ENNOSHITA_SECURE_COOKIES", "") == "1",
    )


def require_secret(settings: Settings) -> None:
    """Nothing, if the secret key is fit to sign with.

    Raises:
        SettingsError: it is missing, a well-known default or shorter than 32 characters.
    """
    key = settings.secret_key
    if key.strip().lower() in DEFAULT_SECRETS or len(key) < MIN_SECRET_LENGTH:
        raise SettingsError(
            "ENNOSHITA_SECRET_KEY is missing, a default or shorter than 32 characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
