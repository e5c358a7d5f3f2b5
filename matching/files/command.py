"""Finds the best plan for tables of needs and supplies, says why, and learns from decisions."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter

import numba
import numpy as np

from matching.codec import to_json
from matching.decisions import examples
from matching.files.inputs import (
    BadInput,
    find,
    read_day,
    read_past,
    read_rows,
    read_terms,
    tell,
)
from matching.files.why import answer
from matching.files.writing import write_plan, write_replay
from matching.judging import judge
from matching.prior import expert
from matching.replay import FROM_HISTORY, POLICIES, replay
from matching.round import run_round
from matching.version import __version__
from matching.waiting import waiting

BAD_INPUT = 2


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str
        Without the program's name.

    Returns
    -------
    int
        0, or 2 when something handed in cannot be used.
    """
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BadInput as fault:
        tell(str(fault))
        return BAD_INPUT
    except OSError as fault:
        tell(f"{fault.filename}: {fault.strerror}")
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = _command(commands, "round", _round, "find the best plan")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--on", metavar="DATE", help="the day of the round; default: today")
    command = _command(commands, "why", _why, "say why a need has, or has not, a supply")
    command.add_argument("--need", required=True, metavar="ID")
    command.add_argument("--supply", metavar="ID")
    command.add_argument("--on", metavar="DATE", help="the day of the question; default: today")
    command = _command(commands, "replay", _replay, "run rounds over dated arrivals")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--every", type=_days, required=True, metavar="DAYS")
    command.add_argument("--policy", choices=POLICIES, default=POLICIES[0])
    command.add_argument("--history", type=Path, nargs=2, metavar=("NEEDS.csv", "SUPPLIES.csv"))
    command = _command(commands, "train", _train, "learn a scorecard from decisions")
    command.add_argument("decisions", type=Path, metavar="DECISIONS.csv")
    command.add_argument("--out", type=Path, required=True, metavar="CARD.json")
    command.add_argument("--until", metavar="DATE", help="learn only from decisions up to this day")
    command = _command(commands, "evaluate", _evaluate, "judge a scorecard on decisions")
    command.add_argument("decisions", type=Path, metavar="DECISIONS.csv")
    command.add_argument("--after", metavar="DATE", help="judge only on decisions after this day")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    about: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=about, description=about)
    command.set_defaults(run=run)
    command.add_argument("needs", type=Path, metavar="NEEDS.csv")
    command.add_argument("supplies", type=Path, metavar="SUPPLIES.csv")
    command.add_argument("--scorecard", type=Path, metavar="CARD.json")
    command.add_argument("--settings", type=Path, metavar="SETTINGS.toml")
    command.add_argument("--skip-bad", action="store_true", help="go on without bad rows")
    return command


def _round(options: argparse.Namespace) -> None:
    begin = perf_counter()
    on, terms = read_day(options.on, "--on"), read_terms(options)
    needs, supplies = read_rows(options.needs, options.supplies, skip_bad=options.skip_bad)
    read = perf_counter()
    bar = _bar if sys.stderr.isatty() else None
    plan = run_round(needs, supplies, on=on, **terms, progress=bar)
    solved = perf_counter()
    write_plan(
        plan,
        options.out,
        needs=needs,
        supplies=supplies,
        settings=terms["settings"],
        extra={
            "timings": {"read": read - begin, "round": solved - read},
            "versions": {
                "matching": __version__,
                "numba": numba.__version__,
                "numpy": np.__version__,
                "python": platform.python_version(),
            },
        },
    )
    sys.stdout.write(
        f"{len(plan.matches)} matches, {len(plan.unmatched)} needs with places left open.\n"
    )


def _why(options: argparse.Namespace) -> None:
    on, terms = read_day(options.on, "--on"), read_terms(options)
    needs, supplies = read_rows(options.needs, options.supplies, skip_bad=options.skip_bad)
    need = find(needs, options.need, options.needs)
    if options.supply is not None:
        supplies = (find(supplies, options.supply, options.supplies),)
    sys.stdout.writelines(f"{line}\n" for line in answer(need, supplies, on=on, **terms))


def _days(words: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= 3660:
        raise argparse.ArgumentTypeError(f"{words!r} is not a number of days")
    return int(words)


def _replay(options: argparse.Namespace) -> None:
    terms = read_terms(options)
    needs, supplies = read_rows(options.needs, options.supplies, skip_bad=options.skip_bad)
    history = read_rows(*options.history, skip_bad=options.skip_bad) if options.history else None
    if history is None and options.policy in FROM_HISTORY:
        raise BadInput(f"--policy {options.policy} needs --history")
    done = replay(
        needs, supplies, every=options.every, policy=options.policy, history=history, **terms
    )
    told = {
        **waiting(done, needs),
        "every_days": options.every,
        "left": done.left,
        "matching": __version__,
        "policy": options.policy,
    }
    write_replay(done, options.out, told=told)
    sys.stdout.write(f"{len(done.matches)} matches in {done.rounds} rounds.\n")


def _train(options: argparse.Namespace) -> None:
    until = read_day(options.until, "--until") if options.until else None
    terms = read_terms(options)
    needs, supplies = read_rows(options.needs, options.supplies, skip_bad=options.skip_bad)
    past = read_past(options.decisions, needs, supplies, skip_bad=options.skip_bad)
    seen = examples(needs, supplies, past, settings=terms["settings"], until=until)
    if not seen.decisions:
        raise BadInput(f"{options.decisions.name}: there is no decision to learn from")
    # Only training needs scikit-learn, and loading it takes seconds.
    learning = import_module("matching.learning")
    learner = learning.ScorecardClassifier(name=options.out.stem)
    card = learner.fit(seen.values, seen.went_well, sample_weight=seen.weight).card_
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(to_json(card) + "\n", encoding="utf-8")
    sys.stdout.write(f"Learned from {len(seen.decisions)} pairs.\n")


def _evaluate(options: argparse.Namespace) -> None:
    after = read_day(options.after, "--after") if options.after else None
    terms = read_terms(options)
    needs, supplies = read_rows(options.needs, options.supplies, skip_bad=options.skip_bad)
    past = read_past(options.decisions, needs, supplies, skip_bad=options.skip_bad)
    seen = examples(needs, supplies, past, settings=terms["settings"], after=after)
    told = judge(seen, needs, supplies, terms["scorecard"] or expert())
    sys.stdout.write(json.dumps(told, indent=2, sort_keys=True) + "\n")


def _bar(step: str, done: int, total: int) -> None:
    width = 24
    full = width * done // max(1, total)
    end = "\n" if done >= total else ""
    empty = " " * (width - full)
    sys.stderr.write(f"\r{step:8} [{'#' * full}{empty}] {done}/{total}{end}")
    sys.stderr.flush()
