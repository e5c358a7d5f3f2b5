"""The shape of what is typed about a child."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.children.inputs import ChildInput, GuardianInput
from app.kernel import words
from app.kernel.disclosure import Revealed
from app.kernel.fields import (
    CHOSEN,
    WRITE,
    Asked,
    Code,
    Day,
    Line,
    Mobile,
    Name,
    Sought,
    Ticks,
    Version,
    codes,
    codes_or,
)

NEW = "new"
ALL = _l("All")


class ChildForm(FlaskForm):
    """A child's file. The view gives `guardian` its choices: the guardians of the village."""

    full_name = Name(_l("The child's name"), most=30, is_needed=True)
    given_name = Name(
        _l("Given name"),
        description=_l("Only for a rare surname: otherwise it is taken from the name."),
        most=20,
    )
    nickname = Line(_l("What the child is called at home"), most=20)
    sex = RadioField(_l("Girl or boy"), choices=codes("sex"), validators=[CHOSEN])
    born_on = Day(_l("Date of birth"), validators=[InputRequired(WRITE)])
    id_number = Code(
        _l("Identity number"),
        description=_l(
            "If you have the household book at hand. It is encrypted; pages show the last four."
        ),
    )
    is_checked = BooleanField(
        _l("I have checked it: the household book differs from the identity number")
    )
    is_another = BooleanField(_l("This is another child with the same name and birthday"))
    address = Line(
        _l("Home address"),
        description=_l("Group and house number. Only staff of this place see it."),
        most=120,
    )
    primary = SelectField(_l("Main category"), choices=codes("child_category"))
    others = Ticks(_l("Other categories"), choices=codes("child_category"))
    flags = Ticks(_l("To keep in mind"), choices=codes("flag"))
    care_arrangement = SelectField(
        _l("Who the child lives with"), choices=codes("care_arrangement")
    )
    risk_level = RadioField(
        _l("How high the risk is"), choices=codes("risk_level"), validators=[CHOSEN]
    )
    guardian = SelectField(
        _l("The child's guardian"),
        description=_l("Brothers and sisters share one guardian: choose it from the list."),
        validators=[CHOSEN],
    )
    guardian_name = Name(_l("Name of the guardian"), most=30)
    guardian_mobile = Mobile(
        _l("Mobile number of the guardian"),
        description=_l(
            "Leave it empty if there is none: the family is then asked on paper. A new number is rung once by the supervisor."
        ),
    )
    relation = SelectField(_l("What the guardian is to the child"), choices=codes("relation"))
    village = HiddenField()
    version = Version()

    def offer_guardians(self, known: Iterable[tuple[int, str]]) -> None:
        new = words.label("guardian_choice", NEW)
        self.guardian.choices = [(NEW, new), *((str(key), name) for key, name in known)]

    def given(self) -> ChildInput:
        is_new = self.guardian.data == NEW
        primary = self.primary.data
        guardian = GuardianInput(
            full_name=self.guardian_name.data or "", mobile=self.guardian_mobile.data or None
        )
        return ChildInput(
            full_name=self.full_name.data,
            given_name=self.given_name.data or None,
            nickname=self.nickname.data or None,
            sex=self.sex.data,
            born_on=self.born_on.data,
            id_number=self.id_number.data or None,
            address=self.address.data or None,
            categories=(primary, *(one for one in self.others.data or () if one != primary)),
            flags=tuple(self.flags.data or ()),
            risk_level=self.risk_level.data,
            care_arrangement=self.care_arrangement.data,
            relation=self.relation.data,
            guardian_id=None if is_new else int(self.guardian.data),
            guardian=guardian if is_new else None,
            is_checked=bool(self.is_checked.data),
            is_another=bool(self.is_another.data),
        )

    @classmethod
    def of(cls, file: Revealed, *, guardian_id: int, relation: str, version: int) -> Self:
        """The form filled with what is stored; the identity number stays empty: it is kept."""
        values: dict[str, Any] = file.as_dict()
        categories = values.pop("categories")
        return cls(
            formdata=None,
            data={
                **values,
                "id_number": "",
                "primary": categories[0],
                "others": categories[1:],
                "guardian": str(guardian_id),
                "relation": relation,
                "version": version,
            },
        )


class MobileForm(FlaskForm):
    mobile = Mobile(
        _l("Mobile number of the guardian"),
        description=_l("The question for consent is sent to this number."),
    )


class ChildrenAsked(Asked):
    """What the list may be narrowed by."""

    q = Sought(_l("The child's name, or the guardian's number"))
    village = SelectField(_l("Village or community"), default="", validators=[Optional()])
    category = SelectField(
        _l("Category"), choices=codes_or("child_category", ALL), default="", validators=[Optional()]
    )
    risk = SelectField(
        _l("How high the risk is"),
        choices=codes_or("risk_level", ALL),
        default="",
        validators=[Optional()],
    )
