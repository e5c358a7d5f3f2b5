"""What each command does with what it is handed."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from time import perf_counter
from typing import Any

from matching.codec import to_json
from matching.files.faults import Fault
from matching.files.inputs import Given, find, read_day, read_past, read_rows, read_terms
from matching.files.report import report, settings_told
from matching.files.terms import BadInput, read_scorecard
from matching.files.why import answer
from matching.files.writing import write_plan, write_replay, write_report
from matching.learning.decisions import Examples, examples
from matching.learning.judging import judge
from matching.learning.promotion import compare
from matching.plan import Progress
from matching.replay import FROM_HISTORY, replay
from matching.replay.waiting import waiting
from matching.round import run_round
from matching.score.prior import expert
from matching.version import __version__

WIDTH = 24


def run_round_on_files(options: argparse.Namespace) -> None:
    """`round`: the best plan."""
    begin = perf_counter()
    on, terms = read_day(options.on, "--on"), read_terms(options)
    given = _given(options, terms)
    read = perf_counter()
    plan = run_round(
        given.needs,
        given.supplies,
        on=on,
        **terms,
        embedder=given.embedder(),
        progress=_progress(),
    )
    solved = perf_counter()
    write_plan(plan, options.out)
    timings = {
        "read": read - begin,
        "round": solved - read,
        "write": perf_counter() - solved,
    }
    told = report(plan, given.needs, given.supplies, terms["settings"])
    told |= {"files": given.told, "timings": timings, "versions": _versions()}
    write_report(options.out, told)
    _say(options, "round_done", matches=len(plan.matches), needs=len(plan.unmatched))


def run_why(options: argparse.Namespace) -> None:
    """`why`: the reasons of one pair, or of one need among all supplies."""
    on, terms = read_day(options.on, "--on"), read_terms(options)
    given = _given(options, terms)
    need, supplies = find(given.needs, options.need, options.needs), given.supplies
    if options.supply is not None:
        supply = find(supplies, options.supply, options.supplies)
        supplies = supplies.taken([supplies.column("id").index(supply.id)])
    sys.stdout.writelines(
        f"{line}\n" for line in answer(need, supplies, on=on, **terms, embedder=given.embedder())
    )


def run_replay(options: argparse.Namespace) -> None:
    """`replay`: rounds over dated arrivals, under a policy."""
    if options.history is None and options.policy in FROM_HISTORY:
        raise BadInput(Fault("needs_history", {"policy": options.policy}))
    begin = perf_counter()
    terms = read_terms(options)
    given, past = _given(options, terms), None
    if options.history:
        past = read_rows(*options.history, options=options, settings=terms["settings"])
    read = perf_counter()
    embedder = given.embedder()
    done = replay(
        given.needs,
        given.supplies,
        every=options.every,
        policy=options.policy,
        embedder=embedder,
        history=None if past is None else (past.needs, past.supplies),
        progress=_progress(),
        **terms,
    )
    told = {
        **waiting(done, given.needs),
        "embedder": embedder.name,
        "every_days": options.every,
        "files": given.told | ({} if past is None else {"history": past.told}),
        "left": done.left,
        "policy": options.policy,
        "settings": settings_told(terms["settings"]),
        "timings": {"read": read - begin, "replay": perf_counter() - read},
        "versions": _versions(),
    }
    write_replay(done, options.out)
    write_report(options.out, told)
    _say(options, "replay_done", matches=len(done.matches), rounds=done.rounds)


def _decided(
    options: argparse.Namespace,
    terms: Mapping[str, Any],
    *,
    after: dt.date | None = None,
    until: dt.date | None = None,
) -> tuple[Given, Examples]:
    """The rows handed in, and what was decided about them between two days."""
    given = _given(options, terms)
    past = read_past(options.decisions, given, options)
    seen = examples(
        given.needs,
        given.supplies,
        past,
        settings=terms["settings"],
        embedder=given.embedder(),
        after=after,
        until=until,
    )
    return given, seen


def run_train(options: argparse.Namespace) -> None:
    """`train`: a scorecard from decisions."""
    until = read_day(options.until, "--until") if options.until else None
    terms = read_terms(options)
    _, seen = _decided(options, terms, until=until)
    if not seen.decisions:
        raise BadInput(Fault("no_decisions", {"file": options.decisions.name}))
    # Only training needs scikit-learn, and loading it takes seconds.
    card = import_module("matching.learning.fit").learn(seen, name=options.out.stem)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(to_json(card) + "\n", encoding="utf-8")
    _say(options, "train_done", pairs=len(seen.decisions))


def run_evaluate(options: argparse.Namespace) -> None:
    """`evaluate`: a scorecard beside simpler ways, on decisions."""
    after = read_day(options.after, "--after") if options.after else None
    terms = read_terms(options)
    given, seen = _decided(options, terms, after=after)
    card, old = terms["scorecard"] or expert(), read_scorecard(options.beside) or expert()
    told = judge(seen, given.needs, given.supplies, card)
    if card != old:
        comparison = compare(old, card, seen=seen, needs=given.needs, supplies=given.supplies)
        told["promotion"] = {
            **asdict(comparison),
            "old_card": old.name,
            "new_card": card.name,
            "may_be_promoted": comparison.may_be_promoted,
        }
    sys.stdout.write(json.dumps(told, indent=2, sort_keys=True) + "\n")


def _given(options: argparse.Namespace, terms: Mapping[str, Any]) -> Given:
    return read_rows(options.needs, options.supplies, options=options, settings=terms["settings"])


def _say(options: argparse.Namespace, code: str, **values: int) -> None:
    """The result in a line."""
    sys.stdout.write(Fault(code, values).said(options.lang) + "\n")


def _versions() -> dict[str, str]:
    return {
        "matching": __version__,
        "numba": version("numba"),
        "numpy": version("numpy"),
        "python": platform.python_version(),
    }


def _progress() -> Progress | None:
    """A bar on a terminal, nothing elsewhere."""
    return _bar if sys.stderr.isatty() else None


def _bar(step: str, done: int, total: int) -> None:
    full = WIDTH * done // max(1, total)
    end = "\n" if done >= total else ""
    empty = " " * (WIDTH - full)
    sys.stderr.write(f"\r{step:8} [{'#' * full}{empty}] {done}/{total}{end}")
    sys.stderr.flush()
