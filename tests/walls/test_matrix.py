"""Who enters which rule, and that what belongs to somebody else looks like what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, true

from app.database import asks_for
from app.domain.accounts import HOUSE, Role
from app.domain.askers import THE_HOUSE
from app.models import Row
from app.queries import clients as clients_queries
from app.web.access import signed_in
from app.web.request import current_session
from tests.house.access import INNER, Line, lines
from tests.walls.companies import ALPHA, BETA, PEOPLE
from tests.walls.conftest import House, app_over
from tests.walls.reading import alike
from tests.walls.rows import changed, everything, ids_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import ColumnElement, Table

MISSING = "id-9999999"
VISITOR = "visitor"
#: One person for each role, all of ALPHA's side.
ONE_EACH = ("alpha", "sato", "operator", "administrator")


def declared(app: Flask) -> set[tuple[str, str, frozenset[Role] | None]]:
    """(method, path, roles) of every rule; no role at all where nothing is declared, so that no line fits."""
    found = set()
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "ennoshita_access", None)
        if access is None:
            roles: frozenset[Role] | None = frozenset()
        elif access.is_public:
            roles = None
        else:
            roles = frozenset(Role) if access.roles is None else access.roles
        found |= {(method, str(rule), roles) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def own_of(house: House, side: object) -> dict[str, str]:
    """Table -> public id of the first of the side's rows."""
    assert side in {ALPHA, BETA}
    wanted, found = ids_of(house.world, side), {}  # type: ignore[arg-type]
    with house.world.database.session() as session:
        for table in Row.metadata.sorted_tables:
            if "public_id" in table.columns:
                rows = session.scalars(select(table.c.public_id).where(_theirs(table)).order_by(table.c.public_id))
                found[table.name] = next((each for each in rows if each in wanted), "")
    return found


def _theirs(table: Table) -> ColumnElement[bool]:
    """Of the jobs about a company only those that its people asked for are theirs."""
    return table.c.kind == "import" if table.name == "job" else true()


def strangers_let_in(house: House, lines: list[Line]) -> list[str]:
    """Rules that let in a visitor, or a role that may not, or keep one out that may."""
    own, found = own_of(house, ALPHA), []
    for line in lines:
        path = line.at(own.get(line.kind, MISSING), own)
        visitor = house.app.test_client().open(path, method=line.method, buffered=True)
        is_sent = visitor.status_code == 302 and visitor.headers["Location"].startswith("/sign-in")
        if is_sent == (line.roles is None) and not line.path.startswith("/sign-"):
            found.append(f"{VISITOR} {line.method} {path}: {visitor.status_code}")
        for name in ONE_EACH:
            may = line.roles is None or PEOPLE[name][0] in line.roles
            if may and line.method == "POST":
                continue  # what it does is looked at elsewhere
            status = house.browsers[name].open(path, method=line.method, buffered=True).status_code
            # An assistant has no job in this house, and no job of it has made a file.
            is_theirs = (line.kind != "job" or name != "sato") and not line.path.endswith("/file")
            if may and is_theirs and line.roles is not None and (status in {403, 404, 405} or status >= 500):
                found.append(f"{name} may {line.method} {path}: {status}")
            if not may and status != 403:
                found.append(f"{name} may not {line.method} {path}: {status}")
    return found


def told_apart(house: House, lines: list[Line]) -> list[str]:
    """Rules where something of BETA's answers ALPHA's people otherwise than something that never was."""
    foreign, found = own_of(house, BETA), []
    inner = [foreign[table] for table in INNER.values() if foreign.get(table)]
    for line in lines:
        for name in ("alpha", "sato"):
            if not line.kind or line.roles is None or PEOPLE[name][0] not in line.roles:
                continue
            there, nowhere = (
                line.at(foreign[line.kind], foreign),
                line.at(MISSING, dict.fromkeys(INNER.values(), MISSING)),
            )
            answers = [house.browsers[name].open(path, method=line.method, buffered=True) for path in (there, nowhere)]
            one, other = (alike(each, foreign[line.kind], *inner, MISSING) for each in answers)
            if one != other or one[0] != 404:
                found.append(f"{name} {line.method} {there}: {one[0]}, of what is not there {other[0]}")
    return found


def test_every_rule_is_in_the_matrix_and_declares_who_enters(house: House) -> None:
    assert declared(house.app) == {(line.method, line.path, line.roles) for line in lines()}


def test_each_role_enters_what_the_matrix_says_and_nothing_else(house: House) -> None:
    before = everything(house.world.database)

    assert strangers_let_in(house, lines()) == []
    assert changed(before, everything(house.world.database)) == {}


def test_what_belongs_to_somebody_else_looks_like_what_never_was(house: House) -> None:
    before = everything(house.world.database)

    assert told_apart(house, lines()) == []
    assert changed(before, everything(house.world.database)) == {}


def test_a_rule_without_a_declaration_and_one_without_a_scope_are_found(house: House, tmp_path: Path) -> None:
    holed = House(house.world, app_over(house.world, tmp_path, 420_000))

    @signed_in
    def unscoped(public_id: str) -> str:
        asks_for(current_session(), THE_HOUSE)  # through the second wall as well, where there is one
        return clients_queries.client(current_session(), HOUSE, public_id=public_id).name

    holed.app.add_url_rule("/clients/<public_id>/planted", view_func=unscoped)
    holed.app.add_url_rule("/planted", "planted", lambda: "whoever forgot")
    everybody = frozenset(Role)

    assert declared(holed.app) - declared(house.app) == {
        ("GET", "/planted", frozenset()),
        ("GET", "/clients/<public_id>/planted", everybody),
    }
    planted = [Line("GET", "/clients/<public_id>/planted", everybody)]
    assert [found.split(":")[0].split()[0] for found in told_apart(holed, planted)] == ["alpha", "sato"]
    assert strangers_let_in(holed, [Line("GET", "/clients/<public_id>/planted", frozenset())])
