"""Which columns of a program to set free around a plan: the work of a few people, or of a few clients."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Sequence

    from optimizer.eligible import Offer
    from optimizer.model.program import Model


class Surroundings:
    """Draws what to give up of a plan; the same chance draws the same."""

    def __init__(self, model: Model, chance: random.Random) -> None:
        self.model, self.chance = model, chance
        tasks = model.problem.tasks
        self.people: dict[int, list[int]] = defaultdict(list)  # who may do a task
        for offer in (*model.offers, *model.sharers):
            self.people[offer.task].append(offer.assistant)
        self.tasks = sorted(self.people)
        self.of_client: dict[str, list[int]] = defaultdict(list)
        for task in self.tasks:
            client = tasks[task].client
            if client is not None:
                self.of_client[client].append(task)
        self.clients = list(self.of_client)
        self.is_turn_of_clients = False

    def draw(self, chosen: Iterable[int], shares: Sequence[Offer], tasks: int) -> list[int]:
        """Give the columns to set free: of about so many tasks. People and clients take turns."""
        holders: dict[int, set[int]] = defaultdict(set)
        for offer in (*(self.model.offers[i] for i in chosen), *shares):
            holders[offer.task].add(offer.assistant)
        if self.clients and self.is_turn_of_clients:
            freed, people = self._of_clients(tasks), None
        else:
            people = self._people(holders, tasks)
            freed = self._of_people(holders, people, tasks)
        self.is_turn_of_clients = not self.is_turn_of_clients
        return columns_of(self.model, freed, people)

    def _of_clients(self, most: int) -> set[int]:
        """Give the tasks of clients drawn until there are enough."""
        freed: set[int] = set()
        for client in self.chance.sample(self.clients, len(self.clients)):
            if freed and len(freed) + len(self.of_client[client]) > most:
                break
            freed.update(self.of_client[client])
        return freed

    def _people(self, holders: dict[int, set[int]], most: int) -> set[int]:
        """Give people who can do each other's work and hold about so many tasks."""
        held: dict[int, list[int]] = defaultdict(list)
        for task, own in sorted(holders.items()):
            for who in sorted(own):
                held[who].append(task)
        people: set[int] = set()
        around, count = self.tasks, 0
        for _ in range(most):
            if len(people) >= 2 and count >= most:
                break
            newcomer = self.chance.choice(self.people[self.chance.choice(around)])
            if newcomer in people:
                continue
            people.add(newcomer)
            count += len(held[newcomer])
            around = [task for who in sorted(people) for task in held[who]] or self.tasks
        return people

    def _of_people(self, holders: dict[int, set[int]], people: set[int], most: int) -> set[int]:
        """Give the tasks only these people have, and some that nobody has and one of them may do."""
        freed = {task for task, own in holders.items() if own <= people}
        idle = [task for task in self.tasks if not holders.get(task) and not people.isdisjoint(self.people[task])]
        return freed.union(self.chance.sample(idle, min(len(idle), most)))


def columns_of(model: Model, tasks: Collection[int], people: Collection[int] | None) -> list[int]:
    """Give the columns that say who of these people does which of these tasks, and those that follow from them.

    `people` None: everybody.
    """
    clients = {model.problem.tasks[task].client for task in tasks}

    def is_free(offer: Offer) -> bool:
        return offer.task in tasks and (people is None or offer.assistant in people)

    offers = [is_free(offer) for offer in model.offers]
    sharers = [is_free(offer) for offer in model.sharers]
    flags = [
        *offers,
        *sharers,
        *(client in clients for client in model.y),
        *(client in clients and (people is None or who in people) for client, who in model.z),
        *sharers,
        *(task in tasks for task in model.d),
        *(client in clients for client in model.q),
        *(model.problem.tasks[task].client in clients for task in model.p),
        *(people is None or who in people for who, own in model.bands.items() for _ in own),
    ]
    return [i for i, is_set in enumerate(flags) if is_set]
