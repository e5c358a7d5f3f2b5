"""All that is compiled stands in one folder, which needs nothing else: its digest is its cache."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import place, told, trees

KERNELS = Path("matching", "kernels")
DECORATORS = {"kernel", "inlined", "njit", "jit"}
# What a kernel may take a number from: these never change without another version of theirs.
OUTSIDE = {"__future__", "enum", "hashlib", "math", "numba", "numpy", "pathlib", "sys", "typing"}


def _imported(tree: ast.Module) -> Iterator[tuple[ast.AST, str, str]]:
    """Each import: its module, and the name taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node, node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node, alias.name, "") for alias in node.names)


def test_nothing_is_compiled_outside_the_folder_of_kernels() -> None:
    faults = [
        f"{place(path, node)}: {module} {name}"
        for package in ("matching", "app")
        for path, tree in trees(package).items()
        if KERNELS.as_posix() not in path.as_posix()
        for node, module, name in _imported(tree)
        if module.split(".")[0] == "numba" or name in DECORATORS
    ]
    told(faults, "Move what is compiled to matching/kernels: only its sources name its cache.")


def test_kernels_import_numpy_numba_and_each_other_alone() -> None:
    files = [one for one in trees("matching").items() if KERNELS.as_posix() in one[0].as_posix()]
    assert len(files) > 15
    faults = [
        f"{place(path, node)}: {module}"
        for path, tree in files
        for node, module, _ in _imported(tree)
        if not module.startswith("matching.kernels") and module.split(".")[0] not in OUTSIDE
    ]
    told(faults, "What a kernel takes in must stand in matching/kernels, or its cache lies:")
