"""Makes a plan of the parts that the relaxation gives of each task: what is nearly whole first, the rest at prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimizer.prices.eligible import Real
    from optimizer.prices.filling import Filling
    from optimizer.prices.teams import Teams

NEARLY_WHOLE = 0.9  # of a task; with 0.7 and 0.6 what is left over fitted no better on the months tried


def fill_rounded(filling: Filling, teams: Teams, parts: Real) -> None:
    """Give every task to whoever has nearly all of it as long as that fits, then fill; firm work comes first."""
    tasks = range(len(filling.problem.tasks))
    firm = [task for task in tasks if filling.room.weight[task]]
    places = np.flatnonzero(parts >= NEARLY_WHOLE)
    places = places[np.argsort(-parts[places], kind="stable")]
    pairs = list(zip(teams.task[places].tolist(), teams.eligible.who[places].tolist(), strict=True))
    _take(filling, [(task, who) for task, who in pairs if filling.room.weight[task]])
    filling.fill(firm)
    _take(filling, [(task, who) for task, who in pairs if not filling.room.is_done(task)])
    filling.fill(tasks)


def _take(filling: Filling, pairs: list[tuple[int, int]]) -> None:
    for task, who in pairs:
        offer = filling.offer(task, who)
        if offer is not None:
            filling.take(offer)
