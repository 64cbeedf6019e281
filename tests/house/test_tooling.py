"""The commands and pins that newcomers and machines start from."""

from __future__ import annotations

import os
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.files import ROOT

PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)")
#: Steps of other targets; nobody calls them by name.
STEPS = {"install", "dev", "browser"}


def _pins() -> dict[str, Version]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    found = [PIN.fullmatch(line) for line in lines]
    return {canonicalize_name(pin[1]): Version(pin[2]) for pin in found if pin}


def _requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [Requirement(line) for line in wanted]


def test_constraints_hold_exact_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()

    assert [line for line in lines if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize("requirement", _requirements(), ids=str)
def test_every_dependency_is_pinned_to_a_version_it_allows(requirement: Requirement) -> None:
    pinned = _pins()[canonicalize_name(requirement.name)]

    assert pinned in requirement.specifier


def test_help_says_a_line_for_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]

    described = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))

    assert described == targets - STEPS


def test_the_gate_runs_what_a_developer_runs() -> None:
    gate = ROOT / ".ci" / "run"

    assert os.access(gate, os.X_OK)
    assert gate.read_text().splitlines()[0] == "#!/usr/bin/env bash"
    assert gate.read_text().splitlines()[-1] == "exec make test"
