"""The integer program in PuLP: one named function a constraint.

Sets: T tasks, A assistants, C packages (clients), E the eligible pairs (t, a), E(t) and E(a) those of one task or
assistant, E(c) those of a client's tasks. Data: m[t,a] minutes and v[t,a] value of a pair, M[a] minutes of an
assistant in the month and W[a,w] in week w, due[t] the week of a task that is due in one, m[t,a,w] what of m[t,a] is
due by week w, P[c] package minutes, O[c] consented overage minutes at cost k[c] a minute, N[c] team size, w[t] the
firm weight of a task. Variables: x[t,a] in {0,1} is 1 when a does all of t; y[c] >= 0 overage minutes; z[c,a] in {0,1}
is 1 when a works for c. Ineligible pairs have no variable, which is how eligibility is kept.

Tasks that may be shared, S, have variables of their own beside x: d[t] in {0,1} is 1 when t is shared, h[t,a] in {0,1}
is 1 when a has a share, of s[t,a] minutes, a whole number. H(t) are the pairs of t that may share, m[t] and L[t] the
minutes of the task and of its smallest share.

Where a package is protected against wrong estimates, G[c] is the budget of `optimizer.protection`, g[t,a] and g[t] are
the minutes by which a task may grow, U(c) the tasks of c that may grow, and q[c], p[t] >= 0 the dual variables of the
worst case.

The problem is a minimisation: solvers disagree about signs on maximisation.
"""

from __future__ import annotations

from optimizer.model.build import build
from optimizer.model.objective import firm_work_done, value_less_overage
from optimizer.model.program import Model
from optimizer.model.rows import (
    CONSTRAINTS,
    Rows,
    assistant_minutes,
    assistant_weeks,
    firm_work_kept,
    growth_of_task,
    one_assistant_per_task,
    overage_consent,
    package_minutes,
    package_protection,
    share_is_large_enough,
    share_leaves_another,
    shares_make_the_whole,
    team_member,
    team_size,
)
from optimizer.model.values import at_one, shares_from, values_of

__all__ = [
    "CONSTRAINTS",
    "Model",
    "Rows",
    "assistant_minutes",
    "assistant_weeks",
    "at_one",
    "build",
    "firm_work_done",
    "firm_work_kept",
    "growth_of_task",
    "one_assistant_per_task",
    "overage_consent",
    "package_minutes",
    "package_protection",
    "share_is_large_enough",
    "share_leaves_another",
    "shares_from",
    "shares_make_the_whole",
    "team_member",
    "team_size",
    "value_less_overage",
    "values_of",
]
