"""Whether a new scorecard deserves the old one's place. A person decides; this says why not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from matching.learning.decisions import Examples
from matching.learning.judging import Decided
from matching.learning.metrics import Floats, Ints, Mask, auc, calibration_gap, losses
from matching.score.scorecard import Scorecard
from matching.tell.fairness import memberships
from matching.types import Need, Supply

# Under so many held-out decisions, or so few of either kind, nothing is told from chance.
FEWEST, FEWEST_OF_A_KIND = 100, 10
# A group of fewer needs is left out: its share would jump with each of them.
FEWEST_OF_A_GROUP = 20
# What a share may lose without being called worse.
SLACK = 0.01
# Standard errors by which the log loss must fall.
SURE = 2.0


@dataclass(frozen=True)
class Figures:
    """One card on the held-out decisions.

    Parameters
    ----------
    log_loss, auc, calibration_gap : float
        As `matching.learning.metrics` defines them; `auc` is None when all went alike.
    well : int
        Pairs that went well in the card's best plan over the decided pairs.
    """

    log_loss: float
    auc: float | None
    calibration_gap: float
    well: int


@dataclass(frozen=True)
class Gap:
    """How far the best and the worst off of a group's values are apart.

    Parameters
    ----------
    group : str
    measure : str
        "recommended": share of needs to whom the card's plan gives somebody;
        "mean_chance": the chance told for a need's pairs, the mean over needs.
    old, new : float
    error : float
        Standard error of the difference between both.
    """

    group: str
    measure: str
    old: float
    new: float
    error: float

    @property
    def is_widened(self) -> bool:
        """Wider by more than the slack, and by more than chance would explain."""
        return self.new - self.old > max(SLACK, SURE * self.error)


@dataclass(frozen=True)
class Objection:
    """One reason to keep the old card.

    Parameters
    ----------
    code : str
        "few_decisions", "log_loss", "auc", "calibration", "assignment" or "gap"; stable forever.
    values : mapping
        For words.
    """

    code: str
    values: Mapping[str, float | str | None]


@dataclass(frozen=True)
class Comparison:
    """Two cards on the same held-out decisions.

    Parameters
    ----------
    decisions : int
    old, new : Figures, optional
        None when nothing was decided.
    gain : float
        Log loss saved per decision by the new card.
    error : float, optional
        Its standard error over needs; None where there are not two of them.
    gaps : tuple of Gap
    objections : tuple of Objection
    """

    decisions: int
    old: Figures | None
    new: Figures | None
    gain: float
    error: float | None
    gaps: tuple[Gap, ...]
    objections: tuple[Objection, ...]

    @property
    def may_be_promoted(self) -> bool:
        """Whether nothing speaks against the new card."""
        return not self.objections


def compare(
    old: Scorecard,
    new: Scorecard,
    *,
    seen: Examples,
    needs: Sequence[Need],
    supplies: Sequence[Supply],
) -> Comparison:
    """Both cards on decisions that neither has learned from.

    The new card may be promoted when it saves log loss, by more than twice the standard error;
    ranks, tells chances and hands out pairs no worse than the old by more than a hundredth; and
    widens no group's gap by more than a hundredth and twice the standard error. Groups are those
    of `matching.tell.fairness`.

    Parameters
    ----------
    old, new : Scorecard
    seen : Examples
        Held out: decided after the last decision that was learned from.
    needs, supplies : sequence

    Returns
    -------
    Comparison

    Examples
    --------
    >>> from matching import Settings, expert
    >>> from matching.learning.decisions import examples
    >>> nothing = examples([], [], [], settings=Settings())
    >>> told = compare(expert(), expert(), seen=nothing, needs=[], supplies=[])
    >>> told.may_be_promoted, [objection.code for objection in told.objections]
    (False, ['few_decisions'])
    """
    kinds = int(seen.went_well.sum()), int((~seen.went_well).sum())
    few = Objection("few_decisions", {"went_well": kinds[0], "did_not": kinds[1]})
    is_few = sum(kinds) < FEWEST or min(kinds) < FEWEST_OF_A_KIND
    if not sum(kinds):
        return Comparison(0, None, None, 0.0, None, (), (few,))
    decided = Decided.of(seen, needs, supplies)
    told = [card.probability(card.score(seen.values)) for card in (old, new)]
    plans = [decided.best(card.score(seen.values)) for card in (old, new)]
    before, after = (_figures(chance, plan, seen) for chance, plan in zip(told, plans, strict=True))
    saved = losses(told[0], seen.went_well) - losses(told[1], seen.went_well)
    gain, error = _mean_and_error(saved, seen.weight, decided.need)
    gaps = _gaps(decided, needs, told, plans)
    objections = [few] if is_few else []
    objections += _objections(before, after, gain, error)
    objections += [Objection("gap", asdict(gap)) for gap in gaps if gap.is_widened]
    return Comparison(sum(kinds), before, after, gain, error, gaps, tuple(objections))


def _figures(chance: Floats, plan: Mask, seen: Examples) -> Figures:
    well, weight = seen.went_well, seen.weight
    gap = calibration_gap(chance, well, weight=weight)
    return Figures(
        log_loss=float(np.average(losses(chance, well), weights=weight)),
        auc=auc(chance, well, weight=weight),
        calibration_gap=0.0 if gap is None else gap,
        well=int(well[plan].sum()),
    )


def _objections(old: Figures, new: Figures, gain: float, error: float | None) -> list[Objection]:
    found = []
    if error is None or not gain > SURE * error:
        found.append(Objection("log_loss", {"gain": gain, "error": error}))
    if old.auc is not None and new.auc is not None and new.auc < old.auc - SLACK:
        found.append(Objection("auc", {"old": old.auc, "new": new.auc}))
    if new.calibration_gap > old.calibration_gap + SLACK:
        values = {"old": old.calibration_gap, "new": new.calibration_gap}
        found.append(Objection("calibration", values))
    if new.well < old.well * (1 - SLACK):
        found.append(Objection("assignment", {"old": old.well, "new": new.well}))
    return found


def _mean_and_error(saved: Floats, weight: Floats, need: Ints) -> tuple[float, float | None]:
    """The weighted mean, and its standard error when the pairs of a need go together.

    The linearised error of a ratio over clusters (Cochran, Sampling Techniques, 6.3).
    """
    mean = float(np.average(saved, weights=weight))
    of_need = np.bincount(need, weight * (saved - mean))
    many = np.unique(need).size
    if many < 2:
        return mean, None
    return mean, math.sqrt((of_need**2).sum() * many / (many - 1)) / float(weight.sum())


def _gaps(
    decided: Decided, needs: Sequence[Need], told: list[Floats], plans: list[Mask]
) -> tuple[Gap, ...]:
    """Each group's gaps under both cards, over its values with enough needs."""
    rows, at = np.unique(decided.need, return_inverse=True)
    every = np.bincount(at)
    measures = {
        "recommended": [(np.bincount(at, plan) > 0).astype(np.float64) for plan in plans],
        "mean_chance": [np.bincount(at, chance) / every for chance in told],
    }
    members: dict[str, dict[str, list[int]]] = {}
    for place, row in enumerate(rows.tolist()):
        for group, value in memberships(needs[row]).items():
            members.setdefault(group, {}).setdefault(value, []).append(place)
    found = []
    for group, values in sorted(members.items()):
        large = [own for _, own in sorted(values.items()) if len(own) >= FEWEST_OF_A_GROUP]
        if len(large) > 1:
            found += [_gap(group, name, both, large) for name, both in measures.items()]
    return tuple(found)


def _gap(group: str, measure: str, both: list[Floats], large: list[list[int]]) -> Gap:
    old, new = ([float(of_need[own].mean()) for own in large] for of_need in both)
    # What the new card changes between those whom it puts furthest apart, need by need.
    change = both[1] - both[0]
    ends = (change[large[new.index(max(new))]], change[large[new.index(min(new))]])
    error = math.sqrt(sum(float(end.var(ddof=1)) / end.size for end in ends))
    return Gap(group, measure, max(old) - min(old), max(new) - min(new), error)
