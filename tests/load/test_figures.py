"""The table, and when the run counts as failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.load.figures import Figures, Sample, percentile
from tests.load.run import report

if TYPE_CHECKING:
    from collections.abc import Sequence


def samples(page_ms: Sequence[float], error: str = "") -> list[Sample]:
    """A page that took so long, and the page that does nothing: 1 to 20 ms."""
    nothing = [Sample("/healthz", float(nth)) for nth in range(1, 21)]
    return [*nothing, *(Sample("/tasks", took) for took in page_ms[:-1]), Sample("/tasks", page_ms[-1], error)]


def came(found: Sequence[Sample], *broken: str, people: int = 50) -> dict[str, Any]:
    """What the crowd gives back."""
    return {"samples": [[each.name, each.took_ms, each.error] for each in found], "broken": broken, "people": people}


def test_a_percentile_is_a_value_that_was_measured() -> None:
    # 95% of 20 values is 19 of them; of 3 it is 2.85, so all 3.
    assert percentile([float(nth) for nth in range(1, 21)], 95) == 19.0
    assert percentile([1.0, 2.0, 3.0], 95) == 3.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    with pytest.raises(ValueError, match="no values"):
        percentile([], 95)


def test_the_table_has_all_pages_first_and_each_beside_the_page_that_does_nothing() -> None:
    found = [*samples([38.0] * 19 + [57.0], "500"), Sample("/plans", 95.0), Sample("POST /hours/week", 19.0)]

    # p95 of nothing is 19 ms. All pages are 22 values: 19, 38 × 19, 57, 95; 95% of 22 is 20.9, so the 21st: 57.
    assert Figures.of(found).table().splitlines() == [
        "| page | asked | errors | median | p95 | slowest | p95 ÷ /healthz |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| **all pages** | 22 | 1 | 38 ms | 57 ms | 95 ms | 3.0 |",
        "| `/healthz` | 20 | 0 | 10 ms | 19 ms | 20 ms | 1.0 |",
        "| `/plans` | 1 | 0 | 95 ms | 95 ms | 95 ms | 5.0 |",
        "| `/tasks` | 20 | 1 | 38 ms | 38 ms | 57 ms | 2.0 |",
        "| `POST /hours/week` | 1 | 0 | 19 ms | 19 ms | 19 ms | 1.0 |",
    ]


def test_a_run_within_the_limit_and_without_errors_is_a_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(came(samples([299.0])), "2 cores.", []) == 0
    assert "p95 of all pages 299 ms, limit 300 ms: kept" in capsys.readouterr().out


def test_a_run_over_the_limit_fails_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(came(samples([300.0])), "2 cores.", []) == 1

    said = capsys.readouterr().out
    assert "p95 of all pages 300 ms, limit 300 ms: MISSED" in said
    assert "slow: /tasks p95 300 ms" in said


@pytest.mark.parametrize(
    ("found", "broken", "further", "said"),
    [
        (samples([10.0], "500"), (), [], "ERROR: /tasks: 500"),
        (samples([10.0]), ("Client: LookupError()",), [], "ERROR: Client: LookupError()"),
        (samples([10.0]), (), ["beat died: why"], "ERROR: beat died: why"),
    ],
)
def test_a_run_with_an_error_of_any_kind_fails(
    found: list[Sample], broken: tuple[str, ...], further: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(came(found, *broken), "2 cores.", further) == 1
    assert said in capsys.readouterr().out


def test_a_run_whose_people_went_away_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(came(samples([10.0]), people=49), "2 cores.", []) == 1
    assert "ERROR: only 49 people" in capsys.readouterr().out


def test_a_run_in_which_no_page_was_opened_says_what_was_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(came([], "Client: AttributeError()", people=0), "2 cores.", []) == 1
    assert "ERROR: Client: AttributeError()" in capsys.readouterr().out
