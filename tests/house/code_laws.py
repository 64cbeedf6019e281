"""The laws of the house that Python code can break. Each takes a file and returns what it finds."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.files import File

OURS = {"app", "optimizer", "seeds"}
MODULE_LINES, TEST_MODULE_LINES, FUNCTION_LINES = 400, 600, 60
CATCH_ALL = {"util", "utils", "helper", "helpers", "common", "base", "manager", "managers", "misc"}
CLOCK, SETTINGS, DATABASE = "app/adapters/clock.py", "app/config.py", "app/database.py"
#: Calls that take the time, chance or an id instead of being handed it; `random.Random(7)` is handed its chance.
TAKEN = re.compile(
    r"((dt|datetime)\.)?(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime)"
    r"|uuid\.uuid[14]|secrets\.\w+|random\.(?!Random$)\w+|os\.urandom"
)
SKIPS = re.compile(r"(pytest\.)?(mark\.)?(skip|skipif|xfail|importorskip)|unittest\.(skip\w*|expectedFailure)")
CHECKS = re.compile(r"assert|raises|expect|check|verify|warns")
STOPWATCHES = re.compile(r"(time\.)?(perf_counter|process_time|thread_time)(_ns)?|(timeit\.)?(timeit|repeat)")
WRITING_SQL = {"insert", "update", "delete"}


def hidden_imports(file: File) -> list[str]:
    """Imports of our own modules inside functions: they hide a circle and escape the contracts' reader."""
    if file.is_test:
        return []
    found: list[str] = []
    for function in _functions(file):
        for node in ast.walk(function):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                found += [file.at(node.lineno, f"{function.name} imports {name}") for name in _imported(node)]
    return sorted(set(found))


def computed_imports(file: File) -> list[str]:
    """Imports of our own modules by a string: the contracts cannot read them."""
    if file.is_test:
        return []
    return [
        file.at(call.lineno, "imports a module of ours by its name as text")
        for call in _calls(file)
        if re.search(r"(import_module|__import__)$", ast.unparse(call.func)) and _first_word(call) in OURS
    ]


def long_modules(file: File) -> list[str]:
    """Modules longer than 400 lines, test modules longer than 600."""
    if _is_revision(file):
        return []
    most = TEST_MODULE_LINES if file.is_test else MODULE_LINES
    lines = len(file.text.splitlines())
    return [file.at(lines, f"{lines} lines, {most} are allowed")] if lines > most else []


def long_functions(file: File) -> list[str]:
    """Functions longer than 60 lines."""
    if _is_revision(file):
        return []
    sizes = ((f, (f.end_lineno or f.lineno) - f.lineno + 1) for f in _functions(file))
    return [file.at(f.lineno, f"{f.name} has {size} lines") for f, size in sizes if size > FUNCTION_LINES]


def catch_all_names(file: File) -> list[str]:
    """Files and folders named so that anything fits in."""
    names = {*file.path.parts[:-1], file.path.stem} & CATCH_ALL
    return [file.at(1, f"{name!r} says nothing about what is inside") for name in sorted(names)]


def skipped_tests(file: File) -> list[str]:
    """Tests that are skipped or expected to fail."""
    names = (node for node in ast.walk(file.code) if isinstance(node, (ast.Attribute, ast.Name)))
    found = {(node.lineno, ast.unparse(node)) for node in names if SKIPS.fullmatch(ast.unparse(node))}
    return [file.at(line, f"{name} silences a test") for line, name in sorted(found)] if file.is_test else []


def silent_tests(file: File) -> list[str]:
    """Tests without a single expectation."""
    if not file.is_test:
        return []
    tests = (f for f in _functions(file) if f.name.startswith("test_"))
    return [file.at(test.lineno, f"{test.name} expects nothing") for test in tests if not _expects(test)]


def timed_tests(file: File) -> list[str]:
    """Tests that take the time: on a busy machine they fail for nothing. A limit is measured in tests/benchmarks."""
    if not file.is_test or file.path.parts[:2] == ("tests", "benchmarks"):
        return []
    calls = ((call, ast.unparse(call.func)) for call in _calls(file))
    return [
        file.at(call.lineno, f"{name}() belongs in tests/benchmarks")
        for call, name in calls
        if STOPWATCHES.fullmatch(name)
    ]


