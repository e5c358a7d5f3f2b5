"""Who is acting, and which role may do which verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The hats of domain 2; a person wears one at a time."""

    VISITOR = "visitor"
    VOLUNTEER = "volunteer"
    ORGANIZATION_MEMBER = "organization_member"
    EMPLOYER = "employer"
    GUARDIAN = "guardian"
    CHILD_DIRECTOR = "child_director"
    CHILD_SUPERVISOR = "child_supervisor"
    CIVIL_AFFAIRS = "civil_affairs"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SYSTEM = "system"
    """The platform itself, when it acts on a committed event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person in one role, with the place or the organisation that role is for.

    `place` is the code of a village (12 digits), a town (9) or the county (6).
    """

    role: Role
    account_id: int | None = None
    display_name: str = ""
    place: str | None = None
    organization_id: int | None = None
    volunteer_id: int | None = None
    guardian_id: int | None = None
    is_vetted: bool = False
    """Whether this provider may see needs that only vetted partners may see."""
    language: str = field(default="zh_Hans_CN", compare=False)

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None


VISITOR = Actor(role=Role.VISITOR)
SYSTEM = Actor(role=Role.SYSTEM)

STAFF = frozenset({Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS})
PROVIDERS = frozenset({Role.VOLUNTEER, Role.ORGANIZATION_MEMBER, Role.EMPLOYER})
KEEPERS = frozenset({Role.CIVIL_AFFAIRS, Role.SYSTEM_ADMINISTRATOR})
"""Who keeps the bureau's numbers and calendar, each seeing what the other sets."""
SIGNED_IN = frozenset(Role) - {Role.VISITOR, Role.SYSTEM}
EVERYONE = frozenset(Role) - {Role.SYSTEM}


class Can(StrEnum):
    """Verbs, `room:verb`, in the order of the rooms."""

    SIGN_IN = "people:sign_in"
    SIGN_OUT = "people:sign_out"
    CHANGE_OWN_ACCOUNT = "people:change_own_account"
    APPOINT = "people:appoint"
    APPOINT_FIRST = "people:appoint_first"
    ACTIVATE = "people:activate"

    REGISTER_VOLUNTEER = "providers:register_volunteer"
    EDIT_PROFILE = "providers:edit_profile"
    VET_PROVIDER = "providers:vet"
    REGISTER_ORGANIZATION = "providers:register_organization"

    REGISTER_CHILD = "children:register"
    EDIT_CHILD = "children:edit"
    VERIFY_NUMBER = "children:verify_number"
    NOTICE_AGE = "children:notice_age"

    RAISE_NEED = "needs:raise"
    RAISE_OWN_NEED = "needs:raise_own"
    ENDORSE_NEED = "needs:endorse"
    APPROVE_NEED = "needs:approve"
    WITHDRAW_NEED = "needs:withdraw"
    EXPIRE_NEED = "needs:expire"
    KEEP_NOTICES = "needs:keep_notices"

    POST_OFFER = "offers:post"
    POST_JOB = "offers:post_job"
    CHANGE_POSTING = "offers:change"
    VERIFY_OFFER = "offers:verify"

    RUN_ROUND = "matches:run_round"
    RECORD_ROUND = "matches:record_round"
    KEEP_VECTORS = "matches:keep_vectors"
    PROPOSE_BY_HAND = "matches:propose_by_hand"
    APPLY = "matches:apply"
    DECIDE = "matches:decide"
    INVITE = "matches:invite"
    ANSWER_INVITATION = "matches:answer_invitation"
    ANSWER_CONSENT = "matches:answer_consent"
    SEND_CONSENT_AGAIN = "matches:send_consent_again"
    WITNESS_CONSENT = "matches:witness_consent"
    KEEP_SHEET = "matches:keep_sheet"
    WITHDRAW_CONSENT = "matches:withdraw_consent"
    LAPSE = "matches:lapse"
    END_MATCH = "matches:end"

    READ_LETTERS = "post:read"
    WRITE_LETTER = "post:write"
    RING = "post:ring"

    EXPORT_TRAIL = "system:export_trail"
    VERIFY_TRAIL = "system:verify_trail"
    RETRY_JOB = "system:retry_job"
    DECIDE_RUN = "system:decide_run"

    SET_OPTION = "system:set_option"
    KEEP_CALENDAR = "system:keep_calendar"
    COUNTERSIGN = "system:countersign"
    EXPIRE_COUNTERSIGN = "system:expire_countersign"

    ROTATE_KEYS = "kernel:rotate_keys"
    NOTE_BACKUP = "kernel:note_backup"
    EXPORT_LIST = "kernel:export_list"
    KEEP_FILTERS = "kernel:keep_filters"
    LOAD_DEMO = "demo:load"


