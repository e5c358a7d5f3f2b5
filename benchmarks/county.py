"""A round on the demo county: reading it, the engine, keeping the plan.

The peer is what the round would cost if it did nothing but look at every pair with geopy's geodesic
distance, one call at a time, as a first version usually does.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from secrets import token_hex

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
from app.matches.jobs.texts import read_all
from app.matches.queries.market import market
from app.settings import Settings
from benchmarks.figures import Row, faster, once, race, show

SAMPLE = 2_000


def figures() -> list[Row]:
    """The round with and without everything around the engine."""
    folder = Path(tempfile.mkdtemp(prefix="tongqiao-bench-"))
    settings = Settings(
        secret_key=token_hex(32),
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
        county = market(clock.today())
        known = read_all(county.texts())

    def whole() -> None:
        with app.app_context():
            request_round(SYSTEM)
        with app.app_context():
            jobs.run_due()

    taken = race({"whole": whole, "engine": lambda: bridge.hold(county, vectors=known)})
    size = f"{len(county.needs)} needs × {len(county.supplies)} supplies"
    geopy, note = _geodesic_seconds(county), f"(x) from {SAMPLE} pairs"
    return [
        faster(
            f"{name}, {size}",
            taken[entrant].seconds,
            "s",
            than="geopy's distance of every pair",
            theirs=geopy,
            note=note,
        )
        for entrant, name in (("whole", "round with job and database"), ("engine", "engine alone"))
    ]


def _geodesic_seconds(county: bridge.Market) -> float:
    """What every pair would take, from a sample of them."""
    placed = [(one.lat, one.lon) for one in county.supplies if one.lat is not None]
    pairs = ((need, there) for need in county.needs if need.lat is not None for there in placed)
    sample = [pair for pair, _ in zip(pairs, range(SAMPLE), strict=False)]
    taken = once(lambda: [geodesic((need.lat, need.lon), there).km for need, there in sample])
    return taken.seconds / len(sample) * len(county.needs) * len(county.supplies)


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
