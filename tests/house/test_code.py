"""What only the kernel may do, and what only a view may read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, calls, place, told, trees

KERNEL_ONLY = {
    "commit": "the kernel commits, once for each action",
    "refresh": "it reads past the scope: ask again with a select",
}
READS_PAST_THE_SCOPE = ("get", "get_one")
BELOW_VIEWS = ("models", "queries", "actions", "events", "jobs")
OF_A_REQUEST = {"request", "session", "g", "current_user"}


def _outside_kernel() -> Iterator[tuple[Path, ast.Module]]:
    return (item for item in trees("app").items() if "kernel" not in item[0].parts)


def _is_session(node: ast.expr, tree: ast.Module) -> bool:
    """Whether this is the database's session, not the browser's."""
    if isinstance(node, ast.Call):
        return _is_session(node.func, tree)
    if isinstance(node, ast.Attribute):
        return node.attr == "session"
    return getattr(node, "id", "") == "session" and "session" not in _from_flask(tree)


def _from_flask(tree: ast.Module) -> set[str]:
    return {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
    }


def test_only_the_kernel_commits_and_refreshes() -> None:
    faults = [
        f"{place(path, call)}: .{call.func.attr}() — {KERNEL_ONLY[call.func.attr]}"
        for path, tree in _outside_kernel()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in KERNEL_ONLY
    ]
    told(faults, "Write through an @action.")


def test_related_rows_are_loaded_through_the_scope() -> None:
    faults = [
        str(path)
        for path, tree in _outside_kernel()
        if "joinedload" in {getattr(node, "id", "") for node in ast.walk(tree)}
    ]
    told(faults, "A joined load escapes the scope of the joined table: use selectinload.")


def test_rows_are_found_through_the_scope() -> None:
    faults = [
        place(path, call)
        for path, tree in _outside_kernel()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in READS_PAST_THE_SCOPE
        and _is_session(call.func.value, tree)
    ]
    told(faults, "session.get() may answer from memory, unscoped: use kernel.scope.find.")


def test_tables_are_never_asked_past_their_models() -> None:
    faults = [
        f"{place(path, node)}: __table__"
        for path, tree in _outside_kernel()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "__table__"
    ]
    faults += [
        f"{place(path, node)}: text()"
        for path, tree in _outside_kernel()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and any(alias.name == "text" for alias in node.names)
    ]
    told(faults, "The scope cannot follow this: select from the model.")


def test_nothing_below_a_view_reads_the_request() -> None:
    faults = [
        f"{place(path, node)}: {alias.name}"
        for path, tree in _outside_kernel()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in ("flask", "flask_login")
        and any(part.removesuffix(".py") in BELOW_VIEWS for part in path.relative_to(ROOT).parts)
        for alias in node.names
        if alias.name in OF_A_REQUEST
    ]
    told(faults, "Pass the actor and plain values; a view reads the request.")


def test_scope_is_left_with_a_reason_in_words() -> None:
    faults = [
        place(path, call)
        for path, tree in _outside_kernel()
        for call in calls(tree)
        if isinstance(call.func, ast.Name)
        and call.func.id == "unscoped"
        and not (
            call.args and isinstance(call.args[0], ast.Constant) and " " in str(call.args[0].value)
        )
    ]
    told(faults, "unscoped() takes a sentence that says why.")


def test_no_import_hides_inside_a_function() -> None:
    faults = [
        place(path, inner)
        for path, tree in trees("app").items()
        if path.name != "wiring.py"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    told(faults, "Import at the top of the file; a cycle means a misplaced idea.")


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    faults = [
        place(path)
        for package in ("app", "matching")
        for path, tree in trees(package).items()
        if not ast.get_docstring(tree)
    ]
    told(faults, "Begin the file with one docstring line.")


def test_no_file_outgrows_one_sitting() -> None:
    faults = [
        f"{place(path)}: {lines} lines"
        for package in ("app", "matching", "tests")
        for path in trees(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    told(faults, "Split the file by thing: the ceiling is 400 lines.")
