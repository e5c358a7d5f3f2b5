"""How the demo's seeds become rows, one file a room."""
