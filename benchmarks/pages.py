"""Pages of the demo county and of ones many times as large, beside a bare page with the same HTML.

In one process with Flask's test client, warm, on SQLite, and on PostgreSQL where `TEST_DATABASE` names
a server, as `python -m tests.services with-postgres` does. `python -m benchmarks.pages 1 10` measures
these sizes only. What was measured is written to docs/performance.md as well.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from app.demo.actions import load_demo
from app.demo.cast import make_cast
from app.demo.play import play
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.scope import act_as
from app.kernel.secrets import Keyring
from app.matches.models import Match, MatchState
from app.needs.models import Need, NeedState
from app.people.queries import someone_of_each_role
from app.settings import Settings
from benchmarks import beside
from benchmarks.crowd import multiply
from benchmarks.figures import Row, at_most, say, show, within
from tests import builders
from tests.databases import open_database

REPORT = Path(__file__).parents[1] / "docs" / "performance.md"
SIZES = (1, 10, 100)
TURNS = 5
FLAT, BARE = 2.0, 15.0
"""How many times a page may take when everything is a hundred times as much; and beside a bare page."""

PAGES = (
    ("/", "visitor"),
    ("/needs", "visitor"),
    ("/needs?sort=near&lat=30.6&lon=120.5", "visitor"),
    ("/needs?free=1-afternoon&free=6-morning", "visitor"),
    ("/needs/map", "visitor"),
    ("/offers", "visitor"),
    ("/today", "volunteer"),
    ("/needs?sort=near", "volunteer"),
    ("/invitations", "volunteer"),
    ("/today", "child_director"),
    ("/children", "child_director"),
    ("/raised", "child_director"),
    ("/children", "child_supervisor"),
    ("/today", "civil_affairs"),
    ("/desk/needs", "civil_affairs"),
    ("/matches", "civil_affairs"),
    ("/matches/{match}", "civil_affairs"),
    ("/needs/{need}/helpers", "civil_affairs"),
    ("/unmet", "civil_affairs"),
    ("/vetting", "civil_affairs"),
    ("/audit", "auditor"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One page once the county is so large: questions and seconds, and those of the bare page."""

    questions: int
    seconds: float
    bare: float


def figures(sizes: Sequence[int] = SIZES) -> list[Row]:
    """The pages on each database; the table in docs/performance.md as well."""
    kinds = {"SQLite": "sqlite"}
    if server := os.environ.get("TEST_DATABASE"):
        kinds["PostgreSQL"] = server
    rows: list[Row] = []
    parts = []
    for name, kind in kinds.items():
        taken, waited = _on(kind, name, sizes)
        found = [row for page, sized in taken.items() for row in _rows(page, name, sized)]
        rows += [*found, *beside.rows(name, max(sizes), waited)]
        table = beside.table(max(sizes), waited)
        parts.append(f"## {name}\n\n{_wide(taken)}\n{_counted(found)}{table}")
        # After each database: the next one may be stopped, and what was measured stands.
        REPORT.write_text("\n".join([_head(sizes), *parts, _why()]), encoding="utf-8")
    return rows


def _on(
    kind: str, name: str, sizes: Sequence[int]
) -> tuple[dict[str, dict[int, Taken]], beside.Beside]:
    """Each page at each size, and at the largest beside a round."""
    folder = Path(tempfile.mkdtemp(prefix="tongqiao-bench-"))
    taken: dict[str, dict[int, Taken]] = {}
    with open_database(kind, folder) as database:
        settings = Settings(
            secret_key=token_hex(32),
            keyring=Keyring.generate(),
            database_url=database.url,
            instance=folder,
            is_demo=True,
            is_https=False,
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False  # it signs in by the demo's doors
        database.make_template(app)
        with app.app_context():
            load_demo(SYSTEM, make_cast(clock.today()), password_hash="unusable")
        with app.app_context():
            play(app)
        before = 1
        for times in sizes:
            say(f"{name}: {times} ×")
            with app.app_context():
                multiply(times, before=before)
            before = max(before, times)
            pages = _pages(app)
            for page, (client, path) in pages.items():
                found = _measured(app, client, path, is_alone=kind == "sqlite")
                taken.setdefault(page, {})[times] = found
        say(f"{name}: a round beside the pages")
        waited = beside.measure(app, settings, pages)
        with app.app_context():
            db.engine.dispose()
    return taken, waited


def _pages(app: Flask) -> dict[str, tuple[FlaskClient, str]]:
    """Each page by what it is called: who asks for it, and its address."""
    with app.app_context():
        act_as(SYSTEM)
        doors = {hat.role: hat.account_id for hat in someone_of_each_role()}
        keys = {"match": _waiting(), "need": _open_need()}
    pages = {}
    for address, role in PAGES:
        client = app.test_client()
        if role != "visitor":
            who = Role(role)
            builders.sign_in(client, Actor(role=who, account_id=doors[who]))
        pages[f"{role}: {address}"] = (client, address.format(**keys))
    return pages


def _waiting() -> int:
    waiting = select(Match.id).where(Match.state == MatchState.PROPOSED).order_by(Match.id)
    return db.session.scalars(waiting.limit(1)).one()


def _open_need() -> int:
    wanted = select(Need.id).where(Need.state == NeedState.OPEN).order_by(Need.id)
    return db.session.scalars(wanted.limit(1)).one()


def _measured(app: Flask, client: FlaskClient, path: str, *, is_alone: bool) -> Taken:
    answer = client.get(path)  # what is built once per process is built now
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    with _counted_questions(app) as questions:
        html = client.get(path).text
    bare = _bare(html)
    # A server's work is not in our process; without one, the others on the machine need not count.
    now = time.process_time if is_alone else time.perf_counter
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(_seconds(lambda: client.get(path), now))
        theirs.append(_seconds(lambda: bare.get("/"), now))
    return Taken(len(questions), min(ours), min(theirs))


def _bare(html: str) -> FlaskClient:
    """A page of Flask that gives these words and does nothing else."""
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: html)
    return app.test_client()


