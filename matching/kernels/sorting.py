"""Whole numbers put in order, compiled."""

from __future__ import annotations

from matching.kernels.compiling import kernel


@kernel
def in_order(rows, many):  # type: ignore[no-untyped-def]
    """Bring the first `many` of `rows` into rising order.

    Shell's sort, with gaps that shrink by 4/9 as those of Ciura (2001) do: numpy's own takes six
    times as long to compile, and hardly less to sort the few hundred there mostly are.
    """
    gap = many if many > 12 else 2
    while gap > 1:
        gap = gap * 4 // 9 if gap > 4 else 1
        for at in range(gap, many):
            own, to = rows[at], at
            while to >= gap and rows[to - gap] > own:
                rows[to] = rows[to - gap]
                to -= gap
            rows[to] = own