def _to(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


GRANTS: dict[Can, frozenset[Role]] = {
    Can.SIGN_IN: EVERYONE,
    Can.SIGN_OUT: SIGNED_IN,
    Can.CHANGE_OWN_ACCOUNT: SIGNED_IN,
    Can.APPOINT: _to(Role.SYSTEM_ADMINISTRATOR),
    Can.APPOINT_FIRST: _to(Role.SYSTEM),  # somebody at the machine itself
    Can.ACTIVATE: EVERYONE,  # whoever holds the link
    Can.REGISTER_VOLUNTEER: _to(Role.VISITOR),
    Can.EDIT_PROFILE: _to(Role.VOLUNTEER),
    Can.VET_PROVIDER: _to(Role.CIVIL_AFFAIRS),
    Can.REGISTER_ORGANIZATION: _to(Role.VISITOR),
    Can.REGISTER_CHILD: _to(Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR),
    Can.EDIT_CHILD: _to(Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR),
    Can.VERIFY_NUMBER: _to(Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS),
    Can.NOTICE_AGE: _to(Role.SYSTEM),
    Can.RAISE_NEED: _to(Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR),
    Can.RAISE_OWN_NEED: _to(Role.GUARDIAN),
    Can.ENDORSE_NEED: _to(Role.CHILD_SUPERVISOR),
    Can.APPROVE_NEED: _to(Role.CIVIL_AFFAIRS),
    Can.WITHDRAW_NEED: _to(Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.GUARDIAN),
    Can.EXPIRE_NEED: _to(Role.SYSTEM),
    Can.KEEP_NOTICES: _to(Role.SYSTEM),
    Can.POST_OFFER: _to(Role.ORGANIZATION_MEMBER),
    Can.POST_JOB: _to(Role.EMPLOYER),
    Can.CHANGE_POSTING: _to(Role.ORGANIZATION_MEMBER, Role.EMPLOYER),
    Can.VERIFY_OFFER: _to(Role.CIVIL_AFFAIRS),
    Can.RUN_ROUND: _to(Role.CIVIL_AFFAIRS, Role.SYSTEM),
    Can.RECORD_ROUND: _to(Role.SYSTEM),
    Can.KEEP_VECTORS: _to(Role.SYSTEM),
    Can.PROPOSE_BY_HAND: _to(Role.CIVIL_AFFAIRS),
    Can.APPLY: _to(Role.VOLUNTEER, Role.ORGANIZATION_MEMBER, Role.GUARDIAN),
    Can.DECIDE: _to(Role.CIVIL_AFFAIRS),
    Can.INVITE: _to(Role.SYSTEM),
    Can.ANSWER_INVITATION: PROVIDERS,
    Can.ANSWER_CONSENT: EVERYONE,  # whoever holds the link that was texted to the guardian
    Can.SEND_CONSENT_AGAIN: _to(Role.CHILD_DIRECTOR),
    Can.WITNESS_CONSENT: _to(Role.CHILD_SUPERVISOR),
    Can.KEEP_SHEET: _to(Role.CHILD_DIRECTOR),
    Can.WITHDRAW_CONSENT: _to(Role.GUARDIAN, Role.CHILD_DIRECTOR),
    Can.LAPSE: _to(Role.SYSTEM),
    Can.END_MATCH: _to(Role.CIVIL_AFFAIRS),
    Can.READ_LETTERS: SIGNED_IN,
    Can.WRITE_LETTER: _to(Role.SYSTEM),
    Can.RING: _to(Role.CHILD_DIRECTOR, Role.CIVIL_AFFAIRS),
    Can.EXPORT_TRAIL: _to(Role.AUDITOR),
    Can.VERIFY_TRAIL: _to(Role.AUDITOR),
    Can.RETRY_JOB: _to(Role.SYSTEM_ADMINISTRATOR),
    Can.SET_OPTION: KEEPERS,
    Can.KEEP_CALENDAR: KEEPERS,
    Can.COUNTERSIGN: KEEPERS,
    Can.EXPIRE_COUNTERSIGN: _to(Role.SYSTEM),
    Can.DECIDE_RUN: KEEPERS,
    Can.ROTATE_KEYS: _to(Role.SYSTEM),
    Can.NOTE_BACKUP: _to(Role.SYSTEM),
    Can.EXPORT_LIST: SIGNED_IN,  # of lists whose page the role may open
    Can.KEEP_FILTERS: SIGNED_IN,
    Can.LOAD_DEMO: _to(Role.SYSTEM),
}


def may(actor: Actor, can: Can) -> bool:
    """Whether the actor's role is granted the verb; rows are the business of `scope`."""
    return actor.role in GRANTS[can]