def _seconds(act: Callable[[], object], now: Callable[[], float]) -> float:
    begun = now()
    act()
    return now() - begun


@contextmanager
def _counted_questions(app: Flask) -> Iterator[list[str]]:
    with app.app_context():
        engine = db.engine
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _rows(page: str, name: str, sized: dict[int, Taken]) -> Iterator[Row]:
    first, last = min(sized), max(sized)
    few, many = sized[first], sized[last]
    yield within(
        f"{page}, {last} times as much, {name}",
        many.seconds * 1e3,
        "ms",
        of=f"{first} ×",
        theirs=few.seconds * 1e3,
        most=FLAT,
        note=f"the best of {TURNS}",
    )
    yield within(
        f"{page}, {name}",
        few.seconds * 1e3,
        "ms",
        of="a bare page",
        theirs=few.bare * 1e3,
        most=BARE,
    )
    more = many.questions - few.questions
    yield at_most(f"{page}, further questions, {name}", max(more, 0), "", most=0)


def _head(sizes: Sequence[int]) -> str:
    said = ", ".join(f"{size} ×" for size in sizes)
    return (
        "# Performance of pages\n\n"
        f"Written by `python -m benchmarks pages`: the demo county at {said}, its families, needs,"
        " providers, matches and lines of the trail copied. Each page is asked for in one process by"
        f" Flask's test client, warm: the best of {TURNS}, in turn with a bare page of Flask that gives the same"
        " HTML and does nothing else; on SQLite milliseconds of the processor, on PostgreSQL of the clock. "
        f"Machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()};"
        f" others were at work on it (load {os.getloadavg()[0]:.1f} at the end), so that a single figure"
        " may be off by half.\n\n"
        f"Wanted: as many questions however much there is; at most {FLAT:g} times as long at the largest"
        f" size; at most {BARE:g} times a bare page.\n"
    )


def _wide(taken: dict[str, dict[int, Taken]]) -> str:
    sizes = list(next(iter(taken.values())))
    heads = [f"questions {size} ×" for size in sizes] + [f"ms {size} ×" for size in sizes]
    lines = [
        f"| page | {' | '.join(heads)} | longer | of a bare page |",
        f"|---|{'---:|' * (len(heads) + 2)}",
    ]
    for page, sized in taken.items():
        first, last = sized[sizes[0]], sized[sizes[-1]]
        cells = [
            *(str(sized[size].questions) for size in sizes),
            *(f"{sized[size].seconds * 1e3:.1f}" for size in sizes),
            f"{last.seconds / first.seconds:.1f} ×",
            f"{first.seconds / first.bare:.0f} ×",
        ]
        lines.append(f"| `{page}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _counted(rows: Sequence[Row]) -> str:
    flat = [row for row in rows if row.peer and row.peer != "a bare page"]
    bare = [row for row in rows if row.peer == "a bare page"]
    more = [row for row in rows if not row.peer]
    return "".join(
        f"* {said}: {sum(bool(row.is_met) for row in found)} of {len(found)}\n"
        for said, found in (
            ("as many questions", more),
            (f"at most {FLAT:g} times as long", flat),
            (f"at most {BARE:g} times a bare page", bare),
        )
    )


def _why() -> str:
    return (
        "\n## Missed, and why\n\n"
        "* **A bare page** answers in a fraction of a millisecond. Who is signed in, the bell and the"
        " navigation cost two questions and a template of their own before a page has said anything;"
        " each scoped question costs SQLAlchemy's compiling of its criteria, a good millisecond.\n"
        "* **Counting** is what grows: a pager says how many there are, and a database counts by"
        " walking its index. At a hundred times the county that is tens of thousands of entries.\n"
        "* **The officer's order** puts urgency before points, and urgency is the need's: the proposals"
        " that wait are joined and sorted whole, 18,000 of them at a hundred times the county, where"
        " a county's office has some hundred.\n"
        "* **Free hours** are read from each open need's own list of them; no index answers that.\n"
        "* **Who could help** looks at the two hundred nearest of each kind that serve the category. The"
        " demo county has fewer; from ten times as much on the bound holds, and the time stays there.\n"
        "* **Further questions** of who could help: a kind of supply of which nobody is near is not read.\n"
    )


def main() -> None:
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    show(figures(sizes))


if __name__ == "__main__":
    main()
