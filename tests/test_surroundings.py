"""What every test relies on: the wall around the tests, the clock that stands still."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.network import OutsideCallError, is_here

if TYPE_CHECKING:
    from tests.clocks import CountingIds, FakeClock


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "", None, "0.0.0.0"])
def test_this_machine_may_be_reached(host: str | None) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "example.com", "2001:db8::1", b"example.com", "10.0.0.1"])
def test_another_machine_is_outside(host: object) -> None:
    assert not is_here(host)


def test_a_connection_to_another_machine_is_refused_before_a_packet_leaves() -> None:
    with socket.socket() as outward, pytest.raises(OutsideCallError, match=r"192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 80))


def test_a_connection_that_reports_by_number_is_refused_too() -> None:
    with socket.socket() as outward, pytest.raises(OutsideCallError):
        outward.connect_ex(("192.0.2.1", 80))


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outward, pytest.raises(OutsideCallError):
        outward.sendto(b"x", ("192.0.2.1", 53))


def test_a_name_of_another_machine_is_not_even_looked_up() -> None:
    with pytest.raises(OutsideCallError, match=r"example\.com"):
        socket.getaddrinfo("example.com", 443)


def test_a_server_on_this_machine_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as visitor:
        accepted, _ = server.accept()
        accepted.close()

        assert visitor.recv(1) == b""


def test_the_clock_stands_at_nine_in_tokyo_until_it_is_moved(clock: FakeClock) -> None:
    assert clock.now() == clock.now() == datetime(2026, 11, 18, 0, 0, tzinfo=UTC)

    clock.advance(hours=1, minutes=30)

    assert clock.now() == datetime(2026, 11, 18, 1, 30, tzinfo=UTC)


def test_ids_count(ids: CountingIds) -> None:
    assert [ids(), ids()] == ["id-0001", "id-0002"]
