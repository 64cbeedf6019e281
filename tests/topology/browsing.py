"""Somebody in front of gunicorn: signs in, sends a sheet, asks for it to be taken in."""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.brokers import free_port
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from http.client import HTTPMessage

    from tests.topology.processes import Member, Topology

EMAIL = "makoto.okamoto@example.jp"
BOUNDARY = "a-sheet-of-rows"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to whoever asked."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Visitor:
    """One browser; every request is a connection of its own."""

    port: int = field(default_factory=free_port)
    cookies: CookieJar = field(default_factory=CookieJar)

    def serve(self, topology: Topology, name: str, **settings: object) -> Member:
        """gunicorn with two processes, which answers when this returns."""
        told = {"PORT": self.port, "POOL_SIZE": 5, **settings}
        web = topology.run(name, "-m", "gunicorn", "app.factory:wsgi()", settings=told)
        topology.until(f"{name} answers", self._answers)
        return web

    def get(self, path: str) -> str:
        status, text, _ = self._send(path)
        assert status == 200, (path, status)
        return text

    def sign_in(self) -> None:
        token = self._token(self.get("/sign-in"))
        status, _, _ = self._send("/sign-in", _form(csrf_token=token, email=EMAIL, password=PASSWORD))
        assert status in {302, 303}

    def upload(self, client: str, sheet: bytes) -> str:
        """The path of the page on which the sheet is shown as it was read."""
        token = self._token(self.get("/tasks/import"))
        status, _, heads = self._send(
            "/tasks/import", _multipart({"csrf_token": token, "client": client}, sheet), multipart=True
        )
        assert status in {302, 303}
        return str(heads["Location"])

    def store(self, preview: str) -> str:
        """The path of the page of the job that takes the sheet in."""
        page = self.get(preview)
        hidden = dict(re.findall(r'<input type="hidden" name="(header|c\d+)" value="([^"]*)">', page))
        status, _, heads = self._send(preview, _form(csrf_token=self._token(page), **hidden))
        assert status in {302, 303}
        return str(heads["Location"])

    def _answers(self) -> bool:
        try:
            return self._send("/healthz")[0] == 200
        except OSError:
            return False

    def _token(self, page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        return found[1]

    def _send(self, path: str, data: bytes | None = None, *, multipart: bool = False) -> tuple[int, str, HTTPMessage]:
        heads = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if multipart else {}
        opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self.cookies))
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, heads)
        try:
            with opener.open(request, timeout=60) as answer:
                return int(answer.status), answer.read().decode(), answer.headers
        except HTTPError as other:
            with other:
                return other.code, other.read().decode(), other.headers


def _form(**fields: str) -> bytes:
    return urlencode(fields).encode()


def _multipart(fields: dict[str, str], sheet: bytes) -> bytes:
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="file"; filename="sheet.csv"\r\nContent-Type: text/csv\r\n\r\n' + sheet)
    lines = b"".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in parts)
    return lines + f"--{BOUNDARY}--\r\n".encode()
