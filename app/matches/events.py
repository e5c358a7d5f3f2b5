"""What happens to rounds and matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRequested(Event):
    NAME: ClassVar[str] = "matches.round_requested"
    round_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStarted(Event):
    NAME: ClassVar[str] = "matches.round_started"
    round_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundProgressed(Event):
    NAME: ClassVar[str] = "matches.round_progressed"
    round_id: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFinished(Event):
    NAME: ClassVar[str] = "matches.round_finished"
    round_id: int
    proposals: int
    unmet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFailed(Event):
    NAME: ClassVar[str] = "matches.round_failed"
    round_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorsKept(Event):
    """What so many new texts mean is known from now on."""

    NAME: ClassVar[str] = "matches.vectors_kept"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchEvent(Event):
    """Common to all: which match, of which need, of which child."""

    NAME: ClassVar[str] = "matches.changed"
    match_id: int
    need_id: int
    child_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchProposed(MatchEvent):
    """By an application or by hand; a round's proposals are told by `RoundFinished`."""

    NAME: ClassVar[str] = "matches.proposed"
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchApproved(MatchEvent):
    """Approved; the invitation follows when the seconds for taking it back are over."""

    NAME: ClassVar[str] = "matches.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTakenBack(MatchEvent):
    """Whoever approved thought better of it before the invitation left."""

    NAME: ClassVar[str] = "matches.approval_taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchInvited(MatchEvent):
    NAME: ClassVar[str] = "matches.invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchesApproved(Event):
    """Many plain proposals at once."""

    NAME: ClassVar[str] = "matches.approved_many"
    match_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRejected(MatchEvent):
    NAME: ClassVar[str] = "matches.rejected"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReplaced(MatchEvent):
    """The officer took another supply of the list; `new_match_id` is the one now proposed."""

    NAME: ClassVar[str] = "matches.replaced"
    new_match_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAccepted(MatchEvent):
    NAME: ClassVar[str] = "matches.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchDeclined(MatchEvent):
    NAME: ClassVar[str] = "matches.declined"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLapsed(MatchEvent):
    """`waiting_for` is the provider or the guardian."""

    NAME: ClassVar[str] = "matches.lapsed"
    waiting_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAsked(MatchEvent):
    NAME: ClassVar[str] = "matches.consent_asked"
    consent_id: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLinkMade(MatchEvent):
    """A fresh link for a text; the one before it stops working."""

    NAME: ClassVar[str] = "matches.consent_link_made"
    consent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAskedAgain(MatchEvent):
    """The director has a fresh link texted to the guardian."""

    NAME: ClassVar[str] = "matches.consent_asked_again"
    consent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentKnocked(MatchEvent):
    """The link was opened and a birthday typed; `left` tries are left."""

    NAME: ClassVar[str] = "matches.consent_knocked"
    consent_id: int
    is_right: bool
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetKept(MatchEvent):
    """A signed sheet hangs on the question; it is no answer by itself."""

    NAME: ClassVar[str] = "matches.sheet_kept"
    consent_id: int
    attachment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(MatchEvent):
    NAME: ClassVar[str] = "matches.consent_given"
    consent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused(MatchEvent):
    NAME: ClassVar[str] = "matches.consent_refused"
    consent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(MatchEvent):
    NAME: ClassVar[str] = "matches.consent_withdrawn"
    consent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchEnded(MatchEvent):
    """`reason` is completed, or why it ended early."""

    NAME: ClassVar[str] = "matches.ended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSuspended(MatchEvent):
    """`reason` is provider_suspended: what was shared is closed at once."""

    NAME: ClassVar[str] = "matches.suspended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsOvertaken(Event):
    """Proposals that nobody has to decide on any more."""

    NAME: ClassVar[str] = "matches.overtaken"
    match_ids: tuple[int, ...]
