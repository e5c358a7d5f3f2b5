"""The public pages, and the page each role opens on."""
