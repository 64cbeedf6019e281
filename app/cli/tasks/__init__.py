"""`tasks import | list | score`. A command a file."""

from __future__ import annotations

import click

from app.cli.speech import SaidGroup
from app.cli.tasks.importing import import_file
from app.cli.tasks.listing import list_tasks
from app.cli.tasks.scoring import score
from app.translations import N_


@click.group("tasks", cls=SaidGroup, help=N_("業務の棚卸表を取り込む、一覧を見る、採点する。"))
def tasks() -> None:
    """Tasks."""


tasks.add_command(import_file)
tasks.add_command(list_tasks)
tasks.add_command(score)
