"""What a task may say of itself, and what it may not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optimizer.scoring import InvalidFactsError, TaskFacts

FULL = TaskFacts(
    id="t1",
    name="受領請求書の処理",
    detail="会計ソフトへ入力",
    note="紙が3割",
    department="総務",
    tools="会計ソフト",
    minutes_per_run=90,
    runs_per_year=48,
    routine="routine",
    judgement_pct=20,
    expertise="簿記",
    confidentiality="internal",
    has_manual=False,
    capable_people=1,
    key_person="high",
    customer_contact=False,
    law_class="F",
    catalogue_name="請求書受領・処理",
)


def test_facts_survive_json() -> None:
    assert TaskFacts.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL


def test_only_id_and_name_are_required() -> None:
    facts = TaskFacts.from_json({"id": "t1", "name": "名刺データ入力"})

    assert facts == TaskFacts("t1", "名刺データ入力")
    assert facts.has_manual is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": None}, "name"),
        ({"name": 3}, "name"),
        ({"detail": "あ" * 10_001}, "detail"),
        ({"minutes_per_run": -1}, "minutes_per_run"),
        ({"minutes_per_run": 1.5}, "minutes_per_run"),
        ({"minutes_per_run": float("nan")}, "minutes_per_run"),
        ({"runs_per_year": float("inf")}, "runs_per_year"),
        ({"runs_per_year": 10_000_001}, "runs_per_year"),
        ({"runs_per_year": True}, "runs_per_year"),
        ({"judgement_pct": 101}, "judgement_pct"),
        ({"capable_people": "2"}, "capable_people"),
        ({"has_manual": "有"}, "has_manual"),
        ({"has_manual": 1}, "has_manual"),
        ({"routine": "定型"}, "routine"),
        ({"confidentiality": "secret"}, "confidentiality"),
        ({"key_person": "高"}, "key_person"),
        ({"law_class": 5}, "law_class"),
        ({"owner": "高橋"}, "owner"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidFactsError) as refusal:
        TaskFacts.from_json({"id": "t1", "name": "名刺データ入力", **changes})

    assert refusal.value.field == field


@pytest.mark.parametrize("missing", ["id", "name"])
def test_a_missing_id_or_name_is_named(missing: str) -> None:
    data = {"id": "t1", "name": "名刺データ入力"}
    del data[missing]

    with pytest.raises(InvalidFactsError) as refusal:
        TaskFacts.from_json(data)

    assert refusal.value.field == missing
