"""What must agree afterwards: approvals, places, invitations and letters, counted in the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.reliability.found import Found
from tests.reliability.site import Site
from tests.reliability.visitor import Answer, Visitor

ACTIVE = "('approved', 'invited', 'accepted', 'consented')"
SUPPLIES = {"volunteer_id": "volunteer", "offer_id": "offer", "job_id": "job_posting"}


class Books:
    """How it stood before, and what came since."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.line = site.number("SELECT max(id) FROM audit_line")
        self.letter = site.number("SELECT max(id) FROM letter")
        self.places = self._places()
        self.chosen: set[Hashable] = set()

    def events(self, name: str) -> list[dict[str, Any]]:
        """What happened since, from the trail."""
        found = self.site.keys(
            "SELECT payload FROM audit_line WHERE event = :name AND id > :line ORDER BY id",
            name=name,
            line=self.line,
        )
        return [json.loads(one) if isinstance(one, str) else one for one in found]

    def proposals(self, many: int) -> list[int]:
        """Proposals that can all be approved: no need and no supply twice, whenever it is asked."""
        rows = self.site.rows(
            "SELECT id, need_id, volunteer_id, offer_id, job_id FROM match"
            " WHERE state = 'proposed' ORDER BY score DESC, id"
        )
        keys: list[int] = []
        for key, need, *supply in rows:
            if len(keys) < many and not self.chosen & {need, tuple(supply)}:
                keys.append(key)
                self.chosen |= {need, tuple(supply)}
        return keys

    def letters(self) -> list[int]:
        """Invitations written since."""
        return self.site.keys(
            "SELECT id FROM letter WHERE event = 'match_invited' AND id > :letter",
            letter=self.letter,
        )

    def count(self, found: Found, approved: Sequence[int]) -> None:
        """Each was approved and invited once, its places are taken once, its letters went once."""
        self.count_approvals(found, approved)
        invited = [one["match_id"] for one in self.events("matches.invited")]
        found.all_there("invitations", approved, invited)
        self.count_letters(found, approved)

    def count_approvals(self, found: Found, approved: Sequence[int]) -> None:
        events = [one["match_id"] for one in self.events("matches.approved")]
        found.all_there("approvals in the trail", approved, events)
        found.as_many("places out of step with their matches", 0, self._out_of_step())

    def count_letters(self, found: Found, approved: Sequence[int]) -> None:
        rows = self.site.rows(
            "SELECT m.id, a.account_id FROM match m JOIN appointment a"
            " ON a.volunteer_id = m.volunteer_id OR a.organization_id = m.organization_id"
            " WHERE m.state IN " + ACTIVE
        )
        wanted = {f"match_invited:{match}:{reader}" for match, reader in rows if match in approved}
        keys = self.site.keys(
            "SELECT key FROM letter WHERE event = 'match_invited' AND id > :letter",
            letter=self.letter,
        )
        found.all_there("letters of invitation", wanted, keys)
        mailed = [one["letter_id"] for one in self.events("post.letter_mailed")]
        letters = self.letters()
        found.all_there("of them mailed", letters, [one for one in mailed if one in letters])

    def _out_of_step(self) -> int:
        """Needs and supplies whose taken places changed otherwise than their matches did."""
        now = self._places()
        return sum(
            now["taken"][key] - self.places["taken"][key]
            != now["held"][key] - self.places["held"][key]
            for key in {**now["taken"], **now["held"]}
        )

    def _places(self) -> dict[str, Counter[tuple[str, int]]]:
        taken: Counter[tuple[str, int]] = Counter()
        held: Counter[tuple[str, int]] = Counter()
        for column, table, number in (
            ("need_id", "need", "filled"),
            *((column, table, "load") for column, table in SUPPLIES.items()),
        ):
            for key, many in self.site.rows(f"SELECT id, {number} FROM {table}"):
                taken[table, key] = many
            for key, many in self.site.rows(
                f"SELECT {column}, count(*) FROM match WHERE state IN {ACTIVE}"
                f" AND {column} IS NOT NULL GROUP BY {column}"
            ):
                held[table, key] = many
        return {"taken": taken, "held": held}


def approve(visitor: Visitor, match_id: int) -> Answer:
    """Press approve on the page of a proposal."""
    return visitor.send(f"/matches/{match_id}/approve", of=f"/matches/{match_id}")


def is_approved(answer: Answer, match_id: int) -> bool:
    """A refusal leads back to the proposal, an approval to the next."""
    return answer.status == 303 and answer.to != f"/matches/{match_id}"


def at_once(deeds: Sequence[Callable[[], Answer]], *, hands: int) -> list[Answer]:
    with ThreadPoolExecutor(hands) as pool:
        return [one.result() for one in [pool.submit(deed) for deed in deeds]]


def approve_all(found: Found, officer: Visitor, keys: Sequence[int]) -> None:
    answers = [approve(officer, key) for key in keys]
    late = [one for one, key in zip(answers, keys, strict=True) if not is_approved(one, key)]
    found.answered("approvals answered", len(keys) - len(late), len(keys))
    found.wrong += [officer.follow(one).words.partition("Not done: ")[2][:80] for one in late]
