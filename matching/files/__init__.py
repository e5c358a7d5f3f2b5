"""Rounds on files alone: CSV in, CSV and a report out."""
