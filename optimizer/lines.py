"""A plan as lines of text for a terminal: codes and figures, as in its JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.result import Needs, PlanResult


def lines_of(plan: PlanResult) -> str:
    """Give a plan line by line: how good it is, `+` for every assignment, `-` for every task left out and why.

    The tiers below value that had anything to decide follow, with what they gave up of it.
    """
    head = [f"status {plan.status}", f"objective {plan.objective:.2f}"]
    head += (
        [f"bound {plan.bound:.2f}", f"gap {plan.gap:.2%}"] if plan.bound is not None and plan.gap is not None else []
    )
    lines = [" ".join([*head, f"seconds {plan.seconds:.1f}", f"solver {plan.solver}"])]
    lines += [f"+ {row.task} {row.assistant} {row.minutes}" for row in plan.assignments]
    lines += [f"- {row.task} {row.reason}{figures(row.needs)}" for row in plan.unassigned]
    for one in plan.tiers:
        end = "" if one.proven else " unproven"
        lines.append(f"tier {one.tier} {one.amount:g} value_lost {one.value_lost:.2f}{end}")
    return "\n".join(lines)


def figures(needs: Needs) -> str:
    """Give figures as ` name=value`, one after the other."""
    shown = ((name, ",".join(value) if isinstance(value, tuple) else value) for name, value in needs.items())
    return "".join(f" {name}={value:g}" if isinstance(value, float) else f" {name}={value}" for name, value in shown)
