"""Every import contract of pyproject.toml, proven by a violation that it catches; the clean tree is the control."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.planting import Tree, contract_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    with Tree.copied_to(tmp_path_factory.mktemp("tree")) as copied:
        yield copied


def _one(contract: str, path: str, lines: str) -> tuple[str, dict[str, str]]:
    return contract, {path: lines}


def _through(contract: str, path: str, lines: str, third: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    return contract, {path: lines, **third}


VIOLATIONS = [
    # seeds -> app -> optimizer
    _one("rooms", "app/domain/planted.py", "import seeds"),
    _one("rooms", "optimizer/planted.py", "import app.domain"),
    _one("rooms", "optimizer/planted.py", "import seeds"),
    # inside app, downwards only: each room and the next one up
    _one("layers", "app/domain/planted.py", "import app.translations"),
    _one("layers", "app/domain/planted.py", "import app.config"),
    _one("layers", "app/config.py", "import app.domain"),
    _one("layers", "app/translations/__init__.py", "import app.database"),
    _one("layers", "app/database.py", "import app.models"),
    _one("layers", "app/models/planted.py", "import app.queries"),
    _one("layers", "app/models/planted.py", "import app.adapters"),
    _one("layers", "app/queries/planted.py", "import app.adapters"),
    _one("layers", "app/adapters/planted.py", "import app.queries"),
    _one("layers", "app/queries/planted.py", "import app.actions"),
    _through("layers", "app/actions/planted.py", "import app.web.planted", {"app/web/planted.py": ""}),
    _through("layers", "app/actions/planted.py", "import app.cli.planted", {"app/cli/planted.py": ""}),
    _through("layers", "app/web/planted.py", "import app.cli.planted", {"app/cli/planted.py": ""}),
    _through("layers", "app/web/planted.py", "import app.api.planted", {"app/api/planted.py": ""}),
    _through("layers", "app/jobs/planted.py", "import app.web.planted", {"app/web/planted.py": ""}),
    _through("layers", "app/cli/planted.py", "import app.factory", {"app/factory.py": ""}),
    # every child of app is named
    _one("layers", "app/utils.py", ""),
    _one("layers", "app/utils/__init__.py", ""),
    _one("layers", "app/services/tasks.py", ""),
    # neighbours
    _through("actions", "app/actions/planted.py", "import app.actions.other", {"app/actions/other.py": ""}),
    _through("actions", "app/actions/planted/close.py", "import app.actions.other", {"app/actions/other.py": ""}),
    _through("pages", "app/web/planted.py", "import app.web.other", {"app/web/other.py": ""}),
    _through("pages", "app/web/access.py", "import app.web.other", {"app/web/other.py": ""}),
    _through("pages", "app/web/forms/planted.py", "import app.web.other", {"app/web/other.py": ""}),
    # frameworks stay out of the rules
    *(
        _one("pure", f"{room}/planted.py", f"import {framework}")
        for room in ("app/domain", "optimizer")
        for framework in ("flask", "sqlalchemy", "wtforms")
    ),
    _one("pure", "app/config.py", "import flask"),
    _through(
        "pure", "app/domain/planted.py", "import app.translations", {"app/translations/__init__.py": "import flask"}
    ),
    # nothing below the pages knows of pages
    *(
        _one("headless", f"app/{room}/planted.py", f"import {framework}")
        for room in ("actions", "queries", "adapters", "models")
        for framework in ("flask", "flask_security", "wtforms")
    ),
    _one("headless", "app/database.py", "import flask"),
    _one("headless", "app/translations/__init__.py", "import flask_babel"),
    # tables and SQL
    *(
        _through("tables", importer, "import app.models.planted", {"app/models/planted.py": ""})
        for importer in (
            "app/web/planted.py",
            "app/cli/planted.py",
            "app/api/planted.py",
            "app/jobs/planted.py",
            "app/factory.py",
        )
    ),
    _through("tables", "seeds/planted.py", "import app.models.planted", {"app/models/planted.py": ""}),
    *(
        _one("sql", importer, "import sqlalchemy.orm")
        for importer in (
            "app/web/planted.py",
            "app/cli/planted.py",
            "app/api/planted.py",
            "app/jobs/planted.py",
            "app/factory.py",
        )
    ),
    _one("sql", "seeds/planted.py", "import sqlalchemy"),
    # the broker
    *(
        _one("bell", importer, f"import {library}")
        for importer in ("app/web/planted.py", "app/cli/planted.py", "app/actions/planted.py", "app/factory.py")
        for library in ("celery", "kombu")
    ),
    # the optimizer and its solver
    *(
        _one("planner", importer, "import optimizer")
        for importer in (
            "app/web/planted.py",
            "app/cli/planted.py",
            "app/queries/planted.py",
            "app/domain/planted.py",
            "seeds/planted.py",
        )
    ),
    *(
        _one("solver", importer, f"import {solver}")
        for importer in ("app/actions/planted.py", "app/domain/planted.py", "seeds/planted.py")
        for solver in ("pulp", "highspy")
    ),
]


@pytest.mark.parametrize(("contract", "files"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(tree: Tree, contract: str, files: dict[str, str]) -> None:
    with tree.planted(files):
        verdict = tree.lint(contract)

    assert verdict.is_broken, verdict.words


def test_the_clean_tree_keeps_every_contract(tree: Tree) -> None:
    verdict = tree.lint()

    assert verdict.is_kept, verdict.words


def test_what_the_house_allows_breaks_nothing(tree: Tree) -> None:
    allowed = {
        "app/domain/planted.py": "import app.domain.errors",
        "app/models/planted.py": "import sqlalchemy, app.domain.errors",
        "app/queries/planted.py": "import sqlalchemy, app.models.planted",
        "app/actions/planted.py": "import optimizer.planted, app.queries.planted, app.domain.planted",
        "app/web/forms/planted.py": "import wtforms",
        "app/web/access.py": "",
        "app/web/planted.py": "import flask, app.web.access, app.web.forms.planted, app.actions.planted",
        "app/jobs/planted.py": "import celery, kombu",
        "optimizer/planted.py": "import pulp, highspy",
        "seeds/planted.py": "import app.actions.planted",
    }

    with tree.planted(allowed):
        verdict = tree.lint()

    assert verdict.is_kept, verdict.words


def test_every_contract_has_a_violation_that_it_catches() -> None:
    assert {contract for contract, _ in VIOLATIONS} == contract_ids()
