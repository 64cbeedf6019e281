"""A task under other weights, from its stored score: what a new scoring would give, and nothing built anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS, TaskFacts, Weights, score
from optimizer.scoring.stability import survives
from optimizer.scoring.standing import Scale, standing_of
from tests.optimizer.scoring.inventories import weighings

if TYPE_CHECKING:
    from optimizer.scoring.result import Criterion

NAMES = ("受領請求書の処理", "会議の日程調整", "SNSの企画", "月末のもの", "備品の発注")
NOTES = ("", "二重入力している", "自動化できそう", "紙が3割", "承認は社長")

facts = st.builds(
    TaskFacts,
    id=st.just("t"),
    name=st.sampled_from(NAMES),
    note=st.sampled_from(NOTES),
    minutes_per_run=st.sampled_from([None, 10, 90]),
    runs_per_year=st.sampled_from([None, 4, 48, 240]),
    has_manual=st.sampled_from([None, True, False]),
    judgement_pct=st.sampled_from([None, 5, 50, 90]),
    capable_people=st.sampled_from([None, 1, 4]),
)


@given(task=facts, weights=weighings())
def test_it_is_the_one_a_new_scoring_gives(task: TaskFacts, weights: dict[Criterion, int]) -> None:
    stored = json.loads(json.dumps(score(task, DEFAULT_WEIGHTS).to_json()))
    new = score(task, Weights(2, weights))
    found = Scale(Weights(2, weights)).weigh(standing_of(stored))

    assert (found.points, found.treatment) == (new.suitability, new.treatment)
    assert found.tenths == tuple(part.points_tenths for part in new.contributions)
    assert found.is_firm == survives(new.gates, new.contributions)


def test_a_task_worked_by_hand() -> None:
    # Everything on the manual: without one its level is 1, which gives nothing; under 40 points a task is kept, and at
    # 60 and more it would be outsourced. A fifth more or less of all is all again.
    stored = score(TaskFacts("t", "受領請求書の処理", has_manual=False), DEFAULT_WEIGHTS).to_json()
    only_manual: Any = {**dict.fromkeys(CRITERIA, 0), "manual": 100}
    found = Scale(Weights(2, only_manual)).weigh(standing_of(stored))

    assert (found.points, found.treatment, found.is_firm) == (0, "keep", True)
    assert standing_of(stored).bands == ("keep", "manual_first", "outsource")


@pytest.mark.parametrize(("note", "treatment"), [("二重入力している", "reduce"), ("自動化できそう", "automate")])
def test_what_ecrs_decides_is_the_same_in_every_band(note: str, treatment: str) -> None:
    stored = score(TaskFacts("t", "受領請求書の処理", note=note), DEFAULT_WEIGHTS).to_json()

    assert standing_of(stored).bands == (treatment,) * 3
