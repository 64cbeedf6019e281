from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optimizer
from optimizer.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOM = Path(optimizer.__file__).parent
EXAMPLE = (ROOM / "example.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return [part.split("```")[0] for part in EXAMPLE.split(f"```{kind}\n")[1:]]


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(blocks("json")[0], encoding="utf-8")
    return path


def written(tmp_path: Path, name: str, data: object) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("nth", [0, 1])
def test_a_worked_example_prints_what_it_says(nth: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "problem.json"
    path.write_text(blocks("json")[nth], encoding="utf-8")
    assert main(["solve", str(path), "--gap", "0"]) == 0

    def without_seconds(text: str) -> list[str]:
        first, *rest = text.strip().splitlines()
        return [word for word in first.split() if not word[0].isdigit() or word in {"985.00", "300.00", "0.00%"}] + rest

    assert without_seconds(capsys.readouterr().out) == without_seconds(blocks("text")[nth])


def test_a_solved_plan_passes_the_check(problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(problem), "--json"]) == 0
    plan = tmp_path / "plan.json"
    plan.write_text(capsys.readouterr().out, encoding="utf-8")

    assert main(["check", str(problem), str(plan)]) == 0
    assert capsys.readouterr().out == ""


def test_a_tampered_plan_fails_the_check_with_what_it_breaks(
    problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # ishikawa has 経理 3 for invoices, onodera only 1, and 420 minutes
    rows = [{"task": "invoices", "assistant": "onodera", "minutes": 390}]
    rest = [{"task": task, "reason": "package_full"} for task in ("cards", "photos", "minutes", "booking")]
    plan = written(
        tmp_path, "plan.json", {"status": "greedy", "objective": 520, "assignments": rows, "unassigned": rest}
    )

    assert main(["check", str(problem), str(plan)]) == 1
    assert capsys.readouterr().out == "invoices / onodera: skill_missing\n"


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ([], "problem: not_an_object"),
        ({"status": "fine", "assignments": [], "unassigned": []}, "status: unknown_code"),
        ({"status": "optimal", "unassigned": []}, "assignments: missing"),
        (
            {"status": "optimal", "assignments": [{"task": "t", "assistant": "a", "minutes": "3"}], "unassigned": []},
            "assignments[0].minutes: not_whole_number",
        ),
        (
            {"status": "optimal", "objective": float("nan"), "assignments": [], "unassigned": []},
            "objective: not_finite",
        ),
        (
            {"status": "optimal", "assignments": [], "unassigned": [{"task": "t", "reason": "no_skill", "needs": 3}]},
            "unassigned[0].needs: not_an_object",
        ),
    ],
)
def test_a_file_that_is_no_plan_is_bad_input(
    plan: object, field: str, problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(problem), str(written(tmp_path, "plan.json", plan))]) == 2
    assert field in capsys.readouterr().err


def test_a_plan_that_does_not_say_what_it_is_worth_is_not_checked(
    problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = written(tmp_path, "plan.json", {"status": "greedy", "assignments": [], "unassigned": []})

    assert main(["check", str(problem), str(plan)]) == 2
    assert capsys.readouterr().err == "objective: missing\n"


@pytest.mark.parametrize("plan", [{"objective": 10**400}, {"bound": 10**400}, {"seconds": -(10**400)}])
def test_a_number_too_large_to_be_one_is_bad_input(
    plan: dict[str, int], problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = {"status": "greedy", "objective": 0, "assignments": [], "unassigned": []}

    assert main(["check", str(problem), str(written(tmp_path, "plan.json", {**sound, **plan}))]) == 2
    assert next(iter(plan)) in capsys.readouterr().err


def test_every_fault_of_a_problem_goes_to_stderr_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "bad.json", {"tasks": [{"id": "t", "minutes": float("nan")}, {"minutes": 3}]})

    assert main(["solve", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == ["tasks[0].minutes: not_finite (nan)", "tasks[1].id: missing"]


@pytest.mark.parametrize(("content", "told"), [(None, "cannot be read"), ("{", "is not JSON"), ("\x00", "is not JSON")])
def test_a_file_that_cannot_be_used_is_named(
    content: str | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert main(["solve", str(path)]) == 2
    assert f"file.json: {told}" in capsys.readouterr().err


def test_a_gap_over_the_whole_is_bad_input(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(problem), "--gap", "2"]) == 2
    assert capsys.readouterr().err == "gap: out_of_range (2.0)\n"


def test_an_inventory_is_scored_task_by_task(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "inventory.json", [{"id": "t1", "name": "請求書発行"}, {"id": "t2", "name": "名刺入力"}])

    assert main(["score", str(path)]) == 0
    assert [one["task_id"] for one in json.loads(capsys.readouterr().out)] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("inventory", "told"),
    [
        ({"tasks": 3}, "tasks: a list is needed"),
        ([{"id": "t1"}], "tasks[0].name: required"),
        ([{"id": "t1", "name": "経理"}, {"id": "t1", "name": "総務"}], "tasks[1].id: duplicate (t1)"),
        ([7], "tasks[0]: is not an object of facts"),
        ({"tasks": [], "weights": {"version": 1}}, "weights.by_criterion: missing\n"),
        ({"tasks": [], "weights": {"by_criterion": {}}}, "weights.version: missing\n"),
        ({"tasks": [], "weights": [1]}, "weights: an object with version and by_criterion is needed\n"),
        (
            {"tasks": [], "weights": {"version": 1, "by_criterion": {}}},
            "weights: by_criterion.standardisation is missing",
        ),
        ({"tasks": [], "weights": {"version": 0, "by_criterion": {}}}, "weights: version has to be a whole number"),
    ],
)
def test_an_inventory_that_cannot_be_scored_is_named(
    inventory: object, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(written(tmp_path, "inventory.json", inventory))]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_the_module_runs_by_its_name_and_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "optimizer", "solve", "-", "--json"],
        input='{"assistants": [{"id": "a", "minutes": 60}], "tasks": []}',
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOM.parent,
    )

    assert json.loads(done.stdout)["status"] == "nothing_to_plan"


def test_files_are_utf_8_whatever_the_terminal_speaks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "optimizer", "solve", "-"],
        input='{"assistants": [{"id": "髙橋", "minutes": 60}], "tasks": [{"id": "棚卸", "minutes": 60}]}'.encode(),
        capture_output=True,
        check=True,
        cwd=ROOM.parent,
        env={"PYTHONIOENCODING": "ascii"},
    )

    assert "+ 棚卸 髙橋 60" in done.stdout.decode()


def test_the_schema_names_the_fields_that_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    defs = json.loads(capsys.readouterr().out)["$defs"]

    def names(kind: type) -> set[str]:
        return set(kind.__dataclass_fields__)

    def properties(of: Mapping[str, Any]) -> set[str]:
        return set(of["properties"])

    def rows(of: str, name: str) -> Mapping[str, Any]:
        return defs[of]["properties"][name]["items"]

    assert properties(defs["problem"]) == names(optimizer.Problem)
    assert properties(defs["plan"]) == names(optimizer.PlanResult)
    kinds = {
        ("problem", "packages"): optimizer.Package,
        ("problem", "assistants"): optimizer.Assistant,
        ("problem", "tasks"): optimizer.Task,
        ("problem", "pairs"): optimizer.Pair,
        ("plan", "assignments"): optimizer.Assignment,
        ("plan", "unassigned"): optimizer.Unassigned,
        ("plan", "why"): optimizer.Why,
        ("plan", "packages"): optimizer.PackageUse,
    }
    for (of, name), kind in kinds.items():
        assert properties(rows(of, name)) == names(kind), name
