"""A round on the demo county: reading it, the engine, keeping the plan. Medians of five, in one run.

The peer is what the round would cost if it did nothing but look at every pair with geopy's geodesic
distance, one call at a time, as a first version usually does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask_migrate import upgrade
from geopy.distance import geodesic

from app import create_app
from app.demo.actions import load_demo
from app.demo.cast import make_cast
from app.kernel import clock, jobs
from app.kernel.access import SYSTEM
from app.kernel.secrets import Keyring
from app.matches import bridge
from app.matches.actions.rounds import request_round
from app.matches.queries.market import market
from app.settings import Settings

RUNS = 5
SAMPLE = 2_000


def median(act: Callable[[], object]) -> float:
    """Seconds of the process, the median of five runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="tongqiao-bench-"))
    settings = Settings(
        secret_key="b" * 40,
        keyring=Keyring.generate(),
        database_url=f"sqlite:///{folder / 'site.db'}",
        instance=folder,
        is_demo=True,
        is_https=False,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        load_demo(SYSTEM, make_cast(clock.today()), password_hash="unusable")
    write = sys.stdout.write

    def whole() -> None:
        with app.app_context():
            request_round(SYSTEM)
        with app.app_context():
            jobs.run_due()

    whole()  # compiles the kernels
    everything = median(whole)
    with app.app_context():
        county = market(clock.today())
    engine = median(lambda: bridge.hold(county))
    peer = _geodesic_seconds(county)
    pairs = len(county.needs) * len(county.supplies)
    write(f"{len(county.needs)} needs, {len(county.supplies)} supplies, {pairs} pairs\n")
    write(f"whole round, job and database included  {everything:8.3f} s   1.0\n")
    write(f"engine alone                            {engine:8.3f} s   {engine / everything:.2f}\n")
    write(f"geopy's distance of every pair          {peer:8.3f} s   {peer / everything:.1f}\n")


def _geodesic_seconds(county: bridge.Market) -> float:
    """What every pair would take, from a sample of them."""
    placed = [(one.lat, one.lon) for one in county.supplies if one.lat is not None]
    sample = [(need, there) for need in county.needs if need.lat is not None for there in placed][
        :SAMPLE
    ]
    start = time.process_time()
    for need, there in sample:
        _ = geodesic((need.lat, need.lon), there).km
    return (time.process_time() - start) / len(sample) * len(county.needs) * len(county.supplies)


if __name__ == "__main__":
    main()
