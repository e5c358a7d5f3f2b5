"""The shape of what is typed about a child."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.children.inputs import ChildInput, GuardianInput
from app.kernel import words
from app.kernel.disclosure import Revealed

NEW = "new"
WRITE = _l("Please write something here.")
CHOOSE = _l("Please choose one.")
MOBILE = Regexp(
    r"^1[3-9]\d{9}$", message=_l("A mobile number has 11 digits and begins with 1; leave it empty if there is none.")
)  # fmt: skip
MOST = _l("At most %(max)d characters here.")


def codes(name: str) -> Callable[[], list[tuple[str, str]]]:
    return lambda: words.choices(name)


def typed(text: str | None) -> str | None:
    """Without blanks around it, full-width digits made plain; None for nothing."""
    return unicodedata.normalize("NFKC", text or "").strip() or None


def plain(text: str | None) -> str:
    return typed(text) or ""


class Day(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Please write a day, such as 2026-09-01.")) from None


class Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChildForm(FlaskForm):
    """A child's file. The view gives `guardian` its choices: the guardians of the village."""

    full_name = StringField(
        _l("The child's name"), validators=[DataRequired(WRITE), Length(max=30, message=MOST)]
    )
    given_name = StringField(
        _l("Given name"),
        description=_l("Only for a rare surname: otherwise it is taken from the name."),
        validators=[Length(max=20, message=MOST)],
    )
    nickname = StringField(
        _l("What the child is called at home"), validators=[Length(max=20, message=MOST)]
    )
    sex = RadioField(_l("Girl or boy"), choices=codes("sex"), validators=[InputRequired(CHOOSE)])
    born_on = Day(_l("Date of birth"), validators=[InputRequired(WRITE)])
    id_number = StringField(
        _l("Identity number"),
        description=_l(
            "If you have the household book at hand. It is encrypted; pages show the last four."
        ),
    )
    is_checked = BooleanField(
        _l("I have checked it: the household book differs from the identity number")
    )
    is_another = BooleanField(_l("This is another child with the same name and birthday"))
    address = StringField(
        _l("Home address"),
        description=_l("Group and house number. Only staff of this place see it."),
        validators=[Length(max=120, message=MOST)],
    )
    primary = SelectField(_l("Main category"), choices=codes("child_category"))
    others = Ticks(_l("Other categories"), choices=codes("child_category"))
    flags = Ticks(_l("To keep in mind"), choices=codes("flag"))
    care_arrangement = SelectField(
        _l("Who the child lives with"), choices=codes("care_arrangement")
    )
    risk_level = RadioField(
        _l("How high the risk is"), choices=codes("risk_level"), validators=[InputRequired(CHOOSE)]
    )
    guardian = SelectField(
        _l("The child's guardian"),
        description=_l("Brothers and sisters share one guardian: choose it from the list."),
        validators=[InputRequired(CHOOSE)],
    )
    guardian_name = StringField(
        _l("Name of the guardian"), validators=[Length(max=30, message=MOST)]
    )
    guardian_mobile = StringField(
        _l("Mobile number of the guardian"),
        description=_l(
            "Leave it empty if there is none: the director then hands over the question."
        ),
        filters=[typed],
        validators=[Optional(), MOBILE],
    )
    relation = SelectField(_l("What the guardian is to the child"), choices=codes("relation"))
    village = HiddenField()
    version = HiddenField()

    def offer_guardians(self, known: Iterable[tuple[int, str]]) -> None:
        new = words.label("guardian_choice", NEW)
        self.guardian.choices = [(NEW, new), *((str(key), name) for key, name in known)]

    def given(self) -> ChildInput:
        is_new = self.guardian.data == NEW
        primary = self.primary.data
        guardian = GuardianInput(
            full_name=plain(self.guardian_name.data), mobile=self.guardian_mobile.data
        )
        return ChildInput(
            full_name=plain(self.full_name.data),
            given_name=typed(self.given_name.data),
            nickname=typed(self.nickname.data),
            sex=self.sex.data,
            born_on=self.born_on.data,
            id_number=typed(self.id_number.data),
            address=typed(self.address.data),
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
    mobile = StringField(
        _l("Mobile number of the guardian"),
        description=_l("The question for consent is sent to this number."),
        filters=[typed],
        validators=[Optional(), MOBILE],
    )


class ChildrenAsked(FlaskForm):
    """What the list may be narrowed by; a GET form, nothing is written."""

    class Meta:
        csrf = False

    q = StringField(_l("The child's name"))
    village = SelectField(_l("Village or community"), default="", validators=[Optional()])
    category = SelectField(
        _l("Category"),
        choices=lambda: [("", _l("All")), *words.choices("child_category")],
        default="",
        validators=[Optional()],
    )
    risk = SelectField(
        _l("How high the risk is"),
        choices=lambda: [("", _l("All")), *words.choices("risk_level")],
        default="",
        validators=[Optional()],
    )

    def asked(self, name: str) -> str | None:
        """What was chosen; a code nobody knows asks nothing."""
        field = self[name]
        return None if field.errors or not field.data else str(field.data)
