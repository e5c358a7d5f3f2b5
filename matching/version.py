"""The engine's version; part of every round's digest."""

__version__ = "1.4.0"
