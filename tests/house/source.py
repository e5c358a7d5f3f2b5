"""The project's own files, as the house tests read them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent.parent
SETTING = re.compile(r"TONGQIAO_[A-Z_]+[A-Z]")
READ_BY = ("app/settings.py", "deploy/gunicorn.conf.py")


@cache
def trees(package: str) -> dict[Path, ast.Module]:
    """File → syntax tree, for every Python file below a folder of the project."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def place(path: Path, node: ast.AST | None = None) -> str:
    """`app/needs/actions.py:12`, for a failure that can be clicked."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


@cache
def modules(name: str) -> tuple[ModuleType, ...]:
    """Every module of the house called `name`, or inside a folder of that name, imported."""
    import app

    found = []
    for info in pkgutil.walk_packages(app.__path__, "app."):
        if name in info.name.split("."):
            found.append(importlib.import_module(info.name))
    return tuple(found)


def settings_read() -> set[str]:
    """Every name of the environment that the code reads."""
    found: set[str] = set()
    for path in READ_BY:
        text = (ROOT / path).read_text(encoding="utf-8")
        found |= set(SETTING.findall(text))
        found |= {f"TONGQIAO_{name}" for name in re.findall(r'\(environ, "([A-Z_]+)"', text)}
        found |= {f"TONGQIAO_{name}" for name in re.findall(r"\{PREFIX\}([A-Z_]+[A-Z])", text)}
    return {name.removesuffix("_FILE") for name in found}


def told(faults: list[str], advice: str) -> None:
    """Fail with every fault and what to do about them."""
    if faults:
        raise AssertionError("\n".join([advice, *(f"- {fault}" for fault in sorted(set(faults)))]))
