"""The faults of a running site, injected and counted; writes docs/reliability.md.

`make reliability`. With words, only the faults whose names hold one of them are tried, and nothing
is written. Ends with 1 where anything was lost, doubled, refused for nothing, or not said. Broken
off (Ctrl-C), it ends what it started and removes its folders first.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.kernel.catalogue import compile_catalogue
from tests.reliability.faults import ALL
from tests.reliability.found import Fault, Found
from tests.reliability.report import REPORT, page
from tests.reliability.site import LEFT_OFF, LeftOff, Pattern, copy_of, make_pattern
from tests.services import postgres


def try_all(pattern: Pattern, faults: Sequence[Fault]) -> dict[str, Found]:
    return {fault.name: _try(pattern, fault, number) for number, fault in enumerate(faults)}


def _try(pattern: Pattern, fault: Fault, number: int) -> Found:
    found, start = Found(), time.monotonic()
    with copy_of(pattern, f"fault{number}") as site:
        try:
            fault.inject(site, found)
        except LeftOff:
            raise
        except Exception as error:  # noqa: BLE001 — what cannot be tried to its end has not held
            found.broke = f"{type(error).__name__}: {error}"
            found.wrong.append(found.broke)
            traceback.print_exc()
    took = time.monotonic() - start
    sys.stderr.write(
        f"{pattern.name}: {fault.name}: {took:.0f} s: {found.untried or found.wrong or 'held'}\n"
    )
    return found


def _break_off(*_signal: object) -> None:
    """Once: what is put away afterwards is not to be broken off again."""
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)
    LEFT_OFF.set()
    raise KeyboardInterrupt


def main(words: Sequence[str]) -> int:
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _break_off)
    compile_catalogue()
    faults = [one for one in ALL if not words or any(word in one.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="tongqiao-") as folder, postgres() as server:
        places = {"SQLite": None, "PostgreSQL": server}
        with ThreadPoolExecutor(len(places)) as pool:
            patterns = pool.map(
                lambda name: make_pattern(Path(folder) / name, places[name]), places
            )
            tried = list(pool.map(lambda pattern: try_all(pattern, faults), patterns))
    found = dict(zip(places, tried, strict=True))
    if not words:
        REPORT.write_text(page(faults, found), encoding="utf-8")
    return int(any(not one.held for each in found.values() for one in each.values()))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("The trial was broken off; all that it had begun is put away.")
