"""Writes of the room: rounds, decisions, answers, consents, endings, what texts mean."""

from app.matches.actions.answers import accept, decline, lapse_invitation
from app.matches.actions.consents import (
    answer_consent,
    answer_own_consent,
    ask_consent,
    knock,
    lapse_consent,
    make_consent_link,
    send_again,
    withdraw_consent,
    witness_consent,
)
from app.matches.actions.decisions import approve, approve_many, invite, reject, take_back
from app.matches.actions.endings import close_need, end, suspend_provider
from app.matches.actions.proposals import apply, propose_by_hand, replace
from app.matches.actions.rounds import (
    fail_round,
    note_progress,
    record_round,
    request_round,
    start_round,
)
from app.matches.actions.sheets import keep_sheet
from app.matches.actions.vectors import keep_vectors

__all__ = [
    "accept",
    "answer_consent",
    "answer_own_consent",
    "apply",
    "approve",
    "approve_many",
    "ask_consent",
    "close_need",
    "decline",
    "end",
    "fail_round",
    "invite",
    "keep_sheet",
    "keep_vectors",
    "knock",
    "lapse_consent",
    "lapse_invitation",
    "make_consent_link",
    "note_progress",
    "propose_by_hand",
    "record_round",
    "reject",
    "replace",
    "request_round",
    "send_again",
    "start_round",
    "suspend_provider",
    "take_back",
    "withdraw_consent",
    "witness_consent",
]
