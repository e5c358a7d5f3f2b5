"""Scorecards from decisions, and how good they are."""
