"""The engine's version; part of every round's digest."""

ENGINE = "1.0.0"
