"""Fifty people at once, in a process of its own: Locust rewrites Python's sockets and threads as it is imported.

What to do comes as JSON on standard input, a `Crowd`; the samples go out as JSON.
"""

from __future__ import annotations

import json
import sys
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import gevent
from locust import FastHttpUser, between, constant_throughput, task
from locust.env import Environment
from locust.exception import StopUser

from app.domain.accounts import Role
from tests.load.figures import NOTHING
from tests.load.pages import Answer, complaint, name_of
from tests.load.roles import MIX
from tests.load.visitor import LEAST_PAUSE_S, MOST_PAUSE_S, Unwanted, Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How long those who are in the middle of something may go on after the end.
STOP_S = 20


class Person(FastHttpUser):
    """Somebody of a role, who signs in once and then does what the role does."""

    abstract = True
    wait_time = between(LEAST_PAUSE_S, MOST_PAUSE_S)
    role: Role
    emails: list[str]
    asked: dict[str, Any]
    numbers: Any

    def on_start(self) -> None:
        """Signs in, through the form."""
        number = next(self.numbers)
        email = self.emails[number % len(self.emails)]
        chance = Random(f"{self.asked['seed']} {email}")
        self.visitor = Visitor(self.send, gevent.sleep, chance, email, self.asked["password"], self.asked["today"])
        try:
            self.visitor.sign_in()
        except Unwanted as refused:
            raise StopUser from refused
        except Exception as broken:
            # Of steps Locust says so by itself; who breaks at the door would only be missing.
            self.environment.events.user_error.fire(user_instance=self, exception=broken, tb=broken.__traceback__)
            raise StopUser from broken

    @task
    def step(self) -> None:
        """One thing the role does."""
        steps = MIX[self.role]
        (chosen,) = self.visitor.chance.choices(list(steps), list(steps.values()))
        try:
            chosen(self.visitor)
        except Unwanted:
            return  # is counted

    def send(self, method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer:
        """The answer of the server, counted; what is wrong with it is counted as an error."""
        sent = {name: f"{self.host}{value}" if name == "Referer" else value for name, value in headers.items()}
        # A proxy that keeps no connections, which is what most come as; one kept by us may be closed as we write on it.
        sent["Connection"] = "close"
        with self.client.request(
            method,
            path,
            name=name_of(method, path),
            data=dict(fields) if fields else None,
            headers=sent,
            allow_redirects=False,
            catch_response=True,
        ) as came:
            is_paper = path.partition("?")[0].endswith(".pdf")
            text = (came.content or b"")[:8].decode("latin-1") if is_paper else came.text or ""
            answer = Answer(came.status_code, text, {name.title(): told for name, told in (came.headers or {}).items()})
            # Where no answer came, the connection says why.
            lost = "" if came.status_code else repr(getattr(came, "error", None))
            wrong = lost or complaint(method, path, answer, is_part="HX-Request" in headers)
            if wrong:
                came.failure(wrong)
                raise Unwanted(wrong)
            came.success()
        return answer


class Nobody(FastHttpUser):
    """Asks for the page that does nothing, again and again: what a request costs on this machine at this moment."""

    fixed_count = 1
    wait_time = constant_throughput(2)

    @task
    def step(self) -> None:
        """Asks once."""
        self.client.get(NOTHING, headers={"Connection": "close"})


def people(asked: dict[str, Any]) -> list[type[FastHttpUser]]:
    """A class of people for each role, as many of each as are asked for."""
    found: list[type[FastHttpUser]] = [Nobody]
    for role, number in asked["crowd"].items():
        given = {"role": Role(role), "fixed_count": number, "emails": asked["emails"][role], "numbers": count()}
        found.append(type(role.title(), (Person,), {**given, "asked": asked}))
    return found


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """The samples of all requests as `name, milliseconds, error`, and what went wrong between requests."""
    samples: list[tuple[str, float, str]] = []
    broken: list[str] = []
    environment = Environment(user_classes=people(asked), host=asked["address"], stop_timeout=STOP_S)

    def requested(name: str, response_time: float, exception: Exception | None, **_: object) -> None:
        samples.append((name, response_time, str(exception or "")))

    def failed(user_instance: FastHttpUser, exception: Exception, **_: object) -> None:
        broken.append(f"{type(user_instance).__name__}: {exception!r}")

    environment.events.request.add_listener(requested)
    environment.events.user_error.add_listener(failed)
    runner = environment.create_local_runner()
    everybody = sum(asked["crowd"].values()) + Nobody.fixed_count
    runner.start(everybody, spawn_rate=asked["spawn_rate"])
    gevent.sleep(everybody / asked["spawn_rate"] + asked["seconds"])
    at_once = runner.user_count
    runner.quit()
    return {"samples": samples, "broken": broken, "people": at_once - Nobody.fixed_count}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
