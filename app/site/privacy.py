"""The page on privacy, made from the tables that decide: page and truth cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel import words
from app.kernel.disclosure import Audience, Disclosed
from app.matches.models import releasable


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field, and in which form each audience sees it (None: not at all)."""

    field: str
    forms: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record: a child, a guardian, a need, a volunteer, an organisation."""

    title: str
    rows: tuple[FieldRow, ...]


def audiences() -> tuple[str, ...]:
    """The heads of the columns."""
    return tuple(words.label("privacy_audience", audience) for audience in Audience)


def sheets() -> tuple[Sheet, ...]:
    """Every record with a disclosure table."""
    return tuple(_sheet(model) for model in sorted(Disclosed.__subclasses__(), key=_order))


@dataclass(frozen=True, slots=True)
class Opening:
    """One kind of help: what a guardian is asked to agree to, and what the helper then reads."""

    help: str
    items: tuple[str, ...]
    fields: tuple[str, ...]


def openings() -> tuple[Opening, ...]:
    """What a guardian's yes opens, from the table that the question and the release are made of."""
    return tuple(
        Opening(
            words.label("help_kind", kind),
            tuple(words.label("consent_item", item) for item in releasable.items_for(kind)),
            tuple(words.label("released_field", one.field) for one in releasable.fields_for(kind)),
        )
        for kind in releasable.Help
    )


def _order(model: type[Disclosed]) -> int:
    return words.codes("privacy_record").index(model.__name__)


def _sheet(model: type[Disclosed]) -> Sheet:
    rows = tuple(
        FieldRow(
            words.label("privacy_field", f"{model.__name__}.{name}"),
            tuple(
                words.label("privacy_form", forms[audience]) if audience in forms else None
                for audience in Audience
            ),
        )
        for name, forms in model.DISCLOSURE.items()
    )
    return Sheet(words.label("privacy_record", model.__name__), rows)
