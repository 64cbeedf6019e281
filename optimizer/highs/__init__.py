"""The only room that touches solver objects: HiGHS first, CBC when HiGHS is absent or fails.

HiGHS searches in three steps, see `steps.py`; `running.py` is one run of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.highs.answers import Answer, SolverFailedError
from optimizer.highs.cbc import answer_of_cbc
from optimizer.highs.steps import answer_of_highs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.eligible import Offer
    from optimizer.highs.answers import Better, Report
    from optimizer.model import Model
    from optimizer.search import Limits

__all__ = ["Answer", "SolverFailedError", "answer", "answer_of_cbc", "answer_of_highs"]


def answer(
    model: Model,
    limits: Limits,
    start: Sequence[int] = (),
    report: Report | None = None,
    shares: Sequence[Offer] = (),
    better: Better | None = None,
) -> Answer:
    """Solve a built model, starting from a known plan; never raises for lack of time. `better` hears of HiGHS's finds.

    Raises:
        SolverFailedError: when neither solver gave an answer.
    """
    try:
        return answer_of_highs(model, limits, start, report, shares, better)
    except Exception as failure:  # noqa: BLE001  # a binding can fail in any way; the other solver gets its turn
        first = failure
    try:
        return answer_of_cbc(model, limits)
    except Exception as failure:
        raise SolverFailedError(f"HiGHS: {first}; CBC: {failure}") from failure
