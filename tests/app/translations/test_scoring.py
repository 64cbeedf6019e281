"""Every code the scoring can give has words, and the words say what the look of the pages asks for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import optimizer.scoring
from app.translations import scoring as wording
from app.translations import words
from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS, Gate, Profession, Score, TaskFacts, Treatment, law, score
from optimizer.scoring.terms import RESERVED, SUPPORT

say = words("ja")
SOURCE = "".join(path.read_text("utf-8") for path in Path(optimizer.scoring.__file__).parent.glob("*.py"))


def scored(name: str, note: str = "", **known: str) -> Score:
    return score(TaskFacts("t", name, note=note, **known), DEFAULT_WEIGHTS)  # type: ignore[arg-type]


def test_every_criterion_has_a_name_and_five_different_levels() -> None:
    assert tuple(wording.CRITERIA) == tuple(wording.LEVELS) == CRITERIA
    assert all(len(set(levels)) == 5 for levels in wording.LEVELS.values())
    assert len({text for levels in wording.LEVELS.values() for text in levels}) == 60


def test_level_five_suits_best() -> None:
    assert wording.level_words(say, "standardisation", 5) == "手順が1通りに決まっている"
    assert wording.level_words(say, "standardisation", 1) == "毎回やり方が違う"


def test_every_gate_treatment_profession_and_law_has_words() -> None:
    assert set(wording.GATES_PASSED) == set(get_args(Gate))
    assert {gate for gate, _ in wording.GATES_MET} == set(get_args(Gate))
    assert set(wording.TREATMENTS) == set(get_args(Treatment))
    assert set(wording.PROFESSIONS) == set(get_args(Profession))
    articles = {
        value for name, value in vars(law).items() if name.isupper() and isinstance(value, str) and "条" in value
    }
    assert set(wording.LAWS) == articles


def test_every_reason_code_in_the_rules_has_a_sentence() -> None:
    given = set(re.findall(r'(?:_advice\("\w+", |Reason\()"(\w+)"', SOURCE))
    given |= {f"reserved_{term.code}" for term in RESERVED} | {"reserved_catalogue", "reserved_profession_asked"}
    given |= {f"support_{term.code}" for term in SUPPORT} | {"support_catalogue", "support_preparation"}
    given |= {f"core_{code}" for gate, code in wording.GATES_MET if gate == "core"}
    given |= {"qualified_only", "confined_data", "delicate", "transfer_stays", "approval_stays"}
    limits = ("seal_or_transfer", "my_number", "combine", "rearrange", "simplify", "presence", "delicate")
    met = set(re.findall(r'"(\w+)", "limits", "(\w+)"', SOURCE))
    given |= {code for gate, code in met if gate in limits}
    ranked = SOURCE[SOURCE.index('("best_fit"') : SOURCE.index('Reason("nothing_against")')]
    given |= set(re.findall(r'\("(\w+)", (?:points|level)', ranked))

    assert len(given) > 50
    assert given <= set(wording.REASONS)


@pytest.mark.parametrize("code", wording.REASONS)
def test_every_reason_can_be_said_with_and_without_professions(code: str) -> None:
    sentence = wording.reason_sentence(say, code, {"professions": "lawyer,administrative_scrivener"})

    assert sentence
    assert "%" not in sentence + wording.reason_sentence(say, code)
    assert not sentence.endswith("。")


@pytest.mark.parametrize(
    ("score_", "name", "reason"),
    [
        (scored("社会保険の資格取得届"), "社労士に依頼", "届出の代行は社労士だけが行えます"),
        (scored("補助金の申請書作成"), "行政書士に依頼", "官公署に出す書類の作成は行政書士だけが行えます"),
        (scored("契約書のレビュー"), "弁護士に依頼", "契約書の法的な確認は弁護士だけが行えます"),
        (scored("給与計算"), "社労士と分担", "計算と明細は可。賃金台帳は社労士"),
        (scored("旧台帳への転記", "不要では？"), "やめる", "使う人がいません。やめられます"),
        (scored("施主への提案", "受注に直結"), "自社に残す", "受注に直結するコア業務です"),
        (scored("郵便物の仕分け", "出社必須"), "変える", "出社が必要です。電子化で減らせます"),
    ],
)
def test_treatment_and_reason_read_as_on_the_inventory(score_: Score, name: str, reason: str) -> None:
    assert (
        wording.treatment_name(say, score_.treatment, professions=score_.professions, shared_with=score_.shared_with)
        == name
    )
    assert wording.reason_sentence(say, score_.reason.code, score_.reason.params) == reason


def test_the_plain_treatments_keep_their_short_names() -> None:
    names = [wording.treatment_name(say, each) for each in ("outsource", "manual_first", "reduce", "specialist")]

    assert names == ["外注", "マニュアル後", "減らす", "士業に依頼"]


def sentences(given: Score) -> dict[str, str]:
    return {
        each.gate: wording.gate_sentence(
            say, each.gate, each.code, law=each.law, professions=each.professions, params=each.params
        )
        for each in given.gates
    }


def test_a_stopped_gate_names_the_law_and_the_profession() -> None:
    assert (
        sentences(scored("社会保険の資格取得届"))["reserved"]
        == "社労士の独占業務です（社会保険労務士法2条1項1号・27条）。"
    )
    assert sentences(scored("例の書類", law_class="X(税)", catalogue_name="税務相談"))["reserved"] == (
        "よくある業務の「税務相談」にあたり、税理士の独占業務です（税理士法2条1項・52条）。"
    )


def test_two_professions_and_laws_are_both_named() -> None:
    assert sentences(scored("契約書の作成"))["support_only"] == (
        "弁護士・行政書士が行う部分があります（弁護士法72条・行政書士法1条の3・19条）。準備や入力はアシスタントが行えます。"
    )


def test_passed_gates_are_said_too() -> None:
    said = sentences(scored("名刺データ入力"))

    assert said["reserved"] == "士業の独占業務ではありません。"
    assert said["core"] == "売上に直結するコア業務ではありません。"
    assert len(said) == 13
    assert all(sentence.endswith("。") for sentence in said.values())


@pytest.mark.parametrize("key", wording.GATES_MET)
def test_every_met_gate_can_be_said(key: tuple[str, str]) -> None:
    gate, code = key
    said = wording.gate_sentence(
        say, gate, code or "any", law="弁護士法72条", professions=("lawyer",), params={"catalogue_name": "訴訟"}
    )

    assert said.endswith("。")
    assert "%" not in said
