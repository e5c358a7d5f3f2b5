"""Every job and every line of the schedule has a lasting name, with words in both languages."""

from __future__ import annotations

from pathlib import Path

from app.kernel import words
from app.kernel.handlers import HANDLERS, named
from app.wiring import SCHEDULE, SUBSCRIPTIONS
from tests.house.source import modules, told

GIVEN = Path(__file__).parent / "names_of_jobs.txt"


def _of_the_house() -> set[str]:
    return {name for name in HANDLERS if not name.startswith("test.")}


def test_every_subscription_has_a_name_of_its_own_room() -> None:
    faults = [
        f"{handler.__module__}.{handler.__name__}"
        for _, handler in SUBSCRIPTIONS
        if named(handler).name.partition(".")[0] != handler.__module__.split(".")[1]
    ]
    told(faults, "Decorate the handler with @job('room.verb_noun').")


def test_every_handler_is_subscribed_to_something() -> None:
    subscribed = {named(handler).name for _, handler in SUBSCRIPTIONS}
    told(sorted(_of_the_house() - subscribed), "Add it to the room's SUBSCRIPTIONS, or delete it.")


def test_a_name_that_was_given_once_leads_to_its_handler_for_ever() -> None:
    given = GIVEN.read_text(encoding="utf-8").split()
    told(
        sorted(set(given) - _of_the_house()),
        "Jobs stored under this name would be put aside: keep the handler under its name.",
    )
    told(sorted(_of_the_house() - set(given)), f"Write the new name down in {GIVEN.name}.")


def test_names_in_the_schedule_are_given_once() -> None:
    names = [entry.name for entry in SCHEDULE]
    assert len(names) == len(set(names))


def test_jobs_and_schedule_have_words() -> None:
    known = words.phrases()
    faults = [name for name in _of_the_house() if name not in known["job"]]
    faults += [entry.name for entry in SCHEDULE if entry.name not in known["schedule"]]
    told(faults, "Add the name to the list `job` or `schedule` of the room's words.csv.")


def test_what_a_room_subscribes_to_and_schedules_is_wired() -> None:
    joined = {*SUBSCRIPTIONS, *SCHEDULE}
    faults = [
        f"{module.__name__}.{name}"
        for module in modules("jobs")
        for name in ("SUBSCRIPTIONS", "SCHEDULE")
        if not set(getattr(module, name, ())) <= joined
    ]
    told(faults, "Add it to SUBSCRIPTIONS or SCHEDULE of app/wiring.py.")
