"""Organisations, volunteers and employers: who may help, and what has been checked."""
