"""The laws of the house: the tree obeys each, and each catches the violation planted for it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from tests.house import code_laws, text_laws
from tests.house.code_laws import CODE_LAWS
from tests.house.files import File, every_text
from tests.house.text_laws import TEXT_LAWS

if TYPE_CHECKING:
    from collections.abc import Callable

    Law = Callable[[File], list[str]]

LATER = "TO" + "DO"
HOME = "/ho" + "me/taro/ennoshita"
INDEX = "https://index.example/" + "simple"
ACTION, PAGE, TEST = "app/actions/hours.py", "app/web/templates/hours/list.html", "tests/app/test_hours.py"

VIOLATIONS: list[tuple[Law, str, str]] = [
    (code_laws.hidden_imports, ACTION, "def log():\n    from app.domain import ledger"),
    (code_laws.hidden_imports, ACTION, "def log():\n    if True:\n        import optimizer.solve"),
    (code_laws.hidden_imports, ACTION, "class Log:\n    async def log(self):\n        from . import plans"),
    (code_laws.computed_imports, ACTION, "importlib.import_module('app.web.tasks')"),
    (code_laws.computed_imports, ACTION, "__import__('optimizer')"),
    (code_laws.long_modules, ACTION, "x = 1\n" * 401),
    (code_laws.long_modules, TEST, "x = 1\n" * 601),
    (code_laws.long_functions, ACTION, "def log():\n" + "    x = 1\n" * 60),
    (code_laws.catch_all_names, "app/actions/utils.py", ""),
    (code_laws.catch_all_names, "app/helpers/tasks.py", ""),
    (code_laws.catch_all_names, "tests/common.py", ""),
    (code_laws.skipped_tests, TEST, "@pytest.mark.skip\ndef test_x(): assert 1"),
    (code_laws.skipped_tests, TEST, "@pytest.mark.skipif(True, reason='x')\ndef test_x(): assert 1"),
    (code_laws.skipped_tests, TEST, "@pytest.mark.xfail\ndef test_x(): assert 1"),
    (code_laws.skipped_tests, TEST, "def test_x():\n    pytest.skip('later')"),
    (code_laws.skipped_tests, TEST, "typst = pytest.importorskip('typst')"),
    (code_laws.silent_tests, TEST, "def test_x():\n    log(1)"),
    (code_laws.timed_tests, TEST, "started = time.perf_counter()"),
    (code_laws.timed_tests, TEST, "took_s = timeit.timeit(log)"),
    (code_laws.blanket_silence, ACTION, "x = 1  # noqa"),
    (code_laws.blanket_silence, ACTION, "x = 1  # type: ignore"),
    (code_laws.blanket_silence, ACTION, "# ruff: noqa"),
    (code_laws.blanket_silence, ACTION, "# mypy: ignore-errors"),
    (code_laws.stubs, ACTION, "def log():\n    raise NotImplementedError"),
    (code_laws.stubs, ACTION, "def log():\n    raise NotImplementedError('later')"),
    (code_laws.taken_not_handed, ACTION, "datetime.now(UTC)"),
    (code_laws.taken_not_handed, ACTION, "dt.datetime.now(dt.UTC)"),
    (code_laws.taken_not_handed, ACTION, "datetime.date.today()"),
    (code_laws.taken_not_handed, ACTION, "time.time()"),
    (code_laws.taken_not_handed, ACTION, "uuid.uuid4()"),
    (code_laws.taken_not_handed, ACTION, "secrets.token_urlsafe(16)"),
    (code_laws.taken_not_handed, "optimizer/solve.py", "random.choice(assistants)"),
    (code_laws.environment_readers, ACTION, "os.environ['X']"),
    (code_laws.environment_readers, ACTION, "os.getenv('X')"),
    (code_laws.environment_readers, ACTION, "from os import environ"),
    (code_laws.stray_commits, ACTION, "session.commit()"),
    (code_laws.stray_commits, "app/queries/hours.py", "self.session.rollback()"),
    (code_laws.writing_queries, "app/queries/hours.py", "from sqlalchemy import select, update"),
    (code_laws.writing_queries, "app/queries/hours.py", "from app.database import transaction"),
    (code_laws.writing_queries, "app/queries/hours.py", "session.add(row)"),
    (text_laws.left_open, ACTION, f"# {LATER}: round"),
    (text_laws.left_open, "docs/map.md", f"{LATER} describe"),
    (text_laws.machine_paths, "README.md", f"cd {HOME}"),
    (text_laws.machine_paths, "constraints.txt", "-e C:" + r"\Users\taro\ennoshita"),
    (text_laws.index_addresses, "constraints.txt", f"--{'index'}-url x"),
    (text_laws.index_addresses, "Makefile", f"pip install -i {INDEX}/"),
    (text_laws.index_addresses, "constraints.txt", f"ennoshita @ {'file'}://here"),
    (text_laws.inline_looks, PAGE, '<div style="width: 40%">'),
    (text_laws.inline_looks, PAGE, "<style>p { color: red }</style>"),
    (text_laws.inline_looks, PAGE, "<script>start()</script>"),
    (text_laws.inline_looks, PAGE, '<button onclick="start()">'),
    (text_laws.inline_looks, PAGE, '<a href="javascript:start()">'),
]

INNOCENT: list[tuple[Law, str, str]] = [
    (code_laws.hidden_imports, ACTION, "from app.domain import ledger\ndef log():\n    import json"),
    (code_laws.long_modules, ACTION, "x = 1\n" * 400),
    (code_laws.long_functions, ACTION, "def log():\n" + "    x = 1\n" * 59),
    (code_laws.silent_tests, TEST, "def test_x():\n    with pytest.raises(Closed):\n        log(1)"),
    (code_laws.timed_tests, "tests/benchmarks/bench_plan.py", "started = time.perf_counter()"),
    (code_laws.timed_tests, ACTION, "started = time.perf_counter()"),
    (code_laws.timed_tests, TEST, "until_s = time.monotonic() + 30"),
    (code_laws.blanket_silence, ACTION, "x = 1  # noqa: TID251 - its one home\ny = 2  # type: ignore[arg-type]"),
    (code_laws.taken_not_handed, code_laws.CLOCK, "dt.datetime.now(dt.UTC)"),
    (code_laws.taken_not_handed, ACTION, "clock.now()"),
    (code_laws.taken_not_handed, "seeds/companies.py", "random.Random(7)"),
    (code_laws.environment_readers, code_laws.SETTINGS, "os.environ"),
    (code_laws.stray_commits, code_laws.DATABASE, "session.commit()"),
    (code_laws.stray_commits, ACTION, "session.rollback()"),
    (code_laws.writing_queries, "app/actions/hours.py", "from sqlalchemy import update"),
    (text_laws.machine_paths, "README.md", "https://example.com/ho" + "me/page and docs/work/map.md"),
    (text_laws.index_addresses, "README.md", "https://example.com/simple-words"),
    (text_laws.inline_looks, PAGE, '<script src="/static/shell.js" defer></script><td class="on-time" data-style="x">'),
]


@pytest.mark.parametrize("law", CODE_LAWS, ids=lambda law: law.__name__)
def test_our_code_obeys(law: Law) -> None:
    found = [finding for file in every_text() if file.path.suffix == ".py" for finding in law(file)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("law", TEXT_LAWS, ids=lambda law: law.__name__)
def test_our_texts_obey(law: Law) -> None:
    found = [finding for file in every_text() for finding in law(file)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(("law", "path", "text"), VIOLATIONS)
def test_a_law_catches_its_violation(law: Law, path: str, text: str) -> None:
    assert law(File(PurePosixPath(path), text))


@pytest.mark.parametrize(("law", "path", "text"), INNOCENT)
def test_a_law_lets_the_innocent_pass(law: Law, path: str, text: str) -> None:
    assert law(File(PurePosixPath(path), text)) == []


def test_every_law_has_a_violation_that_it_catches() -> None:
    assert {law for law, _, _ in VIOLATIONS} == {*CODE_LAWS, *TEXT_LAWS}
