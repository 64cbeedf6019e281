"""The rules of the problem: who may have what, and that no minutes are lost or exceeded."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from optimizer.check.rows import Violation, by_client, by_task, growths
from optimizer.reading import WEEKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.problem import Assistant, Problem, Task
    from optimizer.result import Assignment, PlanResult

SMALLEST_SHARE_MIN = 60


def unknown_or_repeated(problem: Problem, plan: PlanResult) -> list[Violation]:
    """Every task stands in the plan once, with an assistant, shared among several if it may be, or left out."""
    tasks, people = {task.id for task in problem.tasks}, {assistant.id for assistant in problem.assistants}
    named = Counter([row.task for row in plan.assignments] + [row.task for row in plan.unassigned])
    may_be_shared = {task.id for task in problem.tasks if task.splittable} - {row.task for row in plan.unassigned}
    pairs = Counter((row.task, row.assistant) for row in plan.assignments)
    found = [Violation("unknown_task", task) for task in named if task not in tasks]
    found += [Violation("task_not_in_plan", task.id) for task in problem.tasks if task.id not in named]
    once = ((task, times) for task, times in named.items() if task not in may_be_shared)
    found += [Violation("task_more_than_once", task, times) for task, times in once if times > 1]
    several = ((" / ".join(pair), times) for pair, times in pairs.items() if pair[0] in may_be_shared)
    found += [Violation("share_more_than_once", pair, times) for pair, times in several if times > 1]
    found += [Violation("unknown_assistant", row.assistant) for row in plan.assignments if row.assistant not in people]
    return found


def not_eligible(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """Nobody gets a task they may not have."""
    tasks = {task.id: task for task in problem.tasks}
    people = {assistant.id: assistant for assistant in problem.assistants}
    listed = {(pair.task, pair.assistant) for pair in problem.pairs}
    for row in plan.assignments:
        about = f"{row.task} / {row.assistant}"
        for code in _bars(tasks[row.task], people[row.assistant]):
            yield Violation(code, about)
        if listed and (row.task, row.assistant) not in listed:
            yield Violation("pair_not_listed", about)


def _bars(task: Task, assistant: Assistant) -> Iterator[str]:
    for skill, level in task.skills.items():
        if assistant.skills.get(skill, 0) < level:
            yield "skill_missing"
    if any(clearance not in assistant.clearances for clearance in task.clearances):
        yield "clearance_missing"
    if assistant.id in task.forbidden:
        yield "assistant_forbidden"
    if task.client in assistant.excluded_clients:
        yield "client_excluded"
    if task.pinned_to not in (None, assistant.id):
        yield "pinned_to_another"


def away(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """Nobody gets a task who is on leave on every working day until it is due."""
    if problem.month is None:
        return
    tasks = {task.id: task for task in problem.tasks}
    people = {assistant.id: assistant for assistant in problem.assistants}
    weeks = _working_days(problem.month)
    for row in plan.assignments:
        last = tasks[row.task].due_week or WEEKS
        days = [day for week, own in weeks.items() if week <= last for day in own]
        if all(day in people[row.assistant].leave for day in days):
            yield Violation("assistant_on_leave", f"{row.task} / {row.assistant}")


def _working_days(month: str) -> dict[int, list[date]]:
    """Give the days Monday to Friday of each week of a month, weeks from 1; those of its weekend where it has none."""
    first = date.fromisoformat(f"{month}-01")
    weeks: dict[int, list[date]] = defaultdict(list)
    day = first
    while day.month == first.month:
        weeks[(day.day + first.weekday() - 1) // 7 + 1].append(day)
        day += timedelta(days=1)
    return {week: [day for day in days if day.isoweekday() <= 5] or days for week, days in weeks.items()}


def wrong_minutes(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """A whole task has its minutes, or those of its pair; shares are large enough and add up to the task's."""
    own = {(pair.task, pair.assistant): pair.minutes for pair in problem.pairs if pair.minutes is not None}
    people = {assistant.id: assistant for assistant in problem.assistants}
    for task, rows in by_task(problem, plan):
        for row in rows:
            if isinstance(row.minutes, bool) or not isinstance(row.minutes, int):
                yield Violation("wrong_minutes", f"{row.task} / {row.assistant}")
        if len(rows) > 1:
            yield from _wrong_shares(task, rows, own)
            continue
        for row in rows:
            right = own.get((row.task, row.assistant), _practised(problem, task, people[row.assistant]))
            if row.minutes != right:
                yield Violation("wrong_minutes", f"{row.task} / {row.assistant}", row.minutes - right)


