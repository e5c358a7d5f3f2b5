"""Rounds, proposals, four-eyes decisions, invitation, consent, release."""