def blanket_silence(file: File) -> list[str]:
    """Comments that silence every finding of a line instead of one."""
    comments = (t for t in tokenize.generate_tokens(io.StringIO(file.text).readline) if t.type == tokenize.COMMENT)
    pattern = re.compile(r"noqa(?!: ?[A-Z]+\d)|type: ?ignore(?!\[)|(ruff|flake8): ?noqa|mypy: ?(ignore|disable)")
    return [file.at(t.start[0], f"{t.string!r} names no rule") for t in comments if pattern.search(t.string)]


def stubs(file: File) -> list[str]:
    """Code that is promised instead of written."""
    raised = (node.exc for node in ast.walk(file.code) if isinstance(node, ast.Raise) and node.exc)
    return [file.at(e.lineno, "raises NotImplementedError") for e in raised if "NotImplementedError" in ast.unparse(e)]


def taken_not_handed(file: File) -> list[str]:
    """Time, chance and ids taken from the machine anywhere but in the clock's module."""
    if file.is_test or str(file.path) == CLOCK:
        return []
    calls = ((call, ast.unparse(call.func)) for call in _calls(file))
    return [file.at(call.lineno, f"{name}() belongs in {CLOCK}") for call, name in calls if TAKEN.fullmatch(name)]


def environment_readers(file: File) -> list[str]:
    """Readers of the environment other than the settings."""
    if file.is_test or str(file.path) == SETTINGS:
        return []
    found = [
        node.lineno
        for node in ast.walk(file.code)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {a.name for a in node.names} & {"environ", "getenv"}
        )
    ]
    return [file.at(line, f"the environment is read in {SETTINGS}") for line in found]


def stray_commits(file: File) -> list[str]:
    """Transactions ended anywhere but in `transaction()`; an action may let go of what it read, by a rollback."""
    if file.is_test or str(file.path) == DATABASE or file.path.parts[:2] == ("app", "migrations"):
        return []
    ending = {"commit"} if file.path.parts[:2] == ("app", "actions") else {"commit", "rollback"}
    calls = ((call.lineno, call.func.attr) for call in _calls(file) if isinstance(call.func, ast.Attribute))
    return [file.at(line, f".{verb}() belongs in {DATABASE}") for line, verb in calls if verb in ending]


def writing_queries(file: File) -> list[str]:
    """Queries that could change a row."""
    if file.path.parts[:2] != ("app", "queries"):
        return []
    imported = (node for node in ast.walk(file.code) if isinstance(node, ast.ImportFrom))
    found = [
        file.at(node.lineno, f"a query imports {name.name}")
        for node in imported
        for name in node.names
        if (str(node.module).startswith("sqlalchemy") and name.name in WRITING_SQL) or name.name == "transaction"
    ]
    writes = (
        call
        for call in _calls(file)
        if re.search(r"session\.(add|add_all|delete|merge|flush)$", ast.unparse(call.func))
    )
    return found + [file.at(call.lineno, f"a query calls {ast.unparse(call.func)}") for call in writes]


CODE_LAWS = (
    hidden_imports,
    computed_imports,
    long_modules,
    long_functions,
    catch_all_names,
    skipped_tests,
    silent_tests,
    timed_tests,
    blanket_silence,
    stubs,
    taken_not_handed,
    environment_readers,
    stray_commits,
    writing_queries,
)


def _is_revision(file: File) -> bool:
    # A migration is a list of statements that nobody changes again; it is as long as the tables it makes.
    return file.path.parts[:3] == ("app", "migrations", "versions")


def _functions(file: File) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(file.code) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _calls(file: File) -> Iterator[ast.Call]:
    return (node for node in ast.walk(file.code) if isinstance(node, ast.Call))


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        # A relative import reaches one of our own modules by definition.
        names = [f"{'.' * node.level}{node.module or ''}"]
    return [name for name in names if name.startswith(".") or name.partition(".")[0] in OURS]


def _first_word(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return str(first.value).partition(".")[0] if isinstance(first, ast.Constant) else ""


def _expects(test: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and CHECKS.search(ast.unparse(node.func)))
        for node in ast.walk(test)
    )
