"""The engine at work: markets in, plans and answers about pairs out, as plain values."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import matching
from app.matches.bridge.rows import EngineNeed, EngineSupply, need_id_of
from app.matches.bridge.texts import Vectors, looked_up, model
from app.matches.results import Broken, Fit, Held, LeftOut, Proposal
from app.needs.models import Urgency

Progress = Callable[[str, int, int], None]

SETTINGS = matching.Settings(remote_modes=frozenset({"online", "goods_drop"}))

PLAIN_MARGIN = 3.0
"""Points by which a plain proposal is ahead of the next best; of a hundred."""
RULES: tuple[str, ...] = tuple(rule.code for rule in matching.RULES)


@dataclass(frozen=True, slots=True)
class Market:
    """Everything a round looks at, on one day."""

    on: date
    needs: tuple[EngineNeed, ...]
    supplies: tuple[EngineSupply, ...]

    def texts(self) -> Iterator[str]:
        yield from (need.text for need in self.needs)
        yield from (supply.text for supply in self.supplies)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored round as it was: its market and what it was judged by."""

    market: Market
    settings: matching.Settings
    scorecard: matching.Scorecard
    model: str


def hold(market: Market, *, vectors: Vectors, progress: Progress | None = None) -> Held:
    """Run the engine over a market; nothing is read or written beside it."""
    card, by = matching.expert(), model()
    plan = matching.run_round(
        market.needs,
        market.supplies,
        on=market.on,
        settings=SETTINGS,
        scorecard=card,
        embedder=looked_up(by, vectors),
        progress=progress,
    )
    needs = {need.id: need for need in market.needs}
    return Held(
        on=market.on,
        inputs=_pack(Kept(market, SETTINGS, card, by)),
        inputs_digest=plan.inputs_digest,
        plan_digest=plan.digest,
        version=matching.__version__,
        scorecard=json.loads(matching.to_json(card)),
        rules={"order": list(RULES), "settings": json.loads(matching.to_json(SETTINGS))},
        needs=len(market.needs),
        supplies=len(market.supplies),
        proposals=tuple(_proposal(match, needs[match.need_id]) for match in plan.matches),
        unmet=tuple(_left_out(one) for one in plan.unmatched),
    )


def unpack(inputs: bytes) -> Kept:
    """A stored round as it was."""
    told = matching.from_json(zlib.decompress(inputs).decode())
    return Kept(
        Market(told["on"], told["needs"], told["supplies"]),
        told["settings"],
        told["scorecard"],
        told["model"],
    )


def held_again(kept: Kept, *, vectors: Vectors) -> tuple[str, str]:
    """Run a stored round once more; the digests of what went in and of what came out."""
    plan = matching.run_round(
        kept.market.needs,
        kept.market.supplies,
        on=kept.market.on,
        settings=kept.settings,
        scorecard=kept.scorecard,
        embedder=looked_up(kept.model, vectors),
    )
    return plan.inputs_digest, plan.digest


def broken(need: EngineNeed, supply: EngineSupply, *, on: date) -> tuple[Broken, ...]:
    """Every hard rule the pair breaks, in the order in which the rules are asked."""
    refused = matching.why_not(need, supply, on=on, settings=SETTINGS)
    return tuple(Broken(one.rule, _jsonable(one.detail)) for one in refused)


def fit(need: EngineNeed, supply: EngineSupply, *, on: date, vectors: Vectors) -> Fit:
    """The score of one pair and its parts. A text not read yet counts as one that is not known."""
    embedder = looked_up(model(), vectors)
    return _fit(matching.explain(need, supply, on=on, settings=SETTINGS, embedder=embedder))


def ranked(
    need: EngineNeed,
    supplies: Iterable[EngineSupply],
    *,
    on: date,
    most: int,
    vectors: Vectors,
) -> list[Fit]:
    """The feasible supplies of one need, best first; nobody else competes for them."""
    settings = replace(SETTINGS, alternatives=most, changes=0)
    embedder = looked_up(model(), vectors)
    plan = matching.run_round([need], supplies, on=on, settings=settings, embedder=embedder)
    found = [_fit(match) for match in plan.matches]
    if plan.matches:
        found += [_fit(other) for other in plan.matches[0].alternatives]
    return sorted(found, key=lambda one: one.rank)[:most]


def is_plain(match: matching.Match, need: EngineNeed, *, is_restricted: bool) -> bool:
    """Whether nothing about a proposal asks for a closer look.

    It is the need's first choice, ahead of the next by `PLAIN_MARGIN` points or alone; the need is
    neither an emergency nor restricted; times and place are known where they matter.
    """
    if match.rank != 1 or is_restricted or need.priority == Urgency.EMERGENCY.tier:
        return False
    if need.slots and match.overlap_minutes is None:
        return False
    travels = not match.modes or bool(set(match.modes) - SETTINGS.remote_modes)
    if travels and match.distance_km is None:
        return False
    others = [other.score for other in match.alternatives]
    return not others or match.score - max(others) >= PLAIN_MARGIN


def _proposal(match: matching.Match, need: EngineNeed) -> Proposal:
    return Proposal(
        need_id=need_id_of(match.need_id),
        fit=_fit(match),
        alternatives=[_fit(other).as_alternative() for other in match.alternatives],
        is_plain=is_plain(match, need, is_restricted=need.designated is not None),
    )


def _fit(match: matching.Match) -> Fit:
    return Fit(
        supply_key=match.supply_id,
        score=match.score,
        probability=match.probability,
        parts=[
            {"feature": p.feature, "points": p.points, "value": p.value, "unit": p.unit}
            for p in match.parts
        ],
        distance_km=match.distance_km,
        overlap_minutes=match.overlap_minutes,
        rank=match.rank,
    )


def _left_out(one: matching.Unmatched) -> LeftOut:
    return LeftOut(
        need_id=need_id_of(one.need_id),
        reason=one.reason,
        feasible=one.feasible,
        changes=[
            {
                "rule": change.rule,
                "supply": change.supply_id,
                "side": change.side,
                "detail": _jsonable(change.detail),
                "fields": _jsonable(change.fields),
            }
            for change in one.changes
        ],
    )


def _pack(kept: Kept) -> bytes:
    told = matching.to_json(
        {
            "needs": kept.market.needs,
            "supplies": kept.market.supplies,
            "on": kept.market.on,
            "settings": kept.settings,
            "scorecard": kept.scorecard,
            "model": kept.model,
        }
    )
    return zlib.compress(told.encode())


def _jsonable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for words: days as ISO text, sets as sorted lists, slots as number triples."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, matching.Slot):
        return [value.weekday, value.start, value.end]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value
