"""`hours log`, `hours import`, `hours approve` and `usage`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app.actions.hours.approve import approve_hours
from app.actions.hours.import_csv import import_hours
from app.actions.hours.log import EntryData, log_time
from app.actions.hours.top_up import top_up
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.progress import progress_bar
from app.cli.speech import Said, SaidGroup, said_problem
from app.database import Session
from app.domain.accounts import HOUSE
from app.domain.durations import format_hm
from app.domain.errors import InvalidInput
from app.domain.invoicing.topping import price_yen
from app.domain.money import format_yen
from app.domain.terms.activities import Activity
from app.domain.terms.carry import NEVER
from app.domain.timesheet.dates import DateOrder
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import usage as usage_queries
from app.translations import N_

_DESCRIPTION = N_("稼働を記録する、CSVから取り込む。")
_LOG = N_("稼働を1件記録する。時間は --minutes か、--start と --stop で書く。")
_IMPORT = N_("稼働をCSVから取り込む。読めない行があれば、何も記録しない。")
_APPROVE = N_("月の承認待ちの稼働を承認する。--client で依頼企業を選ぶ。")
_USAGE = N_("依頼企業ごとに、時間パッケージの付与・使用・予定・残りを見る。")
_TOP_UP = N_("月のパッケージに時間を買い足す。--dry-run なら金額だけを見る。")
BAD_ROWS = 2


@click.group("hours", cls=SaidGroup, help=_DESCRIPTION)
def hours() -> None:
    """Time entries."""


@hours.command("log", help=_LOG)
@click.option("--client", required=True, help=N_("依頼企業のコード"))
@click.option("--task", required=True, help=N_("業務名"))
@click.option("--assistant", required=True, help=N_("アシスタントのコード"))
@click.option("--date", "day", type=arguments.day, required=True, help=N_("作業した日。2026-11-18 のように"))
@click.option("--minutes", type=arguments.duration, help=N_("時間。90、1:30、1時間半 のように"))
@click.option("--start", "starts", type=arguments.starts, help=N_("開始の時刻。9:30 のように"))
@click.option("--stop", "stops", type=arguments.stops, help=N_("終了の時刻。開始より前なら翌日"))
@click.option("--activity", type=click.Choice([str(each) for each in Activity]), default="work", help=N_("区分"))
@click.option("--note", default="", help=N_("メモ"))
@pass_desk
def log(
    desk: Desk,
    *,
    client: str,
    task: str,
    assistant: str,
    day: dt.date,
    minutes: int | None,
    starts: dt.time | None,
    stops: dt.time | None,
    activity: str,
    note: str,
) -> None:
    """Log one entry."""
    if (minutes is None) == (starts is None and stops is None):
        raise InvalidInput("minutes", "required" if minutes is None else "not_a_choice")
    with desk.session() as session:
        person = assistants_queries.assistant(session, HOUSE, code=assistant)
        item = _work_item(session, client, task, Month.of(day))
        data = EntryData(
            desk.new_id(),
            item,
            day,
            minutes,
            starts,
            stops,
            note,
            person.public_id,
            activity=Activity(activity),
        )
        stored = log_time(session, scope=HOUSE, data=data, now=desk.clock.now(), new_id=desk.new_id)
    click.echo(desk.say("%(count)s件を記録しました。", count=len(stored)))


@hours.command("import", help=_IMPORT)
@click.argument("file", type=arguments.file, metavar="FILE")
@click.option(
    "--date-order",
    "order",
    type=click.Choice([str(each) for each in DateOrder]),
    help=N_("03/04/2026 のような日付で、月と日のどちらが先か"),
)
@click.option("--dry-run", is_flag=True, help=N_("読めるかを確かめるだけで、記録しない"))
@pass_desk
def import_file(desk: Desk, *, file: Path, order: str | None, dry_run: bool) -> None:
    """Import entries from a CSV file, all rows or none."""
    content = arguments.content_of(file)
    with desk.session() as session, progress_bar(desk.say, "import"):
        done = import_hours(
            session,
            scope=HOUSE,
            data=content,
            filename=file.name,
            now=desk.clock.now(),
            new_id=desk.new_id,
            order=DateOrder(order) if order else None,
            dry_run=dry_run,
        )
    for problem in done.problems:
        click.echo(said_problem(problem, desk.say), err=True)
    if done.problems:
        click.echo(desk.say("何も記録していません。"), err=True)
        raise click.exceptions.Exit(BAD_ROWS)
    said = desk.say("%(count)s件を記録できます。") if dry_run else desk.say("%(count)s件を記録しました。")
    click.echo(said % {"count": done.stored})
    if done.already_there:
        click.echo(desk.say("%(count)s件は記録済みでした。", count=done.already_there))


@hours.command("approve", help=_APPROVE)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@click.option("--client", help=N_("依頼企業のコード"))
@pass_desk
def approve(desk: Desk, *, month: Month, client: str | None) -> None:
    """Approve what waits in a month."""
    with desk.session() as session:
        company = clients_queries.client(session, HOUSE, code=client).public_id if client else None
        now = desk.clock.now()
        count = approve_hours(
            session, scope=HOUSE, month=month, seen_at=now, now=now, new_id=desk.new_id, client_public_id=company
        )
    click.echo(desk.say("%(count)s件の記録を承認しました。", count=count))


@hours.command("top-up", help=_TOP_UP)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@click.option("--client", required=True, help=N_("依頼企業のコード"))
@click.option("--hours", "minutes", type=arguments.hours, required=True, help=N_("買い足す時間。5 は5時間、1:30 も可"))
@click.option("--until", "expires_on", type=arguments.day, help=N_("使える最後の日。既定は期限なし"))
@click.option("--dry-run", is_flag=True, help=N_("金額を見るだけで、買い足さない"))
@pass_desk
def buy(desk: Desk, *, month: Month, client: str, minutes: int, expires_on: dt.date | None, dry_run: bool) -> None:
    """Buy minutes for a client's month."""
    with desk.session() as session:
        company = clients_queries.client(session, HOUSE, code=client)
        if dry_run:
            terms = clients_queries.terms_in(session, company.id, month)
            bought_min = hours_queries.month_balances(session, company.id, month).topped_up_min
            added_yen = price_yen(terms, minutes, bought_min=bought_min)
        else:
            added_yen = top_up(
                session,
                scope=HOUSE,
                client_public_id=company.public_id,
                month=month,
                minutes=minutes,
                now=desk.clock.now(),
                new_id=desk.new_id,
                expires_on=expires_on or NEVER,
            )
    said = desk.say("%(hours)sを買い足すと") if dry_run else desk.say("%(hours)sを買い足しました。")
    click.echo(said % {"hours": format_hm(minutes)})
    click.echo(
        desk.say("%(month)sの請求額に %(price)s（税抜）が加わります。", month=month, price=format_yen(added_yen))
    )


