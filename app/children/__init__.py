"""The child's file at its minimum, and the guardians."""
