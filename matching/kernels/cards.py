"""A scorecard's look-ups, compiled: one byte per value, one look-up per byte."""

from __future__ import annotations

from matching.kernels.compiling import kernel

GRAINS = 1e13
"""In a point. Points are added up as whole numbers of grains: in any order they give one sum."""
# One byte says which step a value reaches; the last one that a byte can say means missing.
LEVELS = 256
MISSING = 255


@kernel
def level_of(value, begin, end, edges):  # type: ignore[no-untyped-def]
    """How many of `edges[begin:end]` are at most `value`; 255 when it is missing."""
    if value != value:
        return MISSING
    # Counting them all beats halving: eight are compared at once and nothing is mispredicted.
    level = 0
    for edge in range(begin, end):
        level += edges[edge] <= value
    return level


@kernel
def grains_of(value, feature, first, edges, grains):  # type: ignore[no-untyped-def]
    """Grains that one feature gives to one value."""
    return grains[feature * LEVELS + level_of(value, first[feature], first[feature + 1], edges)]


@kernel
def write_levels(values, first, edges, found):  # type: ignore[no-untyped-def]
    """Write: the step each value reaches."""
    for pair in range(values.shape[0]):
        for feature in range(values.shape[1]):
            found[pair, feature] = level_of(
                values[pair, feature], first[feature], first[feature + 1], edges
            )


@kernel
def add_values(values, first, edges, grains, total):  # type: ignore[no-untyped-def]
    """Write: the points of each row of values."""
    for pair in range(values.shape[0]):
        added = 0
        for feature in range(values.shape[1]):
            added += grains_of(values[pair, feature], feature, first, edges, grains)
        total[pair] = added / GRAINS


@kernel
def part_values(values, first, edges, grains, found):  # type: ignore[no-untyped-def]
    """Write: the points of each value."""
    for pair in range(values.shape[0]):
        for feature in range(values.shape[1]):
            own = grains_of(values[pair, feature], feature, first, edges, grains)
            found[pair, feature] = own / GRAINS


@kernel
def add_levels(levels, grains, width, total):  # type: ignore[no-untyped-def]
    """Write: the points of each row of levels.

    `width` is a tuple as long as there are features: a length known when compiling unrolls.
    """
    for pair in range(levels.shape[0]):
        added = 0
        for feature in range(len(width)):
            added += grains[feature * LEVELS + levels[pair, feature]]
        total[pair] = added / GRAINS
