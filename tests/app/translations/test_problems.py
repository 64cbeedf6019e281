"""Every broken rule has a sentence, and what the sentence names is handed to it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import app
from app.domain.errors import Problem
from app.translations import words
from app.translations.problems import INPUTS, PROBLEMS, RULES, problem_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

APP = Path(app.__file__).parent
#: What `ennoshita check` finds is for whoever keeps the machine; it is printed as codes and figures.
CHECKS = APP / "queries" / "check"
JAPANESE = words("ja")


def _raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, code and named values of every problem written out in the app; None where they are not written there."""
    for path in sorted(APP.rglob("*.py")):
        if CHECKS in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                code, names = _call(node.func.id, node)
            elif isinstance(node, ast.ClassDef):
                code, names = _class_code(node), None
            else:
                continue
            if code is not None:
                yield f"{path.name}:{node.lineno}", code, names


def _call(name: str, node: ast.Call) -> tuple[str | None, set[str] | None]:
    place = {"InvalidInput": 1, "Problem": 0}.get(name)
    if place is None or len(node.args) <= place:
        return None, None
    code = node.args[place]
    if not isinstance(code, ast.Constant):
        return None, None
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if name == "InvalidInput":
        return str(code.value), set(named)
    params = named.get("params")
    if isinstance(params, ast.Dict):
        return str(code.value), {key.value for key in params.keys if isinstance(key, ast.Constant)}
    return str(code.value), set() if params is None and len(node.args) < 4 else None


def _class_code(node: ast.ClassDef) -> str | None:
    for line in node.body:
        targets = (
            line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
        )
        is_code = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        if is_code and isinstance(line.value, ast.Constant):
            return str(line.value.value)
    return None


def test_every_code_of_the_app_has_a_sentence() -> None:
    raised = list(_raised())

    assert len(raised) > 80
    assert [(place, code) for place, code, _ in raised if code not in PROBLEMS] == []


def test_every_value_a_sentence_names_is_handed_to_it() -> None:
    lacking = [
        (place, code, name)
        for place, code, names in _raised()
        if names is not None
        for name in re.findall(r"%\((\w+)\)s", PROBLEMS.get(code, ""))
        if name not in names
    ]

    assert lacking == []


@pytest.mark.parametrize("code", [*RULES, *INPUTS])
def test_every_sentence_ends_and_can_be_said(code: str) -> None:
    sentence = problem_sentence(Problem(code), JAPANESE)

    assert sentence.endswith("。")
    assert "%" not in sentence


def test_the_row_comes_first() -> None:
    said = problem_sentence(Problem("too_long", "name", 12, {"most": 100}), JAPANESE)

    assert said == "12行目：長すぎます。100文字までにしてください。"


def test_a_value_that_was_forgotten_shows_as_a_dash() -> None:
    assert problem_sentence(Problem("too_small"), JAPANESE) == "–以上にしてください。"


def test_a_code_without_a_sentence_still_says_something() -> None:
    assert problem_sentence(Problem("no such code"), JAPANESE) == RULES["refused"]
