"""What waits, and who works on it."""
