"""`assistant add | list` and `assistant leave add | list | drop`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import click

from app.actions import assistants as assistants_actions
from app.actions import leave as leave_actions
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import SaidGroup
from app.domain.accounts import HOUSE
from app.domain.durations import format_hm
from app.domain.errors import InvalidInput
from app.domain.leave import LeaveData
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import leave as leave_queries
from app.translations import N_
from app.translations.skills import SKILL_NAMES, skill_name

_DESCRIPTION = N_("アシスタントを登録する、一覧を見る。")
_ADD = N_("アシスタントを登録する。")
_LIST = N_("アシスタントの一覧を見る。")
_LEAVE = N_("アシスタントの休みを登録する、一覧を見る、取り消す。")
_ADD_LEAVE = N_("休みを登録する。最後の日を書かなければ1日だけ。")
_LIST_LEAVE = N_("今月からの休みを見る。")
_DROP_LEAVE = N_("休みを取り消す。一覧に出る記号で選ぶ。")


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


@assistant.group("leave", cls=SaidGroup, help=_LEAVE)
def leave() -> None:
    """Times away."""


@leave.command("add", help=_ADD_LEAVE)
@click.argument("code", metavar="CODE")
@click.argument("first_day", type=arguments.day, metavar="YYYY-MM-DD")
@click.argument("last_day", type=arguments.day, metavar="[YYYY-MM-DD]", required=False)
@pass_desk
def add_leave(desk: Desk, *, code: str, first_day: dt.date, last_day: dt.date | None) -> None:
    """Add a time away."""
    data = LeaveData(first_day, last_day or first_day)
    with desk.session() as session:
        person = assistants_queries.assistant(session, HOUSE, code=code)
        leave_actions.add_leave(
            session,
            scope=HOUSE,
            assistant_public_id=person.public_id,
            data=data,
            now=desk.clock.now(),
            new_id=desk.new_id,
        )
    click.echo(desk.say("%(name)sさんの休みを登録しました。", name=person.name))


@leave.command("list", help=_LIST_LEAVE)
@click.argument("code", metavar="CODE")
@json_option
@pass_desk
def list_leave(desk: Desk, *, code: str, as_json: bool) -> None:
    """Times away from this month on."""
    with desk.session() as session:
        person = assistants_queries.assistant(session, HOUSE, code=code)
        found = leave_queries.leave_of(session, HOUSE, person.id, since=Month.of(desk.today()).first_day)
    if as_json:
        print_json(found)
        return
    titles = [desk.say("最初の日"), desk.say("最後の日"), desk.say("記号")]
    print_table(titles, [(each.first_day, each.last_day, each.public_id) for each in found])


@leave.command("drop", help=_DROP_LEAVE)
@click.argument("code", metavar="CODE")
@click.argument("public_id", metavar="ID")
@pass_desk
def drop_leave(desk: Desk, *, code: str, public_id: str) -> None:
    """Take a time away back."""
    with desk.session() as session:
        person = assistants_queries.assistant(session, HOUSE, code=code)
        leave_actions.drop_leave(
            session, scope=HOUSE, assistant_public_id=person.public_id, public_id=public_id, now=desk.clock.now()
        )
    click.echo(desk.say("%(name)sさんの休みを取り消しました。", name=person.name))


def _skill(text: str) -> tuple[str, int]:
    name, _equals, level = text.partition("=")
    if not level.strip().isdigit():
        raise InvalidInput("skills", "skill_level", skill=name, level=level)
    codes = {word: code for code, word in SKILL_NAMES.items()}
    return codes.get(name.strip(), name.strip()), int(level)