def _practised(problem: Problem, task: Task, assistant: Assistant) -> int:
    """Give the minutes of a whole task with an assistant: fewer for each level that their scarcest skill is above."""
    practice = problem.proficiency
    if practice is None or not task.skills:
        return task.minutes
    above = min(assistant.skills.get(skill, 0) - least for skill, least in task.skills.items())
    percent = max(100 - above * practice.percent_per_level, practice.least_percent) if above > 0 else 100
    whole, rest = divmod(task.minutes * percent, 100)
    return max(1, whole + (rest >= 50))


def _wrong_shares(task: Task, rows: list[Assignment], own: dict[tuple[str, str], int]) -> Iterator[Violation]:
    least = min(SMALLEST_SHARE_MIN, task.minutes // 2)
    for row in rows:
        if (row.task, row.assistant) in own:
            yield Violation("share_of_own_minutes", f"{row.task} / {row.assistant}")
        if row.minutes < max(1, least):
            yield Violation("share_too_small", f"{row.task} / {row.assistant}", least - row.minutes)
    whole = sum(row.minutes for row in rows)
    if whole != task.minutes:
        yield Violation("wrong_minutes", task.id, whole - task.minutes)


def assistants_exceeded(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """No assistant has more than their minutes."""
    load: Counter[str] = Counter()
    for row in plan.assignments:
        load[row.assistant] += row.minutes
    for assistant in problem.assistants:
        if load[assistant.id] > assistant.minutes:
            yield Violation("assistant_minutes_exceeded", assistant.id, load[assistant.id] - assistant.minutes)


def weeks_exceeded(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """What is due by the end of a week fits the minutes of that week and those before it, less leave."""
    due = {task.id: [*task.early_weeks, task.due_week or 0] for task in problem.tasks}
    weeks = {} if problem.month is None else _working_days(problem.month)
    load: dict[tuple[str, int], int] = Counter()
    for row in plan.assignments:
        given, parts = 0, due[row.task]
        for nth, week in enumerate(parts, 1):
            load[row.assistant, week] += row.minutes * nth // len(parts) - given
            given = row.minutes * nth // len(parts)
    for assistant in problem.assistants:
        had = wanted = 0
        for week in range(1, WEEKS + 1) if assistant.minutes_per_week else ():
            own = assistant.minutes_per_week[week - 1 : week]
            days = weeks.get(week, [])
            present = sum(day not in assistant.leave for day in days)
            had += sum(own) * present // len(days) if days else sum(own)
            wanted += load[assistant.id, week]
            if wanted > had:
                yield Violation("week_minutes_exceeded", f"{assistant.id} / {week}", wanted - had)


def packages_exceeded(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """No client has more than its package and consented overage, and none works without a package."""
    clients = {task.id: task.client for task in problem.tasks}
    allowed = {package.client: package.minutes + package.overage_minutes for package in problem.packages}
    for client, rows in by_client(problem, plan).items():
        if client not in allowed:
            yield from (Violation("client_without_package", row.task) for row in rows if clients[row.task] == client)
            continue
        used = sum(row.minutes for row in rows)
        if used > allowed[client]:
            yield Violation("package_minutes_exceeded", client, used - allowed[client])


def protection_exceeded(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """Package and consent hold a client's work also when its worst tasks, as many as it says, grow at once."""
    rows, grown = by_client(problem, plan), growths(problem, plan)
    for package in problem.packages:
        used = sum(row.minutes for row in rows.get(package.client, ()))
        worst = used + sum(grown.get(package.client, [])[: package.protection])
        if package.protection and worst > max(used, package.minutes + package.overage_minutes):
            excess = worst - package.minutes - package.overage_minutes
            yield Violation("protection_exceeded", package.client, excess)


def teams_exceeded(problem: Problem, plan: PlanResult) -> Iterator[Violation]:
    """No client has more assistants than its team size."""
    rows = by_client(problem, plan)
    for package in problem.packages:
        team = {row.assistant for row in rows.get(package.client, ())}
        if package.team_size is not None and len(team) > package.team_size:
            yield Violation("team_size_exceeded", package.client, len(team) - package.team_size)
