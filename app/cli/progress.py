"""A progress bar on stderr while something takes long; nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.translations import Words
from app.translations.jobs import step_words

Tell = Callable[[float, str], None]


@contextmanager
def progress_bar(say: Words, first: str) -> Iterator[Tell]:
    """A function to be told the part done, 0 to 1, and the step: a code of `STEPS`, or a name shown as it is.

    The bar is drawn on a terminal only and leaves no trace when it is done.
    """
    screen = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        shown = bar.add_task(step_words(say, first), total=None)

        def tell(part: float, step: str) -> None:
            bar.update(shown, total=1.0, completed=part, description=step_words(say, step))

        yield tell
