"""When whoever asked for a plan has seen enough of its search."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.search import EnoughFound


def until_enough(tick: Callable[[], None] | None, has_enough: Callable[[], bool] | None) -> Callable[[], None]:
    """A tick for the optimiser, which ends its search where `has_enough` says so; it keeps the best plan found."""

    def ticking() -> None:
        if tick is not None:
            tick()
        if has_enough is not None and has_enough():
            raise EnoughFound

    return ticking
