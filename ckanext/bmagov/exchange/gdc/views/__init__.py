"""Pages, and addresses for machines."""
