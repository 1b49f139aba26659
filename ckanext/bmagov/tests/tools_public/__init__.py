"""What outsiders run."""