@click.command("usage", cls=Said, help=_USAGE)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@json_option
@pass_desk
def usage(desk: Desk, *, month: Month, as_json: bool) -> None:
    """The packages of a month."""
    with desk.session() as session:
        found = usage_queries.usage(session, HOUSE, month)
    if as_json:
        print_json(found)
        return
    say = desk.say
    titles = [say("依頼企業"), ">" + say("付与"), ">" + say("繰越"), ">" + say("使用"), ">" + say("予定")]
    titles += [">" + say("空き"), ">" + say("超過"), ">" + say("翌月へ"), ">" + say("失効"), say("状態")]
    states = {"open": say("稼働中"), "closed": say("締め済み"), None: say("未開始")}
    rows = [
        (
            each.client_short_name,
            *(
                format_hm(minutes)
                for minutes in (
                    each.granted_min,
                    each.carried_in_min,
                    each.used_min,
                    each.planned_min,
                    each.free_min,
                    each.overage_min,
                    each.carried_out_min,
                    each.expired_min,
                )
            ),
            states.get(each.state) if each.has_terms else say("契約なし"),
        )
        for each in found
    ]
    print_table(titles, rows)


def _work_item(session: Session, client: str, task: str, month: Month) -> str:
    for item in plans_queries.work(session, HOUSE, month):
        if item.client_code == client and item.task_name == task:
            return item.public_id
    raise InvalidInput("task", "unknown_work", client=client, task=task)
