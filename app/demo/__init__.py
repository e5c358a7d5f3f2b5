"""The demo's fictional people, needs and help, as plain values; storing them is others' work."""
