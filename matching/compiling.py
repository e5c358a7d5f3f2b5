"""How kernels are compiled and kept: on disk, under a name that changes with their sources.

numba notices a change of the file a kernel stands in, not of the files whose kernels it calls:
those are compiled into it. So what is kept is kept by the digest of all of them together.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np

HERE = Path(__file__).parent


def _place() -> Path:
    """A folder for what is compiled of exactly these sources."""
    mark = sha256(nb.__version__.encode())
    for path in sorted(HERE.rglob("*.py")):
        source = path.read_bytes()
        if b"matching.compiling" in source:
            mark.update(source)
    return HERE / "__pycache__" / f"kernels-{mark.hexdigest()[:16]}"


if not nb.config.CACHE_DIR:  # type: ignore[attr-defined]
    nb.config.CACHE_DIR = str(_place())  # type: ignore[attr-defined]

kernel: Any = nb.njit(cache=True, nogil=True)
"""Decorates a compiled function that is called from outside, or is too long to be inlined."""
inlined: Any = nb.njit(inline="always")
"""Decorates a compiled function of a line or two that other kernels call for every pair."""
unsigned: Any = np.uint64
"""Makes a row number one that numba need not count from the end: a fifth quicker in inner loops."""
