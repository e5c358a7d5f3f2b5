"""The shape of what is told about providers."""
