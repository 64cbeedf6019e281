from __future__ import annotations

import pytest

from app.config import SettingsError, load_settings, unknown_names


def test_nothing_set_is_one_process_with_a_file() -> None:
    settings = load_settings({})

    assert settings.database_url == "sqlite:///instance/ennoshita.db"
    assert (settings.broker_url, settings.job_threads, settings.heartbeat_s) == ("", 2, 15.0)
    assert (settings.mail_url, settings.chat_url, settings.site_url) == ("console:", "", "http://127.0.0.1:8000")
    assert (settings.proxies, settings.metrics_token, settings.log_format) == (0, "", "text")


def test_an_empty_variable_counts_as_not_set() -> None:
    settings = load_settings({"ENNOSHITA_PORT": "", "ENNOSHITA_BROKER_URL": " ", "ENNOSHITA_DATA_DIR": ""})

    assert (settings.port, settings.broker_url, str(settings.data_dir)) == (8000, "", "instance")


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "rediss://h/1", "amqp://guest@h//", "amqps://h//"])
def test_a_broker_is_redis_or_amqp(url: str) -> None:
    assert load_settings({"ENNOSHITA_BROKER_URL": url}).broker_url == url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("JOB_THREADS", "-1"),
        ("HEARTBEAT_S", "0"),
        ("HEARTBEAT_S", "soon"),
        ("PROXIES", "11"),
        ("POOL_SIZE", "0"),
        ("LOG_FORMAT", "xml"),
        ("LANG", "ja_JP.UTF-8"),
        ("SECURE_COOKIES", "ja"),
        ("DATABASE_URL", "hallo"),
        ("DATABASE_URL", "postgres://ennoshita@127.0.0.1/ennoshita"),
        ("DATABASE_URL", "postgresql://ennoshita@127.0.0.1/ennoshita"),
        ("DATABASE_URL", "sqlite://ennoshita.db"),
        ("MAIL_URL", "console"),
        ("BROKER_URL", "http://127.0.0.1"),
        ("BROKER_URL", "localhost:6379"),
        ("MAIL_URL", "mailto:a@example.jp"),
        ("CHAT_URL", "ftp://chat.example.jp"),
        ("SITE_URL", "ennoshita.example.jp"),
    ],
)
def test_what_cannot_be_used_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^ENNOSHITA_{name}: "):
        load_settings({f"ENNOSHITA_{name}": value})


@pytest.mark.parametrize(
    ("value", "is_on"),
    [
        ("1", True),
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("off", False),
    ],
)
def test_a_switch_is_said_in_any_usual_word(value: str, is_on: bool) -> None:
    assert load_settings({"ENNOSHITA_SECURE_COOKIES": value}).secure_cookies is is_on


def test_a_wrong_address_of_the_database_names_the_right_beginning() -> None:
    with pytest.raises(SettingsError, match=r"postgresql\+psycopg://, sqlite:///$"):
        load_settings({"ENNOSHITA_DATABASE_URL": "postgres://ennoshita@127.0.0.1/ennoshita"})


def test_brackets_in_a_password_are_no_mistake() -> None:
    url = "redis://:a[b@127.0.0.1/0"

    assert load_settings({"ENNOSHITA_BROKER_URL": url}).broker_url == url


def test_a_misspelt_name_is_noticed() -> None:
    told = {"ENNOSHITA_SECRETKEY": "k", "ENNOSHITA_SECRET_KEY": "k", "ENNOSHITA_LANG": "en", "PATH": "/bin"}

    assert unknown_names(told) == ["ENNOSHITA_SECRETKEY"]


@pytest.mark.parametrize("name", ["BROKER_URL", "DATABASE_URL"])
def test_an_address_with_a_password_is_not_repeated(name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({f"ENNOSHITA_{name}": "http://user:hidden-word@h"})

    assert "hidden-word" not in str(refused.value)


def test_older_secret_keys_are_long_too_and_not_repeated() -> None:
    first, second = "a" * 32, "b" * 40
    assert load_settings({"ENNOSHITA_OLD_SECRET_KEYS": f"{first}, {second},"}).old_secret_keys == (first, second)
    with pytest.raises(SettingsError, match="ENNOSHITA_OLD_SECRET_KEYS") as error:
        load_settings({"ENNOSHITA_OLD_SECRET_KEYS": "half-a-key,"})
    assert "half" not in str(error.value)
