"""`tasks score`."""

from __future__ import annotations

import click

from app.actions.tasks.score import ask_scores
from app.cli.desk import Desk, pass_desk
from app.cli.outcome import outcome
from app.cli.speech import Said
from app.domain.accounts import HOUSE
from app.queries import clients as clients_queries
from app.translations import N_


@click.command("score", cls=Said, help=N_("いまの重みで業務を採点しなおす。前の点は残る。"))
@click.option("--client", help=N_("依頼企業のコード。既定はすべて"))
@pass_desk
def score(desk: Desk, *, client: str | None) -> None:
    """Score tasks anew; earlier scores stay."""
    with desk.database() as database:
        with database.session() as session:
            company = clients_queries.client(session, HOUSE, code=client).public_id if client else None
            job = ask_scores(session, scope=HOUSE, client_public_id=company, now=desk.clock.now(), new_id=desk.new_id)
        done = outcome(desk, database, job, first="score")
    click.echo(desk.say("%(count)s件を採点しました。", count=done["scored"]))
