"""The list of the children of somebody's own place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.children import disclosed, queries
from app.children.forms import ChildrenAsked
from app.children.models import Child
from app.children.queries import HIGHEST_RISK, ChildFilter
from app.kernel import cleaning, words
from app.kernel.access import Actor, Role
from app.kernel.listing import Cell, Column, Listing
from app.places import queries as places


def _categories(card: disclosed.ChildCard) -> Cell:
    return words.labels("child_category", card.categories)


COLUMNS = (
    Column(name="name", words=_l("Name"), of=lambda card: card.name, is_protected=True),
    Column(
        name="age",
        words=_l("Age"),
        of=lambda card: card.age,
        sort=(Child.born_on,),
        is_turned=True,
        is_protected=True,
    ),
    Column(
        name="village",
        words=_l("Village or community"),
        of=lambda card: card.village,
        sort=(Child.village_code,),
    ),
    Column(name="category", words=_l("Category"), of=_categories, is_protected=True),
    Column(
        name="risk",
        words=_l("How high the risk is"),
        of=lambda card: words.label("risk_level", card.risk_level),
        sort=(HIGHEST_RISK,),
        is_protected=True,
    ),
)


def villages(actor: Actor) -> list[tuple[str, str]]:
    """The villages this person looks after."""
    if actor.role is Role.CHILD_DIRECTOR:
        return [(actor.place or "", places.name(actor.place or ""))]
    return [(one.code, one.name) for one in places.villages(actor.place or "")]


def _form(actor: Actor, args: Any) -> ChildrenAsked:
    form = ChildrenAsked(args)
    form.village.choices = [("", _("All")), *villages(actor)]
    return form


def _statement(_actor: Actor, asked: ChildrenAsked) -> Select[tuple[Child]]:
    return queries.children(
        ChildFilter(
            village=asked.asked("village"),
            category=asked.asked("category"),
            risk=asked.asked("risk"),
            guardian_mobile=cleaning.sought_phone(asked.q.words),
        )
    )


def _keep(actor: Actor, asked: ChildrenAsked) -> Callable[[Child], bool] | None:
    """Names are sealed, so a name is looked for among those of the own place, in memory."""
    sought = asked.q.words
    if not sought or cleaning.sought_phone(sought) is not None:
        return None
    return disclosed.is_named(actor, sought)


CHILDREN = Listing(
    name="children.children",
    title=_l("Children"),
    form=_form,
    columns=lambda _actor, _asked: COLUMNS,
    statement=_statement,
    order=lambda _asked: (HIGHEST_RISK, Child.village_code, Child.id),
    keep=_keep,
    dress=disclosed.cards,
    steps=frozenset(("children.child", "children.change_mobile", "children.edit", "children.save")),
)
