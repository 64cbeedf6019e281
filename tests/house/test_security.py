"""`docs/security.md` names tests that exist, and answers every requirement of ASVS 5.0.0 of levels 1 and 2 once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from tests.house.files import ROOT

if TYPE_CHECKING:
    from pathlib import Path

#: Chapter and section -> last numbers of what it asks at levels 1 and 2. Source: the CSV of release 5.0.0; its preface
#: counts 70 and 183.
LEVEL_1 = """
1.2 1-5 | 1.3 1-2 | 1.5 1 | 2.1 1 | 2.2 1-2 | 2.3 1 | 3.2 1-2 | 3.3 1 | 3.4 1-2 | 3.5 1-3 | 4.1 1 | 4.4 1 | 5.2 1-2
| 5.3 1-2 | 6.1 1 | 6.2 1-8 | 6.3 1-2 | 6.4 1-2 | 7.2 1-4 | 7.4 1-2 | 8.1 1 | 8.2 1-2 | 8.3 1 | 9.1 1-3 | 9.2 1
| 10.4 1-5 | 11.3 1-2 | 11.4 1 | 12.1 1 | 12.2 1-2 | 13.4 1 | 14.2 1 | 14.3 1 | 15.1 1 | 15.2 1 | 15.3 1
"""
LEVEL_2 = """
1.1 1-2 | 1.2 6-9 | 1.3 3-11 | 1.4 1-3 | 1.5 2 | 2.1 2-3 | 2.2 3 | 2.3 2-4 | 2.4 1 | 3.3 2-4 | 3.4 3-6 | 3.5 4-5
| 3.7 1-2 | 4.1 2-3 | 4.2 1 | 4.3 1-2 | 4.4 2-4 | 5.1 1 | 5.2 3 | 5.4 1-3 | 6.1 2-3 | 6.2 9-12 | 6.3 3-4 | 6.4 3-4
| 6.5 1-5 | 6.6 1-3 | 6.8 1-4 | 7.1 1-3 | 7.3 1-2 | 7.4 3-5 | 7.5 1-2 | 7.6 1-2 | 8.1 2 | 8.2 3 | 8.4 1 | 9.2 2-4
| 10.1 1-2 | 10.2 1-2 | 10.3 1-4 | 10.4 6-11 | 10.5 1-5 | 10.6 1-2 | 10.7 1-3 | 11.1 1-2 | 11.2 1-3 | 11.3 3
| 11.4 2-4 | 11.5 1 | 11.6 1 | 12.1 2-3 | 12.3 1-4 | 13.1 1 | 13.2 1-5 | 13.3 1-2 | 13.4 2-5 | 14.1 1-2 | 14.2 2-4
| 14.3 2-3 | 15.1 2-3 | 15.2 2-3 | 15.3 2-7 | 16.1 1 | 16.2 1-5 | 16.3 1-4 | 16.4 1-3 | 16.5 1-3 | 17.1 1 | 17.2 1-4
| 17.3 1-2
"""
ROW = re.compile(r"^\| ([\d., ]+) \| ([12]) \| (.+?) \| ?(.*?) ?\|$", re.MULTILINE)
NAMED = re.compile(r"`([\w./]+\.py)::(\w+)`")
#: Answers that need no test: there is nothing to test, it is not met, or the row says why there is none.
WITHOUT = re.compile(r"\*none\*|\*\*not met\*\*|\*\*in part\*\*")


def asked(sections: str) -> list[str]:
    """The numbers of the requirements, as `1.2.5`."""
    found = []
    for section in sections.split("|"):
        name, span = section.split()
        first, _, last = span.partition("-")
        found += [f"{name}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def answered(text: str) -> list[tuple[str, str]]:
    """(number, level) of each requirement that a row answers."""
    return [(number, level) for numbers, level, *_ in ROW.findall(text) for number in numbers.split(", ")]


def missing_tests(text: str, root: Path) -> list[str]:
    """Tests that are named and are not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in _tests_in(root / "tests" / path)]


def unproven(text: str) -> list[str]:
    """Rows that claim something and name neither a test nor why there is none."""
    return [
        numbers
        for numbers, _level, here, shown in ROW.findall(text)
        if not (NAMED.search(shown) or shown.startswith("no test") or WITHOUT.search(here))
    ]


@cache
def _tests_in(path: Path) -> set[str]:
    if not path.exists():
        return set()
    return {each.name for each in ast.parse(path.read_text("utf-8")).body if isinstance(each, ast.FunctionDef)}


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    wanted = [(number, "1") for number in asked(LEVEL_1)] + [(number, "2") for number in asked(LEVEL_2)]

    assert (len(asked(LEVEL_1)), len(asked(LEVEL_2))) == (70, 183)
    assert Counter(answered((ROOT / "docs/security.md").read_text("utf-8"))) == Counter(wanted)


def test_every_test_it_names_is_there() -> None:
    text = (ROOT / "docs/security.md").read_text("utf-8")

    assert missing_tests(text, ROOT) == []
    assert unproven(text) == []


def test_a_test_that_is_gone_and_a_claim_without_one_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text("def test_one(): assert 1\n", "utf-8")
    first, second = "| 1.2.3 | 1 | so | `test_a.py::test_one` |\n", "| 1.2.4, 1.2.5 | 2 | so | "
    text = f"{first}{second}`test_a.py::test_two`, `b.py::test_x` |\n"

    assert missing_tests(text, tmp_path) == ["test_a.py::test_two", "b.py::test_x"]
    assert answered(text) == [("1.2.3", "1"), ("1.2.4", "2"), ("1.2.5", "2")]
    assert unproven(
        "| 1.2.3 | 1 | surely | |\n| 1.2.4 | 1 | *none*: no such thing | |\n| 1.2.5 | 2 | so | no test |\n"
    ) == ["1.2.3"]
