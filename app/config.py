"""Settings, frozen; the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT_SECRETS = frozenset({"", "change-me", "secret", "dev", "changeme"})
MIN_SECRET_LENGTH = 32
BROKERS = frozenset({"redis", "rediss", "amqp", "amqps"})
DATABASES = ("postgresql+psycopg://", "sqlite:///")
MAILERS = frozenset({"console", "folder", "smtp", "smtps"})
LOG_FORMATS = frozenset({"text", "json"})
LANGUAGES = frozenset({"ja", "en"})
SWITCH = {
    "": False,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
}
PREFIX = "ENNOSHITA_"
#: What can be told; docs/deploy.md has a row for each.
NAMES = frozenset(
    {
        "SECRET_KEY",
        "OLD_SECRET_KEYS",
        "DATABASE_URL",
        "DATA_DIR",
        "HOST",
        "PORT",
        "SITE_URL",
        "SECURE_COOKIES",
        "PROXIES",
        "POOL_SIZE",
        "BROKER_URL",
        "JOB_THREADS",
        "HEARTBEAT_S",
        "MAIL_URL",
        "MAIL_FROM",
        "CHAT_URL",
        "LANG",
        "LOG_FORMAT",
        "METRICS_TOKEN",
        "BREACHED_PASSWORDS",
        "STAFF_SECOND_FACTOR",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_NAME",
        "OUTGOING_HOSTS",
        "PRIVATE_HOSTS",
    }
)


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
        broker_url: `redis://` or `amqp://`, wakes workers on other processes and hosts; empty for jobs in this process.
        job_threads: how many jobs a process runs at once, 0 for none.
        heartbeat_s: how often a running job says that it lives; a worker silent for longer than 1.5 of it is lost.
        mail_url: where mail goes: `smtp://user:password@host:587`, `smtps://`, `folder:PATH`, or `console:`.
        mail_from: the sender of mail; empty for the issuing company's contact address.
        chat_url: an incoming webhook that takes `{"text": ...}`; empty for none.
        site_url: how people reach the pages, for links in mail; no slash at its end.
        proxies: how many proxies in front are trusted to say who asks (`X-Forwarded-*`); 0 for none.
        pool_size: database connections a process keeps.
        language: `ja` or `en`, of commands where no `--lang` is given.
        log_format: `text` for people, `json` a line for machines.
        metrics_token: whoever shows it reads `/metrics`; empty for nobody.
        staff_second_factor: whether operators and administrators must have a second factor; never in the demo.
        oidc_issuer: the address of a sign-in provider (OpenID Connect); empty for none.
        oidc_client_id: how this place is known there.
        oidc_client_secret: what proves it there.
        oidc_name: what the button that leads there says.
        outgoing_hosts: hosts that may be asked besides those of `oidc_issuer` and `chat_url`.
        private_hosts: hosts that may be inside, at addresses that are not public.
        old_secret_keys: earlier ones, the newest first; what was signed or sealed with them is still good.
        breached_passwords: a file of SHA-1 hashes of stolen passwords, ordered; None for none.
    """

    database_url: str
    secret_key: str
    data_dir: Path
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = False
    broker_url: str = ""
    job_threads: int = 2
    heartbeat_s: float = 15.0
    mail_url: str = "console:"
    mail_from: str = ""
    chat_url: str = ""
    site_url: str = ""
    proxies: int = 0
    pool_size: int = 10
    language: str = "ja"
    log_format: str = "text"
    metrics_token: str = ""
    staff_second_factor: bool = False
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    outgoing_hosts: frozenset[str] = frozenset()
    private_hosts: frozenset[str] = frozenset()
    old_secret_keys: tuple[str, ...] = ()
    breached_passwords: Path | None = None

    @property
    def is_second_factor_needed(self) -> bool:
        """Whether operators and administrators must have a second factor."""
        return self.staff_second_factor and not self.demo


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `ENNOSHITA_*` variables; an empty one counts as not set.

    Raises:
        SettingsError: a number is none or out of its range, or an address is of a kind that is not known.
    """
    env = os.environ if environ is None else environ  # noqa: TID251 - its one home
    given = {name.removeprefix(PREFIX): value for name, value in env.items() if name.startswith(PREFIX)}
    told = {name: value.strip() for name, value in given.items() if value.strip()}
    data_dir = Path(told.get("DATA_DIR", "instance"))
    host, port = told.get("HOST", "127.0.0.1"), _number(told, "PORT", 8000, 1, 65535)
    return Settings(
        database_url=_database(told, f"sqlite:///{data_dir / 'ennoshita.db'}"),
        secret_key=told.get("SECRET_KEY", ""),
        old_secret_keys=_old_keys(told),
        data_dir=data_dir,
        host=host,
        port=port,
        secure_cookies=_switch(told, "SECURE_COOKIES"),
        broker_url=_address(told, "BROKER_URL", "", BROKERS),
        job_threads=_number(told, "JOB_THREADS", 2, 0, 64),
        heartbeat_s=float(_number(told, "HEARTBEAT_S", 15, 1, 600)),
        mail_url=_address(told, "MAIL_URL", "console:", MAILERS),
        mail_from=told.get("MAIL_FROM", ""),
        chat_url=_address(told, "CHAT_URL", "", frozenset({"https", "http"})),
        site_url=_address(told, "SITE_URL", f"http://{host}:{port}", frozenset({"https", "http"})).rstrip("/"),
        proxies=_number(told, "PROXIES", 0, 0, 10),
        pool_size=_number(told, "POOL_SIZE", 10, 1, 200),
        language=_word(told, "LANG", "ja", LANGUAGES),
        log_format=_word(told, "LOG_FORMAT", "text", LOG_FORMATS),
        breached_passwords=Path(told["BREACHED_PASSWORDS"]) if "BREACHED_PASSWORDS" in told else None,
        metrics_token=told.get("METRICS_TOKEN", ""),
        staff_second_factor=_switch(told, "STAFF_SECOND_FACTOR", usual="1"),
        **_provider(told),
    )


def unknown_names(environ: Mapping[str, str] | None = None) -> list[str]:
    """Variables that begin like ours and are none of ours: most likely misspelt, and without effect."""
    env = os.environ if environ is None else environ  # noqa: TID251 - its one home
    return sorted(name for name in env if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in NAMES)


def _database(told: Mapping[str, str], usual: str) -> str:
    text = told.get("DATABASE_URL", usual)
    if not text.startswith(DATABASES):
        # The address itself is not repeated: it may carry a password.
        raise SettingsError(f"ENNOSHITA_DATABASE_URL: begins with none of {', '.join(DATABASES)}")
    return text


def _provider(told: Mapping[str, str]) -> dict[str, Any]:
    """What is told of a sign-in provider, and of the hosts that may be asked."""
    issuer = _address(told, "OIDC_ISSUER", "", frozenset({"https", "http"}))
    if issuer and not (told.get("OIDC_CLIENT_ID") and told.get("OIDC_CLIENT_SECRET")):
        raise SettingsError("ENNOSHITA_OIDC_ISSUER: needs ENNOSHITA_OIDC_CLIENT_ID and ENNOSHITA_OIDC_CLIENT_SECRET")
    return {
        "oidc_issuer": issuer.rstrip("/"),
        "oidc_client_id": told.get("OIDC_CLIENT_ID", ""),
        "oidc_client_secret": told.get("OIDC_CLIENT_SECRET", ""),
        "oidc_name": told.get("OIDC_NAME", ""),
        "outgoing_hosts": _hosts(told, "OUTGOING_HOSTS"),
        "private_hosts": _hosts(told, "PRIVATE_HOSTS"),
    }


def _old_keys(told: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in told.get("OLD_SECRET_KEYS", "").split(",") if key.strip())
    if any(len(key) < MIN_SECRET_LENGTH for key in keys):
        # Not repeated: it may be most of one.
        raise SettingsError("ENNOSHITA_OLD_SECRET_KEYS: holds keys of 32 characters or more, separated by commas")
    return keys


def _hosts(told: Mapping[str, str], name: str) -> frozenset[str]:
    """Host names, separated by commas, without ports."""
    hosts = [host.strip().lower() for host in told.get(name, "").split(",")]
    if any("/" in host or "@" in host for host in hosts):
        raise SettingsError(f"ENNOSHITA_{name}: holds names of hosts, separated by commas, and no addresses of pages")
    return frozenset(host for host in hosts if host)


def _switch(told: Mapping[str, str], name: str, usual: str = "") -> bool:
    text = told.get(name, usual)
    if text.lower() not in SWITCH:
        raise SettingsError(f"ENNOSHITA_{name}: {text!r} is neither 1 nor 0")
    return SWITCH[text.lower()]


def _number(told: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    text = told.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsError(f"ENNOSHITA_{name}: {text!r} is not a whole number between {least} and {most}")
    return int(text)


def _word(told: Mapping[str, str], name: str, usual: str, words: frozenset[str]) -> str:
    text = told.get(name, usual)
    if text not in words:
        raise SettingsError(f"ENNOSHITA_{name}: {text!r} is none of {', '.join(sorted(words))}")
    return text


def _address(told: Mapping[str, str], name: str, usual: str, kinds: frozenset[str]) -> str:
    text = told.get(name, usual)
    # Not by `urlsplit`: a password may have brackets in it, which that takes for half an IPv6 address.
    kind, colon, _rest = text.partition(":")
    if text and not (colon and kind.lower() in kinds):
        # The address itself is not repeated: it may carry a password.
        raise SettingsError(f"ENNOSHITA_{name}: begins with none of {', '.join(f'{kind}:' for kind in sorted(kinds))}")
    return text


def has_secret(settings: Settings) -> bool:
    """Whether the secret key is fit to sign with."""
    key = settings.secret_key
    return key.strip().lower() not in DEFAULT_SECRETS and len(key) >= MIN_SECRET_LENGTH


def require_secret(settings: Settings) -> None:
    """Nothing, if the secret key is fit to sign with.

    Raises:
        SettingsError: it is missing, a well-known default or shorter than 32 characters.
    """
    if not has_secret(settings):
        raise SettingsError(
            "ENNOSHITA_SECRET_KEY is missing, a default or shorter than 32 characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
