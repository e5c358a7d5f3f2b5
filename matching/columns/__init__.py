"""Rows as columns: what the rules and the features read."""
