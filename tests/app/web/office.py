"""The office's pages on a small operation: one client's user, one assistant, an operator, an administrator."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy import event

from app.domain.accounts import Role
from tests.app.web.working_month import make_pages
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Blueprint, Flask
    from flask.testing import FlaskClient

    from tests.worlds import World

ADDRESSES = {
    Role.CLIENT: "alpha@example.jp",
    Role.ASSISTANT: "sato@example.jp",
    Role.OPERATOR: "operator@example.jp",
    Role.ADMINISTRATOR: "administrator@example.jp",
}


@dataclass
class Office:
    """The pages over a world. The user of ALPHA is signed in for `Role.CLIENT`, sato for `Role.ASSISTANT`."""

    world: World
    app: Flask

    def browser(self, role: Role | None = None) -> FlaskClient:
        """A browser signed in as that role; a visitor's without one."""
        browser = self.app.test_client()
        if role is not None:
            sent = {"email": ADDRESSES[role], "password": PASSWORD}
            assert browser.post("/sign-in", data=sent).status_code == 302
        return browser

    def run_jobs(self) -> int:
        """How many jobs were done until none waited."""
        return self.world.run_jobs()

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that reach the database meanwhile."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")):
                seen.append(statement)

        event.listen(self.world.database.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.world.database.engine, "before_cursor_execute", note)


def open_office(world: World, data_dir: Path, *pages: Blueprint) -> Office:
    """These pages over this world."""
    world.account(ADDRESSES[Role.CLIENT], Role.CLIENT, client="ALPHA")
    world.account(ADDRESSES[Role.ASSISTANT], Role.ASSISTANT, assistant="sato")
    world.account(ADDRESSES[Role.OPERATOR], Role.OPERATOR)
    world.account(ADDRESSES[Role.ADMINISTRATOR], Role.ADMINISTRATOR)
    app = make_pages(world.database, world.clock, pages, data_dir)
    # What breaks inside a page breaks the test, instead of becoming the page that says sorry.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return Office(world, app)


def text_of(html: str) -> str:
    """What a reader sees of a page's main part, each run of blanks as one space; amounts and days stay whole."""
    main = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def error_beside(html: str, field: str) -> str:
    """The error under the field of that name; empty where there is none."""
    found = re.search(rf'<ul class="err" id="{field}-err">(.*?)</ul>', html, re.DOTALL)
    return text_of(f"<main>{found[1]}</main>") if found else ""


def forms_without_token(html: str) -> list[str]:
    """Forms that send without proving that the page was ours."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    return [form for form in forms if 'name="csrf_token"' not in form]


def forms_in_place(page: str) -> tuple[int, list[str]]:
    """How many forms of the page's own part are taken in place, and those that the browser leaves the page for."""
    main = page.partition('id="main"')[2].partition("</main>")[0]
    forms = re.findall(r'<form[^>]*method="post"[^>]*>', main)
    loading = [form for form in forms if "hx-post=" not in form]
    return len(forms) - len(loading), loading
