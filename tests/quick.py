"""What a change touches, and only that: `make quick` runs the tests that this names.

Run as `python -m tests.quick`: it prints folders and files of tests, for what differs from the place
where this branch left main, what is not committed included.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
ALWAYS = "tests/house"
ENGINE = (
    "tests/matching/test_rules.py",
    "tests/app/matches/test_wording.py",
    "tests/matching/test_features.py",
    "tests/matching/test_round.py",
    "tests/matching/test_reading.py",
    "tests/matching/test_kernels.py",
)
"""The tests of the engine and of its words that take seconds; `make test` has the others."""
BELOW_ALL = "tests/app/site"
"""Stands on every room: what is changed beneath all of them is seen here first."""
NOT_QUICK = ("tests/browser", "tests/operations", "tests/whole")


def changed() -> list[str]:
    """Files that differ from main's merge-base, or that git does not know yet."""
    base = _git("merge-base", "HEAD", "main")[0]
    known = _git("diff", "--name-only", base)
    new = _git("ls-files", "--others", "--exclude-standard")
    return sorted({*known, *new})


def tests_of(path: str) -> Iterator[str]:
    """Tests, as paths of the project, that look at one changed file."""
    parts = PurePosixPath(path).parts
    if path.startswith(NOT_QUICK) or path.endswith(".md"):
        return
    if parts[0] == "matching":
        yield from ENGINE
    elif parts[:2] == ("app", "kernel"):
        yield from _of_kernel(PurePosixPath(path).stem)
    elif parts[0] == "app" and len(parts) > 2 and parts[1] != "translations":
        yield f"tests/app/{parts[1]}"
    elif parts[0] == "templates":
        yield "tests/app/post" if parts[1] == "letters" else f"tests/app/{parts[1]}"
        yield BELOW_ALL
    elif parts[0] == "tests" and parts[-1].startswith("test_"):
        yield path
    elif parts[0] == "tests" and len(parts) > 2:
        yield "/".join(parts[:-1])
    elif parts[0] in ("app", "static", "wsgi.py"):
        yield BELOW_ALL


def _of_kernel(stem: str) -> Iterator[str]:
    """The tests called after a module; where there are none, a write and a read through it all."""
    own = f"tests/app/kernel/test_{stem}.py"
    if (ROOT / own).exists():
        yield own
    else:
        yield "tests/app/kernel/test_action.py"
        yield "tests/app/kernel/test_web.py"


def chosen(paths: Iterable[str]) -> list[str]:
    """What to run for all changed files: each once, none inside another, none that is gone."""
    wanted = {ALWAYS, *(test for path in paths for test in tests_of(path))}
    there = {one for one in wanted if (ROOT / one).exists()}
    return sorted(
        one
        for one in there
        if not any(other != one and one.startswith(f"{other}/") for other in there)
    )


def _git(*words: str) -> list[str]:
    done = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout.splitlines()


if __name__ == "__main__":
    print("\n".join(chosen(changed())))  # noqa: T201 — make reads it
