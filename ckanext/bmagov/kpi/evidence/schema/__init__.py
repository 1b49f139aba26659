"""What actions take."""
