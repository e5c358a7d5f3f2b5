"""What every room stands on; it imports no room."""
