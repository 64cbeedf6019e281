"""What of a plan is shown: by client, assistant, words, or only what has changed; all of it in the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import request

from app.queries.plans import LeftOutView, PlaceView

#: Before the names of filters in a form, whose own fields are called client and assistant as well.
SHOWN = "shown_"
MOST_TEXT = 100
VIEWS = ("clients", "weeks", "tasks")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a request; "" and False for none."""

    view: str = VIEWS[0]
    client: str = ""
    assistant: str = ""
    changed: bool = False
    text: str = ""

    @property
    def is_any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.client or self.assistant or self.changed or self.text)

    def passes(self, row: PlaceView, changed: Collection[str]) -> bool:
        """Whether an assignment is shown; `changed` are public ids of tasks that differ from the published plan."""
        return (
            self._concerns(row)
            and self.assistant in ("", row.assistant_public_id)
            and (not self.changed or row.task_public_id in changed)
        )

    def passes_left_out(self, row: LeftOutView) -> bool:
        """Whether a task left out is shown; nobody does it, so that a filter by assistant leaves it out."""
        return self._concerns(row) and not self.assistant and not self.changed

    def query(self, **changes: str | None) -> dict[str, str]:
        """The filters as the query of an address, with changes; None takes one out."""
        own = {
            "view": self.view if self.view != VIEWS[0] else "",
            "client": self.client,
            "assistant": self.assistant,
            "changed": "1" if self.changed else "",
            "q": self.text,
        }
        return {name: value for name, value in {**own, **changes}.items() if value}

    def kept(self) -> dict[str, str]:
        """The filters as hidden fields of a form, which `filters_of_form` reads."""
        return {SHOWN + name: value for name, value in self.query().items()}

    def _concerns(self, row: PlaceView | LeftOutView) -> bool:
        who = row.assistant_name if isinstance(row, PlaceView) else ""
        words = f"{row.task_name} {row.client_short_name} {who}".casefold()
        return self.client in ("", row.client_public_id) and self.text.casefold() in words


def filters_of_request() -> Filters:
    """What the address asks for."""
    return _filters(request.args, "")


def filters_of_form() -> Filters:
    """What was shown when a button of the page was pressed."""
    return _filters(request.form, SHOWN)


def _filters(given: Mapping[str, str], before: str) -> Filters:
    view, client, assistant, changed, text = (
        given.get(before + name, "") for name in ("view", "client", "assistant", "changed", "q")
    )
    return Filters(view if view in VIEWS else VIEWS[0], client, assistant, changed == "1", text.strip()[:MOST_TEXT])
