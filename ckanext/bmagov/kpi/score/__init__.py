"""Facts become findings and points."""
