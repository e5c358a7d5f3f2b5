"""Reading rounds, proposals, invitations, consents and what a provider may know."""
