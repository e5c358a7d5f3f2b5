"""Points: what speaks for a pair, and how much."""
