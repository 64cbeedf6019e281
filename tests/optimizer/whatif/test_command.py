"""`python -m optimizer whatif`, on the worked example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import optimizer
from optimizer.__main__ import main

EXAMPLE = (Path(optimizer.__file__).parent / "example.md").read_text(encoding="utf-8")
TEXT = next(part.split("```")[0] for part in EXAMPLE.split("```text\n") if part.startswith("$"))
ASKED = [part.split("\n", 1) for part in TEXT.split("$ python -m optimizer whatif problem.json plan.json ")[1:]]
#: As the example says: invoices and cards with ishikawa, booking with onodera.
ROWS = [
    {"task": "invoices", "assistant": "ishikawa", "minutes": 390},
    {"task": "cards", "assistant": "ishikawa", "minutes": 120},
    {"task": "booking", "assistant": "onodera", "minutes": 330},
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    problem = tmp_path / "problem.json"
    problem.write_text(EXAMPLE.split("```json\n")[1].split("```")[0], encoding="utf-8")
    return [str(problem), plan_of(tmp_path, ROWS)]


def plan_of(tmp_path: Path, rows: list[dict[str, object]]) -> str:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"status": "optimal", "assignments": rows, "unassigned": []}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("options", "lines"), ASKED)
def test_the_worked_example_answers_what_it_says(
    options: str, lines: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", *files, *options.split()]) == 0
    assert capsys.readouterr().out == lines


def test_every_question_is_in_the_worked_example() -> None:
    text = "".join(options for options, _ in ASKED)

    assert all(option in text for option in ("--hour", "--packages", "--absence", "--force", "--change"))


def test_an_hour_that_brings_nothing_says_why(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    # 240 minutes more hold photos (180) and minutes, but nobody has the level or 150 minutes (600 - 510 = 90)
    assert main(["whatif", *files, "--client", "aozora", "--hour", "240"]) == 0

    _, cause, *out = capsys.readouterr().out.splitlines()
    assert cause.startswith("cause blocked skill=画像 level=3 best_level=2 nearest=onodera")
    assert [line.split()[:3] for line in out] == [["out", "photos", "no_skill"], ["out", "minutes", "assistants_full"]]


def test_an_absence_without_a_name_is_everybodys(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", *files, "--absence", "--json"]) == 0
    # booking takes 330 minutes, ishikawa has 90 left
    answers = json.loads(capsys.readouterr().out)
    assert [(one["assistant"], one["minutes"], len(one["lost"])) for one in answers] == [
        ("ishikawa", 510, 2),
        ("onodera", 330, 1),
    ]


def test_one_answer_is_one_object_of_json(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", *files, "--change", "photos", "--json"]) == 0
    answer = {"task": "photos", "fits_already": False, "changes": [], "proven": True}
    assert json.loads(capsys.readouterr().out) == answer


def test_what_no_plan_can_hold_is_called_impossible(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", *files, "--force", "photos"]) == 0
    assert capsys.readouterr().out.startswith("photos impossible no_skill skill=画像 level=3")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--client x --hour", "client: unknown_id (x)"),
        ("--client x --packages 600", "client: unknown_id (x)"),
        ("--hour", "client: missing"),
        ("--client aozora --force cards", "client: only_with_hour_or_packages (aozora)"),
        ("--client aozora --hour 0", "minutes: too_small (0)"),
        ("--client aozora --packages 600,-1", "offers: negative (-1)"),
        ("--absence x", "assistant: unknown_id (x)"),
        ("--force x", "task: unknown_id (x)"),
        ("--change x", "task: unknown_id (x)"),
        ("--change cards --time-limit 0", "time_limit_s: out_of_range (0.0)"),
    ],
)
def test_a_question_that_makes_no_sense_is_bad_input(
    options: str, told: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", *files, *options.split()]) == 2
    assert capsys.readouterr() == ("", f"{told}\n")


@pytest.mark.parametrize("options", ["", "--client aozora", "--client aozora --packages 6h", "--hour --force cards"])
def test_one_question_is_asked_at_a_time(options: str, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["whatif", *files, *options.split()])

    assert ended.value.code == 2
    assert "--packages" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"task": "x", "assistant": "onodera", "minutes": 5}, "assignments[3].task: unknown_id (x)"),
        ({"task": "photos", "assistant": "x", "minutes": 5}, "assignments[3].assistant: unknown_id (x)"),
    ],
)
def test_the_plan_of_another_problem_is_bad_input(
    row: dict[str, object], told: str, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_of(tmp_path, [*ROWS, row])

    assert main(["whatif", files[0], plan, "--absence"]) == 2
    assert capsys.readouterr().err == f"{told}\n"


def test_a_question_without_an_answer_has_a_code_of_its_own(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", *files, "--change", "photos", "--time-limit", "0.001"]) == 3
    assert capsys.readouterr() == ("", "no answer: out_of_time\n")
