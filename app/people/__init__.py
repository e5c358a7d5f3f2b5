"""Accounts, sign-in, and the hats a person wears."""
