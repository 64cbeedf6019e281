"""Large plans in blocks that share nothing: `cut`, then `solve_block` on any machine, then `join`.

Read first: `cut.py`; `whole.py` does all three on one machine.
"""

from __future__ import annotations

from optimizer.blocks.cut import Cut, block_count, cut
from optimizer.blocks.join import join
from optimizer.blocks.one import BlockResult, part_of, solve_block
from optimizer.blocks.whole import solve_in_blocks

__all__ = ["BlockResult", "Cut", "block_count", "cut", "join", "part_of", "solve_block", "solve_in_blocks"]
