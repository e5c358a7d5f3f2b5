"""The page on privacy, made from the tables that decide: page and truth cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel import words
from app.kernel.disclosure import Audience, Disclosed


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
