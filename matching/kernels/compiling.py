"""How kernels are compiled and kept: on disk, under a name that changes with their sources.

numba notices a change of the file a kernel stands in, not of the files whose kernels and constants
it takes in. All of those stand in this folder, so what is kept is kept by the digest of the folder.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np

HERE = Path(__file__).parent


def place(folder: Path) -> Path:
    """The folder, in `folder`, for what is compiled of exactly these sources by these compilers."""
    mark = sha256(f"{sys.version} {np.__version__} {nb.__version__}".encode())
    for path in sorted(HERE.glob("*.py")):
        source = path.read_bytes()
        mark.update(f"\n{path.name} {len(source)}\n".encode())
        mark.update(source)
    return folder / f"kernels-{mark.hexdigest()[:16]}"


nb.config.CACHE_DIR = str(  # type: ignore[attr-defined]
    place(Path(nb.config.CACHE_DIR or HERE / "__pycache__"))  # type: ignore[attr-defined]
)

# Compiling is what the first round waits for, so nothing is compiled that nobody calls: no wrapper
# for C, and no question before each division whether it is by zero (which gives what numpy gives).
_njit: Any = nb.njit
kernel: Any = _njit(cache=True, nogil=True, no_cfunc_wrapper=True, error_model="numpy")
"""Decorates a compiled function that is called from outside, or is too long to be inlined."""
inlined: Any = _njit(inline="always", error_model="numpy")
"""Decorates a compiled function of a line or two that other kernels call for every pair."""
unsigned: Any = np.uint64
"""Makes a row number one that numba need not count from the end: a fifth quicker in inner loops."""
