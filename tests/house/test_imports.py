"""Imports run downhill, and only one module knows the engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_imports_keep_the_contracts_of_pyproject(project: Path) -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        "An import runs uphill: move the function to the lower room, or let the higher room do the "
        "work. Or a room has no floor: give it one in `layers` of pyproject.toml.\n"
        f"{done.stdout}\n{done.stderr}"
    )
