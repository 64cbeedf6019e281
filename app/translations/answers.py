"""Words for the answers to questions about a plan: what an hour more brings, and who could be missed.

Keys are the codes of the planner's results; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.translations import N_, Words
from app.translations.plans import Change
from app.translations.skills import skill_name

#: Why an hour more brings nothing, whatever the package.
BARS: dict[str, str] = {
    "no_assistants": N_("時間より人が不足"),
    "no_package": N_("契約条件がありません"),
    "no_skill": N_("時間より技能が不足"),
    "no_clearance": N_("時間より許可が不足"),
    "forbidden": N_("担当できる人がいません"),
    "excluded": N_("担当できる人がいません"),
    "no_pair": N_("担当できる人がいません"),
    "task_too_long": N_("1人に入りきりません"),
    "pin_impossible": N_("固定が守れません"),
    "assistants_full": N_("時間より人の空きが不足"),
    "team_full": N_("担当の人数が上限です"),
}
OTHER_BAR = N_("パッケージのほかに理由があります")
NOTHING_LEFT = N_("すべて入っています")
MORE_MINUTES = N_("あと%(hours)sで「%(task)s」")
AND_OTHERS = N_("「%(task)s」ほか%(count)s件")
ONE = N_("「%(task)s」")
ALL_TAKEN = N_("全員で引き継げます")
NO_WORK = N_("割当はありません")
TRAIN = N_(
    "%(assistant)sさんが%(skill)sを%(level)sまで覚えると、%(name)sさんが欠けたときの不足は%(before)s → %(after)sです。"
)
#: One step of the smallest change, and its amount, which a page shows in bold.
STEPS: dict[str, tuple[str, str]] = {
    "package": (N_("パッケージを%(amount)s増やす"), N_("%(minutes)s")),
    "assistant": (N_("%(assistant)sの時間を%(amount)s増やす"), N_("%(minutes)s")),
    "week": (N_("期限を%(amount)s延ばす"), N_("%(count)s週")),
    "team": (N_("担当の上限を%(amount)s増やす"), N_("%(count)s人")),
    "skill": (N_("%(assistant)sの%(skill)sを%(amount)s上げる"), N_("%(count)s段階")),
    "clearance": (N_("%(assistant)sに%(amount)sを出す"), N_("取扱許可")),
    "unpin": (N_("%(assistant)sへの%(amount)s"), N_("固定を外す")),
}
#: Less than that is rounding of the solver, or too little to be said.
LEAST_PERCENT, LEAST_POINTS = 0.05, 0.05
FITS = (N_("%(amount)sと入ります"), N_("計画しなおす"))
CALLED, AND = N_("%(name)sさん"), N_("、")
DROPS = N_("入れると%(tasks)sが外れ、計画は%(points)s点下がります。")
DROPS_EQUAL = N_("入れると%(tasks)sが外れます。")
MOVES = N_("入れると%(count)s件の割当が変わり、計画は%(points)s点下がります。")
FREE = N_("固定も変更の制限もなければ、公開中との差は%(count)s件、点は%(percent)s%%上です。")
FREE_SAME = N_("固定と変更の制限をなくしても、点は上がりません。")
SOMEBODY, SOME_TASK = N_("ほかの人"), N_("ほかの作業")


@dataclass(frozen=True, slots=True)
class AnswerTeller:
    """How answers become words for one reader.

    Attributes:
        say: the language.
        hours: minutes as people write them in a sentence.
        clock: minutes as they stand in tables.
        names: public id -> name, of assistants and tasks this reader may see.
    """

    say: Words
    hours: Callable[[int], str]
    clock: Callable[[int], str]
    names: Mapping[str, str]

    def next_hour(self, answer: Mapping[str, Any]) -> str:
        """What more would be done in the hour, or else why nothing."""
        if answer["gained"]:
            return self.tasks(answer["gained"])
        needs = answer["needs"]
        if answer["cause"] == "more_minutes":
            first = self._task(needs["tasks"][0]) if needs["tasks"] else self.say(SOME_TASK)
            return self.say(MORE_MINUTES, hours=self.clock(needs["minutes"]), task=first)
        if answer["cause"] == "blocked":
            return self.say(BARS.get(str(needs.get("reason")), OTHER_BAR))
        return self.say(NOTHING_LEFT)

    def absence(self, answer: Mapping[str, Any]) -> str:
        """Which work nobody could take over."""
        if not answer["tasks"]:
            return self.say(NO_WORK)
        lost = sorted(answer["lost"], key=lambda each: -each["minutes"])
        return self.tasks([each["task"] for each in lost]) if lost else self.say(ALL_TAKEN)

    def training(self, answer: Mapping[str, Any]) -> str:
        """Whom to train so that less would be lost; "" where one skill of one person changes nothing."""
        backup = answer["backup"]
        if backup is None:
            return ""
        return self.say(
            TRAIN,
            assistant=self.names.get(backup["assistant"], self.say(SOMEBODY)),
            skill=skill_name(self.say, backup["skill"]),
            level=backup["to_level"],
            name=self.names.get(answer["assistant"], self.say(SOMEBODY)),
            before=self.clock(backup["lost_minutes_before"]),
            after=self.clock(backup["lost_minutes_after"]),
        )

    def steps(self, answer: Mapping[str, Any]) -> list[Change]:
        """The smallest change that lets a task in, a step each; empty where none is known."""
        if answer["fits_already"]:
            return [Change(self.say(FITS[0]), {"amount": self.say(FITS[1])})]
        return [self._step(step) for step in _joined(answer["changes"][0]["steps"])] if answer["changes"] else []

    def forced(self, answer: Mapping[str, Any]) -> str:
        """What would fall out if the task had to be in; "" where it cannot be, or nothing would change."""
        if answer["assistant"] is None:
            return ""
        changed, lost = answer["difference"], answer["value_lost"]
        points = f"{lost:,.0f}" if lost >= 10 else f"{lost:.1f}"
        dropped = list(dict.fromkeys(row["task"] for row in changed["dropped"]))
        if dropped:
            text = DROPS if lost >= LEAST_POINTS else DROPS_EQUAL
            return self.say(text, tasks=self.tasks(dropped), points=points)
        moved = len(changed["moved"])
        return self.say(MOVES, count=moved, points=points) if moved and lost >= LEAST_POINTS else ""

    def free(self, answer: Mapping[str, Any]) -> str:
        """How much better the plan would be without pins and a published plan, and by how many changes."""
        gain = answer["free_objective"] - answer["objective"]
        changed = answer["free_changes"]
        count = len({row["task"] for row in (*changed["added"], *changed["dropped"])})
        count += len(changed["moved"]) + len(changed["minutes_changed"])
        percent = 100 * gain / answer["objective"] if answer["objective"] else 0.0
        return (
            self.say(FREE, count=count, percent=f"{percent:.1f}") if percent >= LEAST_PERCENT else self.say(FREE_SAME)
        )

    def _step(self, step: Mapping[str, Any]) -> Change:
        text, amount = STEPS[step["kind"]]
        name = self.names.get(step["assistant"] or "")
        params = {
            "assistant": self.say(CALLED, name=name) if name else self.say(SOMEBODY),
            "skill": self.say(AND).join(skill_name(self.say, skill) for skill in step["skills"]),
            "minutes": self.hours(step["amount"]),
            "count": str(step["amount"]),
        }
        return Change(self.say(text), {**params, "amount": self.say(amount, **params)})

    def tasks(self, public_ids: Sequence[str]) -> str:
        """The first of these tasks by name, and how many more there are."""
        first = self._task(public_ids[0])
        if len(public_ids) == 1:
            return self.say(ONE, task=first)
        return self.say(AND_OTHERS, task=first, count=len(public_ids) - 1)

    def _task(self, public_id: str) -> str:
        return self.names.get(public_id) or self.say(SOME_TASK)


def _joined(steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps with what the one package is enlarged by as one: what the task takes, and what is lacking already."""
    packages = [step for step in steps if step["kind"] == "package"]
    if len(packages) < 2:
        return list(steps)
    whole = {**packages[0], "amount": sum(step["amount"] for step in packages)}
    return [whole, *(step for step in steps if step["kind"] != "package")]
