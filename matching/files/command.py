"""Finds the best plan for tables of needs and supplies, says why, and learns from decisions."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from matching.files.faults import CHINESE, ENGLISH, LANGUAGES, Fault
from matching.files.inputs import tell
from matching.files.terms import BadInput
from matching.files.verbs import run_evaluate, run_replay, run_round_on_files, run_train, run_why
from matching.replay import POLICIES

BAD_INPUT = 2
INTERRUPTED = 130
# As gettext asks a terminal for its language.
_PLACES = ("LC_ALL", "LC_MESSAGES", "LANG")
_REFUSED = {
    FileNotFoundError: "no_file",
    IsADirectoryError: "a_folder",
    PermissionError: "not_allowed",
}


def main(arguments: Sequence[str], *, language: str = ENGLISH) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str
        Without the program's name.
    language : str
        Of messages, where the arguments name none.

    Returns
    -------
    int
        0, or 2 when something handed in cannot be used.
    """
    options = _parser(language).parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except BadInput as fault:
        tell(fault.said(options.lang))
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever reads the answer has read enough; what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        tell(_of_the_system(fault).said(options.lang))
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def language_of(place: Mapping[str, str]) -> str:
    """The language of a terminal, told its environment.

    Examples
    --------
    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh_Hans_CN', 'en')
    """
    named = next((place[name] for name in _PLACES if place.get(name)), "")
    return CHINESE if named.startswith("zh") else ENGLISH


def _of_the_system(fault: OSError) -> Fault:
    """Why a file cannot be read or written."""
    if fault.filename is None:
        return Fault("system_fault", {"why": fault.strerror or str(fault)})
    code = next((code for kind, code in _REFUSED.items() if isinstance(fault, kind)), "no_access")
    return Fault(code, {"file": fault.filename, "why": fault.strerror})


def _parser(language: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = _command(commands, language, "round", run_round_on_files, "find the best plan")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--on", metavar="DATE", help="the day of the round; default: today")
    command = _command(
        commands, language, "why", run_why, "say why a need has, or has not, a supply"
    )
    command.add_argument("--need", required=True, metavar="ID")
    command.add_argument("--supply", metavar="ID")
    command.add_argument("--on", metavar="DATE", help="the day of the question; default: today")
    command = _command(commands, language, "replay", run_replay, "run rounds over dated arrivals")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--every", type=_days, required=True, metavar="DAYS")
    command.add_argument("--policy", choices=POLICIES, default=POLICIES[0])
    command.add_argument("--history", type=Path, nargs=2, metavar=("NEEDS.csv", "SUPPLIES.csv"))
    command = _command(commands, language, "train", run_train, "learn a scorecard from decisions")
    command.add_argument("decisions", type=Path, metavar="DECISIONS.csv")
    command.add_argument("--out", type=Path, required=True, metavar="CARD.json")
    command.add_argument("--until", metavar="DATE", help="learn only from decisions up to this day")
    command = _command(
        commands, language, "evaluate", run_evaluate, "judge a scorecard on decisions"
    )
    command.add_argument("decisions", type=Path, metavar="DECISIONS.csv")
    command.add_argument("--after", metavar="DATE", help="judge only on decisions after this day")
    command.add_argument(
        "--beside", type=Path, metavar="OLD.json", help="the card in force; default: the expert's"
    )
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    language: str,
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
    command.add_argument(
        "--lenient", action="store_true", help="keep rows with ids that stand nowhere"
    )
    command.add_argument("--lang", choices=LANGUAGES, default=language, help="of messages")
    return command


def _days(words: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= 3660:
        raise argparse.ArgumentTypeError(f"{words!r} is not a number of days")
    return int(words)
