"""Words for what the planner says in codes: how good a plan is, why a task is left out, why this assistant.

Keys are the codes of the planner's results; tests hold the two together, so that this room need not import it. Ids in
a result become names through `Teller`; what the reader may not see gets a word that names nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from app.translations import N_, Words
from app.translations.skills import skill_name

STATUSES: dict[str, str] = {
    "optimal": N_("これより良い計画はありません（証明済み）"),
    "within_gap": N_("最適との差は最大%(gap)s%%（証明済み）"),
    "time_limit": N_("時間内に見つけた計画です。最適との差は最大%(gap)s%%"),
    "interrupted": N_("途中までに見つけた計画です。最適との差は最大%(gap)s%%"),
    "work_limit": N_("探索の上限までに見つけた計画です。最適との差は最大%(gap)s%%"),
    "greedy": N_("近似の計画です。最適との差は証明できていません"),
    "nothing_to_plan": N_("割り当てる作業かアシスタントがありません"),
}
UNPROVEN: dict[str, str] = {
    "within_gap": N_("時間内に見つけた計画です。最適との差は分かりません"),
    "time_limit": N_("時間内に見つけた計画です。最適との差は分かりません"),
    "interrupted": N_("途中までに見つけた計画です。最適との差は分かりません"),
    "work_limit": N_("探索の上限までに見つけた計画です。最適との差は分かりません"),
}
PROVEN = frozenset({"optimal", "within_gap"})

REASONS: dict[str, str] = {
    "no_assistants": N_("稼働できるアシスタントが登録されていません。"),
    "no_package": N_("%(client)sの時間パッケージがありません。"),
    "no_skill": N_("「%(skill)s %(level)s」以上の人がいません。いちばん近いのは%(nearest)s（%(nearest_level)s）です。"),
    "no_clearance": N_("「%(clearance)s」を扱える人がいません。いちばん近いのは%(nearest)sです。"),
    "forbidden": N_("できる人（%(assistants)s）は、この業務を担当しない決まりです。"),
    "excluded": N_("できる人（%(assistants)s）は、%(client)sを担当しない決まりです。"),
    "on_leave": N_("できる人（%(assistants)s）は、期限まですべて休暇です。"),
    "no_pair": N_("できる人（%(assistants)s）との組み合わせが登録されていません。"),
    "task_too_long": N_("%(minutes)sの作業が、いちばん長く働ける%(assistant)sの%(longest_minutes)sを超えます。"),
    "pin_impossible": N_("%(assistant)sに固定されていますが、割り当てられません。%(cause)s"),
    "package_full": N_("パッケージの空きが%(missing_minutes)s足りません。"),
    "assistants_full": N_("できる人の空きが足りません。いちばん近い%(assistant)sで%(missing_minutes)s不足です。"),
    "week_full": N_("第%(week)s週までの空きが足りません。いちばん近い%(assistant)sで%(missing_minutes)s不足です。"),
    "team_full": N_("%(client)sの担当は%(team_size)s人までです。できる人（%(assistants)s）を加えられません。"),
    "displaced": N_("空きが%(missing_minutes)s足りず、点の高い「%(displaced_by)s」を先に入れました。"),
    "overage_not_worth": N_("%(overage_minutes)sの超過になり、得られる%(value)s点が費用の%(cost)s点に届きません。"),
}
PROTECTED = N_("見積もり違いに備える%(protected_minutes)sを含みます。")
DISPLACES = N_("無理に入れると「%(displaces)s」が外れます。")

#: The smallest change that lets the task in; `amount` is what a page shows in bold.
CHANGES: dict[str, tuple[str, str]] = {
    "no_assistants": (N_("アシスタントを%(amount)s登録する"), N_("1人")),
    "no_package": (N_("%(client)sの%(amount)sを登録する"), N_("契約条件")),
    "no_skill": (N_("%(nearest)sの%(skill)sを%(amount)s上げる"), N_("%(levels_short)s段階")),
    "no_clearance": (N_("%(nearest)sに%(amount)sを出す"), N_("取扱許可")),
    "forbidden": (N_("%(amount)sを解く"), N_("1人の禁止")),
    "excluded": (N_("%(amount)sを解く"), N_("1人の禁止")),
    "on_leave": (N_("%(amount)sに延ばす"), N_("期限を後の週")),
    "no_pair": (N_("%(amount)sを登録する"), N_("1人との組み合わせ")),
    "task_too_long": (N_("%(assistant)sの時間を%(amount)s増やす"), N_("%(missing_minutes)s")),
    "pin_impossible": (N_("%(assistant)sへの%(amount)s"), N_("固定を外す")),
    "package_full": (N_("パッケージを%(amount)s増やす"), N_("%(missing_minutes)s")),
    "assistants_full": (N_("%(assistant)sの時間を%(amount)s増やす"), N_("%(missing_minutes)s")),
    "week_full": (N_("%(assistant)sの第%(week)s週までの時間を%(amount)s増やす"), N_("%(missing_minutes)s")),
    "team_full": (N_("担当の上限を%(amount)s増やす"), N_("1人")),
    "overage_not_worth": (N_("パッケージを%(amount)s増やす"), N_("%(overage_minutes)s")),
}

CHOICES: dict[str, str] = {
    "begun": N_("%(assistant)sが今月この作業を始めているので、続けます。"),
    "pinned": N_("%(assistant)sに固定されています。"),
    "shared": N_("%(task_minutes)sの作業を%(others)sと分け、%(assistant)sが%(minutes)sを担当します。"),
    "only_eligible": N_("できるのは%(assistant)sだけです。"),
    "higher_value": N_("次点の%(next_best)sより%(margin)s点高くなります。"),
    "published": N_("公開済みの計画どおり、%(assistant)sのままにしました。"),
    "previous": N_("先月も担当した%(assistant)sを、同じ点の%(next_best)sより先にしました。"),
    "others_full": N_("次点の%(next_best)sは空きが%(missing_minutes)s足りません。"),
    "others_week_full": N_("次点の%(next_best)sは、第%(week)s週までの空きが%(missing_minutes)s足りません。"),
    "team_kept": N_("%(next_best)sを加えると、担当の上限%(team_size)s人を超えます。"),
    "even_load": N_("%(next_best)sと同じ点です。負担が%(load_percent)s%%と軽い%(assistant)sにしました。"),
    "overall": N_("ここだけなら%(next_best)sが%(margin)s点高くなりますが、計画全体ではこの割当が上です。"),
}
#: The same for the client, who is told nothing of other people's hours or of who else was compared.
CLIENT_CHOICES: dict[str, str] = {
    "begun": N_("%(assistant)sが今月この作業を始めています。"),
    "pinned": N_("%(assistant)sに固定されています。"),
    "shared": N_("複数の担当で分けて進めます。"),
    "only_eligible": N_("必要な技能があるのは%(assistant)sです。"),
    "higher_value": N_("いちばん点の高くなる担当です。"),
    "published": N_("公開済みの計画どおりの担当です。"),
    "previous": N_("先月も担当しました。"),
    "others_full": N_("技能が合い、月内の空きがあります。"),
    "others_week_full": N_("技能が合い、期限までの空きがあります。"),
    "team_kept": N_("いまの担当の人数で収まります。"),
    "even_load": N_("技能が合い、空きに余裕があります。"),
    "overall": N_("計画全体でいちばん良い組み合わせです。"),
}
#: Follows where skill makes the minutes fewer than the task's own.
PRACTISED = N_("技能が高いため、標準の%(base_minutes)sの%(percent)s%%で見積もりました。")
CLIENT_PRACTISED = N_("技能が高いため、標準より短い時間です。")
NO_CHOICE = N_("理由の記録がありません。")

_SOMEBODY = {"assistant": N_("ほかの人"), "client": N_("ほかの依頼企業"), "task": N_("ほかの作業")}
_AND = N_("、")
_CALLED = N_("%(name)sさん")
_KINDS = {
    "assistant": "assistant",
    "assistants": "assistant",
    "nearest": "assistant",
    "next_best": "assistant",
    "others": "assistant",
    "client": "client",
    "displaces": "task",
    "displaced_by": "task",
}
_MINUTES = frozenset(
    {
        "minutes",
        "protected_minutes",
        "task_minutes",
        "base_minutes",
        "longest_minutes",
        "missing_minutes",
        "overage_minutes",
    }
)
_POINTS = frozenset({"margin", "value", "cost"})


@dataclass(frozen=True, slots=True)
class Change:
    """A smallest change: `text` with places for `params`, among them `amount`, which a page shows in bold."""

    text: str
    params: dict[str, str]

    def __str__(self) -> str:
        return self.text % self.params


@dataclass(frozen=True, slots=True)
class Teller:
    """How results become sentences for one reader.

    Attributes:
        say: the language.
        hours: minutes as people write them.
        names: public id -> name, of assistants, clients and tasks this reader may see.
    """

    say: Words
    hours: Callable[[int], str]
    names: Mapping[str, str] = field(default_factory=dict)

    def left_out(self, reason: str, needs: Mapping[str, Any]) -> str:
        """Why a task is left out: what binds, with names and amounts."""
        params = self._params(needs)
        if reason == "pin_impossible":
            cause = str(needs.get("cause", ""))
            params["cause"] = self.say(REASONS[cause], **params) if cause in REASONS else ""
        text = self.say(REASONS[reason], **params)
        text += self.say(PROTECTED, **params) if "protected_minutes" in needs else ""
        return text + self.say(DISPLACES, **params) if "displaces" in needs else text

    def change(self, reason: str, needs: Mapping[str, Any]) -> Change:
        """The smallest change that lets the task in."""
        binding = str(needs.get("bottleneck", "package_full")) if reason == "displaced" else reason
        text, amount = CHANGES[binding]
        params = self._params(needs)
        return Change(self.say(text), {**params, "amount": self.say(amount, **params)})

    def choice(self, reason: Mapping[str, Any], assistant: str, *, for_client: bool = False) -> str:
        """Why the work went to this assistant and not to the next best, whom a client is not told of."""
        code = reason.get("code")
        sentences = CLIENT_CHOICES if for_client else CHOICES
        if code not in sentences:
            return self.say(NO_CHOICE)
        params = {**self._params(reason), "assistant": self.say(_CALLED, name=assistant)}
        text = self.say(sentences[code], **params)
        if "percent" not in reason:
            return text
        return text + self.say(CLIENT_PRACTISED if for_client else PRACTISED, **params)

    def _called(self, key: str, public_id: str) -> str | None:
        name = self.names.get(public_id)
        return self.say(_CALLED, name=name) if name and _KINDS[key] == "assistant" else name

    def _params(self, needs: Mapping[str, Any]) -> dict[str, str]:
        return {key: self._word(key, value) for key, value in needs.items()}

    def _word(self, key: str, value: Any) -> str:
        if key in _KINDS:
            ids = value if isinstance(value, list | tuple) else (value,)
            unknown = self.say(_SOMEBODY[_KINDS[key]])
            return self.say(_AND).join(dict.fromkeys(self._called(key, each) or unknown for each in ids))
        if key in _MINUTES:
            return self.hours(int(value))
        if key in _POINTS:
            return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"
        return skill_name(self.say, str(value)) if key == "skill" else str(value)


def status_sentence(say: Words, status: str, gap: float | None) -> str:
    """How good the plan is proven to be; the gap in percent is rounded up to a tenth, so it never says too much."""
    if gap is None and status in UNPROVEN:
        return say(UNPROVEN[status])
    return say(STATUSES[status], gap=f"{ceil((gap or 0) * 1000 - 1e-9) / 10:.1f}")


def smallness(reason: str, needs: Mapping[str, Any]) -> tuple[int, int]:
    """For sorting by the smallest change: minutes that are missing first, fewest before; then everything else."""
    missing_min = needs.get("missing_minutes", needs.get("overage_minutes"))
    return (1, 0) if missing_min is None or reason == "pin_impossible" else (0, int(missing_min))
