"""Reading children and guardians within the actor's own place."""
