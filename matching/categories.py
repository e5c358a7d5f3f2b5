"""Which service categories lie near each other; only for a listing beside the matches."""

from __future__ import annotations

_PAIRS = (
    ("net_protection", "family_education"),
    ("micro_wish", "living_support"),
    ("micro_wish", "housing_improvement"),
    ("micro_wish", "digital_support"),
    ("assistive_device", "rehabilitation"),
    ("transport_escort", "medical_support"),
    ("moral_education", "culture_sports"),
    ("capacity_building", "career_transition"),
    ("capacity_building", "digital_support"),
    ("parent_contact", "digital_support"),
    ("respite_care", "visit_care"),
)


def adjacent(category: str) -> frozenset[str]:
    """Categories that may be shown under a heading of their own, never mixed with matches.

    Parameters
    ----------
    category : str

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(adjacent("micro_wish"))
    ['digital_support', 'housing_improvement', 'living_support']
    """
    return frozenset(
        other for pair in _PAIRS if category in pair for other in pair if other != category
    )
