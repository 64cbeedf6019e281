"""The bell: rung once, within about a second, whatever the broker does."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING

import pytest

from app.adapters import logs
from app.jobs import broker as bell
from app.jobs.broker import Broker
from tests.brokers import PASSWORD, free_port, redis, silent
from tests.loglines import kept_logging

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log."""
    with kept_logging():
        written = io.StringIO()
        logs.configure("json", written)
        yield written


def test_a_ring_names_the_row_and_nothing_else() -> None:
    with redis() as server:
        broker = Broker(server.url)

        broker.announce("job-1")

        assert server.waiting() == 1
        message = json.loads(server.ask("LINDEX", "ennoshita", "0"))
        arguments, named, _callbacks = json.loads(base64.b64decode(message["body"]))
        assert (message["headers"]["task"], arguments, named) == ("ennoshita.wake", ["job-1"], {})
        assert broker.answers() is True


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_is_away_is_written_down_once_without_its_password(scheme: str, stream: io.StringIO) -> None:
    broker = Broker(f"{scheme}://user:{PASSWORD}@127.0.0.1:{free_port()}/0")

    for number in range(5):
        broker.announce(f"job-{number}")

    assert broker.answers() is False
    [line] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (line["event"], line["level"]) == ("broker_away", "warning")
    assert PASSWORD not in stream.getvalue()


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_never_answers_is_waited_for_once(scheme: str, stream: io.StringIO) -> None:
    with silent() as port:
        broker = Broker(f"{scheme}://user:{PASSWORD}@127.0.0.1:{port.port}/0")

        for number in range(50):
            broker.announce(f"job-{number}")

        # Fifty jobs of one change: the page waits for the first ring alone.
        assert len(port.taken) == 1
        assert broker.answers() is False
    assert stream.getvalue().count("broker_away") == 1


def test_the_patience_is_a_second_for_every_way_of_being_silent() -> None:
    options = Broker("redis://127.0.0.1/0")._bell.conf

    assert options.broker_transport_options["socket_timeout"] == bell.PATIENCE_S
    assert options.broker_transport_options["socket_connect_timeout"] == bell.PATIENCE_S
    assert options.broker_transport_options["write_timeout"] == bell.PATIENCE_S
    assert options.broker_connection_timeout == bell.PATIENCE_S
    assert bell.PATIENCE_S <= 1


def test_a_broker_that_came_back_is_rung_again(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> None:
    monkeypatch.setattr(bell, "QUIET_S", 0.0)
    with redis() as server:
        broker = Broker(server.url)
        broker.announce("before")
        server.stop()
        broker.announce("meanwhile")
        server.start()

        broker.announce("after")

        assert server.waiting() == 1
        assert "broker_away" in stream.getvalue()


def test_a_broker_that_refuses_is_one_that_is_away(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> None:
    monkeypatch.setattr(bell, "QUIET_S", 0.0)
    with redis() as server:
        stranger = Broker(server.url.replace(PASSWORD, "falsch"))
        stranger.announce("job-1")
        assert stranger.answers() is False

        server.ask("CONFIG", "SET", "maxmemory", "1")
        Broker(server.url).announce("job-2")

        assert server.waiting() == 0
    Broker(f"redis://127.0.0.1:{PASSWORD}/0").announce("job-3")
    assert stream.getvalue().count("broker_away") == 3
    assert "falsch" not in stream.getvalue()
    assert PASSWORD not in stream.getvalue()
