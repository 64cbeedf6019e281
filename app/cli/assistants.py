"""`assistant add` and `assistant list`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from app.actions import assistants as assistants_actions
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import SaidGroup
from app.domain.accounts import HOUSE
from app.domain.durations import format_hm
from app.domain.errors import InvalidInput
from app.queries import assistants as assistants_queries
from app.translations import N_
from app.translations.skills import SKILL_NAMES, skill_name

_DESCRIPTION = N_("アシスタントを登録する、一覧を見る。")
_ADD = N_("アシスタントを登録する。")
_LIST = N_("アシスタントの一覧を見る。")


@click.group("assistant", cls=SaidGroup, help=_DESCRIPTION)
def assistant() -> None:
    """Assistants."""


@assistant.command("add", help=_ADD)
@click.option("--code", required=True, help=N_("短い記号。ほかの人と重ならないもの"))
@click.option("--name", required=True, help=N_("名前"))
@click.option("--hours", type=arguments.hours, required=True, help=N_("月に働ける時間。40 は40時間"))
@click.option("--skill", "skills", multiple=True, help=N_("技能と段階（1〜5）。経理=3 のように。何度でも書ける"))
@pass_desk
def add(desk: Desk, *, code: str, name: str, hours: int, skills: Sequence[str]) -> None:
    """Add an assistant."""
    data = assistants_actions.AssistantData(code, name, hours, dict(_skill(text) for text in skills))
    with desk.session() as session:
        assistants_actions.add_assistant(session, scope=HOUSE, data=data, now=desk.clock.now(), new_id=desk.new_id)
    click.echo(desk.say("%(code)sを登録しました。", code=code))


@assistant.command("list", help=_LIST)
@json_option
@pass_desk
def list_assistants(desk: Desk, *, as_json: bool) -> None:
    """Every assistant."""
    with desk.session() as session:
        people = assistants_queries.assistants(session, HOUSE)
    if as_json:
        print_json(people)
        return
    say = desk.say
    rows = [
        (
            person.code,
            person.name,
            format_hm(person.monthly_min),
            " ".join(f"{skill_name(say, skill)}{level}" for skill, level in sorted(person.skills.items())),
            None if person.is_active else say("休止"),
        )
        for person in people
    ]
    print_table([say("コード"), say("名前"), ">" + say("月の時間"), say("技能"), ""], rows)


def _skill(text: str) -> tuple[str, int]:
    name, _equals, level = text.partition("=")
    if not level.strip().isdigit():
        raise InvalidInput("skills", "skill_level", skill=name, level=level)
    codes = {word: code for code, word in SKILL_NAMES.items()}
    return codes.get(name.strip(), name.strip()), int(level)
