"""Jobs of the demo speak in codes, so that filters and the English pages understand them."""

from __future__ import annotations

import doctest

from app.demo import job_codes
from app.demo.seeds import Cast
from app.kernel.words import phrases


def test_the_example_of_the_codes_runs() -> None:
    assert doctest.testmod(job_codes).failed == 0


def test_nearly_everything_said_of_a_job_is_a_code(cast: Cast) -> None:
    lists = {"guarantees": "guarantee", "requirements": "requirement", "kindnesses": "kindness"}
    said = [
        (name, word)
        for job in cast.jobs
        for field, name in lists.items()
        for word in getattr(job, field)
    ]
    coded = [word for name, word in said if word in phrases()[name]]
    assert len(coded) / len(said) > 0.9


def test_some_jobs_can_be_done_sitting(cast: Cast) -> None:
    assert sum("seated" in job.requirements for job in cast.jobs) >= 5
