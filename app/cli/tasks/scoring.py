"""`tasks score`."""

from __future__ import annotations

import click

from app.actions.tasks.score import score_tasks
from app.cli.desk import Desk, pass_desk
from app.cli.speech import Said
from app.domain.accounts import HOUSE
from app.queries import clients as clients_queries
from app.translations import N_


@click.command("score", cls=Said, help=N_("いまの重みで業務を採点しなおす。前の点は残る。"))
@click.option("--client", help=N_("依頼企業のコード。既定はすべて"))
@pass_desk
def score(desk: Desk, *, client: str | None) -> None:
    """Score tasks anew; earlier scores stay."""
    with desk.session() as session:
        client_id = clients_queries.client(session, HOUSE, code=client).id if client else None
        count = score_tasks(session, scope=HOUSE, client_id=client_id, now=desk.clock.now())
    click.echo(desk.say("%(count)s件を採点しました。", count=count))
