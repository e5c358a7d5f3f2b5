"""What is done with providers: joining, keeping a profile, vetting."""
