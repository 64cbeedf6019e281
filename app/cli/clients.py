"""`client add` and `client list`."""

from __future__ import annotations

import click

from app.actions import clients as clients_actions
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import SaidGroup
from app.domain.accounts import HOUSE
from app.domain.durations import format_hm
from app.domain.money import format_yen
from app.domain.terms import Terms, package_terms
from app.domain.terms.carry import CarryOver
from app.domain.terms.rounding import STEPS_MIN
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.translations import N_

_DESCRIPTION = N_("依頼企業を登録する、一覧を見る。")
_ADD = N_("依頼企業を、最初の契約条件と一緒に登録する。")
_LIST = N_("依頼企業と、いまの契約条件の一覧を見る。")
_STEPS = click.Choice([str(step) for step in STEPS_MIN])


@click.group("client", cls=SaidGroup, help=_DESCRIPTION)
def client() -> None:
    """Client companies."""


@client.command("add", help=_ADD)
@click.option("--code", required=True, help=N_("短い記号。ほかの企業と重ならないもの"))
@click.option("--name", required=True, help=N_("会社名"))
@click.option("--short-name", default="", help=N_("表に出す略称"))
@click.option("--postal-code", default="", help=N_("郵便番号"))
@click.option("--address", default="", help=N_("住所"))
@click.option("--contact", default="", help=N_("ご担当者の名前"))
@click.option("--hours", type=arguments.hours, required=True, help=N_("月の時間パッケージ。30 は30時間"))
@click.option("--fee", type=int, required=True, help=N_("月額（円、税抜）"))
@click.option("--overage", type=int, default=0, help=N_("超過1時間の単価（円、税抜）"))
@click.option("--overage-step", type=_STEPS, default="15", help=N_("超過を数える単位（分、切り上げ）"))
@click.option(
    "--consent-hours", type=arguments.hours, help=N_("承諾済みの超過。0 は承諾なしに超えない。既定は承諾不要")
)
@click.option("--carry-over", is_flag=True, help=N_("残った時間を翌月に繰り越す"))
@click.option("--team-size", type=click.IntRange(min=1), help=N_("月に担当するアシスタントの上限"))
@click.option("--from", "valid_from", type=arguments.month, help=N_("契約の始まる月。既定は今月"))
@pass_desk
def add(
    desk: Desk,
    *,
    code: str,
    name: str,
    short_name: str,
    postal_code: str,
    address: str,
    contact: str,
    hours: int,
    fee: int,
    overage: int,
    overage_step: str,
    consent_hours: int | None,
    carry_over: bool,
    team_size: int | None,
    valid_from: Month | None,
) -> None:
    """Add a client company under its first terms."""
    terms = package_terms(
        valid_from or Month.of(desk.today()),
        fee,
        hours,
        overage,
        int(overage_step),
        carry_over=CarryOver.NEXT_MONTH if carry_over else CarryOver.NONE,
        overage_consent_min=consent_hours,
        team_size=team_size,
    )
    data = clients_actions.ClientData(code, name, short_name, postal_code, address, contact)
    with desk.session() as session:
        clients_actions.add_client(
            session, scope=HOUSE, data=data, terms=terms, now=desk.clock.now(), new_id=desk.new_id
        )
    click.echo(desk.say("%(code)sを登録しました。", code=code))


@client.command("list", help=_LIST)
@json_option
@pass_desk
def list_clients(desk: Desk, *, as_json: bool) -> None:
    """Every client company with the terms of this month."""
    with desk.session() as session:
        companies = clients_queries.clients(session, HOUSE)
        series = clients_queries.terms_by_client(session, [company.id for company in companies])
    month = Month.of(desk.today())
    begun = {key: [each for each in found if each.valid_from <= month] for key, found in series.items()}
    terms = {key: terms_for(found, month) for key, found in begun.items() if found}
    if as_json:
        print_json([{"client": company, "terms": terms.get(company.id)} for company in companies])
        return
    say = desk.say
    rows = [(company.code, company.name, *_terms_cells(terms.get(company.id), desk)) for company in companies]
    print_table(
        [say("コード"), say("会社名"), ">" + say("月の時間"), ">" + say("月額"), ">" + say("超過/時間"), say("繰越")],
        rows,
    )


def _terms_cells(terms: Terms | None, desk: Desk) -> tuple[str | None, ...]:
    if terms is None:
        return (None, None, None, None)
    carried = desk.say("翌月まで") if terms.carry.over is CarryOver.NEXT_MONTH else desk.say("なし")
    return (
        format_hm(terms.included_min),
        format_yen(terms.fee.base_yen),
        format_yen(terms.overage_yen_per_hour),
        carried,
    )
