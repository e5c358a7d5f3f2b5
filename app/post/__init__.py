"""Letters: the inbox, e-mail and text messages that follow an event."""
