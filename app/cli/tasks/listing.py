"""`tasks list`."""

from __future__ import annotations

import click

from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import Said
from app.domain.accounts import HOUSE
from app.domain.durations import format_hm
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from app.queries.tasks import TaskView
from app.translations import N_, Words
from app.translations.scoring import TREATMENTS, reason_sentence, treatment_name

_TREATMENT = click.Choice(list(TREATMENTS))


@click.command("list", cls=Said, help=N_("業務を、外注適性の点と対処と一緒に見る。"))
@click.option("--client", help=N_("依頼企業のコード。既定はすべて"))
@click.option("--treatment", type=_TREATMENT, help=N_("この対処だけ"))
@json_option
@pass_desk
def list_tasks(desk: Desk, *, client: str | None, treatment: str | None, as_json: bool) -> None:
    """Tasks with their points and treatment."""
    with desk.session() as session:
        client_id = clients_queries.client(session, HOUSE, code=client).id if client else None
        found = tasks_queries.inventory(session, HOUSE, client_id=client_id, treatment=treatment)
    if as_json:
        print_json(found)
        return
    say = desk.say
    titles = [say("依頼企業"), ">" + say("番号"), say("業務"), ">" + say("月の時間"), ">" + say("適性")]
    print_table([*titles, say("対処"), say("理由")], [_cells(task, say) for task in found])


def _cells(task: TaskView, say: Words) -> tuple[object, ...]:
    minutes = None if task.monthly_min is None else format_hm(task.monthly_min)
    head = (task.client_short_name, task.number, task.name, minutes)
    if task.score is None:
        return (*head, None, say("採点前"), None)
    reason = task.score.breakdown["reason"]
    return (
        *head,
        task.score.suitability,
        treatment_of(task.score.treatment, task.score.breakdown, say),
        reason_sentence(say, reason["code"], reason["params"]),
    )


def treatment_of(treatment: str, breakdown: dict[str, object], say: Words) -> str:
    """The treatment's name, with the professions a law leaves a part to."""
    gates = breakdown["gates"]
    assert isinstance(gates, list)
    named = {gate["gate"]: gate["professions"] for gate in gates if gate["professions"]}
    shared = named.get("support_only", ()) if breakdown["suitability"] is not None else ()
    return treatment_name(say, treatment, professions=named.get("reserved", ()), shared_with=shared)
