"""What a person of each role does between two pauses, and how often beside the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.accounts import Role
from tests.load.pages import addresses, cells, form, forms, hours_and_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.load.visitor import Visitor

ID = r"[A-Za-z0-9_-]{7,22}"
#: The page of a job asks for itself so often.
ASKS_EVERY_S = 1.0
MOST_ASKED = 300
#: Minutes added to a cell of the week at a time.
TYPED_MIN = 15

Step = "Callable[[Visitor], object]"


def at(path: str) -> Step:
    """Opens one page."""
    return lambda visitor: visitor.open(path)


def a_task(visitor: Visitor) -> None:
    """The inventory, then one of its tasks."""
    _one_of(visitor, "/tasks", rf"/tasks/{ID}")


def a_company(visitor: Visitor) -> None:
    """The list of clients, then one of them."""
    _one_of(visitor, "/clients", rf"/clients/{ID}(\?.*)?")


def a_person(visitor: Visitor) -> None:
    """The list of assistants, then one of them."""
    _one_of(visitor, "/assistants", rf"/assistants/{ID}(\?.*)?")


def an_inventory(visitor: Visitor) -> None:
    """All inventories, one of them, then one of its tasks."""
    page = _one_of(visitor, "/tasks", rf"/tasks\?client={ID}.*")
    visitor.think()
    visitor.open(visitor.chance.choice(addresses(page, rf"/tasks/{ID}")))


def an_invoice(visitor: Visitor) -> None:
    """The invoices, then the paper of one."""
    _one_of(visitor, "/invoices", rf"/invoices/{ID}\.pdf")


def timer(visitor: Visitor) -> None:
    """The day's work, the timer begun on a piece of it, and stopped after a while."""
    day = visitor.open("/")
    begun = forms(day, "/hours/timer/start")
    if not form_running(day):
        visitor.think()
        day = visitor.open(visitor.submit("/hours/timer/start", visitor.chance.choice(begun)))
    visitor.think()
    visitor.open(visitor.submit("/hours/timer/stop", form(day, "/hours/timer/stop")))


def form_running(day: str) -> bool:
    """Whether the page has a button that stops the timer."""
    return bool(forms(day, "/hours/timer/stop"))


def type_hours(visitor: Visitor) -> None:
    """The week, a quarter of an hour added to one of its cells."""
    week = form(visitor.open("/hours"), "/hours/week")
    visitor.think()
    cell = visitor.chance.choice(cells(week, visitor.today))
    week[cell] = hours_and_minutes(int(week[f"was.{cell}"]) + TYPED_MIN)
    visitor.open(visitor.submit("/hours/week", week, "/hours"))


def new_plan(visitor: Visitor) -> None:
    """The plan, a new one asked for, its job followed until there is a result."""
    page = visitor.open("/plans")
    visitor.think()
    asked = forms(page, "/plans/make")
    if not asked:  # a colleague's is being made
        return
    follow(visitor, visitor.submit("/plans/make", asked[0], "/plans"))


def follow(visitor: Visitor, path: str) -> None:
    """The job's page as it renews itself, then where it leads on to.

    Raises:
        TimeoutError: the job has not ended after five minutes.
    """
    visitor.open(path)
    job = re.match(rf"/jobs/{ID}", path)
    if job is None:  # it was made already
        return
    for _ in range(MOST_ASKED):
        visitor.pause(ASKS_EVERY_S)
        if visitor.get(f"{job[0]}/progress?go=1", **{"HX-Request": "true"}).status == 204:
            visitor.open(f"{job[0]}?go=1")
            return
    raise TimeoutError(f"{job[0]} does not end")


def _one_of(visitor: Visitor, path: str, pattern: str) -> str:
    page = visitor.open(path)
    visitor.think()
    return visitor.open(visitor.chance.choice(addresses(page, pattern)))


#: Role -> step -> how often it is taken beside the role's other steps.
MIX: Mapping[Role, Mapping[Step, int]] = {
    Role.CLIENT: {at("/"): 6, at("/tasks"): 2, a_task: 4, at("/plans"): 4, at("/hours"): 4, an_invoice: 3},
    Role.ASSISTANT: {at("/"): 6, at("/hours"): 3, timer: 5, type_hours: 4, at("/tasks"): 2, at("/plans"): 1},
    Role.OPERATOR: {
        at("/"): 12,
        at("/plans"): 8,
        an_inventory: 8,
        at("/invoices"): 6,
        at("/hours"): 4,
        a_company: 4,
        a_person: 3,
        new_plan: 1,
    },
    Role.ADMINISTRATOR: {
        at("/settings"): 3,
        at("/settings/weights"): 2,
        at("/settings/accounts"): 3,
        at("/jobs"): 3,
        at("/notices"): 1,
        at("/readyz"): 2,
    },
}
#: How many of fifty people are of which role.
CROWD = {Role.CLIENT: 27, Role.ASSISTANT: 12, Role.OPERATOR: 8, Role.ADMINISTRATOR: 3}
